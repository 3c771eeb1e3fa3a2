"""Files against their digests and lengths, and pieces that are of no file.

What is being handed in or swept at this moment looks alike, so what is found is looked at once more before it is told.
"""

import hashlib
import time
from collections.abc import Iterator

from chassis.store.files.pieces import PIECES, bounds_of
from chassis.store.mongo import Document
from chassis.store.rows import FILES, UPLOADS
from cli.fsck.database import Database, batches
from cli.fsck.findings import Finding, Kind
from cli.fsck.rows import row_is_wrong

SETTLE_SECONDS = 2.0
_MOST_TWICE = 10_000  # sets that are looked at once more


def check_files(database: Database) -> Iterator[Finding]:
    """All whole files, then all pieces by the set that they are in."""
    for row in database.walk(FILES):
        if wrong := row_is_wrong(FILES, row):
            yield wrong
        elif (said := _content_of(row, database)) and database.is_there(FILES, {"_id": row["_id"], "pieces": row["pieces"]}):
            yield Finding.of(Kind.FILE, FILES, row["_id"], said)
    yield from _pieces_of_nobody(database)


def _content_of(row: Document, database: Database) -> str:
    """What is wrong with the bytes of a file; empty where nothing is."""
    digest, size = hashlib.sha256(), 0
    first, end = bounds_of(row["pieces"])
    for number, piece in enumerate(database.walk(PIECES, {"_id": {"$gte": first, "$lt": end}}, by=[("_id", 1)])):
        data = piece.get("data")
        if not isinstance(data, bytes):
            return f"第 {number + 1} 段不是内容"
        if piece["_id"] != f"{row['pieces']}/{size:012}":
            return f"第 {size} 字节起的一段不在"
        digest.update(data)
        size += len(data)
    if size != row["size"]:
        return f"共 {row['size']} 字节，库中有 {size} 字节"
    return "" if f"sha256:{digest.hexdigest()}" == row["_id"] else "长度相同，内容与摘要不符"


def _pieces_of_nobody(database: Database) -> Iterator[Finding]:
    """Sets of pieces come one after the other, in the order of their names."""
    suspects: list[str] = []
    for some in batches(_sets(database)):
        suspects += sorted(set(some) - _owned(some, database))[: _MOST_TWICE - len(suspects)]
    if not suspects:
        return
    time.sleep(SETTLE_SECONDS)
    for some in batches(suspects):
        owned = _owned(some, database)
        for of in some:
            first, end = bounds_of(of)
            if of not in owned and database.is_there(PIECES, {"_id": {"$gte": first, "$lt": end}}):
                yield Finding.of(Kind.PIECE, PIECES, of, "不属于任何文件，也不属于正在进行的上传")


def _sets(database: Database) -> Iterator[str]:
    before = None
    for piece in database.walk(PIECES, by=[("_id", 1)], projection={"_id": 1}):
        of = str(piece["_id"]).rpartition("/")[0]
        if of != before:
            yield of
        before = of


def _owned(sets: list[str], database: Database) -> set[str]:
    wanted = {"pieces": {"$in": sets}}
    rows = (row for collection in (FILES, UPLOADS) for row in database.matching(collection, wanted, pieces=1))
    return {row["pieces"] for row in rows}
