"""Receivers of webhooks: an HTTP server that answers 200 to what is posted, or takes it and never says a word."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

# As many as may come at once: whoever finds a full queue tries again after a second, and then after three.
BACKLOG = 1024
_OK = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


@dataclass
class Receivers:
    """One server for many, by path. came: each fact of each once; posts: all that came; connections: open ones."""

    answers: bool
    port: int = 0
    came: set[tuple[bytes, bytes]] = field(default_factory=set)
    posts: int = 0
    connections: int = 0
    last: float = 0.0

    @property
    def paths(self) -> int:
        """How many of them something was posted to."""
        return len({path for path, _ in self.came})

    def take(self, path: bytes, event: bytes) -> None:
        """A post, whole."""
        self.posts, self.last = self.posts + 1, time.perf_counter()
        self.came.add((path, event))


class _Connection(asyncio.Protocol):
    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class
        self._receivers.connections += 1

    def connection_lost(self, exc: Exception | None) -> None:
        self._receivers.connections -= 1

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            first, *lines = self._read[:end].split(b"\r\n")
            headers = dict(line.lower().split(b": ", 1) for line in lines)
            length = end + 4 + int(headers[b"content-length"])
            if len(self._read) < length:
                return
            self._read = self._read[length:]
            self._receivers.take(first.split(b" ")[1], headers[b"webhook-id"])
            if self._receivers.answers:
                self._transport.write(_OK)


@asynccontextmanager
async def receivers(*, answers: bool) -> AsyncIterator[Receivers]:
    """On the loopback, until the end."""
    made = Receivers(answers)
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(made), "127.0.0.1", 0, backlog=BACKLOG)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
