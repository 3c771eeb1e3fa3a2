"""Units that are ready at the same time commit together; one that cannot does not hold the others up."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from chassis.access.roles import Actor
from chassis.errors import AlreadyExists
from chassis.run.app import App
from chassis.run.service import Service
from chassis.store import group
from chassis.store.commit import commit
from chassis.store.executor import Executor
from chassis.store.mongo import Conflict, Mongo
from chassis.store.transaction import Origin
from chassis.store.unit import Repeated, Unit
from tests.conftest import Running
from tests.integration.chassis.probe.services import Counter, CounterAdded


async def creating(app: App, name: str, request: str = "") -> Unit:
    tx: Any = await app.executor.begin(Actor("people/x"), Origin("test", "c", ""))
    tx.counters.create(Counter(name, "people/x"))
    tx.publish(CounterAdded(name=name, project=name, amount=1, total=1))
    if request:
        tx.unit.requests.append({"_id": request})
    unit: Unit = tx.writes()
    return unit


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many aggregates each transaction created."""
    seen: list[int] = []
    real = commit

    async def counted(mongo: Any, unit: Unit) -> Any:
        seen.append(len(unit.creates))
        return await real(mongo, unit)

    monkeypatch.setattr(group, "commit", counted)
    return seen


async def test_what_waits_goes_together(running: Running, probe: Service, transactions: list[int]) -> None:
    async with running(probe) as suite:
        app = suite.apps["probe"]
        commits = group.GroupCommit(app.mongo)
        units = [await creating(app, f"projects/{number}") for number in range(group.MAX_GROUP + 50)]
        await asyncio.gather(*(commits.commit(unit) for unit in units))
        assert transactions == [group.MAX_GROUP, 50]
        assert await app.mongo["counters"].count_documents({}) == group.MAX_GROUP + 50
        assert {fact["sequence"] for fact in await suite.facts("probe")} == {1}


async def test_one_that_is_refused_harms_no_other(running: Running, probe: Service, transactions: list[int]) -> None:
    async with running(probe) as suite:
        app = suite.apps["probe"]
        commits = group.GroupCommit(app.mongo)
        await commits.commit(await creating(app, "projects/taken", "r"))
        units = [await creating(app, "projects/a"), await creating(app, "projects/taken"), await creating(app, "projects/b", "r")]
        results = await asyncio.gather(*(commits.commit(unit) for unit in units), return_exceptions=True)
        assert [type(result) for result in results[1:]] == [AlreadyExists, Repeated]
        names = await app.mongo["counters"].distinct("_id")
        assert sorted(names) == ["projects/a", "projects/taken"]
        assert len(await suite.facts("probe")) == 2


async def test_two_that_touch_the_same_aggregate_do_not_meet_in_a_group(running: Running, probe: Service, transactions: list[int]) -> None:
    async with running(probe) as suite:
        app = suite.apps["probe"]
        commits = group.GroupCommit(app.mongo)
        await commits.commit(await creating(app, "projects/a"))
        units = []
        for _ in range(2):
            tx: Any = await app.executor.begin(Actor("people/x"), Origin("test", "c", ""))
            counter = await tx.counters.get("projects/a")
            counter.total += 1
            await tx.counters.save(counter)
            units.append(tx.writes())
        first, second = await asyncio.gather(*(commits.commit(unit) for unit in units), return_exceptions=True)
        assert not isinstance(first, Exception)
        assert isinstance(second, Conflict)
        assert (await app.mongo["counters"].find_one({}))["total"] == 1


async def add(replica: Executor) -> None:
    async def work(tx: Any) -> None:
        counter = await tx.counters.get("projects/a")
        counter.total += 1
        await tx.counters.save(counter)

    await replica.run(work, Actor("people/x"), Origin("test", "c", ""))


async def test_who_makes_many_updates_leaves_another_replica_its_turn(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        app = suite.apps["probe"]
        await app.executor.run(create, Actor("people/x"), Origin("test", "c", ""))
        mongo = Mongo(app.settings.mongo, app.mongo.database.name)
        other = Executor(replace(app.executor.context, mongo=mongo), app.clock, probe.transaction)
        done, over = 0, asyncio.Event()

        async def again_and_again() -> None:
            nonlocal done
            while not over.is_set():
                await add(app.executor)
                done += 1

        busy = [asyncio.create_task(again_and_again()) for _ in range(30)]
        for _ in range(5):  # each within its ten seconds, or it is refused
            await add(other)
        over.set()
        await asyncio.gather(*busy)
        await mongo.close()
        assert (await app.mongo["counters"].find_one({}))["total"] == done + 5


async def create(tx: Any) -> None:
    tx.counters.create(Counter("projects/a", "people/x"))
