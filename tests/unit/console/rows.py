"""A collection of MongoDB, played."""

from collections.abc import Callable, Mapping
from typing import Any

from pymongo.errors import DuplicateKeyError

_IS: Mapping[str, Callable[[Any, Any], bool]] = {"$gt": lambda value, than: value > than, "$lte": lambda value, than: value <= than}


def _fits(row: dict, wanted: dict) -> bool:
    """By equality, or by operators."""
    return all(_fits_one(row.get(field), value) for field, value in wanted.items())


def _fits_one(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict) and wanted.keys() <= _IS.keys():
        return all(value is not None and _IS[sign](value, than) for sign, than in wanted.items())
    return bool(value == wanted)


class Rows:
    """As much of a collection as the console needs."""

    def __init__(self) -> None:
        self.kept: dict[str, dict] = {}

    async def create_index(self, *_: object, **__: object) -> None: ...

    async def insert_one(self, document: dict) -> None:
        if document["_id"] in self.kept:
            raise DuplicateKeyError(document["_id"])
        self.kept[document["_id"]] = dict(document)

    async def find_one(self, wanted: dict) -> dict | None:
        return next(iter(self.find(wanted).rows), None)

    async def find_one_and_delete(self, wanted: dict) -> dict | None:
        return self.kept.pop(wanted["_id"], None)

    async def find_one_and_update(self, wanted: dict, change: dict, **_: object) -> dict | None:
        found = await self.find_one(wanted)
        if found is None:
            return None
        self.kept[found["_id"]] |= change["$set"] | {field: found[field] + by for field, by in change.get("$inc", {}).items()}
        return found

    async def update_one(self, wanted: dict, change: dict, upsert: bool = False) -> None:
        if upsert:
            self.kept.setdefault(wanted["_id"], dict(wanted))
        if wanted["_id"] in self.kept:
            self.kept[wanted["_id"]] |= change["$set"]

    async def delete_one(self, wanted: dict) -> None:
        self.kept.pop(wanted["_id"], None)

    async def delete_many(self, wanted: dict) -> None:
        self.kept = {key: row for key, row in self.kept.items() if not _fits(row, wanted)}

    def find(self, wanted: dict) -> "Found":
        return Found([dict(row) for row in self.kept.values() if _fits(row, wanted)])

    async def count_documents(self, wanted: dict, limit: int) -> int:
        return min(limit, len(self.find(wanted).rows))


class Found:
    """What was found, in order."""

    def __init__(self, rows: list[dict]) -> None:
        self.rows = rows

    def sort(self, field: str, direction: int) -> "Found":
        return Found(sorted(self.rows, key=lambda row: row[field], reverse=direction < 0))

    async def to_list(self, length: int | None) -> list[dict]:
        return self.rows[:length]
