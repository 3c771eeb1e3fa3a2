"""The archive: a ZIP of members stored as they are, one after the other, whose comment is a signature over every byte before it.

Any tool opens it. What of it is not signed is the signature alone, and that can be written in one way only; so no byte can change unseen.
"""

import io
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from chassis.sealing.statement import digest_of

_LOCAL, _END = 30, 22  # bytes of a local header without name, of the end record without comment
_THE_SAME_DAY = (1980, 1, 1, 0, 0, 0)
_ROOM = 4096  # for the signature; what is left of it is filled with spaces


class NotAnArchive(Exception):
    """Bytes that are no archive of ours. The message is zh-CN."""


@dataclass(frozen=True)
class Archive:
    """members: by name, in order. digest: of all that is signed. signature: the text."""

    members: dict[str, bytes]
    digest: str
    signature: str


def unsigned(members: Mapping[str, bytes]) -> bytes:
    """All bytes before the signature. The same members make the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, _THE_SAME_DAY)
            member.create_system, member.external_attr = 3, 0o644 << 16
            archive.writestr(member, content)
        archive.comment = b" " * _ROOM
    return made.getvalue()[:-_ROOM]


def signed(body: bytes, signature: str) -> bytes:
    """The archive. Raises ValueError where the signature is too long."""
    if len(signature) > _ROOM:
        raise ValueError(f"a signature of {len(signature)} characters")
    return body + signature.encode("ascii").ljust(_ROOM)


def read(content: bytes) -> Archive:
    """The archive that bytes are. Raises NotAnArchive; whether what is signed is right is not looked at."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            comment, listed = archive.comment, archive.infolist()
            _demand_as_written(content, listed, archive.start_dir, len(comment))
            members = {each.filename: _content(content, each) for each in listed}
            return Archive(members, digest_of(content[: len(content) - len(comment)]), comment.decode("ascii").rstrip(" "))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, struct.error, OSError) as error:
        raise NotAnArchive("不是证据包，或者文件已损坏") from error


def _content(content: bytes, member: zipfile.ZipInfo) -> bytes:
    """As it lies there: its digest tells whether it is what it was, and of which member it is not."""
    at = member.header_offset + _LOCAL + len(member.filename.encode())
    return content[at : at + member.file_size]


def _demand_as_written(content: bytes, listed: list[zipfile.ZipInfo], directory: int, comment: int) -> None:
    """Members, the directory and the end follow each other without anything between, so that no other tool finds more than we do.

    Raises NotAnArchive.
    """
    at = 0
    for each in listed:
        if each.compress_type != zipfile.ZIP_STORED or each.extra or each.comment or each.flag_bits & ~0x800 or each.header_offset != at:
            raise NotAnArchive("压缩包的结构不是导出时的结构")
        at += _LOCAL + len(each.filename.encode()) + each.file_size
    if at != directory or len({each.filename for each in listed}) != len(listed) or comment != _ROOM:
        raise NotAnArchive("压缩包的结构不是导出时的结构，或者没有签名")
    size, offset = struct.unpack("<II", content[len(content) - comment - _END + 12 : len(content) - comment - _END + 20])
    if offset != directory or offset + size + _END + comment != len(content):
        raise NotAnArchive("压缩包的结构不是导出时的结构")
