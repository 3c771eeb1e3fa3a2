"""Aggregates against their classes, the files that they name, and the timers that they need."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from chassis.mapping import to_plain
from chassis.run.service import Timed
from chassis.store.damage import Damaged
from chassis.store.mongo import Document
from chassis.store.repository import Collection
from chassis.store.rows import FILES
from chassis.store.sound import aggregate_in
from chassis.store.unit import TIMERS
from cli.fsck.database import Database, batches
from cli.fsck.findings import Finding, Kind

# Of the store itself, beside what the class has.
_FRAME = frozenset({"_id", "_guard"})
_MOST_SAID = 5
_HELD = 100  # documents in memory at a time
Sound = tuple[str, Any]  # collection and aggregate


def check_documents(database: Database) -> Iterator[Finding]:
    """All aggregates, as of one instant."""
    with database.at_one_instant() as now:
        for declared in now.own:
            for documents in batches(now.walk(declared.name), _HELD):
                sound: list[Sound] = []
                for document in documents:
                    yield from _check(declared, document, sound)
                yield from _files_of(sound, now)
                if timed := now.service.timed.get(declared.cls):
                    yield from _timers_of(sound, timed, now)


def _check(declared: Collection[Any], document: Document, sound: list[Sound]) -> Iterator[Finding]:
    try:
        aggregate = aggregate_in(declared.cls, declared.name, document)
    except Damaged as damaged:
        kind = Kind.NAME if damaged.why.startswith("name: is not") else Kind.DOCUMENT
        yield Finding.of(kind, declared.name, document.get("_id"), damaged.why)
        return
    sound.append((declared.name, aggregate))
    kept = {name: value for name, value in document.items() if name not in _FRAME}
    if differing := list(differences(to_plain(aggregate), kept)):
        yield Finding.of(Kind.FIELDS, declared.name, document["_id"], *differing[:_MOST_SAID])


def differences(written: Any, kept: Any, path: str = "") -> Iterator[str]:
    """Where what is kept is not what would be written of it: what a class takes is not always what it writes."""
    if isinstance(written, dict) and isinstance(kept, dict):
        for name in written.keys() | kept.keys():
            place = f"{path}.{name}" if path else str(name)
            if name not in kept:
                yield f"缺少字段 {place}"
            elif name not in written:
                yield f"多出字段 {place}"
            else:
                yield from differences(written[name], kept[name], place)
    elif isinstance(written, list) and isinstance(kept, list) and len(written) == len(kept):
        inner = [each for number, pair in enumerate(zip(written, kept, strict=True)) for each in differences(*pair, f"{path}.{number}")]
        if inner and sorted(map(repr, written)) != sorted(map(repr, kept)):  # sets are kept in any order
            yield from inner
    elif (
        written != kept or isinstance(written, bool) is not isinstance(kept, bool) or isinstance(written, str) is not isinstance(kept, str)
    ):
        yield f"字段 {path} 不是程序写下的形式"


def files_in(value: Any) -> Iterator[tuple[str, int]]:
    """Digest and size of all that an aggregate names under which something is kept: files, and the content of documents."""
    if is_dataclass(value) and not isinstance(value, type):
        digest, size = getattr(value, "digest", None), getattr(value, "size", None)
        if isinstance(digest, str) and isinstance(size, int) and digest.startswith("sha256:"):
            yield digest, size
        for field in fields(value):
            yield from files_in(getattr(value, field.name))
    elif isinstance(value, dict):
        for each in value.values():
            yield from files_in(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from files_in(each)


def _files_of(sound: Iterable[Sound], database: Database) -> Iterator[Finding]:
    named = [(collection, aggregate.name, *file) for collection, aggregate in sound for file in files_in(aggregate)]
    kept = {digest: row for some in batches({each[2] for each in named}) for digest, row in database.named(FILES, some, size=1).items()}
    for collection, name, digest, size in named:
        if digest not in kept:
            yield Finding.of(Kind.FILE_MISSING, collection, name, f"库中没有文件 {digest}")
        elif kept[digest].get("size") != size:
            yield Finding.of(Kind.FILE, collection, name, f"文件 {digest} 应为 {size} 字节，库中记为 {kept[digest].get('size')}")


def _timers_of(sound: Iterable[Sound], timed: Timed, database: Database) -> Iterator[Finding]:
    wanted = [(collection, aggregate.name, name, due) for collection, aggregate in sound for name, due in _needed(timed, aggregate)]
    there = {name: row for some in batches([each[2] for each in wanted]) for name, row in database.named(TIMERS, some, due=1).items()}
    for collection, owner, timer, due in wanted:
        if timer not in there:
            yield Finding.of(Kind.TIMER_MISSING, collection, owner, f"没有定时 {timer}，到期时不会有任何动作")
        elif due is not None and there[timer].get("due") != due:
            yield Finding.of(Kind.TIMER_WRONG, collection, owner, f"定时 {timer} 应在 {due.isoformat()} 到期")


def _needed(timed: Timed, aggregate: Any) -> list[tuple[str, datetime | None]]:
    try:
        return list(timed(aggregate).items())
    except Exception:  # its class takes it, and it makes no sense all the same: the documents' own check cannot know
        return []
