"""A client of HTTP/2 that is no client of gRPC: it sends what it likes, as far as the server's windows let it (RFC 9113)."""

import asyncio
import struct
from contextlib import suppress
from typing import Self

_HEADERS, _RESET, _SETTINGS, _PING, _GOAWAY, _WINDOW = 1, 3, 4, 6, 7, 8
_FRAME = 16_384


class Stranger:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._connection = self._initial = 65_535
        self._streams: dict[int, int] = {}
        self._next = 1
        self._moved = asyncio.Event()
        self.ended: set[int] = set()
        self._pump = asyncio.create_task(self._read())

    @classmethod
    async def at(cls, address: str) -> Self:
        host, _, port = address.rpartition(":")
        made = cls(*await asyncio.open_connection(host, int(port)))
        made._writer.write(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        made._frame(_SETTINGS, 0, 0, b"")
        return made

    def call(self, path: str, **headers: str) -> int:
        """Begin a call; gives its stream."""
        stream, self._next = self._next, self._next + 2
        self._streams[stream] = self._initial
        pseudo = {
            ":method": "POST",
            ":scheme": "http",
            ":path": path,
            ":authority": "x",
            "content-type": "application/grpc",
            "te": "trailers",
        }
        self._frame(_HEADERS, 4, stream, b"".join(_literal(name, value) for name, value in (pseudo | {"te": "trailers"} | headers).items()))
        return stream

    async def send(self, stream: int, announced: int, size: int, seconds: float = 2.0) -> int:
        """A message that says it is so long, and so much of it as is let through in that time; gives how much that was."""
        content = struct.pack(">BI", 0, announced) + bytes(size)
        sent = 0
        try:
            async with asyncio.timeout(seconds):
                while sent < len(content) and stream not in self.ended:
                    room = min(self._connection, self._streams[stream], _FRAME, len(content) - sent)
                    if room <= 0:
                        self._moved.clear()
                        await self._moved.wait()
                        continue
                    self._frame(0, 0, stream, content[sent : sent + room])
                    self._connection -= room
                    self._streams[stream] -= room
                    sent += room
                    await self._writer.drain()
        except (TimeoutError, ConnectionError):
            pass
        return sent

    async def end_of(self, stream: int) -> None:
        """Wait until the server has ended a call."""
        while stream not in self.ended:
            self._moved.clear()
            await self._moved.wait()

    async def close(self) -> None:
        self._pump.cancel()
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()

    def _frame(self, kind: int, flags: int, stream: int, content: bytes) -> None:
        self._writer.write(struct.pack(">I", len(content))[1:] + struct.pack(">BBI", kind, flags, stream) + content)

    async def _read(self) -> None:
        try:
            while True:
                head = await self._reader.readexactly(9)
                content = await self._reader.readexactly(int.from_bytes(head[:3]))
                self._take(head[3], head[4], int.from_bytes(head[5:]), content)
                self._moved.set()
        except (asyncio.IncompleteReadError, ConnectionError):
            self.ended |= set(self._streams)
            self._moved.set()

    def _take(self, kind: int, flags: int, stream: int, content: bytes) -> None:
        if kind == _SETTINGS and not flags & 1:
            for at in range(0, len(content), 6):
                name, value = struct.unpack(">HI", content[at : at + 6])
                if name == 4:
                    self._streams = {each: window + value - self._initial for each, window in self._streams.items()}
                    self._initial = value
            self._frame(_SETTINGS, 1, 0, b"")
        elif kind == _PING and not flags & 1:
            self._frame(_PING, 1, 0, content)
        elif kind == _WINDOW and stream == 0:
            self._connection += int.from_bytes(content)
        elif kind == _WINDOW:
            self._streams[stream] += int.from_bytes(content)
        elif kind in (_RESET, _GOAWAY) or (kind == _HEADERS and flags & 1):
            self.ended |= {stream} if stream else set(self._streams)


def _literal(name: str, value: str) -> bytes:
    """A header that is not indexed (RFC 7541, 6.2.2)."""
    return b"\0" + _text(name) + _text(value)


def _text(text: str) -> bytes:
    raw, length = text.encode(), len(text)
    if length < 127:
        return bytes([length]) + raw
    length, more = length - 127, b"\x7f"
    while length >= 128:
        more, length = more + bytes([length % 128 + 128]), length // 128
    return more + bytes([length]) + raw
