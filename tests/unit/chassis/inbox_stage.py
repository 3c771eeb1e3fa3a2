"""An inbox on a database and an executor that only remember: for what it decides, not for what is stored."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from errno import ENOSPC
from types import SimpleNamespace
from typing import Any

from chassis.envelope import to_headers
from chassis.errors import NotFound
from chassis.messaging.bundles import letters_in
from chassis.messaging.inbox import Inbox
from chassis.messaging.subscription import Subscription
from chassis.metrics import Metrics
from chassis.store.damage import Damage
from chassis.store.unit import Repeated, Unit

TOPIC, TYPE = "sanzhi.registry", "sanzhi.registry.project.approved.v1"


@dataclass(frozen=True)
class Approved:
    name: str


class _Rows:
    """A collection."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}

    def find(self, where: dict[str, Any], shown: Any) -> "_Found":
        return _Found([row for row in self.rows.values() if all(_fits(row.get(field), asked) for field, asked in where.items())])

    def aggregate(self, stages: Sequence[Any]) -> "_Found":
        places = stages[0]["$match"]["of"]["$in"]
        last = {of: max((row["sequence"] for row in self.rows.values() if row["of"] == of), default=0) for of in places}
        return _Found([{"_id": of, "last": number} for of, number in last.items() if number])


def _fits(value: Any, asked: Any) -> bool:
    """As MongoDB has it: of a list, each is asked."""
    values = value if isinstance(value, list) else [value]
    if not isinstance(asked, dict):
        return asked in values
    if "$in" in asked:
        return not set(asked["$in"]).isdisjoint(values)
    return any(each >= asked["$gte"] for each in values) and any(each <= asked["$lte"] for each in values)


class _Mongo(dict[str, _Rows]):
    """A database."""

    def __init__(self) -> None:
        super().__init__(inbox=_Rows(), dead_letters=_Rows())
        self.damage = Damage()


class _Found:
    def __init__(self, rows: list[Any]) -> None:
        self._rows = rows

    async def to_list(self, most: int | None) -> list[Any]:
        return self._rows

    async def __aiter__(self) -> AsyncIterator[Any]:
        for row in self._rows:
            yield row


class _Transaction:
    def __init__(self) -> None:
        self.unit = Unit()
        self.now = datetime(2026, 1, 5, tzinfo=UTC)
        self.handled: list[str] = []
        self.told: list[dict[str, str]] = []

    def begin(self, envelope: Any, origin: Any, key: str = "") -> None:
        self.envelope = envelope

    def audit(self, outcome: str, **rest: Any) -> dict[str, Any]:
        return {"outcome": outcome, **rest}

    def put_out(self, channel: str, key: str, body: bytes, **attributes: str) -> None:
        self.told.append({"key": key, "body": body.decode(errors="replace"), **attributes})


class Executor:
    """`check` is given the ids of a run before it is stored. done: the runs that were. commits: how many transactions it was."""

    def __init__(self, check: Callable[[list[str]], None] = lambda run: None) -> None:
        self.mongo = _Mongo()
        self.context = SimpleNamespace(service="milestones", mongo=self.mongo, topic_prefix="sanzhi")
        self.metrics = Metrics.off()
        self.check = check
        self.done: list[list[str]] = []
        self.commits = 0
        self.told: list[dict[str, str]] = []
        self.audited: list[dict[str, Any]] = []

    async def run(self, work: Any, actor: Any, origin: Any, seconds: float) -> None:
        tx = _Transaction()
        await work(tx)
        self.check(tx.handled)
        if not places_in(tx.unit.dead_letters).isdisjoint(places_in(self.mongo["dead_letters"].rows.values())):
            raise Repeated
        self.commits += 1
        self.told += tx.told
        self.audited += tx.unit.audit
        if tx.handled:
            self.done.append(tx.handled)
        for name, rows in (("inbox", tx.unit.inbox), ("dead_letters", tx.unit.dead_letters)):
            self.mongo[name].rows |= {row["_id"]: row for row in rows}

    @property
    def letters(self) -> dict[int, str]:
        """Reasons of what was set aside, by offset."""
        return {letter["offset"]: letter["reason"] for letter in self.kept}

    @property
    def kept(self) -> list[dict[str, Any]]:
        """What was set aside, letter by letter."""
        return [letter for row in self.mongo["dead_letters"].rows.values() for letter in letters_in(row, self.mongo.damage)]


def places_in(rows: Iterable[dict[str, Any]]) -> set[tuple[str, int, int]]:
    """What the index keeps once."""
    of_rows = [(row, row["offset"] if isinstance(row["offset"], list) else [row["offset"]]) for row in rows]
    return {(row["topic"], row["partition"], offset) for row, offsets in of_rows for offset in offsets}


async def handler(fact: Any, tx: Any) -> None:
    """Stumbles over some names, and says so with what it was given."""
    if fact.name.startswith("bug"):
        try:
            int(fact.name)
        except ValueError as error:
            raise KeyError(fact.name) from error
    if fact.name.startswith("refused"):
        raise NotFound("NOT_FOUND", f"没有 {fact.name}", rule="2.5")
    if fact.name.startswith("full"):
        raise OSError(ENOSPC, fact.name, fact.name)
    tx.handled.append(tx.envelope.id)


def inbox_on(executor: Any) -> Inbox:
    """Of milestones, which acts on one fact of registry."""
    return Inbox(executor, {TYPE: Subscription(Approved, handler)})


def record(offset: int, sequence: int, body: bytes = b'{"name": "projects/casting"}', **attributes: Any) -> Any:
    """A record as registry's relay sends it; `attributes` replace the envelope's, and topic and key."""
    topic, key = attributes.pop("topic", TOPIC), attributes.pop("key", b"projects/casting")
    known = {"id": str(offset), "source": "/sanzhi/registry", "type": TYPE, "time": "2026-01-05T00:00:00Z", "sequence": sequence}
    headers = to_headers({**known, "subject": "projects/casting", **attributes})
    return SimpleNamespace(topic=topic, partition=0, offset=offset, key=key, value=body, headers=headers)
