"""The log: every public fact of all services, whole and in order. It is only ever added to, and its rows are numbered 1, 2, 3.

A row: `_id` its number; `event`, `source`, `type`, `key`, `sequence`, `subject`, `time` of the fact; `before`: of each type of this source
and key the number of the last fact before this one; `open`: the event with its open fields, as bytes; `whole`: with those on request
too, where it has any.
"""

from collections.abc import Callable, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Any

from chassis.store.mongo import Document, Mongo, by_replies

LOG = "log"
MOST_COUNTED = 100_000
_FEW_TYPES = 20  # each is found by its own part of the index; many are read in passing
_TOLD = {"source": 1, "type": 1, "event": 1, "key": 1, "before": 1, "open": 1, "whole": 1}
Full = Callable[[int], None]


class Log:
    """Read of one database."""

    def __init__(self, mongo: Mongo) -> None:
        self._rows: Any = mongo[LOG]
        # Of several types MongoDB merges a scan each, and one that has come to its end is not looked at again: a fact of its type that is
        # committed while the others go on would be stepped over. As of one instant there is none.
        self._at_one_instant: Any = mongo.as_of_now(LOG)

    async def after(self, position: int, types: Sequence[str], limit: int, most_bytes: int, full: Full | None = None) -> list[Document]:
        """The next rows of these types: at most so many, and no more once there are so many bytes of them.

        `full` is told the number of the last of them as soon as it is known that there are as many as there may be.
        """
        if not types:
            return []
        hint = [("type", 1), ("_id", 1)] if len(types) <= _FEW_TYPES else [("_id", 1)]
        where = {"_id": {"$gt": position}, "type": {"$in": list(types)}}
        found = self._at_one_instant.find(where, _TOLD, sort=[("_id", 1)], hint=hint, limit=limit, batch_size=limit)
        rows: list[Document] = []
        async with aclosing(by_replies(found)) as replies:
            async for reply in replies:
                size = sum(map(_size_of, reply))
                if size > most_bytes:
                    return rows + _within(reply, most_bytes)
                rows += reply
                most_bytes -= size
                if full is not None and len(rows) == limit:
                    full(rows[-1]["_id"])
        return rows

    async def between(self, source: str, key: str, after: int, before: int, types: Sequence[str], limit: int) -> list[Document]:
        """Rows of one source and key by their numbers there, without the two ends."""
        where = {"source": source, "key": key, "sequence": {"$gt": after, "$lt": before}, "type": {"$in": list(types)}}
        found: list[Document] = await self._rows.find(where, _TOLD).sort("sequence", 1).limit(limit).to_list(limit)
        return found

    async def of_key(self, key: str, first: int, last: int, types: Sequence[str], limit: int) -> list[Document]:
        """Rows of one key, whichever their source, from one number to another."""
        sources = sorted({f"/sanzhi/{kind.split('.')[1]}" for kind in types})
        where = {"source": {"$in": sources}, "key": key, "_id": {"$gte": first, "$lte": last}, "type": {"$in": list(types)}}
        found = self._rows.find(where, _TOLD).sort("_id", 1).limit(limit).hint([("source", 1), ("key", 1), ("sequence", 1)])
        rows: list[Document] = await found.to_list(limit)
        return rows

    async def count_of_key(self, key: str, first: int, last: int, types: Sequence[str]) -> int:
        """How many rows there are of one key, from one number to another."""
        sources = sorted({f"/sanzhi/{kind.split('.')[1]}" for kind in types})
        where = {"source": {"$in": sources}, "key": key, "_id": {"$gte": first, "$lte": last}, "type": {"$in": list(types)}}
        return int(await self._rows.count_documents(where, limit=MOST_COUNTED))

    async def time_of(self, position: int) -> datetime | None:
        """When the fact of a number happened; None where there is none."""
        found = await self._rows.find_one({"_id": position}, {"time": 1})
        return None if found is None else found["time"]

    async def nth_after(self, position: int, types: Sequence[str], number: int) -> int:
        """The place of the so-manieth row of these types after a position, or of the last one where there are fewer; there is one."""
        where = {"_id": {"$gt": position}, "type": {"$in": list(types)}}
        found = await self._rows.find(where, {"_id": 1}).sort("_id", 1).skip(number - 1).limit(1).to_list(1)
        return int(found[0]["_id"]) if found else await self.last()

    async def time_of_last(self, types: Sequence[str], number: int) -> datetime | None:
        """When the so-manieth row of these types from the end happened, or the first where there are fewer; None where there is none."""
        found = await self._rows.find({"type": {"$in": list(types)}}, {"time": 1}).sort("_id", -1).skip(number - 1).limit(1).to_list(1)
        if not found:
            found = await self._rows.find({"type": {"$in": list(types)}}, {"time": 1}).sort("_id", 1).limit(1).to_list(1)
        return found[0]["time"] if found else None

    async def last_of(self, source: str, key: str, before: int) -> Document | None:
        """The last row of a source and key before a number there."""
        where = {"source": source, "key": key, "sequence": {"$lt": before}}
        shown = {"source": 1, "key": 1, "type": 1, "sequence": 1, "before": 1}
        found: Document | None = await self._rows.find_one(where, shown, sort=[("sequence", -1)])
        return found

    async def position_of(self, event: str) -> int | None:
        """The number of an event; None where there is none of that name."""
        found = await self._rows.find_one({"event": event}, {"_id": 1})
        return None if found is None else int(found["_id"])

    async def event_at(self, position: int) -> str:
        """The id of the event of a number; "" where there is none."""
        found = await self._rows.find_one({"_id": position}, {"event": 1})
        return "" if found is None else str(found["event"])

    async def position_before(self, instant: datetime) -> int:
        """The number before the first row whose fact happened then or later; where there is none, the last number."""
        found = await self._rows.find_one({"time": {"$gte": instant}}, {"_id": 1}, sort=[("_id", 1)])
        return await self.last() if found is None else int(found["_id"]) - 1

    async def last(self) -> int:
        """The last number; 0 where the log is empty."""
        found = await self._rows.find_one({}, {"_id": 1}, sort=[("_id", -1)])
        return 0 if found is None else int(found["_id"])

    async def types_after(self, position: int, limit: int) -> list[tuple[int, str]]:
        """Numbers and types of the next rows."""
        found = await self._rows.find({"_id": {"$gt": position}}, {"type": 1}).sort("_id", 1).limit(limit).to_list(limit)
        return [(row["_id"], row["type"]) for row in found]

    async def behind(self, position: int, types: Sequence[str]) -> tuple[int, datetime | None]:
        """How many rows of these types come after a position, none above MOST_COUNTED, and when the fact of the first of them happened."""
        where = {"_id": {"$gt": position}, "type": {"$in": list(types)}}
        first = await self._rows.find_one(where, {"time": 1}, sort=[("_id", 1)])
        if first is None:
            return 0, None
        return int(await self._rows.count_documents(where, limit=MOST_COUNTED)), first["time"]


def _size_of(row: Document) -> int:
    return len(row["open"]) + len(row.get("whole", b""))


def _within(rows: Sequence[Document], most_bytes: int) -> list[Document]:
    """The first of them, as far as the one that goes over so many bytes."""
    kept: list[Document] = []
    for row in rows:
        if most_bytes <= 0:
            break
        kept.append(row)
        most_bytes -= _size_of(row)
    return kept
