"""A collection of MongoDB, played."""


class Rows:
    """As much of a collection as sessions and drafts need."""

    def __init__(self) -> None:
        self.kept: dict[str, dict] = {}

    async def create_index(self, *_: object, **__: object) -> None: ...

    async def insert_one(self, document: dict) -> None:
        self.kept[document["_id"]] = dict(document)

    async def find_one(self, wanted: dict) -> dict | None:
        return dict(found) if (found := self.kept.get(wanted["_id"])) else None

    async def find_one_and_delete(self, wanted: dict) -> dict | None:
        return self.kept.pop(wanted["_id"], None)

    async def update_one(self, wanted: dict, change: dict, upsert: bool = False) -> None:
        if upsert:
            self.kept.setdefault(wanted["_id"], dict(wanted))
        self.kept[wanted["_id"]] |= change["$set"]

    async def delete_one(self, wanted: dict) -> None:
        self.kept.pop(wanted["_id"], None)

    async def delete_many(self, wanted: dict) -> None:
        self.kept = {key: row for key, row in self.kept.items() if row["person"] != wanted["person"]}

    def find(self, wanted: dict) -> "Found":
        return Found([dict(row) for row in self.kept.values() if wanted.items() <= row.items()])

    async def count_documents(self, wanted: dict, limit: int) -> int:
        return min(limit, len(self.find(wanted).rows))


class Found:
    """What was found, in order."""

    def __init__(self, rows: list[dict]) -> None:
        self.rows = rows

    def sort(self, field: str, direction: int) -> "Found":
        return Found(sorted(self.rows, key=lambda row: row[field], reverse=direction < 0))

    async def to_list(self, length: int) -> list[dict]:
        return self.rows[:length]
