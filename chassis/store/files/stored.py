"""Whole files of one service, and how a command comes by them."""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pymongo import ReturnDocument

from chassis.errors import DataLoss, InvalidArgument, NotFound, RuleViolated
from chassis.ids import new_id
from chassis.store.aggregates import Aggregates
from chassis.store.files import pieces
from chassis.store.files.content import Content
from chassis.store.files.policy import FilesPolicy
from chassis.store.files.ref import DownloadPart, FileRef, Pieces, SentFile, digest_of, in_pieces, with_offsets
from chassis.store.mongo import Document, Mongo
from chassis.store.rows import FILES, demand_sound, is_sound

log = logging.getLogger(__name__)
# A commit that names a file leaves this on it (a guard of the unit of work); what has it is never removed.
NAMED = "_guard"


class _Kept(Protocol):
    """A file as a service remembers it."""

    @property
    def digest(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def media_type(self) -> str: ...


class Files:
    """The files of one service, as a handler sees them. A file is stored before the commit that names it; one that none names is swept.

    policy: what may be handed in today. holder: for whom the caller hands files in, the organisation, or a person without one.
    keeps: whether they are stored; not where nothing will be committed.
    """

    def __init__(self, mongo: Mongo, policy: FilesPolicy, holder: str, aggregates: Aggregates) -> None:
        self.policy = policy
        self.holder = holder
        self.keeps = True
        self._mongo = mongo
        self._aggregates = aggregates

    async def take(self, sent: SentFile) -> FileRef:
        """The file that a command brings or names.

        Refuses FILE_EMPTY, FILE_GIVEN_TWICE, FILE_TOO_LARGE, FILE_TYPE_NOT_ALLOWED, FILE_TYPE_CONTRADICTED, FILE_NOT_UPLOADED.
        """
        if sent.digest and sent.content:
            raise InvalidArgument("FILE_GIVEN_TWICE", f"文件“{sent.name}”的内容与已上传的摘要只能给出一项", file=sent.name)
        if sent.digest:
            return await self._uploaded(sent)
        self.policy.demand_size(sent.name, len(sent.content), inline=True)
        media_type = self.policy.type_of(sent.name, sent.media_type, Content(sent.content).recognised())
        return await self.put(sent.name, sent.content, media_type)

    async def put(self, name: str, content: bytes, media_type: str = "") -> FileRef:
        """Store what the service itself has made or has already looked at."""
        ref = FileRef(digest_of(content), name, len(content), media_type)
        if not self.keeps:
            return ref
        found = await find(self._mongo, ref.digest)
        if found is None:
            of = new_id()
            await pieces.store(self._mongo, of, with_offsets(in_pieces(content)))
            found = await add(self._mongo, ref, of)
        self._name(found)
        return ref

    async def _uploaded(self, sent: SentFile) -> FileRef:
        found = await find(self._mongo, sent.digest)
        # Who only knows a digest has not the file; to hand it in is not a way to read it.
        if found is None or self.holder not in found["holders"]:
            message = f"文件“{sent.name}”尚未由本单位完整上传：请先上传，再提交"
            raise RuleViolated("FILE_NOT_UPLOADED", message, file=sent.name, digest=sent.digest)
        media_type = self.policy.type_of(sent.name, sent.media_type, tuple(found["recognised"]))
        self._name(found)
        return FileRef(sent.digest, sent.name, found["size"], media_type)

    def _name(self, found: Document) -> None:
        if NAMED not in found:  # touched in the commit, so that it is not swept meanwhile
            self._aggregates.guard((FILES, found["_id"]), found["version"])

    async def get(self, digest: str) -> bytes:
        """The content of a small file. Refuses FILE_NOT_FOUND, FILE_DAMAGED."""
        of = (await self._found(digest))["pieces"]
        try:
            content = b"".join([piece async for piece in pieces.read(self._mongo, of)])
        except (KeyError, TypeError) as error:  # what is kept in a piece's place is none
            raise _damaged(digest, digest) from error
        if digest_of(content) != digest:
            raise _damaged(digest, digest)
        return content

    async def download(self, file: _Kept, offset: int = 0) -> Pieces:
        """The file, then its bytes from an offset on, as sanzhi.files.v1.DownloadFileResponse.

        Refuses FILE_OFFSET_INVALID, FILE_DAMAGED: all of it is read and its digest taken before the first byte goes out.
        """
        if not 0 <= offset <= file.size:
            raise InvalidArgument("FILE_OFFSET_INVALID", f"起始位置须在 0 至 {file.size} 之间", field="offset", size=file.size)
        ref = FileRef(file.digest, file.name, file.size, file.media_type)
        # Somebody remembers it: one that is not there is lost. Whatever its row says, the digest tells.
        found = await self._mongo.find_by_name(FILES, file.digest)
        of = str((found or {}).get("pieces", ""))
        if await _digest(self._mongo, of) != file.digest:
            raise _damaged(file.digest, file.name)
        return self._parts(ref, of, offset)

    async def _parts(self, file: FileRef, of: str, offset: int) -> Pieces:
        yield DownloadPart(offset, file=file)
        async for piece in pieces.read(self._mongo, of, offset):
            yield DownloadPart(offset, piece)
            offset += len(piece)

    async def _found(self, digest: str) -> Document:
        found = await find(self._mongo, digest)
        if found is None:
            raise NotFound("FILE_NOT_FOUND", f"没有找到文件 {digest}", resource=digest)
        return found


async def _digest(mongo: Mongo, of: str) -> str:
    """Of what is kept now; a piece that is gone or in another's place shows in it."""
    digest = hashlib.sha256()
    try:
        async for piece in pieces.read(mongo, of):
            digest.update(piece)
    except (KeyError, TypeError):  # what is kept in a piece's place is none
        return ""
    return f"sha256:{digest.hexdigest()}"


def _damaged(digest: str, name: str) -> DataLoss:
    log.error("file %s (%s) is not what was handed in", digest, name)
    return DataLoss("FILE_DAMAGED", f"文件“{name}”的存储内容与其摘要不符，不能提供；请联系运维人员从备份恢复", file=name, digest=digest)


async def find(mongo: Mongo, digest: str) -> Document | None:
    """What is known of a whole file. Raises Damaged."""
    found = await mongo.find_by_name(FILES, digest)
    return None if found is None else demand_sound(mongo.damage, FILES, found)


async def add(mongo: Mongo, ref: FileRef, of: str, recognised: Sequence[str] = (), holder: str = "") -> Document:
    """A set of pieces becomes the file of a digest, unless there is one already; then the set is removed.

    holder, recognised: of an upload; what the service itself has made, or took in with a command, has neither.
    """
    change: Document = {
        "$setOnInsert": {"size": ref.size, "pieces": of, "version": 1},
        "$set": {"stored_at": pieces.wall_time()} | ({"recognised": list(recognised)} if recognised else {}),
        "$addToSet": {"holders": {"$each": [holder] if holder else []}},
    }
    found: Document = await mongo[FILES].find_one_and_update({"_id": ref.digest}, change, upsert=True, return_document=ReturnDocument.AFTER)
    if found.get("pieces") != of:
        await pieces.remove(mongo, of)
    return demand_sound(mongo.damage, FILES, found)


async def keep_longer(mongo: Mongo, digest: str, holder: str) -> Document | None:
    """The whole file that a holder has uploaded, kept from now on for as long as a new one; None where there is none."""
    change = {"$set": {"stored_at": pieces.wall_time()}}
    found: Document | None = await mongo[FILES].find_one_and_update({"_id": digest, "holders": holder}, change)
    return None if found is None else demand_sound(mongo.damage, FILES, found)


async def sweep_files(mongo: Mongo, before: datetime) -> int:
    """Remove whole files that no commit has named and that were stored before this; how many."""
    swept = 0
    async for found in mongo[FILES].find({NAMED: None, "stored_at": {"$lt": before}}):
        if not is_sound(mongo.damage, FILES, found):  # which pieces are its own is not known
            continue
        condition = {"_id": found["_id"], NAMED: None, "stored_at": found["stored_at"]}
        if (await mongo[FILES].delete_one(condition)).deleted_count:
            await pieces.remove(mongo, found["pieces"])
            swept += 1
    return swept
