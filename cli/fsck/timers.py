"""Timers: each row, its kind, and whether what it is about is there."""

from collections.abc import Iterable, Iterator

from chassis.store.mongo import Document
from chassis.store.unit import TIMERS
from cli.fsck.database import Database, batches
from cli.fsck.findings import Finding, Kind
from cli.fsck.rows import row_is_wrong


def check_timers(database: Database) -> Iterator[Finding]:
    """All of them, as of one instant."""
    with database.at_one_instant() as now:
        for rows in batches(now.walk(TIMERS)):
            sound: list[Document] = []
            for row in rows:
                if wrong := row_is_wrong(TIMERS, row):
                    yield wrong
                else:
                    sound.append(row)
            yield from _without_owner(sound, now)
            yield from _of_no_kind(sound, now)


def _of_no_kind(rows: Iterable[Document], database: Database) -> Iterator[Finding]:
    for row in rows:
        if row["kind"] not in database.service.timers:
            yield Finding.of(Kind.ROW, TIMERS, row["_id"], f"本服务没有 {row['kind']} 这种定时")


def _without_owner(rows: Iterable[Document], database: Database) -> Iterator[Finding]:
    """A timer's name is its owner's and one part more; of what is a part of an aggregate, such as an answer period, two."""
    owners = {row["_id"]: _up(row["_id"]) for row in rows}
    there = _known(owners.values(), database, {declared.name for declared in database.own})
    left = {name: _up(owner) for name, owner in owners.items() if owner not in there}
    timed = {declared.name for declared in database.own if declared.cls in database.service.timed}
    there |= _known(left.values(), database, timed)
    for name, whole in left.items():
        if whole not in there:
            yield Finding.of(Kind.TIMER_OWNERLESS, TIMERS, name, f"库中没有 {owners[name]}")


def _known(names: Iterable[str], database: Database, collections: Iterable[str]) -> set[str]:
    wanted = {name for name in names if name}
    return {name for collection in collections for name in (database.named(collection, wanted, _id=1) if wanted else ())}


def _up(name: str) -> str:
    return name.rpartition("/")[0]
