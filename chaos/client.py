"""A client that never gives up: it tries again with the same request id until it has a definite answer, on whatever replica."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
import jwt
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from chaos.ledger import Command, Ledger
from chassis.access.tls import open_channel
from chassis.rpc.committed import committed_in
from chassis.rpc.personal import personal_in
from cli.client import Client, Submitted
from cli.refused import Refused, refused_of
from cli.target import Target
from cli.tokens import ADMINISTRATOR, AUDITOR, SECURITY

TRY_SECONDS = 6.0
PATIENCE = 240.0
Metadata = tuple[tuple[str, str], ...]
_AGAIN = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
}
_BROKEN = {grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN, grpc.StatusCode.DATA_LOSS, grpc.StatusCode.UNIMPLEMENTED}
_OPTIONS = [
    ("grpc.max_receive_message_length", 16 * 1024 * 1024),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
    ("grpc.service_config", '{"loadBalancingConfig":[{"round_robin":{}}]}'),
]


class ChaosClient(Client):
    """Writes all it sends and gets into the ledger. `again`: how often it repeats a command that it has an answer for, in a hundred."""

    def __init__(self, target: Target, ledger: Ledger, chance: random.Random, again: int = 5) -> None:
        super().__init__(target, seconds=TRY_SECONDS, patience=PATIENCE)
        self._ledger = ledger
        self._chance = chance
        self._again = again
        # What got an OK, by service, to be asked once more.
        self._answered: dict[str, list[Callable[[], Awaitable[None]]]] = defaultdict(list)

    async def _try(self, method: MethodDescriptor, request: Message, service: str, metadata: Metadata) -> Submitted:
        call = self._channel(service).unary_unary(
            f"/{method.containing_service.full_name}/{method.name}",
            request_serializer=type(request).SerializeToString,
            response_deserializer=GetMessageClass(method.output_type).FromString,
        )
        if "request_id" not in method.input_type.fields_by_name or method.full_name.startswith("sanzhi.operations."):
            return await self._until_answered(call, request, metadata, None)
        person, once = _person_of(metadata), bool(personal_in(method.output_type))
        command = self._ledger.open(_rpc(method), service, person, request.request_id, shown_once=once)  # type: ignore[attr-defined]
        answer = await self._until_answered(call, request, metadata, command)
        if once:
            return answer
        while self._chance.randrange(100) < self._again:
            await self._once_more(call, request, metadata, command)
        self._answered[service].append(lambda: self._once_more(call, request, metadata, command))
        return answer

    async def repeat(self) -> None:
        """Ask once more what got an OK, as often of one service as of another."""
        if self._answered:
            await self._chance.choice(self._answered[self._chance.choice(sorted(self._answered))])()

    async def _once_more(self, call: Any, request: Message, metadata: Metadata, command: Command) -> None:
        """What got an OK gets the same OK again."""
        try:
            await self._until_answered(call, request, metadata, command)
        except Refused as refused:
            self._ledger.changed_answers.append(f"{command.method} {command.request_id}: {refused}")

    async def _until_answered(self, call: Any, request: Message, metadata: Metadata, command: Command | None) -> Submitted:
        end = time.monotonic() + self.patience
        while True:
            try:
                self._ledger.calls += 1
                if command is not None:
                    command.tries += 1
                under_way = call(request, timeout=self.seconds, metadata=metadata)
                answer: Message = await under_way
                submitted = Submitted(answer, tuple(committed_in(await under_way.trailing_metadata())))
            except grpc.aio.AioRpcError as error:
                if _is_harm(error.code(), _person_of(metadata)):
                    self._ledger.harmed[f"{error.code().name} {refused_of(error).reason} {_person_of(metadata)}"] += 1
                if error.code() in _BROKEN:
                    self._ledger.broken[f"{error.code().name} {error.details()}"] += 1
                elif error.code() not in _AGAIN:
                    if command is not None:
                        command.refused = refused_of(error).reason or error.code().name
                    raise refused_of(error) from error
                if command is not None:
                    command.unanswered += 1
                if time.monotonic() > end:
                    raise refused_of(error) from error
                await asyncio.sleep(self._chance.uniform(0.05, 0.5))
            else:
                if command is not None:
                    self._ledger.acknowledge(command, answer)
                return submitted

    def _channel(self, service: str) -> grpc.aio.Channel:
        if service not in self._channels:
            self._channels[service] = open_channel(self.target.services[service], "", _OPTIONS)
        return self._channels[service]


def _is_harm(code: grpc.StatusCode, person: str) -> bool:
    """Whether nobody here does what is refused so. People of the stories do what they may not, or may not yet."""
    ours = person in (ADMINISTRATOR, SECURITY, AUDITOR) or person.startswith("people/chaos-")
    return code in (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAUTHENTICATED) or (
        ours and code is grpc.StatusCode.PERMISSION_DENIED
    )


def _rpc(method: MethodDescriptor) -> str:
    return f"{method.containing_service.full_name}/{method.name}"


def _person_of(metadata: Metadata) -> str:
    return str(jwt.decode(dict(metadata)["authorization"].removeprefix("Bearer "), options={"verify_signature": False})["sub"])
