"""Files, stored by digest in the service that takes them (GridFS); the same bytes are stored once."""

import hashlib
from dataclasses import dataclass

from gridfs.errors import NoFile

from chassis.errors import InvalidArgument, NotFound
from chassis.store.mongo import Mongo

MAX_BYTES = 3 * 1024 * 1024


@dataclass(frozen=True)
class FileRef:
    """What facts carry of a file. digest: "sha256:" and 64 hexadecimal digits. size: bytes."""

    digest: str
    name: str
    size: int
    media_type: str = ""


def digest_of(content: bytes) -> str:
    """The digest under which content is stored."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


class Files:
    """The files of one service. A file is stored before the commit that names it: an orphan is harmless, a gap is not.

    keeps: whether they are stored; not where nothing will be committed.
    """

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo
        self.keeps = True

    async def put(self, name: str, content: bytes, media_type: str = "") -> FileRef:
        """Store a file. Refuses FILE_EMPTY, FILE_TOO_LARGE."""
        if not content:
            raise InvalidArgument("FILE_EMPTY", f"文件“{name}”没有内容", file=name)
        if len(content) > MAX_BYTES:
            raise InvalidArgument("FILE_TOO_LARGE", f"文件“{name}”超过 3 MiB", file=name, size=len(content), limit=MAX_BYTES)
        ref = FileRef(digest_of(content), name, len(content), media_type)
        # Found by digest as file name, not as id: an upload that broke off half-way must not block the next one.
        if self.keeps and await self._mongo["files.files"].find_one({"filename": ref.digest}, {"_id": 1}) is None:
            await self._mongo.bucket().upload_from_stream(ref.digest, content)
        return ref

    async def get(self, digest: str) -> bytes:
        """The content of a file. Refuses NOT_FOUND."""
        try:
            stream = await self._mongo.bucket().open_download_stream_by_name(digest)
        except NoFile:
            raise NotFound("FILE_NOT_FOUND", f"没有找到文件 {digest}", resource=digest) from None
        content: bytes = await stream.read()
        return content
