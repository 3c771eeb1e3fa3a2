"""Uploads to any service: handlers of sanzhi.files.v1."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

from chassis.errors import InvalidArgument, PermissionDenied
from chassis.store.files import stored, uploads
from chassis.store.files.pieces import AT_ONCE
from chassis.store.files.ref import FileRef, demand_digest
from chassis.store.files.uploads import Upload
from chassis.store.transaction import Transaction

_MAY_NOT = frozenset({"auditor", "department"})  # 2.5: they change nothing
_NAME = re.compile(r"[^/\\\x00-\x1f]{1,200}")


@dataclass(frozen=True)
class FileHeader:
    """What is to be uploaded. size: bytes. digest: "sha256:" and hexadecimal digits."""

    name: str
    size: int
    digest: str
    media_type: str = ""


@dataclass(frozen=True)
class FilePiece:
    """A part of it."""

    offset: int = 0
    content: bytes = b""


@dataclass(frozen=True)
class UploadFile:
    """One message of an upload."""

    header: FileHeader | None = None
    piece: FilePiece | None = None


@dataclass(frozen=True)
class GetUpload:
    """Which one."""

    digest: str


@dataclass(frozen=True)
class UploadProgress:
    """received: bytes that are here, from the start on."""

    digest: str
    received: int


class FileService:
    """Its handlers; no state between calls, so that any replica carries on what another began."""

    async def upload_file(self, parts: AsyncIterator[UploadFile], tx: Transaction) -> FileRef:
        """Header, then pieces. What is stored stays when the caller goes away."""
        _demand_may_upload(tx)
        header = await _header(parts, tx)
        tx.touched.add(header.digest)
        if (whole := await stored.keep_longer(tx.mongo, header.digest, tx.files.holder)) is not None:
            return FileRef(header.digest, header.name, whole["size"], _type(header, whole["recognised"], tx))
        upload = await uploads.begin(tx.mongo, tx.files.holder, header.digest, header.size)
        await _store(parts, upload, tx)
        return await uploads.finish(tx.mongo, upload, tx.files.policy, header.name, header.media_type)

    async def get_upload(self, command: GetUpload, tx: Transaction) -> UploadProgress:
        """Of the caller's organisation."""
        demand_digest(command.digest)
        return UploadProgress(command.digest, await uploads.progress(tx.mongo, tx.files.holder, command.digest))


def _demand_may_upload(tx: Transaction) -> None:
    if not tx.actor.roles.isdisjoint(_MAY_NOT):
        raise PermissionDenied("ROLE_REQUIRED", "审计人员和其他部门只能查阅，不能上传文件", rule="2.5")
    tx.authorized = True


async def _header(parts: AsyncIterator[UploadFile], tx: Transaction) -> FileHeader:
    first = await anext(parts, None)
    if first is None or first.header is None:
        raise InvalidArgument("FILE_HEADER_EXPECTED", "上传的第一条消息须说明文件的名称、大小和摘要", field="header")
    header = first.header
    demand_digest(header.digest)
    if not _NAME.fullmatch(header.name):
        raise InvalidArgument("FILE_NAME_INVALID", "文件名须为 1 至 200 个字符，不含路径", field="header.name")
    tx.files.policy.demand_size(header.name, header.size, inline=False)
    return header


async def _store(parts: AsyncIterator[UploadFile], upload: Upload, tx: Transaction) -> None:
    """Store pieces, a few at a time: no more than a mebibyte of the file is ever held."""
    waiting: list[bytes] = []
    start = at = -1
    async for part in parts:
        piece = part.piece or FilePiece()
        if start < 0:
            upload.demand_start(piece.offset)
            start = at = piece.offset
        upload.demand_piece(piece.offset, at, len(piece.content))
        waiting.append(piece.content)
        at += len(piece.content)
        if len(waiting) == AT_ONCE:
            await uploads.append(tx.mongo, upload, start, waiting)
            waiting, start = [], at
    if waiting:
        await uploads.append(tx.mongo, upload, start, waiting)


def _type(header: FileHeader, recognised: list[str], tx: Transaction) -> str:
    return tx.files.policy.type_of(header.name, header.media_type, tuple(recognised))
