"""The rows of the chassis: each field of each row, and what of a row does not fit the rest of it."""

from collections.abc import Iterator

from chassis.store import unit as names
from chassis.store.damage import Damaged
from chassis.store.rows import SHAPES, UPLOADS, disagreements_of, faults_of
from chassis.store.sound import notice_in
from cli.fsck.database import Database
from cli.fsck.findings import Finding, Kind

# Outbox, timers and files have checks of their own, which read them anyway.
_PLAIN = (names.REQUESTS, names.AUDIT, names.SEALS, names.SEQUENCES, names.DEAD_LETTERS, UPLOADS)
_CLOCK = "clock"


def check_rows(database: Database) -> Iterator[Finding]:
    """Those that nothing else is compared with."""
    for collection in _PLAIN:
        for row in database.walk(collection):
            if wrong := row_is_wrong(collection, row):
                yield wrong
    yield from _inbox(database)
    for document in database.walk(names.YEARS):
        try:
            notice_in(document)
        except Damaged as damaged:
            yield Finding.of(Kind.ROW, names.YEARS, damaged.name, damaged.why)
    yield from _clock(database)


def row_is_wrong(collection: str, row: dict[str, object]) -> Finding | None:
    """What is wrong with a row by itself."""
    assert collection in SHAPES
    wrong = faults_of(collection, row) or disagreements_of(collection, row)
    return Finding.of(Kind.ROW, collection, row.get("_id"), *wrong) if wrong else None


def _inbox(database: Database) -> Iterator[Finding]:
    """A number of a neighbour's key takes effect once."""
    before: tuple[object, object] = ("", 0)
    for row in database.walk(names.INBOX, by=[("of", 1), ("sequence", -1)]):
        if wrong := row_is_wrong(names.INBOX, row):
            yield wrong
            continue
        place = (row.get("of"), row.get("sequence"))
        if place == before and None not in place:
            yield Finding.of(Kind.REPEAT, names.INBOX, row["_id"], f"{place[0]} 的第 {place[1]} 号办理了不止一次")
        before = place


def _clock(database: Database) -> Iterator[Finding]:
    stamps = list(database.walk(_CLOCK))
    modes = [stamp.get("mode") for stamp in stamps if stamp.get("_id") == "clock"]
    if modes not in (["system"], ["rehearsal"]):
        yield Finding.of(Kind.ROW, _CLOCK, "clock", "时钟记录缺失或无法读取")
