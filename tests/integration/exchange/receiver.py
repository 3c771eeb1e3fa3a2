"""A department's receiver: an HTTP server that keeps what it took, answers as it is told, and notes all that it was asked."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.receiver import BACKLOG


@dataclass(frozen=True)
class Post:
    """A request that came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Receiver:
    """answer: what is sent back, whole; None: nothing, the sender waits."""

    port: int = 0
    posts: list[Post] = field(default_factory=list)
    connections: int = 0
    answer: Callable[[Post], bytes | None] = lambda post: b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"

    @property
    def taken(self) -> list[dict[str, Any]]:
        """Events that were answered with 200, in the order in which they came."""
        return [post.event for post in self.posts if (self._said(post) or b"").startswith(b"HTTP/1.1 200")]

    def _said(self, post: Post) -> bytes | None:
        return self._answers.get(id(post))

    def __post_init__(self) -> None:
        self._answers: dict[int, bytes | None] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                request, *lines = head.decode().split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
                post = Post(request.split(" ")[1], headers, await reader.readexactly(int(headers.get("content-length", "0"))))
                answer = self.answer(post)
                self._answers[id(post)] = answer
                self.posts.append(post)
                if answer is None:
                    await asyncio.Event().wait()
                else:
                    writer.write(answer)
                    await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def status(code: int, *headers: str) -> bytes:
    """An answer without content."""
    return "\r\n".join([f"HTTP/1.1 {code} X", "content-length: 0", *headers, "", ""]).encode()


@asynccontextmanager
async def receiver(tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """On the loopback, until the end."""
    made = Receiver()
    tasks = set[asyncio.Task[None]]()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(made.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(begin, "127.0.0.1", 0, ssl=tls, backlog=BACKLOG)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
