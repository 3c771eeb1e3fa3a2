"""Imports under way: rows, what was wrong of them, how far they are; for who sent them alone, and a week at most."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from chassis.store.mongo import Mongo
from console.imports.table import Item, Problem, Table

IMPORTS = "imports"
KEPT = timedelta(days=7)  # rows name people: no longer than somebody needs to go on
_MOST_LISTED = 20
MADE, REFUSED = "made", "refused"


@dataclass
class Import:
    """bodies: a call each, with the rows it is of. to_check: places of the calls that have not been tried out yet. done: by place of the
    call: "made" or "refused", and what was said. turn: how often the same file has been carried out to its end before. sent: by the suite's
    clock, as pages have it; until: by the machine's, as MongoDB takes it away."""

    person: str
    kind: str
    digest: str
    rows: list[list[str]]
    bodies: list[tuple[list[int], dict[str, Any]]]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    to_check: list[int] = field(default_factory=list)
    done: dict[int, tuple[str, str]] = field(default_factory=dict)
    turn: int = 0
    sent: datetime = field(default_factory=lambda: datetime.now(UTC))
    until: datetime = field(default_factory=lambda: datetime.now(UTC) + KEPT)

    @property
    def key(self) -> str:
        """Of the document, and in its address."""
        return key_of(self.person, self.kind, self.digest)

    @property
    def is_faulty(self) -> bool:
        """Nothing of it may be carried out."""
        return bool(self.problems or self.notes)

    @property
    def readable(self) -> list[int]:
        """Calls with nothing wrong that is known: what cannot be read need not be tried out."""
        faulty = {problem.row for problem in self.problems}
        return [place for place, (rows, _) in enumerate(self.bodies) if not faulty & set(rows)]

    @property
    def is_under_way(self) -> bool:
        """Begun, and more than one press could do: the check, or carrying it out."""
        return bool(self.to_check) or (bool(self.done) and not self.is_over)

    @property
    def is_over(self) -> bool:
        """Every call was answered."""
        return not self.is_faulty and len(self.done) == len(self.bodies)

    @property
    def waiting(self) -> list[int]:
        """Calls still to be made."""
        return [place for place in range(len(self.bodies)) if place not in self.done]

    def count(self, state: str) -> int:
        """How many calls ended so."""
        return sum(each == state for each, _ in self.done.values())

    def request_id(self, place: int) -> str:
        """Always the same for a call of this turn: pressed twice, or sent again after a broken connection, it acts once."""
        return str(uuid5(NAMESPACE_URL, f"sanzhi-import:{self.key}:{self.turn}:{place}"))


def key_of(person: str, kind: str, digest: str) -> str:
    """Of whose which file of what."""
    return hashlib.sha256("|".join((person, kind, digest)).encode()).hexdigest()[:40]


def import_of(person: str, kind: str, digest: str, table: Table, found: tuple[list[Item], list[Problem]]) -> Import:
    """As it was just read."""
    items, problems = found
    return Import(person, kind, digest, table.rows, [(item.rows, item.body) for item in items], problems, table.notes)


class Imports:
    """Of one console."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """MongoDB takes away what is over."""
        await self._mongo[IMPORTS].create_index("until", expireAfterSeconds=0)
        await self._mongo[IMPORTS].create_index("person")

    async def keep(self, sent: Import) -> None:
        """As it is now."""
        fields = {
            "person": sent.person,
            "kind": sent.kind,
            "digest": sent.digest,
            "rows": sent.rows,
            "bodies": [[rows, json.dumps(body)] for rows, body in sent.bodies],
            "problems": [[each.row, each.column, each.text] for each in sent.problems],
            "notes": sent.notes,
            "to_check": sent.to_check,
            "turn": sent.turn,
            "sent": sent.sent,
            "until": sent.until,
            "done": _kept(sent.done),
        }
        await self._mongo[IMPORTS].update_one({"_id": sent.key}, {"$set": fields}, upsert=True)

    async def progress(self, sent: Import) -> None:
        """What became of its calls."""
        await self._mongo[IMPORTS].update_one({"_id": sent.key}, {"$set": {"done": _kept(sent.done)}})

    async def find(self, person: str, key: str) -> Import | None:
        """Somebody's own."""
        there = await self._mongo[IMPORTS].find_one({"_id": key})
        return _import(there) if there is not None and there["person"] == person else None

    async def of(self, person: str) -> list[Import]:
        """A person's, the latest first."""
        found = await self._mongo[IMPORTS].find({"person": person}).sort("sent", -1).to_list(length=_MOST_LISTED)
        return [_import(each) for each in found]


def _kept(done: dict[int, tuple[str, str]]) -> list[list[Any]]:
    return [[place, state, said] for place, (state, said) in sorted(done.items())]


def _import(there: dict[str, Any]) -> Import:
    return Import(
        there["person"],
        there["kind"],
        there["digest"],
        there["rows"],
        [(rows, json.loads(body)) for rows, body in there["bodies"]],
        [Problem(row, column, text) for row, column, text in there["problems"]],
        there["notes"],
        there.get("to_check", []),
        {place: (state, said) for place, state, said in there["done"]},
        there["turn"],
        there["sent"],
        there["until"],
    )
