"""Files on their way in: pieces as they come, carried on after an interruption, checked as a whole at the end.

An upload belongs to a holder and a digest. What counts in the end is what is stored: it is read back and its digest taken, so that it
makes no difference how often an upload was interrupted, or how many sent the same at once.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pymongo import ReturnDocument

from chassis.errors import InvalidArgument, Stale
from chassis.ids import new_id
from chassis.store.files import pieces, stored
from chassis.store.files.content import Content
from chassis.store.files.policy import FilesPolicy
from chassis.store.files.ref import PIECE_BYTES, FileRef
from chassis.store.mongo import Document, Mongo
from chassis.store.rows import UPLOADS, demand_sound, is_sound


@dataclass
class Upload:
    """An upload under way. received: bytes that are stored, from the start on without a gap. pieces: the set that they are in."""

    holder: str
    digest: str
    size: int
    pieces: str
    received: int

    @property
    def id(self) -> str:
        """Its name among the uploads."""
        return _id(self.holder, self.digest)

    def demand_start(self, offset: int) -> None:
        """That a stream may start here. Refuses FILE_PIECE_MISPLACED."""
        if offset % PIECE_BYTES or not 0 <= offset <= self.received:
            message = f"续传的位置须为 {PIECE_BYTES} 的整数倍，且不超过已收到的 {self.received} 字节"
            raise InvalidArgument("FILE_PIECE_MISPLACED", message, received=self.received)

    def demand_piece(self, offset: int, expected: int, size: int) -> None:
        """That a piece is the next one, and full unless it is the last. Refuses FILE_PIECE_MISPLACED, FILE_PIECE_INVALID."""
        if offset != expected:
            raise InvalidArgument(
                "FILE_PIECE_MISPLACED", f"下一段应从第 {expected} 字节开始，收到的从第 {offset} 字节开始", expected=expected
            )
        if size == 0 or size != min(PIECE_BYTES, self.size - offset):
            message = f"除最后一段外，每段须为 {PIECE_BYTES} 字节，合计 {self.size} 字节"
            raise InvalidArgument("FILE_PIECE_INVALID", message, offset=offset)


async def progress(mongo: Mongo, holder: str, digest: str) -> int:
    """How many bytes of a file are here for its holder."""
    whole = await stored.find(mongo, digest)
    if whole is not None and holder in whole["holders"]:
        size: int = whole["size"]
        return size
    found = await mongo[UPLOADS].find_one({"_id": _id(holder, digest)})
    return demand_sound(mongo.damage, UPLOADS, found)["received"] if found else 0


async def begin(mongo: Mongo, holder: str, digest: str, size: int) -> Upload:
    """The upload of this holder and digest, a new one where there is none. One of another size was another file's: it is dropped."""
    fresh = {"holder": holder, "digest": digest, "size": size, "pieces": new_id(), "received": 0}
    change = {"$setOnInsert": fresh, "$set": {"at": pieces.wall_time()}}
    found = await mongo[UPLOADS].find_one_and_update(
        {"_id": _id(holder, digest)}, change, upsert=True, return_document=ReturnDocument.AFTER
    )
    upload = _of(demand_sound(mongo.damage, UPLOADS, found))
    if upload.size == size:
        return upload
    await drop(mongo, upload)
    return await begin(mongo, holder, digest, size)


async def append(mongo: Mongo, upload: Upload, offset: int, parts: Sequence[bytes]) -> None:
    """Store the next pieces. Refuses FILE_UPLOAD_DROPPED, where it came to nothing meanwhile."""
    end = offset + sum(len(part) for part in parts)
    placed = [(offset + number * PIECE_BYTES, part) for number, part in enumerate(parts)]
    await pieces.store(mongo, upload.pieces, placed)
    counted = {"$max": {"received": end}, "$set": {"at": pieces.wall_time()}}
    moved = await mongo[UPLOADS].update_one({"_id": upload.id, "pieces": upload.pieces}, counted)
    upload.received = max(upload.received, end)
    if moved.matched_count == 0 and not await _is_whole(mongo, upload):
        await pieces.remove(mongo, upload.pieces)
        raise _dropped(upload)


async def finish(mongo: Mongo, upload: Upload, policy: FilesPolicy, name: str, media_type: str) -> FileRef:
    """Make a file of it. Refuses FILE_INCOMPLETE; FILE_DIGEST_MISMATCH, FILE_TYPE_NOT_ALLOWED, FILE_TYPE_CONTRADICTED leave nothing."""
    if upload.received < upload.size:
        message = f"文件“{name}”共 {upload.size} 字节，只收到 {upload.received} 字节；可从该处续传"
        raise InvalidArgument("FILE_INCOMPLETE", message, received=upload.received, size=upload.size)
    digest, content = await _read_back(mongo, upload)
    try:
        if (digest, content.size) != (upload.digest, upload.size):
            if (whole := await stored.keep_longer(mongo, upload.digest, upload.holder)) is not None:
                # A colleague who sent the same at once was ready first, and the pieces went while they were read; or they are no such file.
                await drop(mongo, upload)
                return FileRef(upload.digest, name, upload.size, policy.type_of(name, media_type, tuple(whole["recognised"])))
            raise InvalidArgument("FILE_DIGEST_MISMATCH", f"收到的内容与文件“{name}”的摘要不符，请重新上传", digest=digest)
        recognised = content.recognised()
        ref = FileRef(digest, name, upload.size, policy.type_of(name, media_type, recognised))
    except InvalidArgument:
        await drop(mongo, upload)
        raise
    await stored.add(mongo, ref, upload.pieces, recognised, upload.holder)
    await mongo[UPLOADS].delete_one({"_id": upload.id, "pieces": upload.pieces})
    return ref


async def drop(mongo: Mongo, upload: Upload) -> bool:
    """Give an upload up, with all that came of it; whether it was still there."""
    return await _drop(mongo, upload, {})


async def sweep_uploads(mongo: Mongo, before: datetime) -> int:
    """Drop uploads that nobody has carried on since; how many."""
    found = [document async for document in mongo[UPLOADS].find({"at": {"$lt": before}}) if is_sound(mongo.damage, UPLOADS, document)]
    return sum([await _drop(mongo, _of(document), {"at": document["at"]}) for document in found])


async def _drop(mongo: Mongo, upload: Upload, unchanged: Document) -> bool:
    condition = {"_id": upload.id, "pieces": upload.pieces, **unchanged}
    if not (await mongo[UPLOADS].delete_one(condition)).deleted_count:
        return False
    if not await _is_whole(mongo, upload):
        await pieces.remove(mongo, upload.pieces)
    return True


async def _read_back(mongo: Mongo, upload: Upload) -> tuple[str, Content]:
    digest, content = hashlib.sha256(), Content()
    async for piece in pieces.read(mongo, upload.pieces):
        digest.update(piece)
        content.add(piece)
    return f"sha256:{digest.hexdigest()}", content


async def _is_whole(mongo: Mongo, upload: Upload) -> bool:
    """Whether somebody who sent the same at once has made a file of these pieces."""
    whole = await stored.find(mongo, upload.digest)
    return whole is not None and whole["pieces"] == upload.pieces


def _dropped(upload: Upload) -> Stale:
    return Stale("FILE_UPLOAD_DROPPED", "此次上传已作废（内容与摘要不符，或长时间未继续），请重新上传", digest=upload.digest)


def _id(holder: str, digest: str) -> str:
    return f"{holder}|{digest}"


def _of(document: Document) -> Upload:
    return Upload(**{name: document[name] for name in ("holder", "digest", "size", "pieces", "received")})
