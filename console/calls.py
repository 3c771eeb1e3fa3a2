"""Calls to the services, each with the token of the person who asks."""

import asyncio
import time
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import grpc
from google.protobuf import json_format
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from chassis.access.tls import open_channel
from chassis.rpc.committed import Committed, committed_in
from chassis.rpc.mutation import VALIDATE_ONLY
from chassis.settings import Settings
from cli.client import as_dict, method_of
from cli.refused import Refused, refused_of

T = TypeVar("T")
_AWAY = ("UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL", "UNKNOWN", "DATA_LOSS", "RESOURCE_EXHAUSTED")
SECONDS = 15.0
_PATIENCE = 2.0  # a service that starts again; longer, and a page had better say that it is away
_OPTIONS = (
    ("grpc.max_receive_message_length", 16 * 1024 * 1024),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
)


@dataclass(frozen=True)
class Answer:
    """What a call returned, as protobuf's JSON, and where the facts stand that it committed."""

    body: dict[str, Any]
    facts: tuple[Committed, ...] = ()


def whole(message: Message) -> dict[str, Any]:
    """An answer as protobuf's JSON with every field of it; a message that is not set is None."""
    return _whole(as_dict(message), message.DESCRIPTOR)


def _whole(value: dict[str, Any], descriptor: Any) -> dict[str, Any]:
    for field in descriptor.fields:
        below = field.message_type
        if below is None or below.GetOptions().map_entry or below.full_name == "google.protobuf.Timestamp":
            if below is not None and not field.is_repeated:
                value.setdefault(field.name, None)
        elif field.is_repeated:
            for each in value[field.name]:
                _whole(each, below)
        elif value.setdefault(field.name, None) is not None:
            _whole(value[field.name], below)
    return value


class Calls:
    """Channels to the services, opened when first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._channels: dict[str, grpc.aio.Channel] = {}

    def channel(self, service: str) -> grpc.aio.Channel:
        """The channel to a service."""
        if service not in self._channels:
            self._channels[service] = open_channel(self._settings.address_of(service), self._settings.tls_ca, _OPTIONS)
        return self._channels[service]

    async def send(self, method: str, request: Message, token: str, *, service: str = "", tries_out: bool = False) -> Answer:
        """One call; `service` where the method is every service's. Raises Refused."""
        descriptor = method_of(method)
        call = self.channel(service or method.split(".")[1]).unary_unary(
            f"/{method}",
            request_serializer=type(request).SerializeToString,
            response_deserializer=GetMessageClass(descriptor.output_type).FromString,
        )
        metadata = (("authorization", f"Bearer {token}"), *(((VALIDATE_ONLY, "true"),) if tries_out else ()))
        end, pause = time.monotonic() + _PATIENCE, 0.1
        while True:
            try:
                under_way = call(request, timeout=SECONDS, metadata=metadata)
                return Answer(whole(await under_way), tuple(committed_in(await under_way.trailing_metadata())))
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.UNAVAILABLE or time.monotonic() + pause > end:
                    raise refused_of(error) from error
            await asyncio.sleep(pause)
            pause *= 2

    async def close(self) -> None:
        """Closes all channels."""
        for channel in self._channels.values():
            await channel.close()


@dataclass(frozen=True)
class Caller:
    """Somebody who is signed in, and the way to the services in their name."""

    calls: Calls
    person: str
    token: str

    async def ask(self, method: str, request: Mapping[str, Any], *, service: str = "") -> dict[str, Any]:
        """A call by protobuf's JSON. Raises Refused; ParseError for a request that does not fit."""
        return (await self.submit(method, request, service=service)).body

    async def submit(self, method: str, request: Mapping[str, Any], *, service: str = "", tries_out: bool = False) -> Answer:
        """As ask(), with the facts committed; tries_out: nothing is kept."""
        message = json_format.ParseDict(dict(request), GetMessageClass(method_of(method).input_type)())
        return await self.calls.send(method, message, self.token, service=service, tries_out=tries_out)

    async def pages(
        self, method: str, request: Mapping[str, Any], field: str, *, service: str = "", most: int = 2000
    ) -> list[dict[str, Any]]:
        """The items of a list, page by page, up to `most`. Raises Refused."""
        found: list[dict[str, Any]] = []
        token = ""
        while True:
            answer = await self.ask(method, {**request, "page_size": min(most, 1000), "page_token": token}, service=service)
            found += answer[field]
            token = answer["next_page_token"]
            if not token or len(found) >= most:
                return found


@dataclass(frozen=True)
class Gone:
    """What could not be had, and why (zh-CN). is_away: the service does not answer, so that it may be there all the same."""

    why: str
    is_away: bool
    is_barred: bool = False


def is_away(refused: Refused) -> bool:
    """Whether a service did not answer, which says nothing of what it was asked for."""
    return refused.code in _AWAY


async def had(asked: Awaitable[T]) -> "T | Gone":
    """What was asked for, or why it is not to be had: one service that is down must not take the page along."""
    try:
        return await asked
    except Refused as refused:
        if refused.code == "UNAUTHENTICATED":
            raise
        return Gone(refused.message, is_away(refused), refused.code == "PERMISSION_DENIED")
