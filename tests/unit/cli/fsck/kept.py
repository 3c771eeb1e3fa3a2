"""A database in memory, of a service with ships, as `sanzhi fsck` reads one."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, ClassVar

from chassis.ids import new_id
from chassis.mapping import to_plain
from chassis.store.buckets import bucket_of
from chassis.store.files.ref import FileRef
from chassis.store.schema import wanted_indexes
from chassis.store.transaction import Transaction, collection, index
from cli.fsck.database import Database
from cli.fsck.progress import Progress

NOW = datetime(2026, 3, 2, tzinfo=UTC)
CONTENT = b"a" * (256 * 1024) + b"b"
DIGEST = "sha256:" + hashlib.sha256(CONTENT).hexdigest()


@dataclass
class Ship:
    name: str
    fleet: str
    launched: date
    sails_at: datetime | None = None
    log: FileRef | None = None
    ports: frozenset[str] = frozenset()
    crew: list[str] = field(default_factory=list)
    version: int = 0


class OfShips(Transaction):
    keyed_by = "fleet"
    rows: ClassVar = {"passages": (index("port", "_id"),)}
    numbered = frozenset({"passages"})
    ships = collection(Ship, "ships", index("fleet"), index("crew", unique=True, partial={"fleet": "x"}))


def sails(ship: Ship) -> dict[str, datetime | None]:
    return {f"{ship.name}/sail": ship.sails_at} if ship.sails_at else {}


SERVICE: Any = SimpleNamespace(name="navy", transaction=OfShips, timers={"sail": None}, timed={Ship: sails}, hands_on=("harbour",))


class Kept(Database):
    """`rows`: documents by collection. Knows as much of MongoDB's language as is asked of it."""

    def __init__(self) -> None:
        super().__init__(None, "navy", SERVICE, "sanzhi", Progress("navy", print))  # type: ignore[arg-type]
        wanted = wanted_indexes(OfShips)
        object.__setattr__(self, "rows", {name: [] for name in wanted})
        object.__setattr__(self, "made", {name: [dict(model.document) for model in models] for name, models in wanted.items()})
        self.rows["clock"] = [{"_id": "clock", "mode": "system"}]

    rows: dict[str, list[dict[str, Any]]]
    made: dict[str, list[dict[str, Any]]]

    @contextmanager
    def at_one_instant(self) -> Iterator[Database]:
        yield self

    def walk(self, collection: str, where: Any = None, *, by: Iterable[tuple[str, int]] = (), **asked: Any) -> Iterator[dict[str, Any]]:
        found = self.matching(collection, where or {})
        for name, way in reversed(list(by)):
            found.sort(key=lambda row, name=name: (name in row, isinstance(row.get(name), str), row.get(name)), reverse=way < 0)  # type: ignore[misc]
        for row in found:
            self.progress.seen(collection)
            yield row

    def matching(self, collection: str, where: Any, **shown: int) -> list[dict[str, Any]]:
        return [deepcopy(row) for row in self.rows.get(collection, ()) if all(_fits(row.get(name), asked) for name, asked in where.items())]

    def named(self, collection: str, names: Iterable[str], **shown: int) -> dict[str, dict[str, Any]]:
        return {row["_id"]: row for row in self.matching(collection, {"_id": {"$in": list(names)}})}

    def is_there(self, collection: str, where: Any) -> bool:
        return bool(self.matching(collection, where))

    def count(self, collection: str) -> int:
        return len(self.rows[collection])

    def collections(self) -> set[str]:
        return set(self.rows)

    def indexes(self, collection: str) -> list[dict[str, Any]]:
        return self.made.get(collection, [])

    def keep(self, ship: Ship) -> dict[str, Any]:
        """A ship as it is stored, with version 1."""
        ship.version = 1
        self.rows["ships"].append({"_id": ship.name, **to_plain(ship)})
        return self.rows["ships"][-1]

    def tell(self, subject: str, sequence: int, key: str = "fleets/a", version: int = 1, topic: str = "sanzhi.navy") -> dict[str, Any]:
        """A row of the outbox, counted."""
        identity = new_id()
        attributes = {"id": identity, "source": "/sanzhi/navy", "type": "sanzhi.navy.ship.launched.v1", "correlationid": "c", "time": NOW}
        known = {"subject": subject, "aggregateversion": version, "actor": "", "causationid": "", "policyversion": "2026.1"}
        place = {"topic": topic, "key": key, "bucket": bucket_of(key), "sequence": sequence}
        self.rows["outbox"].append({"_id": identity, **place, "attributes": attributes | known, "body": b"{}", "published_at": NOW})
        counters = {row["_id"]: row for row in self.rows["sequences"]}
        counter = counters.get(f"{topic}|{key}")
        if counter is None:
            self.rows["sequences"].append({"_id": f"{topic}|{key}", "last": sequence})
        else:
            counter["last"] = max(counter["last"], sequence)
        return self.rows["outbox"][-1]

    def hand_on(self, sequence: int) -> dict[str, Any]:
        """A row of the outbox with another service's fact, which counts it itself; and the row of a collection that is numbered."""
        row = self.tell("boats/a", sequence, "fleets/b", 7, "sanzhi.harbour.open")
        self.rows["sequences"].pop()
        row["attributes"] |= {"source": "/sanzhi/harbour", "type": "sanzhi.harbour.boat.came.v1"}
        del row["attributes"]["correlationid"], row["attributes"]["actor"]
        row["handed_on"] = True
        self.rows["passages"].append({"_id": sequence, "port": "x"})
        return row

    def set_timer(self, name: str, due: datetime = NOW, kind: str = "sail", key: str = "") -> dict[str, Any]:
        """A timer, as it is stored."""
        row = {"_id": name, "kind": kind, "due": due, "key": key, "payload": {}, "generation": new_id(), "attempt": 0}
        self.rows["timers"].append(row | {"bucket": bucket_of(key or name), "set_at": NOW, "correlation": "c"})
        return self.rows["timers"][-1]

    def store(self, content: bytes = CONTENT, of: str = "set") -> dict[str, Any]:
        """A file, in two pieces."""
        size, piece = len(content), 256 * 1024
        self.rows["file_pieces"] += [{"_id": f"{of}/{at:012}", "data": content[at : at + piece]} for at in range(0, size, piece)]
        digest = "sha256:" + hashlib.sha256(content).hexdigest()
        self.rows["files"].append({"_id": digest, "size": size, "pieces": of, "version": 1, "stored_at": NOW, "holders": []})
        return self.rows["files"][-1]


