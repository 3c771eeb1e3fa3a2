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
from services.exchange.domain.tokens import digest_of
from services.exchange.log import LOG
from tests.harness.suite import PATIENCE, eventually
from tests.integration.exchange.conftest import REFUSED, SIGNED, Stage, Staged

pytestmark = pytest.mark.rule("2.5")
READERS, PAGE = 200, 50
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
    """One department asks for one type, another for both; as many others have what these two are granted."""
    readers, register = list[Reader](), stage.app.mongo["subscriptions"]
    for types in ((SIGNED,), (SIGNED, REFUSED)):
        name = f"subscriptions/first-{len(types)}"
        await stage.granted("FEED", name=name, types=types)
        await stage.call("IssueFeedToken", name=name)
        first = await register.find_one({"_id": name})
        (held,) = first["tokens"]
        mine = [Reader(number, types, f"szf_of_{number}") for number in range(len(types) - 1, READERS, 2)]
        tokens = {f"subscriptions/d{reader.number}": held | {"digest": digest_of(reader.token)} for reader in mine}
        await register.insert_many([first | {"_id": other, "name": other, "tokens": [token]} for other, token in tokens.items()])
        readers += mine
    return readers


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
