"""Calls any RPC of the suite by its full name, as any person.

async with Client(find_target()) as client:
    project = await client.call("sanzhi.registry.v1.RegistryService/GetProject", {"name": "projects/x"}, person="people/li")
"""

import asyncio
import importlib
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import grpc
from google.protobuf import json_format
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from chassis.access.tls import open_channel
from chassis.rpc.committed import Committed, committed_in
from chassis.rpc.mutation import VALIDATE_ONLY
from cli.refused import Refused, refused_of, retry_after
from cli.seen import LIST_ACTS, full_name_of, to_look_at, version_in
from cli.target import Target
from cli.tokens import ADMINISTRATOR, AUDITOR, Tokens

SECONDS = 15.0
PATIENCE = 30.0
_MEGABYTE = 1024 * 1024
_OPTIONS = [
    ("grpc.max_receive_message_length", 16 * _MEGABYTE),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
]


def method_of(full_name: str) -> MethodDescriptor:
    """The descriptor of "sanzhi.registry.v1.RegistryService/GetProject". Raises KeyError, ImportError."""
    service, _, method = full_name.partition("/")
    package = service.rpartition(".")[0]
    module = importlib.import_module(f"{package}.{package.split('.')[1]}_pb2")
    found: MethodDescriptor = module.DESCRIPTOR.services_by_name[service.rpartition(".")[2]].methods_by_name[method]
    return found


def as_dict(message: Message) -> dict[str, Any]:
    """protobuf's JSON with the field names of the proto; fields that are not set have their default."""
    return json_format.MessageToDict(message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)


@dataclass(frozen=True)
class Submitted:
    """An answer, and where the facts stand that the call committed."""

    answer: Message
    facts: tuple[Committed, ...] = ()


class Client:
    """Channels to all services of a stack. `seconds`: deadline of one try; `patience`: how long UNAVAILABLE is retried.

    `auditing`: for commands that only show: who is not named is the auditor, who reads everything, else the administrator.
    """

    def __init__(self, target: Target, *, seconds: float = SECONDS, patience: float = PATIENCE, auditing: bool = False) -> None:
        self.target = target
        self.seconds = seconds
        self.patience = patience
        self.tokens = Tokens(target, self._ask_registry)
        self._nobody_named = AUDITOR if auditing else ADMINISTRATOR
        self._channels: dict[str, grpc.aio.Channel] = {}

    @property
    def services(self) -> Collection[str]:
        """Names of those whose address is known."""
        return self.target.services

    async def call(self, method: str, request: Mapping[str, Any], **options: Any) -> dict[str, Any]:
        """As ask(), with the answer as protobuf's JSON."""
        return as_dict(await self.ask(method, request, **options))

    async def ask(self, method: str, request: Mapping[str, Any], **options: Any) -> Message:
        """As submit(), the answer alone."""
        return (await self.submit(method, request, **options)).answer

    async def submit(
        self,
        method: str,
        request: Mapping[str, Any],
        *,
        person: str = "",
        service: str = "",
        validate_only: bool = False,
        looks: bool = False,
    ) -> Submitted:
        """Calls as a person, as the auditor or the administrator where none is named.

        `service`: where the method is every service's (sanzhi.operations.v1, sanzhi.acts.v1).

        looks: where the request has to name a version seen and names none, it gets the one that is there now (4.7a).

        The request is protobuf's JSON (ParseError where it does not fit); one without a request_id gets one, and all
        tries have the same. validate_only: a mutation is only tried, and nothing of it is kept. Raises Refused.
        """
        person = person or self._nobody_named
        descriptor = method_of(method)
        if looks and (name := to_look_at(descriptor, request)):
            request = {**request, "etag": await self._version(descriptor, name, person)}
        message = json_format.ParseDict(dict(request), GetMessageClass(descriptor.input_type)())
        mutates = "request_id" in descriptor.input_type.fields_by_name
        if mutates and not message.request_id:  # type: ignore[attr-defined]
            message.request_id = str(uuid4())  # type: ignore[attr-defined]
        metadata = (("authorization", f"Bearer {await self.tokens.token(person)}"), *(((VALIDATE_ONLY, "true"),) if validate_only else ()))
        submitted = await self._try(descriptor, message, service or method.split(".")[1], metadata)
        if mutates and method.startswith("sanzhi.registry."):
            self.tokens.forget()  # who somebody is may have changed
        return submitted

    async def _version(self, method: MethodDescriptor, name: str, person: str) -> str:
        service = method.containing_service.full_name.split(".")[1]
        try:
            asked = {"name": name, "rpc": full_name_of(method)}
            answer: Any = await self.ask(LIST_ACTS, asked, person=person, service=service)
        except Refused:
            return ""  # it is not there: the act itself will say so
        return version_in(answer.acts, method)

    async def _ask_registry(self, method: str, request: dict[str, Any], token: str) -> dict[str, Any]:
        descriptor = method_of(f"sanzhi.registry.v1.RegistryService/{method}")
        message = json_format.ParseDict(request, GetMessageClass(descriptor.input_type)())
        return as_dict((await self._try(descriptor, message, "registry", (("authorization", f"Bearer {token}"),))).answer)

    async def _try(self, method: MethodDescriptor, request: Message, service: str, metadata: tuple[tuple[str, str], ...]) -> Submitted:
        call = self.channel(service).unary_unary(
            f"/{method.containing_service.full_name}/{method.name}",
            request_serializer=type(request).SerializeToString,
            response_deserializer=GetMessageClass(method.output_type).FromString,
        )
        end, pause = time.monotonic() + self.patience, 0.1
        while True:
            try:
                under_way = call(request, timeout=self.seconds, metadata=metadata)
                return Submitted(await under_way, tuple(committed_in(await under_way.trailing_metadata())))
            except grpc.aio.AioRpcError as error:
                # Over the budget is told with the time after which there is one again; a message that is too long is not.
                told = retry_after(error)
                again = error.code() is grpc.StatusCode.UNAVAILABLE or told > 0
                if not again or time.monotonic() + max(pause, told) > end:
                    raise refused_of(error) from error
            await asyncio.sleep(max(pause, told))
            pause = min(2 * pause, 2.0)

    def channel(self, service: str) -> grpc.aio.Channel:
        """The channel to a service, opened when first needed. Raises Refused where there is no address."""
        if service not in self._channels:
            if service not in self.target.services:
                raise Refused("UNIMPLEMENTED", "", "", f"没有服务 {service} 的地址", {})
            self._channels[service] = open_channel(self.target.services[service], self.target.tls_ca, _OPTIONS)
        return self._channels[service]

    async def close(self) -> None:
        """Closes all channels."""
        for channel in self._channels.values():
            await channel.close()
        self._channels.clear()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()
