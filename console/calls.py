"""Calls to the services, each with the token of the person who asks."""

import asyncio
import time
from collections.abc import Awaitable, Iterable, Mapping
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
_SAID_BY_NOBODY = {
    "UNAVAILABLE": "服务暂时没有应答，请稍后再试",
    "DEADLINE_EXCEEDED": "服务没有及时应答；刚才如果提交了事项，可能已经办成，请先查看",
    "RESOURCE_EXHAUSTED": "内容过大，服务没有接收",
}
SECONDS = 15.0
MOST_SHOWN = 500  # rows of a page that has no next one; it says so where there are more
_AT_ONCE = 16  # calls that one page has under way
_PATIENCE = 2.0  # a service that starts again; longer, and a page had better say that it is away
_OPTIONS = (
    ("grpc.max_receive_message_length", 16 * 1024 * 1024),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
)


def refused_in_words(error: grpc.aio.AioRpcError) -> Refused:
    """The refusal that a call ended with; where no service said anything, not gRPC's own words, which are English and full of addresses."""
    refused = refused_of(error)
    if refused.message != f"{refused.code}: {error.details()}":
        return refused
    return Refused(refused.code, "", "", _SAID_BY_NOBODY.get(refused.code, "服务出了错，没有应答"), {})


class Listed(list[T]):
    """A list, or its first part where is_cut: whoever shows it says so."""

    def __init__(self, found: Iterable[T] = (), *, is_cut: bool = False) -> None:
        super().__init__(found)
        self.is_cut = is_cut


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


def message_of(method: str, request: Mapping[str, Any]) -> Message:
    """The request of a call. Refuses VALUE_UNREADABLE: an enum value, a number or a text that is none, as somebody typed it."""
    descriptor = method_of(method).input_type
    try:
        return json_format.ParseDict(dict(request), GetMessageClass(descriptor)())
    except json_format.ParseError as error:
        if request.keys() - descriptor.fields_by_name.keys():  # a fault of ours, and of nobody who typed
            raise
        raise Refused("INVALID_ARGUMENT", "VALUE_UNREADABLE", "", "填写的内容或者地址里的参数不能识别，请检查", {}) from error


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
                    raise refused_in_words(error) from error
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
        """A call by protobuf's JSON. Raises Refused."""
        return (await self.submit(method, request, service=service)).body

    async def submit(self, method: str, request: Mapping[str, Any], *, service: str = "", tries_out: bool = False) -> Answer:
        """As ask(), with the facts committed; tries_out: nothing is kept."""
        return await self.calls.send(method, message_of(method, request), self.token, service=service, tries_out=tries_out)

    async def pages(
        self, method: str, request: Mapping[str, Any], field: str, *, service: str = "", most: int = 2000
    ) -> Listed[dict[str, Any]]:
        """The items of a list, page by page, up to about `most`. Raises Refused."""
        found = Listed[dict[str, Any]]()
        token = ""
        while True:
            answer = await self.ask(method, {**request, "page_size": min(most, 1000), "page_token": token}, service=service)
            found += answer[field]
            token = answer["next_page_token"]
            if not token or len(found) >= most:
                return Listed(found, is_cut=bool(token))


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


async def or_why(asked: Awaitable[T], otherwise: T) -> tuple[T, str]:
    """What was searched for; where a query says nothing, `otherwise` and why (zh-CN)."""
    try:
        return await asked, ""
    except Refused as refused:
        if refused.code != "INVALID_ARGUMENT":
            raise
        return otherwise, refused.message


async def each_had(asked: Iterable[Awaitable[T]]) -> "list[T | Gone]":
    """As had(), of many: a few at once, so that one page with many rows leaves room for others."""
    room = asyncio.Semaphore(_AT_ONCE)

    async def one(waiting: Awaitable[T]) -> "T | Gone":
        async with room:
            return await had(waiting)

    return list(await asyncio.gather(*(one(waiting) for waiting in asked)))
