"""Files between a browser and the services, piece by piece: nothing is held whole in memory."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any, BinaryIO

import anyio
import grpc
from sanzhi.files.v1 import files_pb2

from cli.transfer import FILES, PIECE_BYTES
from console.calls import Caller, refused_in_words


async def upload(caller: Caller, service: str, name: str, content: BinaryIO) -> dict[str, str]:
    """A file for a service's command to name: name, digest, size, media_type. Raises Refused."""
    size, digest = await anyio.to_thread.run_sync(_measured, content)
    got = await caller.ask(f"{FILES}/GetUpload", {"digest": digest}, service=service)
    header = files_pb2.FileHeader(name=name, size=size, digest=digest)
    call = caller.calls.channel(service).stream_unary(
        f"/{FILES}/UploadFile", files_pb2.UploadFileRequest.SerializeToString, files_pb2.File.FromString
    )
    try:
        file: Any = await call(_pieces(content, header, int(got["received"])), metadata=_metadata(caller))
    except grpc.aio.AioRpcError as error:
        raise refused_in_words(error) from error
    return {"name": file.name, "digest": file.digest, "size": str(file.size), "media_type": file.media_type}


def _measured(content: BinaryIO) -> tuple[int, str]:
    content.seek(0)
    digest = hashlib.sha256()
    while piece := content.read(PIECE_BYTES):
        digest.update(piece)
    return content.tell(), f"sha256:{digest.hexdigest()}"


async def _pieces(content: BinaryIO, header: files_pb2.FileHeader, offset: int) -> AsyncIterator[files_pb2.UploadFileRequest]:
    yield files_pb2.UploadFileRequest(header=header)
    content.seek(offset)
    while piece := await anyio.to_thread.run_sync(content.read, PIECE_BYTES):
        yield files_pb2.UploadFileRequest(piece=files_pb2.FilePiece(offset=offset, content=piece))
        offset += len(piece)


async def download(caller: Caller, service: str, name: str, digest: str) -> tuple[Any, AsyncIterator[bytes]]:
    """What a file is, and its bytes. Raises Refused."""
    stub = f"/sanzhi.{service}.v1.{service.capitalize()}Service/DownloadFile"
    call = caller.calls.channel(service).unary_stream(
        stub, files_pb2.DownloadFileRequest.SerializeToString, files_pb2.DownloadFileResponse.FromString
    )
    answers = aiter(call(files_pb2.DownloadFileRequest(name=name, digest=digest), metadata=_metadata(caller)))
    try:
        first = await anext(answers)
    except grpc.aio.AioRpcError as error:
        raise refused_in_words(error) from error

    async def content() -> AsyncIterator[bytes]:
        yield first.content
        async for answer in answers:
            yield answer.content

    return first.file, content()


def _metadata(caller: Caller) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {caller.token}"),)
