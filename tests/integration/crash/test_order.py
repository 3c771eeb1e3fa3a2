"""A row that the producer does not take holds up the later ones of its key: nothing overtakes."""

from chassis.messaging.topics import ensure_topics
from chassis.run.service import Service
from tests.harness.suite import eventually
from tests.integration.crash.conftest import Crashing
from tests.integration.crash.processes import Processes
from tests.integration.crash.rows import commit_rows, nothing_pending, numbers_on_kafka


async def test_the_later_rows_wait(crashing: Crashing, probe: Service) -> None:
    async with crashing() as processes:
        assert await _sent(processes, without="") == [1, 2, 3]


async def test_without_the_guard_they_overtake(crashing: Crashing, probe: Service) -> None:
    async with crashing() as processes:
        assert await _sent(processes, without="order") == [2, 3, 1]


async def _sent(processes: Processes, without: str) -> list[int]:
    await ensure_topics(processes.suite.settings, "probe")
    await processes.start("probe", "refuses_the_first", without)
    mongo = processes.mongo("probe")
    try:
        processes.arm("probe")
        await commit_rows(processes, 1, 2, 3)
        await eventually(lambda: nothing_pending(mongo))
        return await numbers_on_kafka(processes)
    finally:
        await mongo.close()
