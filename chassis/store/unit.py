"""What one command, fact or timer writes, buffered until it is committed in one transaction of MongoDB."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

from chassis.errors import AlreadyExists, Refusal
from chassis.store.mongo import Document

# Collections of the chassis, the same in every service's database.
OUTBOX, INBOX, REQUESTS, AUDIT, TIMERS, SEQUENCES, DEAD_LETTERS, YEARS = (
    "outbox",
    "inbox",
    "requests",
    "audit",
    "timers",
    "sequences",
    "dead_letters",
    "calendar_years",
)


@dataclass
class Unit:
    """Buffered writes. Versions are those that were read; a write of another version meanwhile is a conflict."""

    creates: dict[tuple[str, str], Document] = field(default_factory=dict)
    updates: dict[tuple[str, str], tuple[int, Document]] = field(default_factory=dict)
    guards: dict[tuple[str, str], int] = field(default_factory=dict)
    outbox: list[Document] = field(default_factory=list)
    audit: list[Document] = field(default_factory=list)
    inbox: list[Document] = field(default_factory=list)
    requests: list[Document] = field(default_factory=list)
    timers: dict[str, Document | None] = field(default_factory=dict)
    fired: list[tuple[str, str]] = field(default_factory=list)
    dead_letters: list[Document] = field(default_factory=list)
    redriven: list[tuple[str, int, Document]] = field(default_factory=list)
    learnt: list[Document] = field(default_factory=list)

    def keys(self) -> set[object]:
        """What no other unit of the same group may touch."""
        once = {("once", row["_id"]) for row in (*self.requests, *self.inbox, *self.dead_letters)}
        once |= {("once", place) for place, _, _ in self.redriven}
        timers = {("timer", name) for name in (*self.timers, *(name for name, _ in self.fired))}
        years = {("year", row["_id"]) for row in self.learnt}
        return {*self.creates, *self.updates, *self.guards, *once, *timers, *years}

    @classmethod
    def merged(cls, units: Sequence["Unit"]) -> "Unit":
        """All writes of units that touch nothing in common, as one."""
        whole = cls()
        for unit in units:
            for name in _PARTS:
                if its := getattr(unit, name):
                    mine = getattr(whole, name)
                    mine.update(its) if isinstance(mine, dict) else mine.extend(its)
        return whole


_PARTS = tuple(each.name for each in fields(Unit))


class Repeated(Exception):
    """The same request or fact was committed by somebody else meanwhile."""


class Superseded(Exception):
    """The timer was fired, moved or cancelled meanwhile."""


@dataclass(frozen=True)
class Written:
    """What a commit leaves to do: the relay has rows to publish, each numbered; the timers have some to look at."""

    facts: Sequence[Document] = ()
    timers: int = 0

    @classmethod
    def of(cls, unit: Unit) -> "Written":
        """What a committed unit leaves to do."""
        return cls(unit.outbox, len(unit.timers))


def due_document(name: str, kind: str, due: datetime, key: str, payload: Document, generation: str) -> Document:
    """A timer as it is kept. `generation` tells a timer from one of the same name that it replaced."""
    return {
        "_id": name,
        "kind": kind,
        "due": due,
        "key": key,
        "payload": payload,
        "generation": generation,
        "attempt": 0,
    }


def already_exists(collection: str, name: str) -> Refusal:
    """The refusal for a name that is taken."""
    return AlreadyExists("ALREADY_EXISTS", f"{name} 已经存在", resource=name, collection=collection)
