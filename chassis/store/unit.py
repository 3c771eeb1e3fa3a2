"""What one command, fact or timer writes, buffered until it is committed in one transaction of MongoDB."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

from chassis.errors import AlreadyExists, Refusal
from chassis.store.mongo import Document

# Collections of the chassis, the same in every service's database.
OUTBOX, INBOX, REQUESTS, AUDIT, SEALS, TIMERS, SEQUENCES, DEAD_LETTERS, YEARS = (
    "outbox",
    "inbox",
    "requests",
    "audit",
    "seals",
    "timers",
    "sequences",
    "dead_letters",
    "calendar_years",
)

# What is only ever added to: a service's user at MongoDB may not change or delete it, nor make an index that would.
APPENDED_ONLY = (AUDIT, SEALS)

Key = tuple[str, str]  # collection and name


@dataclass
class Unit:
    """Buffered writes. Versions are those that were read; a write of another version meanwhile is a conflict."""

    creates: dict[Key, Document] = field(default_factory=dict)
    updates: dict[Key, tuple[int, Document]] = field(default_factory=dict)
    guards: dict[Key, int] = field(default_factory=dict)
    outbox: list[Document] = field(default_factory=list)
    handed_on: list[Document] = field(default_factory=list)  # facts of others, for the outbox too, with the numbers that they have
    numbered: list[tuple[str, Document]] = field(default_factory=list)  # rows of a collection, each to be the next one of it
    audit: list[Document] = field(default_factory=list)
    inbox: list[Document] = field(default_factory=list)
    requests: list[Document] = field(default_factory=list)
    timers: dict[str, Document | None] = field(default_factory=dict)
    fired: list[tuple[str, str]] = field(default_factory=list)
    dead_letters: list[Document] = field(default_factory=list)
    redriven: list[tuple[str, int, Document]] = field(default_factory=list)
    taken_out: list[tuple[str, int, int]] = field(default_factory=list)  # of bundles: name, offset, how many letters it had
    learnt: list[Document] = field(default_factory=list)
    destroyed: list[str] = field(default_factory=list)  # data keys of personal data

    def keys(self) -> set[object]:
        """What it touches: no other unit of the same group may, unless it is shareable."""
        once = {("once", row["_id"]) for row in (*self.requests, *self.inbox, *self.dead_letters)}
        once |= {("once", place) for place, _, _ in self.redriven}
        timers = {("timer", name) for name in (*self.timers, *(name for name, _ in self.fired))}
        years = {("year", row["_id"]) for row in self.learnt}
        return {*self.creates, *self.updates, *self.guards, *once, *timers, *years}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not any(getattr(self, each.name) for each in fields(self))

    def shareable(self) -> set[object]:
        """What it may touch in one transaction with a unit before it, where versions fit: to write it last is to write it after."""
        timers = {("timer", name) for name in self.timers} - {("timer", name) for name, _ in self.fired}
        return {*self.creates, *self.updates, *self.guards, *timers}

    def read_versions(self) -> Iterator[tuple[Key, int]]:
        """Of which version of which aggregates it was made."""
        yield from self.guards.items()
        for key, (version, _) in self.updates.items():
            yield key, version

    def written(self) -> Iterator[tuple[Key, int, Document]]:
        """The aggregates that it writes: with the version that they get, as they are stored."""
        for key, document in self.creates.items():
            yield key, 1, document
        for key, (version, document) in self.updates.items():
            yield key, version + 1, document

    @classmethod
    def merged(cls, units: Sequence["Unit"]) -> "Unit":
        """All writes of units as one; of what several touch, each was made of what the one before it leaves."""
        whole = cls()
        for unit in units:
            whole._write_on(unit)
            for name in _PARTS:
                if its := getattr(unit, name):
                    mine = getattr(whole, name)
                    mine.update(its) if isinstance(mine, dict) else mine.extend(its)
        return whole

    def _write_on(self, unit: "Unit") -> None:
        self.creates |= unit.creates
        for key, version in unit.guards.items():
            if key not in self.creates and key not in self.updates:
                self.guards[key] = version
        for key, (version, document) in unit.updates.items():
            if key in self.creates:
                self.creates[key] = document
            else:
                first, _ = self.updates.get(key, (version, document))
                self.updates[key] = (first, document)
                self.guards.pop(key, None)


_PARTS = tuple(each.name for each in fields(Unit) if each.name not in ("creates", "updates", "guards"))


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
        return cls([*unit.outbox, *unit.handed_on], len(unit.timers))


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


class KeyTaken(AlreadyExists):
    """What is unique besides the name is taken by another document, which was stored after the work had looked for it."""


def already_exists(collection: str, name: str, *, by_name: bool = True) -> Refusal:
    """The refusal for a name, or for what else is unique, that is taken."""
    kind = AlreadyExists if by_name else KeyTaken
    return kind("ALREADY_EXISTS", f"{name} 已经存在", resource=name, collection=collection)
