"""A partition whose facts cannot be handled now waits by itself: nothing is lost, set aside or overtaken, and the others go on."""

import logging
import time
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from aiokafka.partitioner import DefaultPartitioner
from pymongo.errors import BulkWriteError, OperationFailure

from chassis.errors import Unavailable
from chassis.messaging.letters import Letters
from chassis.messaging.subscription import Subscription
from chassis.run.app import App
from chassis.run.service import Service
from tests.conftest import Running
from tests.harness.suite import Suite, eventually
from tests.integration.chassis.probe.services import Added, WatcherTransaction, add_up
from tests.integration.chassis.test_delivery import add, counter, total

AWAY = Unavailable("NEIGHBOUR_UNAVAILABLE", "相关服务暂时无法应答")


class Obstacle:
    """Stands in the way of a project's facts until it is taken away; `tries` are the times at which somebody came up against it."""

    def __init__(self, watcher: Service, error: Exception) -> None:
        self.error = error
        self.project = ""
        self.tries: list[float] = []
        self.service = replace(watcher, subscriptions={"sanzhi.probe.counter.added.v1": Subscription(Added, self._handler)})

    async def _handler(self, fact: Added, tx: WatcherTransaction) -> None:
        if fact.project == self.project:
            self.tries.append(time.monotonic())
            raise self.error
        await add_up(fact, tx)

    async def met(self, times: int) -> None:
        async def there() -> bool:
            return len(self.tries) >= times

        await eventually(there)


async def two_partitions(suite: Suite) -> tuple[str, str]:
    """Two counters whose facts are on different partitions."""
    place = DefaultPartitioner()
    ids = {place(f"projects/p{number}".encode(), [0, 1], [0, 1]): f"p{number}" for number in range(20)}
    return await counter(suite, ids[0]), await counter(suite, ids[1])


async def has(suite: Suite, name: str, amount: int) -> None:
    async def there() -> bool:
        return await total(suite, name) == amount

    await eventually(there)


async def test_the_other_partitions_go_on(running: Running, probe: Service, watcher: Service) -> None:
    obstacle = Obstacle(watcher, AWAY)
    async with running(probe, obstacle.service) as suite:
        waiting, free = await two_partitions(suite)
        obstacle.project = waiting
        await add(suite, waiting, 1)
        await add(suite, waiting, 2)
        await obstacle.met(2)
        for amount in (1, 2, 4):
            await add(suite, free, amount)
            await has(suite, free, 2 * amount - 1)
        assert await total(suite, waiting) == 0
        obstacle.project = ""
        await add(suite, waiting, 4)
        await suite.quiet()
        assert (await total(suite, waiting), await total(suite, free)) == (7, 7)
        assert await suite.apps["watcher"].mongo["inbox"].count_documents({}) == 6


async def test_what_waits_goes_with_its_partition(running: Running, probe: Service, watcher: Service) -> None:
    obstacle = Obstacle(watcher, AWAY)
    async with running(probe, obstacle.service) as suite:
        names = await two_partitions(suite)
        obstacle.project = names[0]
        for name in names:
            for amount in (1, 2):
                await add(suite, name, amount)
        await obstacle.met(2)
        first = suite.apps["watcher"]
        second = App(obstacle.service, first.settings)
        await second.start()  # a rebalance, whoever gets the partition then
        try:
            await obstacle.met(len(obstacle.tries) + 2)
            obstacle.project = ""
            for name in names:
                await add(suite, name, 4)
            await suite.quiet()
            assert [await total(suite, name) for name in names] == [7, 7]
            await first.stop()
            suite.apps["watcher"] = second
            await add(suite, names[0], 8)
            await has(suite, names[0], 15)
            assert await second.mongo["inbox"].count_documents({}) == 7
        finally:
            await second.stop()


@pytest.mark.parametrize(
    "error",
    [
        OperationFailure("read concern majority is not ready", 134),
        BulkWriteError({"writeErrors": [], "writeConcernErrors": [{"code": 64}]}),
        OSError(28, "No space left on device"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_is_wrong_with_the_installation_makes_no_dead_letter(
    running: Running, probe: Service, watcher: Service, error: Exception
) -> None:
    obstacle = Obstacle(watcher, error)
    async with running(probe, obstacle.service) as suite:
        name = await counter(suite)
        obstacle.project = name
        await add(suite, name, 5)
        await obstacle.met(3)
        obstacle.project = ""
        await suite.quiet()
        assert await total(suite, name) == 5
        assert await suite.apps["watcher"].mongo["dead_letters"].count_documents({}) == 0


async def test_a_failure_of_our_own_is_tried_with_growing_pauses_and_few_words(
    running: Running, probe: Service, watcher: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real, tries = Letters.set_aside, list[float]()

    async def fails(self: Any, *arguments: Any) -> None:
        tries.append(time.monotonic())
        raise RuntimeError("a bug where dead letters are made")

    async with running(probe, watcher) as suite:
        monkeypatch.setattr(Letters, "set_aside", fails)
        name = await counter(suite)
        with caplog.at_level(logging.ERROR, "chassis.messaging.waiting"):
            await add(suite, name, 13)

            async def enough() -> bool:
                return len(tries) >= 6

            await eventually(enough)
        gaps = [after - before for before, after in pairwise(tries)]
        assert all(gap >= 0.025 * 2**number for number, gap in enumerate(gaps)), gaps
        told = [record for record in caplog.records if record.name == "chassis.messaging.waiting"]
        assert 1 <= len(told) <= len(tries)
        monkeypatch.setattr(Letters, "set_aside", real)
        await suite.quiet()
        assert await suite.apps["watcher"].mongo["dead_letters"].count_documents({}) == 1
