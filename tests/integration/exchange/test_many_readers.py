"""Two hundred departments read the feed at once: each gets every fact of its types once and in order, from the log alone (2.5)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sanzhi.registry.v1.registry_pb2 import GetProjectRequest
from sanzhi.registry.v1.registry_pb2_grpc import RegistryServiceStub

from chassis.errors import Refusal
from cli.services import SERVICES
from services.exchange.log import LOG
from tests.harness.suite import PATIENCE, Person, eventually
from tests.integration.exchange.conftest import REFUSED, SIGNED, Stage, Staged

pytestmark = pytest.mark.rule("2.5")
READERS, AT_ONCE, PAGE = 200, 50, 50
KEYS, OF_EACH = [f"projects/p{number}" for number in range(6)], 30


@dataclass
class Reader:
    """A department's program. Every other one is granted one of the two types alone."""

    number: int
    types: tuple[str, ...]
    token: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)

    async def page(self, http: httpx.AsyncClient, wait: int = 0) -> bool:
        """Whether there was one, after what it has."""
        after = {"lastEventId": self.events[-1]["id"]} if self.events else {"from": "2000-01-01T00:00:00Z"}
        asked = {**after, "limit": str(PAGE), "timeout": str(wait)}
        answer = await http.get("/feeds/facts", params=asked, headers={"Authorization": f"Bearer {self.token}"})
        assert answer.status_code == 200, answer.text
        self.events += answer.json()
        return bool(answer.json())

    async def drain(self, http: httpx.AsyncClient) -> None:
        while await self.page(http):
            pass

    async def wait(self, http: httpx.AsyncClient) -> None:
        """For one page, however long that takes."""
        while not await self.page(http, wait=30_000):
            pass


@dataclass
class Bell:
    """Stands where all the other services would be. rung: connections so far."""

    rung: int = 0

    async def ring(self, _: asyncio.StreamReader, caller: asyncio.StreamWriter) -> None:
        self.rung += 1
        caller.close()


@asynccontextmanager
async def alone(staged: Staged) -> AsyncIterator[tuple[Stage, Bell]]:
    """Exchange, and nobody of its neighbours."""
    bell = Bell()
    async with await asyncio.start_server(bell.ring, "127.0.0.1", 0) as server:
        address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with staged(addresses=dict.fromkeys(SERVICES, address)) as stage:
            yield stage, bell


async def subscribed(stage: Stage) -> list[Reader]:
    """As many departments, each with a clerk, a subscription and a token."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> Reader:
        clerk = Person(f"people/clerk-{number}", ("department",), f"organizations/d{number}", "government_department", "jinzhong")
        name, types = f"subscriptions/d{number}", (SIGNED, REFUSED)[: 1 + number % 2]
        async with turn:
            await stage.granted("FEED", name=name, who=clerk, types=types)
            return Reader(number, types, (await stage.call("IssueFeedToken", clerk, name=name))["token"])

    return list(await asyncio.gather(*(one(number) for number in range(READERS))))


async def test_each_gets_every_fact_once_and_nobody_else_is_asked(staged: Staged) -> None:
    async with alone(staged) as (stage, bell):
        readers = await subscribed(stage)
        await stage.many(KEYS, OF_EACH, (SIGNED, REFUSED))
        feed: Any = stage.app.parts["feed"]
        limits = httpx.Limits(max_connections=READERS, max_keepalive_connections=READERS)
        async with httpx.AsyncClient(base_url=f"http://{feed.address}", limits=limits, timeout=PATIENCE) as http:
            await asyncio.gather(*(reader.drain(http) for reader in readers))
            waiting = [asyncio.create_task(reader.wait(http)) for reader in readers]
            await eventually(lambda: all_wait(feed))
            await stage.facts(KEYS[0])  # of the type that all have
            await asyncio.gather(*waiting)
        rows = await stage.app.mongo[LOG].find({}, {"event": 1, "type": 1}).sort("_id", 1).to_list(None)
        assert len(rows) == len(KEYS) * OF_EACH + 1
        for reader in readers:
            assert [event["id"] for event in reader.events] == [row["event"] for row in rows if row["type"] in reader.types]
        assert bell.rung == 0
        with pytest.raises(Refusal):  # and it would have been heard
            await stage.app.neighbours.stub(RegistryServiceStub).GetProject(GetProjectRequest(name=KEYS[0]), timeout=PATIENCE)
        assert bell.rung > 0


async def all_wait(feed: Any) -> bool:
    return bool(feed._arrivals.waiting == READERS)
