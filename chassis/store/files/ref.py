"""What is remembered of a file."""

import hashlib
import re
from collections.abc import AsyncGenerator, Iterable, Iterator
from dataclasses import dataclass

from chassis.errors import InvalidArgument

# Of the parts in which a file is sent and kept: far below the 4 MiB of a gRPC message and the 16 MiB of a document.
PIECE_BYTES = 256 * 1024
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class FileRef:
    """What facts carry of a file. digest: "sha256:" and 64 hexadecimal digits. size: bytes."""

    digest: str
    name: str
    size: int
    media_type: str = ""


@dataclass(frozen=True)
class SentFile:
    """A file in a command: either its content, or the digest of what was uploaded before."""

    name: str
    content: bytes = b""
    media_type: str = ""
    digest: str = ""


@dataclass(frozen=True)
class DownloadFile:
    """Which file of which resource, from which byte on."""

    name: str
    digest: str
    offset: int = 0


@dataclass(frozen=True)
class DownloadPart:
    """One message of a download: the file in the first, bytes in each that follows."""

    offset: int
    content: bytes = b""
    file: FileRef | None = None


Pieces = AsyncGenerator[DownloadPart, None]


def digest_of(*pieces: bytes) -> str:
    """The digest under which a content is stored."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return "sha256:" + digest.hexdigest()


def demand_digest(digest: str) -> None:
    """Refuses FIELD_INVALID."""
    if not _DIGEST.fullmatch(digest):
        raise InvalidArgument("FIELD_INVALID", "字段 digest 应为 sha256: 加 64 位小写十六进制数", field="digest")


def in_pieces(content: bytes) -> Iterator[bytes]:
    """A content in the parts in which it is kept."""
    return (content[at : at + PIECE_BYTES] for at in range(0, len(content), PIECE_BYTES))


def with_offsets(pieces: Iterable[bytes], offset: int = 0) -> Iterator[tuple[int, bytes]]:
    """Each part with the place where it starts."""
    for piece in pieces:
        yield offset, piece
        offset += len(piece)
