"""An archive: the audit log of one service in one year, as its database has it, byte for byte.

gzip of BSON documents one after the other: a head, then each seal of the year (its row of the database) with the entries that it is of
behind it, then an end with the number of entries and the SHA-256 of all that comes before. What proves the entries is the seals.
"""

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bson import decode, encode
from bson.errors import BSONError

from chassis.store.mongo import READS_ANYTHING, Document
from cli.stack.problem import StackProblem

FORMAT = "sanzhi.audit/v1"
# MongoDB's largest document, with some room.
_LARGEST = 17 * 1024 * 1024


@dataclass(frozen=True)
class Head:
    """Of which service and year of China's calendar; the first seal and the last."""

    service: str
    year: int
    first: int
    last: int


@dataclass(frozen=True)
class Sealed:
    """A seal, as its row has it, and the entries that lie behind it, as BSON."""

    row: Document
    entries: list[bytes]


def write(path: Path, head: Head, parts: Iterable[Sealed]) -> int:
    """How many entries are in it. Another's file is not written over. Raises StackProblem, OSError."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
                count = _write(packed, head, parts)
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)  # as a name that nobody has yet
    except FileExistsError as error:
        raise StackProblem(f"{path} 已经存在，不予覆盖") from error
    finally:
        fresh.unlink(missing_ok=True)
    return count


def _write(packed: Any, head: Head, parts: Iterable[Sealed]) -> int:
    digest, count = hashlib.sha256(), 0

    def put(document: bytes) -> None:
        digest.update(document)
        packed.write(document)

    put(encode({"format": FORMAT, **vars(head)}))
    for part in parts:
        put(encode({"row": part.row, "entries": len(part.entries)}))
        for entry in part.entries:
            put(entry)
        count += len(part.entries)
    packed.write(encode({"entries": count, "sha256": digest.hexdigest()}))
    return count


class Archive:
    """A file to read. Raises StackProblem where it is none, or ends before its end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.head = self._head()

    def parts(self) -> Iterator[Sealed]:
        """Seal by seal; at the end it is known that all of it was read as it was written."""
        with gzip.open(self.path, "rb") as file:
            documents, digest, count = self._documents(file), hashlib.sha256(), 0
            digest.update(next(documents, b""))
            for raw in documents:
                said = self._read(raw)
                if "sha256" in said:
                    if (said["sha256"], said.get("entries")) != (digest.hexdigest(), count) or next(documents, None) is not None:
                        raise self._damaged("与其末尾所记的摘要不符")
                    return
                digest.update(raw)
                entries = [self._next(documents) for _ in range(self._number(said, "entries"))]
                for entry in entries:
                    digest.update(entry)
                count += len(entries)
                row = said.get("row", {})
                if not isinstance(row, dict):
                    raise self._damaged("内容不成文档")
                yield Sealed(row, entries)
        raise self._damaged("没有末尾：文件被截断")

    def _head(self) -> Head:
        with gzip.open(self.path, "rb") as file:
            said = self._read(self._next(self._documents(file)))
        if said.get("format") != FORMAT:
            raise self._damaged("不是审计档案")
        return Head(str(said.get("service")), *(self._number(said, name) for name in ("year", "first", "last")))

    def _documents(self, file: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
        try:
            while length := file.read(4):
                size = int.from_bytes(length, "little")
                if len(length) < 4 or not 5 <= size <= _LARGEST:
                    raise self._damaged("内容不成文档")
                rest = file.read(size - 4)
                if len(rest) < size - 4:
                    raise self._damaged("文件被截断")
                yield length + rest
        except (EOFError, zlib.error, OSError) as error:
            raise self._damaged(f"无法解压：{error}") from error

    def _next(self, documents: Iterator[bytes]) -> bytes:
        if (found := next(documents, None)) is None:
            raise self._damaged("文件被截断")
        return found

    def _read(self, raw: bytes) -> dict[str, Any]:
        try:
            return decode(raw, READS_ANYTHING)
        except (BSONError, ValueError) as error:
            raise self._damaged("内容不成文档") from error

    def _number(self, said: dict[str, Any], name: str) -> int:
        value = said.get(name)
        if not isinstance(value, int) or value < 0:
            raise self._damaged("内容不成文档")
        return value

    def _damaged(self, what: str) -> StackProblem:
        return StackProblem(f"{self.path}：{what}")
