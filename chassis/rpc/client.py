"""Calls to neighbours: service token, deadline and trace on every one; refusals come back as our own."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import grpc

from chassis.access.tls import open_channel
from chassis.access.tokens import ServiceTokens
from chassis.rpc.errors import refusal_of
from chassis.settings import Settings
from chassis.telemetry import correlation, traceparent

MAX_MESSAGE = 16 * 1024 * 1024


class Neighbours:
    """Channels to the other services of the suite, opened when first needed."""

    def __init__(self, settings: Settings, tokens: ServiceTokens | None) -> None:
        self._settings = settings
        self._tokens = tokens
        self._channels: dict[str, grpc.aio.Channel] = {}

    def point_at(self, settings: Settings) -> None:
        """Take other addresses for calls to come."""
        self._settings = settings

    def stub(self, cls: type, service: str = "") -> Any:
        """A stub, whose service is told by its module, `sanzhi.<service>.v1`, unless it is named."""
        service = service or cls.__module__.split(".")[1]
        if service not in self._channels:
            self._channels[service] = open_channel(
                self._settings.address_of(service),
                self._settings.tls_ca,
                options=[
                    ("grpc.max_receive_message_length", MAX_MESSAGE),
                    ("grpc.max_reconnect_backoff_ms", 1000),
                ],
            )
        return cls(_Calls(self._channels[service], self._metadata, self._settings.call_timeout))

    def _metadata(self) -> tuple[tuple[str, str], ...]:
        token = self._tokens.token() if self._tokens else ""
        return (("authorization", f"Bearer {token}"), ("traceparent", traceparent()), ("correlationid", correlation()))

    async def close(self) -> None:
        """Close all channels."""
        for channel in self._channels.values():
            await channel.close()


class _Calls:
    """Stands in for a channel under a generated stub."""

    def __init__(self, channel: grpc.aio.Channel, metadata: Callable[[], Any], timeout: float) -> None:
        self._channel = channel
        self._metadata = metadata
        self._timeout = timeout

    def unary_unary(self, method: str, *args: Any, **kwargs: Any) -> Callable[..., Any]:
        call = self._channel.unary_unary(method, *args, **kwargs)

        async def ask(request: Any, timeout: float | None = None) -> Any:
            try:
                return await call(request, timeout=timeout or self._timeout, metadata=self._metadata())
            except grpc.aio.AioRpcError as error:
                raise refusal_of(error) from error

        return ask

    def unary_stream(self, method: str, *args: Any, **kwargs: Any) -> Callable[[Any], AsyncIterator[Any]]:
        call = self._channel.unary_stream(method, *args, **kwargs)

        async def ask(request: Any) -> AsyncIterator[Any]:
            try:
                async for answer in call(request, metadata=self._metadata()):  # as long as it goes on; how long is known by size alone
                    yield answer
            except grpc.aio.AioRpcError as error:
                raise refusal_of(error) from error

        return ask
