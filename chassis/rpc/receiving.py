"""Takes a request in, once it is known who sends it: bounded in bytes and time. What it takes meanwhile is bounded by the server's room.

The core refuses by its announced length what is longer than any method takes (RESOURCE_EXHAUSTED, in gRPC's words), before it is kept; a
stream that nobody reads may send STREAM_WINDOW, and waits.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from google.protobuf.descriptor import MethodDescriptor
from sanzhi.access.v1 import access_pb2

from chassis.errors import InvalidArgument, Unavailable

KIB = 1024
DEFAULT_KIB = 256
RECEIVE_SECONDS = 10.0
STREAM_WINDOW = 64 * KIB
# What the objects of a request take, beside its bytes; and what any call takes.
_TIMES = 4
_LEAST = 512 * KIB


def most_bytes(method: MethodDescriptor) -> int:
    """The longest message that a method takes: what its proto says, else 256 KiB."""
    options: Any = method.GetOptions()
    return int(options.Extensions[access_pb2.most_kib] or DEFAULT_KIB) * KIB


def server_options(longest: int, connections: int) -> Sequence[tuple[str, Any]]:
    """Of a gRPC server whose longest message is this, for so many connections at once."""
    return (
        ("grpc.so_reuseport", 0),
        ("grpc.max_receive_message_length", longest),
        # Without probing a stream's window stays as it is: what may come before anybody has looked at the call.
        ("grpc.http2.bdp_probe", 0),
        ("grpc.http2.lookahead_bytes", STREAM_WINDOW),
        ("grpc.max_concurrent_streams", 256),
        ("grpc.max_allowed_incoming_connections", connections),
        ("grpc.server_handshake_timeout_ms", 10_000),
        ("grpc.max_connection_idle_ms", 300_000),
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 20_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
    )


def weight_of(size: int) -> int:
    """What a request of this size is counted as, while its call lasts."""
    return max(_LEAST, _TIMES * size)


async def receive(requests: AsyncIterator[bytes]) -> bytes:
    """The one message of a call, however long it is. Refuses REQUEST_INCOMPLETE, REQUEST_MALFORMED."""
    try:
        async with asyncio.timeout(RECEIVE_SECONDS):
            request = await anext(requests, None)
    except TimeoutError as error:
        raise Unavailable("REQUEST_INCOMPLETE", f"请求在 {RECEIVE_SECONDS:.0f} 秒内没有收全，请重试") from error
    if request is None:
        raise InvalidArgument("REQUEST_MALFORMED", "请求没有内容")
    return request


def demand_size(request: bytes, most: int) -> None:
    """Refuses REQUEST_TOO_LARGE."""
    if len(request) > most:
        message = f"请求长 {-(-len(request) // KIB)} KiB，超过此操作的上限 {most // KIB} KiB；较大的文件请分段上传"
        raise InvalidArgument("REQUEST_TOO_LARGE", message, limit=most)
