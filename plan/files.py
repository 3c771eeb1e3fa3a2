"""A file as aggregates and facts remember it; its bytes are kept beside them, under the digest."""

from collections.abc import Iterable
from dataclasses import dataclass

from chassis.errors import NotFound
from plan.openness import OPEN, OnRequest

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True)
class FileRef:
    """digest: "sha256:" and 64 hexadecimal digits. size: bytes."""

    digest: str
    name: OnRequest[str]
    size: int
    media_type: str = ""


def find_file(files: Iterable[FileRef], digest: str) -> FileRef:
    """The file of this digest. Refuses FILE_NOT_FOUND."""
    for file in files:
        if file.digest == digest:
            return file
    raise NotFound("FILE_NOT_FOUND", f"没有找到文件 {digest}", resource=digest)
