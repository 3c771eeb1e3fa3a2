"""Health and reflection are open to strangers: small messages, few streams at once, none for ever; a health check is always answered."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

import grpc
from google.protobuf.message import DecodeError

_OPEN = ("/grpc.health.", "/grpc.reflection.")
_LONGEST = 4096
_READ_SECONDS = 1.0
_IDLE_SECONDS = 30.0
_STREAM_SECONDS = 600.0
_CHECKS, _STREAMS = 16, 32


class OpenDoor(grpc.aio.ServerInterceptor):
    """Bounds what is served without a token."""

    def __init__(self) -> None:
        self._checks = asyncio.Semaphore(_CHECKS)
        self._streams = asyncio.Semaphore(_STREAMS)

    async def intercept_service(self, continuation: Callable[[Any], Awaitable[Any]], handler_call_details: Any) -> Any:
        """The handler of a method, bounded where it is an open one."""
        handler = await continuation(handler_call_details)
        if handler is None or not handler_call_details.method.startswith(_OPEN):
            return handler
        if not handler.request_streaming and not handler.response_streaming:
            return grpc.stream_unary_rpc_method_handler(self._unary(handler), None, handler.response_serializer)
        return grpc.stream_stream_rpc_method_handler(self._streaming(handler), None, handler.response_serializer)

    def _unary(self, handler: Any) -> Any:
        async def answer(requests: AsyncIterator[bytes], context: Any) -> Any:
            request = b""  # of whom there is no room to listen to: of the server as a whole
            if not self._checks.locked():
                async with self._checks:
                    request = await _one(requests, context, _READ_SECONDS)
            return await handler.unary_unary(await _parsed(handler, request, context), context)

        return answer

    def _streaming(self, handler: Any) -> Any:
        async def answer(requests: AsyncIterator[bytes], context: Any) -> AsyncIterator[Any]:
            if self._streams.locked():
                await context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "too many open streams")
            async with self._streams:
                try:
                    async with asyncio.timeout(_STREAM_SECONDS):
                        async for each in _answers(handler, requests, context):
                            yield each
                except TimeoutError:
                    await context.abort(grpc.StatusCode.UNAVAILABLE, "open for long enough: come again")

        return answer


async def _answers(handler: Any, requests: AsyncIterator[bytes], context: Any) -> AsyncIterator[Any]:
    if handler.request_streaming:
        async with aclosing(handler.stream_stream(_bounded(handler, requests, context), context)) as answers:
            async for each in answers:
                yield each
        return
    request = await _parsed(handler, await _one(requests, context, _READ_SECONDS), context)
    given = handler.unary_stream(request, context)
    if hasattr(given, "__aiter__"):
        async for each in given:
            yield each
    else:
        await given  # it writes by itself


async def _bounded(handler: Any, requests: AsyncIterator[bytes], context: Any) -> AsyncIterator[Any]:
    while (request := await _one(requests, context, _IDLE_SECONDS, end=None)) is not None:
        yield await _parsed(handler, request, context)


async def _one(requests: AsyncIterator[bytes], context: Any, seconds: float, end: Any = b"") -> Any:
    try:
        async with asyncio.timeout(seconds):
            request = await anext(requests, end)
    except TimeoutError:
        await context.abort(grpc.StatusCode.DEADLINE_EXCEEDED, "nothing was sent for too long")
    if request is not None and len(request) > _LONGEST:
        await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"longer than {_LONGEST} bytes")
    return request


async def _parsed(handler: Any, request: bytes, context: Any) -> Any:
    try:
        return handler.request_deserializer(request)
    except DecodeError:
        await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "malformed")
