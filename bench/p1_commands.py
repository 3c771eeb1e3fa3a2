"""P1: committed commands a second, creations and guarded updates apart, against raw transactions with the same writes.

Ours is the registry service in a process of its own, called over gRPC by 64 clients at once: token, access rule, validation,
handler, then state, outbox, audit, sequence and request id in one durable commit, while its relay publishes what is committed.
Raw is the same driver in this process, 64 at once, one transaction a command, writing documents that registry wrote.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from typing import Any

import grpc
from sanzhi.registry.v1 import registry_pb2

from bench.machine import cpu_seconds
from bench.measure import Comparison, Run, Scale, at_least, in_turn
from bench.raw_commands import RawCommands
from bench.server import Server, serving
from bench.stage import Stage

AT_ONCE = 64
KNOWN = 1000  # organisations that updates go to, each client to others
Command = Callable[[], Awaitable[Any]]


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """Creations, then guarded updates."""
    commands = scale.of(4000, 1000)
    creations = Comparison("P1", "creations", "raw transaction a command, same writes", "commands/s", at_least(1.2))
    updates = Comparison("P1", "guarded updates", "raw transaction a command, same read and writes", "commands/s", at_least(0.9))
    async with serving(stage, "registry") as server, grpc.aio.insecure_channel(server.address) as channel:
        calls = Calls(channel, stage)
        await timed(calls.create, KNOWN)()
        raw = await RawCommands.copied(stage, server.database)
        for comparison, ours, theirs in ((creations, calls.create, raw.create), (updates, calls.update, raw.update)):
            await in_turn(comparison, timed(ours, commands), timed(theirs, commands), scale)
            comparison.notes = await _processor_time(stage, server, ours, theirs, commands)
    return [creations, updates]


class Calls:
    """The commands over gRPC, by the administrator. `numbers`: of the organisations to come, where others register some too."""

    def __init__(self, channel: grpc.aio.Channel, stage: Stage, numbers: Iterator[int] | None = None) -> None:
        claims = {"sub": "people/admin", "org": "", "org_kind": "", "area": "", "roles": ["administrator"]}
        self._metadata = [("authorization", f"Bearer {stage.issuer.sign(claims, 3600)}")]
        service = "/sanzhi.registry.v1.RegistryService/"
        self._register: Any = channel.unary_unary(
            f"{service}RegisterOrganization", registry_pb2.RegisterOrganizationRequest.SerializeToString
        )
        self._update: Any = channel.unary_unary(f"{service}UpdateOrganization", registry_pb2.UpdateOrganizationRequest.SerializeToString)
        self._numbers = numbers or count(1)
        self._turns = count()

    async def create(self) -> str:
        """Register an organisation that is not there yet; its name."""
        number = next(self._numbers)
        request = registry_pb2.RegisterOrganizationRequest(
            organization_id=f"unit-{number}",
            display_name=f"晋中市第{number}研究所",
            kind=registry_pb2.ORGANIZATION_KIND_RESEARCH_INSTITUTE,
            area="yuci",
            request_id=f"create-{number}",
        )
        await self._register(request, metadata=self._metadata, timeout=30)
        return f"organizations/{request.organization_id}"

    async def update(self) -> None:
        """Rename one that is there; read, version guarded in the commit."""
        turn = next(self._turns)
        request = registry_pb2.UpdateOrganizationRequest(
            name=f"organizations/unit-{turn % KNOWN + 1}", display_name=f"晋中市第{turn}研究院", request_id=f"update-{turn}"
        )
        await self._update(request, metadata=self._metadata, timeout=30)


def timed(command: Command, times: int) -> Run:
    """So many commands, AT_ONCE at once: how many a second."""

    async def one_client(turns: Any) -> None:
        for _ in turns:
            await command()

    async def all_clients() -> float:
        turns = iter(range(times))
        began = time.perf_counter()
        await asyncio.gather(*(one_client(turns) for _ in range(AT_ONCE)))
        return times / (time.perf_counter() - began)

    return all_clients


async def _processor_time(stage: Stage, server: Server, ours: Command, raw: Command, commands: int) -> dict[str, float]:
    """Microseconds of processor time a command, by process; one more run of each."""
    parts = {"mongod": stage.parts.mongo.child, "kafka": stage.parts.kafka.child}
    processes: dict[str, int | str] = {"server": server.pid, "client": "self"}
    processes |= {name: child.pid for name, child in parts.items() if child}
    found: dict[str, float] = {}
    for side, command in (("ours", ours), ("raw", raw)):
        before = {name: cpu_seconds(pid) for name, pid in processes.items()}
        await timed(command, commands)()
        used = {name: cpu_seconds(pid) - before[name] for name, pid in processes.items()}
        found |= {f"{side}: {name} µs": round(1e6 * seconds / commands) for name, seconds in used.items()}
    return found
