"""Repositories, files and guards over both drivers of MongoDB, Motor and its successor."""

import asyncio
import hashlib
from contextlib import aclosing
from typing import Any, Literal

import pytest

from chassis.access.roles import Actor
from chassis.errors import AlreadyExists, InvalidArgument, NotFound
from chassis.run.app import App
from chassis.run.service import Service
from chassis.store.commit import commit
from chassis.store.files.ref import SentFile
from chassis.store.mongo import Conflict, by_replies
from chassis.store.transaction import Origin
from tests.conftest import Running
from tests.integration.chassis.probe.services import Counter

Driver = Literal["motor", "pymongo"]


@pytest.fixture(params=["motor", "pymongo"])
def driver(request: pytest.FixtureRequest) -> Driver:
    found: Driver = request.param
    return found


async def begin(app: App) -> Any:
    return await app.executor.begin(Actor("people/x"), Origin("test", "c", ""))


async def store(app: App, *names: str) -> None:
    tx = await begin(app)
    for name in names:
        tx.counters.create(Counter(name, "people/x"))
    await commit(app.mongo, tx.writes())


async def test_an_aggregate_comes_back_as_it_was(running: Running, probe: Service, driver: Driver) -> None:
    async with running(probe, mongo_driver=driver) as suite:
        app = suite.apps["probe"]
        await store(app, "projects/a")
        tx = await begin(app)
        assert await tx.counters.get("projects/a") == Counter("projects/a", "people/x", 0, None, 1)
        with pytest.raises(NotFound):
            await tx.counters.get("projects/b")


async def test_a_stale_version_is_a_conflict_and_stores_nothing(running: Running, probe: Service, driver: Driver) -> None:
    async with running(probe, mongo_driver=driver) as suite:
        app = suite.apps["probe"]
        await store(app, "projects/a")
        first, second = await begin(app), await begin(app)
        for tx in (first, second):
            counter = await tx.counters.get("projects/a")
            counter.total += 1
            await tx.counters.save(counter)
        second.counters.create(Counter("projects/b", "people/x"))
        await commit(app.mongo, first.writes())
        with pytest.raises(Conflict):
            await commit(app.mongo, second.writes())
        assert await app.mongo["counters"].count_documents({}) == 1


async def test_what_a_decision_rests_on_must_not_change_either(running: Running, probe: Service, driver: Driver) -> None:
    async with running(probe, mongo_driver=driver) as suite:
        app = suite.apps["probe"]
        await store(app, "projects/a", "projects/b")
        deciding, changing = await begin(app), await begin(app)
        await deciding.counters.get("projects/a")
        await deciding.counters.save(await deciding.counters.get("projects/b"))
        await changing.counters.save(await changing.counters.get("projects/a"))
        await commit(app.mongo, changing.writes())
        with pytest.raises(Conflict):
            await commit(app.mongo, deciding.writes())


async def test_two_decisions_that_rest_on_each_other_do_not_both_pass(running: Running, probe: Service, driver: Driver) -> None:
    """Write skew: each reads what the other writes."""
    async with running(probe, mongo_driver=driver) as suite:
        app = suite.apps["probe"]
        await store(app, "projects/a", "projects/b")
        units = []
        for read, written in (("projects/a", "projects/b"), ("projects/b", "projects/a")):
            tx = await begin(app)
            await tx.counters.get(read)
            await tx.counters.save(await tx.counters.get(written))
            units.append(tx.writes())
        results = await asyncio.gather(*(commit(app.mongo, unit) for unit in units), return_exceptions=True)
        assert sum(isinstance(result, Conflict) for result in results) >= 1


async def test_a_name_is_given_once(running: Running, probe: Service, driver: Driver) -> None:
    async with running(probe, mongo_driver=driver) as suite:
        app = suite.apps["probe"]
        await store(app, "projects/a")
        with pytest.raises(AlreadyExists):
            await store(app, "projects/a")


async def test_lists_come_in_pages(running: Running, probe: Service, driver: Driver) -> None:
    async with running(probe, mongo_driver=driver) as suite:
        app = suite.apps["probe"]
        await store(app, *(f"projects/{number}" for number in range(7)))
        token, seen = "", list[Any]()
        for size in (3, 3, 1):
            page = await (await begin(app)).counters.page({}, 3, token)
            assert len(page.items) == size
            seen += [counter.name for counter in page.items]
            token = page.next_page_token
        assert (token, seen) == ("", [f"projects/{number}" for number in range(7)])


