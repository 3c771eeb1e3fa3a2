"""Calls whose request or answer is a stream of messages. Neither side is waited for without end, and nothing is read ahead."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, suppress
from typing import Any

import grpc
from google.protobuf.message import DecodeError, Message

from chassis.errors import InvalidArgument, Unavailable
from chassis.rpc.binding import Method
from chassis.rpc.decoding import decode
from chassis.rpc.encoding import encode
from chassis.rpc.mutation import Call, demand_authorized
from chassis.rpc.receiving import demand_size
from chassis.store.executor import Executor
from chassis.store.transaction import Transaction

# After a refusal: what a caller is still sending, for as long as it comes at once; gRPC's clients lose the reason where a write fails.
_REST_SECONDS, _REST_MESSAGES = 0.2, 16
# Of one message: that a caller sends, or takes.
STALL_SECONDS = 60.0


def method_handler(method: Method, entry: Callable[[Any, Any], Awaitable[bytes]]) -> Any:
    """What a gRPC server calls for a method, before anything of the request is taken in; it comes as bytes."""
    if method.gives_stream:
        return grpc.stream_stream_rpc_method_handler(entry)
    return grpc.stream_unary_rpc_method_handler(entry)


def parse(message: Message, request: bytes) -> None:
    """Fill a message. Refuses REQUEST_MALFORMED."""
    try:
        message.ParseFromString(request)
    except DecodeError as error:
        raise InvalidArgument("REQUEST_MALFORMED", "请求内容无法解析") from error


async def commands(method: Method, requests: AsyncIterator[bytes]) -> AsyncIterator[Any]:
    """The messages of a caller's stream, each as the handler's command. Refuses STREAM_STALLED, REQUEST_MALFORMED, FIELD_INVALID."""
    while True:
        try:
            async with asyncio.timeout(STALL_SECONDS):
                request = await anext(requests, None)
        except TimeoutError as error:
            raise _stalled() from error
        if request is None:
            return
        demand_size(request, method.most_bytes)
        message = method.request()
        parse(message, request)
        yield decode(message, method.command)


async def drop_the_rest(requests: AsyncIterator[bytes]) -> None:
    """Take what a refused caller is sending just now, and throw it away."""
    with suppress(TimeoutError):
        for _ in range(_REST_MESSAGES):
            async with asyncio.timeout(_REST_SECONDS):
                if await anext(requests, None) is None:
                    return


async def send(method: Method, answers: AsyncGenerator[Any, None], context: Any) -> None:
    """Write what a handler gives, as fast as the caller takes it. Refuses STREAM_STALLED."""
    async with aclosing(answers):
        async for answer in answers:
            try:
                async with asyncio.timeout(STALL_SECONDS):
                    await context.write(encode(answer, method.response()).SerializeToString())
            except TimeoutError as error:
                raise _stalled() from error


async def give_out(call: Call, executor: Executor) -> bytes:
    """Write what the handler gives, from one reading of the state."""
    method = call.method
    tx = await executor.begin(call.actor, call.origin)
    call.now, tx.reads, tx.access = tx.now, True, method.access
    answers = await method.handler(decode(call.message, method.command), tx)
    demand_authorized(method, tx)
    await send(method, answers, call.context)
    return b""  # all of it is written


async def take_in(call: Call, executor: Executor) -> bytes:
    """A stream comes once, so that its handler stores by itself what can be stored again; the record of it is committed here.

    Refuses VALIDATE_ONLY_NOT_POSSIBLE.
    """
    if call.validates:
        raise InvalidArgument("VALIDATE_ONLY_NOT_POSSIBLE", "分段上传不能只作校验", field="validate-only")
    method = call.method
    tx = await executor.begin(call.actor, call.origin)
    call.now, tx.access = tx.now, method.access
    result = await method.handler(commands(method, call.request), tx)
    demand_authorized(method, tx)

    async def record(last: Transaction) -> None:
        last.unit.audit.append(last.audit("OK", resources=tuple(tx.touched)))

    await executor.run(record, call.actor, call.origin)
    return encode(result, method.response()).SerializeToString()


def _stalled() -> Unavailable:
    return Unavailable("STREAM_STALLED", f"对方超过 {STALL_SECONDS:.0f} 秒没有收发数据，传输已中断；可从中断处继续")
