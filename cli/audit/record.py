"""The audit log of one service as its database has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient

from chassis.sealing.entries import split
from chassis.sealing.seal import Run
from chassis.store.mongo import READS_ANYTHING, Document
from chassis.store.unit import AUDIT, SEALS

# MongoDB looks into lists: `number: [5]` is found by 5, and is of the type that 5 is of.
_LISTED: list[Document] = [{"writer": {"$type": "array"}}, {"number": {"$type": "array"}}]
_STRANGE: Document = {
    "$or": [
        {"writer": {"$not": {"$type": "string"}}},
        {"number": {"$not": {"$type": ["int", "long"]}}},
        {"number": {"$lt": 1}},
        *_LISTED,
    ]
}


@dataclass(frozen=True)
class Record:
    """Entries are BSON, as MongoDB keeps them."""

    client: "MongoClient[Document]"
    database: str

    def seals(self) -> Iterator[Document]:
        """By their names."""
        yield from self._collection(SEALS).find({}).sort("_id", 1)

    def entries(self, run: Run) -> list[bytes]:
        """Of a writer, by their numbers: one, none or more each."""
        return list(self._found({"writer": run.writer, "number": {"$gte": run.first, "$lte": run.last}}))

    def after(self, writer: str, number: int) -> Iterator[bytes]:
        """Those of a writer with a higher number."""
        return self._found({"writer": writer, "number": {"$gt": number}})

    def writers(self) -> list[str]:
        """All that there are."""
        groups = self._collection(AUDIT).aggregate([{"$sort": {"writer": 1, "number": -1}}, {"$group": {"_id": "$writer"}}])
        return sorted(each["_id"] for each in groups if isinstance(each["_id"], str))

    def strange(self) -> Iterator[Document]:
        """Entries that no writer of ours has numbered."""
        yield from self._collection(AUDIT).find(_STRANGE, {"_id": 1, "action": 1, "actor": 1})

    def _found(self, where: Document) -> Iterator[bytes]:
        single = {"$and": [where, {"$nor": _LISTED}]}  # the others are strange()
        batches: Any = self._collection(AUDIT).find_raw_batches(single, sort=[("writer", 1), ("number", 1)])
        for batch in batches:
            yield from split(batch)

    def _collection(self, name: str) -> Any:
        return self.client.get_database(self.database, READS_ANYTHING)[name]