async def test_pages_have_all_that_stays_whatever_moves_or_goes_between_them(running: Running, probe: Service, driver: Driver) -> None:
    async with running(probe, mongo_driver=driver) as suite:
        app = suite.apps["probe"]
        await store(app, *(f"projects/{number}" for number in range(7)))
        token, seen = "", list[Any]()
        while token or not seen:
            page = await (await begin(app)).counters.page({}, 2, token)
            seen += [counter.name for counter in page.items]
            token = page.next_page_token
            await app.mongo["counters"].update_many({}, {"$mul": {"total": -1}, "$inc": {"version": 1}})
            await app.mongo["counters"].delete_one({"_id": token})  # the place itself
        assert seen == [f"projects/{number}" for number in range(7)]


async def test_a_file_is_stored_by_its_digest_once(running: Running, probe: Service, driver: Driver) -> None:
    async with running(probe, mongo_driver=driver) as suite:
        app = suite.apps["probe"]
        tx = await begin(app)
        first = await tx.files.put("报告.txt", b"report", "text/plain")
        second = await tx.files.put("again.txt", b"report")
        assert first.digest == second.digest == "sha256:" + hashlib.sha256(b"report").hexdigest()
        assert await tx.files.get(first.digest) == b"report"
        assert await app.mongo["files"].count_documents({}) == 1
        with pytest.raises(InvalidArgument) as refused:
            await tx.files.take(SentFile("big.txt", b"x" * (1024 * 1024 + 1)))
        assert refused.value.reason == "FILE_TOO_LARGE"
        with pytest.raises(NotFound):
            await tx.files.get("sha256:none")


async def test_who_creates_what_was_absent_does_it_again_if_somebody_was_quicker(running: Running, probe: Service, driver: Driver) -> None:
    async with running(probe, mongo_driver=driver) as suite:
        app = suite.apps["probe"]
        looked = asyncio.Barrier(2)

        async def count(first: list[bool]) -> None:
            async def work(tx: Any) -> None:
                counter = await tx.counters.find("projects/a")
                if counter is None:
                    counter = Counter("projects/a", "people/x")
                    tx.counters.create(counter)
                if not first:
                    first.append(True)
                    await looked.wait()
                counter.total += 1
                await tx.counters.save(counter)

            await app.executor.run(work, Actor("people/x"), Origin("test", "c", ""))

        await asyncio.gather(count([]), count([]))
        assert (await (await begin(app)).counters.get("projects/a")).total == 2


async def test_who_creates_without_looking_is_refused(running: Running, probe: Service, driver: Driver) -> None:
    async with running(probe, mongo_driver=driver) as suite:
        app = suite.apps["probe"]
        await store(app, "projects/a")

        async def work(tx: Any) -> None:
            tx.counters.create(Counter("projects/a", "people/x"))

        with pytest.raises(AlreadyExists):
            await app.executor.run(work, Actor("people/x"), Origin("test", "c", ""))


async def test_a_list_is_whole_however_long(running: Running, probe: Service, driver: Driver) -> None:
    async with running(probe, mongo_driver=driver) as suite:
        app = suite.apps["probe"]
        await store(app, *(f"projects/{number}" for number in range(1203)))
        assert len(await (await begin(app)).counters.list({})) == 1203
        assert len(await (await begin(app)).counters.list({}, limit=7)) == 7


async def test_those_who_list_a_few_at_the_same_time_get_what_is_theirs(running: Running, probe: Service, driver: Driver) -> None:
    async with running(probe, mongo_driver=driver) as suite:
        app = suite.apps["probe"]
        tx = await begin(app)
        for number in range(30):
            tx.counters.create(Counter(f"projects/{number:02}", f"people/{number % 10}"))
        await commit(app.mongo, tx.writes())
        asking = [(await begin(app)).counters.list({"owner": f"people/{number}"}, limit=2) for number in range(11)]
        found = [[each.name for each in theirs] for theirs in await asyncio.gather(*asking)]
        assert found == [*([f"projects/{number:02}", f"projects/{number + 10}"] for number in range(10)), []]


async def test_what_a_cursor_finds_comes_reply_by_reply(running: Running, probe: Service, driver: Driver) -> None:
    async with running(probe, mongo_driver=driver) as suite:
        app = suite.apps["probe"]
        names = [f"projects/{number}" for number in range(7)]
        await store(app, *names)
        found = app.mongo["counters"].find({}, sort=[("_id", 1)], batch_size=3)
        replies = [[row["_id"] for row in reply] async for reply in by_replies(found)]
        assert replies == [names[:3], names[3:6], names[6:]]
        nothing = app.mongo["counters"].find({"_id": "projects/x"})
        assert [reply async for reply in by_replies(nothing)] == []
        left = app.mongo["counters"].find({}, sort=[("_id", 1)], batch_size=3)
        async with aclosing(by_replies(left)) as begun:
            assert len(await anext(begun)) == 3
        assert not left.alive
