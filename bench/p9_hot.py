"""P9: guarded updates of one organisation by 500 clients at once, against the same by one client.

Registry is a process of its own, called over gRPC; each client is a person, renames the organisation, waits for the answer and does it
again. What is asked for: no fewer commands a second than one client alone gets done, nobody who gets much less done than the others, and
no command that fails: a command that was refused or ran out of its ten seconds makes the second line nought.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from itertools import count
from statistics import mean
from typing import Any

import grpc
from sanzhi.registry.v1 import registry_pb2

from bench.measure import Comparison, Run, Scale, at_least, in_turn
from bench.server import serving
from bench.stage import Stage

CLIENTS, CONNECTIONS = 500, 8
DEADLINE_SECONDS = 10.0
_SERVICE = "/sanzhi.registry.v1.RegistryService/"


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """Throughput, and how the commands are spread over the clients."""
    seconds = scale.of(10, 3)
    together = Comparison("P9", f"one aggregate, {CLIENTS} clients", "the same with one client", "commands/s", at_least(1))
    spread = Comparison("P9", "the unluckiest client of them", "the mean client of them", "commands", at_least(0.5))
    everybody = ",".join(_administrator(number) for number in range(CLIENTS))
    async with serving(stage, "registry", first_administrators=everybody) as server, AsyncExitStack() as stack:
        # A connection takes 256 streams at once, the closing ones among them.
        opened = [grpc.aio.insecure_channel(server.address, [("grpc.use_local_subchannel_pool", 1)]) for _ in range(CONNECTIONS)]
        clients = Clients([await stack.enter_async_context(each) for each in opened], stage)
        await clients.register()
        many: list[Tally] = []
        await in_turn(together, _timed(clients, CLIENTS, seconds, many), _timed(clients, 1, seconds, []), scale)
    counted = many[1:]  # the first one warms up
    spread.ours = [0.0 if tally.failed.total() else min(tally.done) for tally in counted]
    spread.raw = [mean(tally.done) for tally in counted]
    spread.notes = {
        "failed commands": tuple(tally.failed.total() for tally in counted),
        "longest wait, s": tuple(round(tally.longest, 2) for tally in counted),
        **sum((tally.failed for tally in counted), Counter()),
    }
    return [together, spread]


def _administrator(number: int) -> str:
    return f"people/admin-{number}"


class Tally:
    """What became of the commands of a run. done: by client."""

    def __init__(self, clients: int) -> None:
        self.done = [0] * clients
        self.failed = Counter[str]()
        self.longest = 0.0


class Clients:
    """Two hundred administrators, and the one organisation."""

    def __init__(self, channels: Sequence[grpc.aio.Channel], stage: Stage) -> None:
        self._stage = stage
        self._register: Any = channels[0].unary_unary(
            f"{_SERVICE}RegisterOrganization", registry_pb2.RegisterOrganizationRequest.SerializeToString
        )
        self._updates: list[Any] = [
            channel.unary_unary(f"{_SERVICE}UpdateOrganization", registry_pb2.UpdateOrganizationRequest.SerializeToString)
            for channel in channels
        ]
        self._tokens = [self._token(number) for number in range(CLIENTS)]
        self._numbers = count(1)

    def _token(self, number: int) -> list[tuple[str, str]]:
        claims = {"sub": _administrator(number), "org": "", "org_kind": "", "area": "", "roles": ["administrator"]}
        return [("authorization", f"Bearer {self._stage.issuer.sign(claims, 3600)}")]

    async def register(self) -> None:
        """The organisation that everybody updates."""
        request = registry_pb2.RegisterOrganizationRequest(
            organization_id="hot",
            display_name="晋中市铸造研究所",
            kind=registry_pb2.ORGANIZATION_KIND_RESEARCH_INSTITUTE,
            area="yuci",
            request_id="register",
        )
        await self._register(request, metadata=self._tokens[0], timeout=DEADLINE_SECONDS)

    async def work(self, number: int, until: float, tally: Tally) -> None:
        """Rename it, again and again."""
        while (began := time.perf_counter()) < until:
            turn = next(self._numbers)
            request = registry_pb2.UpdateOrganizationRequest(
                name="organizations/hot", display_name=f"晋中市第{turn}研究院", request_id=f"update-{turn}"
            )
            try:
                await self._updates[number % CONNECTIONS](request, metadata=self._tokens[number], timeout=DEADLINE_SECONDS)
                tally.done[number] += 1
            except grpc.aio.AioRpcError as error:
                tally.failed[f"{error.code().name} {error.details()}"] += 1
            tally.longest = max(tally.longest, time.perf_counter() - began)


def _timed(clients: Clients, number: int, seconds: float, tallies: list[Tally]) -> Run:
    """So many clients for so long: commands a second that succeeded, until the last answer was there."""

    async def all_clients() -> float:
        tally = Tally(number)
        began = time.perf_counter()
        await asyncio.gather(*(clients.work(each, began + seconds, tally) for each in range(number)))
        tallies.append(tally)
        return sum(tally.done) / (time.perf_counter() - began)

    return all_clients
