"""The aggregates that a transaction has in hand: each once, with the version that was read and what is to become of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from chassis.mapping import to_plain
from chassis.store.in_line import InLine
from chassis.store.mongo import Document
from chassis.store.unit import Key, Unit


@dataclass
class Loaded:
    """`version` is the one that was read; 0 for a new aggregate."""

    aggregate: Any
    version: int
    state: Literal["read", "guarded", "created", "saved"]

    @property
    def is_written(self) -> bool:
        """Whether the commit stores it anew."""
        return self.state in ("created", "saved")

    @property
    def version_after(self) -> int:
        """The version that it has once this is committed."""
        return self.version + self.is_written


class Aggregates:
    """By collection and name. absent: what was looked for in vain. in_line: of what will be committed, among others of this process."""

    def __init__(self, in_line: InLine | None = None) -> None:
        self.in_line = in_line
        self.loaded: dict[Key, Loaded] = {}
        self.absent: set[Key] = set()

    def guard(self, key: Key, version: int) -> None:
        """Let the commit fail if this document, which is no aggregate, is not what was read any more."""
        self.loaded.setdefault(key, Loaded(None, version, "guarded"))

    def at_stake(self) -> set[Key]:
        """What somebody else may have changed or created, so that this cannot be stored."""
        return self.absent | {key for key, loaded in self.loaded.items() if loaded.state != "read"}

    def number(self) -> None:
        """Give what is written the version that it is stored with, so that an answer may show it."""
        for loaded in self.loaded.values():
            if loaded.is_written:
                loaded.aggregate.version = loaded.version_after

    def write_into(self, unit: Unit) -> None:
        """Put into a unit what it stores and what it guards, in the place of what is there of an earlier time."""
        self.number()
        unit.creates, unit.updates, unit.guards = {}, {}, {}
        for key, loaded in self.loaded.items():
            if loaded.state == "created":
                unit.creates[key] = _document(loaded)
            elif loaded.state == "saved":
                unit.updates[key] = (loaded.version, _document(loaded))
            elif loaded.state == "guarded":
                unit.guards[key] = loaded.version

    def stamp(self, facts: Iterable[Document]) -> None:
        """Say in rows of the outbox which version the aggregate that each is about, or about a part of, has once this is committed."""
        named: dict[str, Loaded] = {}
        for (_, name), loaded in self.loaded.items():
            if loaded.is_written or name not in named:
                named[name] = loaded
        for attributes in (fact["attributes"] for fact in facts):
            found = named.get(attributes["subject"]) or named.get(_whole_of(attributes["subject"]))
            if found is not None:
                attributes["aggregateversion"] = found.version_after

    def created_what_was_absent(self) -> set[Key]:
        """What is created because it was looked for in vain: somebody else may have created it, meanwhile."""
        return {key for key in self.absent if key in self.loaded and self.loaded[key].state == "created"}


def _document(loaded: Loaded) -> Document:
    document: Document = to_plain(loaded.aggregate)
    return {"_id": loaded.aggregate.name, **document, "version": loaded.version_after}


def _whole_of(name: str) -> str:
    """`a/1/b/2/c/3` is a part of `a/1/b/2`."""
    return name.rpartition("/")[0].rpartition("/")[0]
