"""Files to and from a service in pieces; what was interrupted goes on from where it stopped.

async with Client(find_target()) as client:
    file = await Transfer(client, "milestones", "people/li").upload(Path("scan.pdf"))
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import grpc
from sanzhi.files.v1 import files_pb2

from cli.client import Client, as_dict
from cli.refused import Refused, refused_of

PIECE_BYTES = 256 * 1024
FILES = "sanzhi.files.v1.FilesService"
Told = Callable[[int, int], None]  # bytes so far, bytes in all
R = TypeVar("R")
# A stream is broken off by a restart, by a drain, or because somebody else of the organisation sent the same; the next try goes on.
_TRY_AGAIN = {"UNAVAILABLE", "CANCELLED", "ABORTED"}


def nobody(done: int, size: int) -> None:
    """Tells nobody."""


def digest_of(path: Path) -> str:
    """The digest of a file, read in pieces."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


@dataclass(frozen=True)
class Transfer:
    """Between this machine and a service, as a person. `patience`: seconds without progress after which it gives up."""

    client: Client
    service: str
    person: str
    patience: float = 60.0

    async def upload(self, path: Path, told: Told = nobody) -> dict[str, Any]:
        """The file as the service knows it then. Raises Refused, OSError."""
        header = files_pb2.FileHeader(name=path.name, size=_size(path), digest=await asyncio.to_thread(digest_of, path))
        return await self._patiently(lambda told: self._send(path, header, told), told)

    async def download(self, name: str, digest: str, to: Path, told: Told = nobody) -> None:
        """The file of a resource, checked by its digest; until then it is `to` with ".part". Raises Refused, OSError."""
        part = to.with_name(f"{to.name}.part")
        await self._patiently(lambda told: self._receive(name, digest, part, told), told)
        if await asyncio.to_thread(digest_of, part) != digest:
            part.unlink()
            raise Refused("DATA_LOSS", "FILE_DIGEST_MISMATCH", "", f"收到的内容与摘要 {digest} 不符，已删除，请重新下载", {})
        part.rename(to)

    async def _patiently(self, attempt: Callable[[Told], Awaitable[R]], told: Told) -> R:
        """Tries until it is done; any progress renews the patience."""
        end, pause = time.monotonic() + self.patience, 0.1

        def progress(done: int, size: int) -> None:
            nonlocal end, pause
            end, pause = time.monotonic() + self.patience, 0.1
            told(done, size)

        while True:
            try:
                return await attempt(progress)
            except grpc.aio.AioRpcError as error:
                if error.code().name not in _TRY_AGAIN or time.monotonic() + pause > end:
                    raise refused_of(error) from error
            await asyncio.sleep(pause)
            pause = min(2 * pause, 2.0)

    async def _send(self, path: Path, header: files_pb2.FileHeader, told: Told) -> dict[str, Any]:
        request = {"digest": header.digest}
        got = await self.client.call(f"{FILES}/GetUpload", request, person=self.person, service=self.service)
        offset = int(got["received"])
        told(offset, header.size)
        call = self.client.channel(self.service).stream_unary(
            f"/{FILES}/UploadFile", files_pb2.UploadFileRequest.SerializeToString, files_pb2.File.FromString
        )
        return as_dict(await call(_pieces(path, header, offset, told), metadata=await self._metadata()))

    async def _receive(self, name: str, digest: str, part: Path, told: Told) -> None:
        offset = _size(part)
        call = self.client.channel(self.service).unary_stream(
            f"/sanzhi.{self.service}.v1.{self.service.capitalize()}Service/DownloadFile",
            files_pb2.DownloadFileRequest.SerializeToString,
            files_pb2.DownloadFileResponse.FromString,
        )
        request = files_pb2.DownloadFileRequest(name=name, digest=digest, offset=offset)
        size = 0
        with part.open("ab") as file:
            async for answer in call(request, metadata=await self._metadata()):
                size = answer.file.size or size
                offset += file.write(answer.content)
                told(offset, size)

    async def _metadata(self) -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Bearer {await self.client.tokens.token(self.person)}"),)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


async def _pieces(path: Path, header: files_pb2.FileHeader, offset: int, told: Told) -> AsyncIterator[files_pb2.UploadFileRequest]:
    yield files_pb2.UploadFileRequest(header=header)
    with path.open("rb") as file:
        file.seek(offset)
        while content := file.read(PIECE_BYTES):
            yield files_pb2.UploadFileRequest(piece=files_pb2.FilePiece(offset=offset, content=content))
            offset += len(content)
            told(offset, header.size)
