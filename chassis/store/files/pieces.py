"""The bytes of files: sets of pieces, each a document named by its set and its offset.

Not GridFS: none of its drivers carries on what another process began (docs/decisions/0022).
"""

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime

from pymongo.errors import BulkWriteError

from chassis.store.files.ref import PIECE_BYTES
from chassis.store.mongo import Mongo

PIECES = "file_pieces"
AT_ONCE = 4  # pieces of one trip to the database: a mebibyte
_DUPLICATE_KEY = 11000


def wall_time() -> datetime:
    """How long something lies here has nothing to do with what the plan counts."""
    return datetime.now(UTC)


async def store(mongo: Mongo, of: str, pieces: Iterable[tuple[int, bytes]]) -> None:
    """Store pieces of a set; those that are there stay as they are."""
    rows = [{"_id": _id(of, offset), "data": piece} for offset, piece in pieces]
    try:
        await mongo[PIECES].insert_many(rows, ordered=False)
    except BulkWriteError as error:
        if any(failure.get("code") != _DUPLICATE_KEY for failure in error.details.get("writeErrors", [])):
            raise


async def read(mongo: Mongo, of: str, offset: int = 0) -> AsyncIterator[bytes]:
    """The bytes of a set from an offset on; no more than a mebibyte of them is held at a time."""
    first = offset - offset % PIECE_BYTES
    rows = mongo[PIECES].find({"_id": {"$gte": _id(of, first), "$lt": bounds_of(of)[1]}}, batch_size=AT_ONCE).sort("_id", 1)
    try:
        async for row in rows:
            yield row["data"][offset - first :] if offset > first else row["data"]
            offset = first
    finally:
        await rows.close()


async def remove(mongo: Mongo, of: str) -> None:
    """Remove a set."""
    first, end = bounds_of(of)
    await mongo[PIECES].delete_many({"_id": {"$gte": first, "$lt": end}})


def bounds_of(of: str) -> tuple[str, str]:
    """The names of a set's pieces are from the first one on, and before the other."""
    return _id(of, 0), f"{of}0"  # "0" follows "/"


def _id(of: str, offset: int) -> str:
    return f"{of}/{offset:012}"