def _fits(value: Any, asked: Any) -> bool:
    if not isinstance(asked, dict):
        return bool(value == asked)
    if "$in" in asked:
        return value in asked["$in"]
    return bool(asked["$gte"] <= value < asked["$lt"])


def in_order() -> Kept:
    """A database with which nothing is wrong: two ships, one with a file and a timer, their facts."""
    kept = Kept()
    kept.keep(Ship("ships/a", "fleets/a", date(2026, 1, 5), NOW, FileRef(DIGEST, "log.txt", len(CONTENT)), frozenset({"x", "y", "z"})))
    kept.keep(Ship("ships/b", "fleets/a", date(2026, 1, 6), crew=["nelson"]))
    for number, ship in enumerate(("ships/a", "ships/b", "ships/a/masts/main"), start=1):
        kept.tell(ship, number)
    kept.tell("ships/b", 1, topic="sanzhi.navy.internal")
    for number in (1, 2, 3):
        kept.hand_on(number)
    kept.rows["sequences"].append({"_id": "passages", "last": 3})
    kept.set_timer("ships/a/sail")
    kept.store()
    event = {"type": "sanzhi.army.marched.v1", "subject": "s", "at": NOW, "of": "sanzhi.army|k"}
    kept.rows["inbox"] = [{"_id": f"/sanzhi/army|{number}", **event, "sequence": number, "body": bytes(16)} for number in (1, 2)]
    kept.rows["requests"] = [{"_id": "people/li|M|1", "digest": "d", "response": b"", "facts": [], "at": NOW}]
    kept.rows["calendar_years"] = [{"_id": 2026, "year": 2026, "days_off": ["2026-01-01"], "makeup_days": [], "reference": "r"}]
    return kept
