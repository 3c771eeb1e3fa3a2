"""Calls as they go over the wire, and the reckoning of what came of them."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import grpc
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import MethodDescriptor
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from tests.harness.suite import PATIENCE, Refused

Metadata = Sequence[tuple[str, str]]
# Nothing that a caller sends may come to this.
NEVER = {"UNKNOWN", "INTERNAL", "DEADLINE_EXCEEDED", "CANCELLED", "UNIMPLEMENTED"}
# Of us, in what a caller reads.
OURS = ("Traceback", '.py"', "pymongo", "mongodb://", "aiokafka", "site-packages", "object at 0x")
# Nothing was decided: the caller comes again. Not on record (chassis/rpc/refusals.py).
LATER = {"UNAVAILABLE", "ABORTED"}


async def served(channel: grpc.aio.Channel) -> list[MethodDescriptor]:
    """Every method that a running service says it serves, but for those of gRPC itself (health, reflection)."""
    asked = reflection_pb2_grpc.ServerReflectionStub(channel).ServerReflectionInfo(
        iter([reflection_pb2.ServerReflectionRequest(list_services="")])
    )
    names = [each.name async for answer in asked for each in answer.list_services_response.service]
    pool: Any = descriptor_pool.Default()
    return [method for name in sorted(names) if name.startswith("sanzhi.") for method in pool.FindServiceByName(name).methods]


async def ask(channel: grpc.aio.Channel, method: MethodDescriptor, body: bytes, metadata: Metadata) -> Refused | None:
    """Send bytes, take what comes; why it was refused, None where it was not."""
    path, wire = f"/{method.containing_service.full_name}/{method.name}", cast(Any, channel)  # bytes, as they are
    try:
        if method.client_streaming:
            await wire.stream_unary(path)(iter([body, body]), timeout=PATIENCE, metadata=metadata)
        elif method.server_streaming:
            async for _ in wire.unary_stream(path)(body, timeout=PATIENCE, metadata=metadata):
                pass
        else:
            await wire.unary_unary(path)(body, timeout=PATIENCE, metadata=metadata)
    except grpc.aio.AioRpcError as error:
        return Refused(error)
    return None


@dataclass
class Reckoning:
    """How the calls ended. faults: what must not be, with who asked what; denied: who, method, reason of what has to be on record."""

    calls: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    denied: set[tuple[str, str, str, str]] = field(default_factory=set)

    def take(self, service: str, method: MethodDescriptor, who: str, body: bytes, refused: Refused | None, tried: bool = False) -> None:
        """One call's end. tried: it was asked only whether it would be."""
        self.calls["OK" if refused is None else refused.code.name] += 1
        if refused is None:
            return
        self.reasons[refused.reason] += 1
        if fault := fault_of(refused):
            self.faults.append(f"{fault}: {method.full_name} by {who} with {body[:300]!r}: {refused}")
        if not tried and refused.code.name not in LATER and refused.code.name != "UNAUTHENTICATED":
            self.denied.add((service, who, f"{method.containing_service.full_name}/{method.name}", refused.reason))

    def told(self) -> str:
        """For people."""
        ends = ", ".join(f"{code} {count}" for code, count in self.calls.most_common())
        return f"{self.calls.total()} calls: {ends}; {len(self.reasons)} reasons; {len(self.faults)} faults"


def fault_of(refused: Refused) -> str:
    """What is wrong with a refusal, "" where it is as every one is to be."""
    if refused.code.name in NEVER:
        return refused.code.name
    if not refused.reason or not any("一" <= letter <= "鿿" for letter in refused.message):
        return "not typed"
    return "of our insides" if any(mark in str(refused) for mark in OURS) else ""


async def all_of(work: Iterable[Any], at_once: int = 16) -> None:
    """Run them, so many at a time."""
    left = iter(work)

    async def one_after_the_other() -> None:
        for each in left:
            await each

    await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
