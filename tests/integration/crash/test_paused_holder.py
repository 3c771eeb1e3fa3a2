"""A relay that stands still in the middle of a batch, past its lease, sends nothing more of it when it goes on."""

import asyncio
import signal
from pathlib import Path

from chassis.messaging.topics import ensure_topics
from chassis.run.service import Service
from tests.harness.suite import eventually
from tests.integration.crash.conftest import Crashing
from tests.integration.crash.processes import Processes
from tests.integration.crash.rows import commit_rows, nothing_pending, numbers_on_kafka


async def test_it_is_fenced_off(crashing: Crashing, probe: Service) -> None:
    async with crashing() as processes:
        assert await _sent(processes, without="") == [1, 1, 2, 3, 4, 5]


async def test_without_the_lease_it_sends_what_others_have_sent_long_since(crashing: Crashing, probe: Service) -> None:
    async with crashing() as processes:
        sent = await _sent(processes, without="lease")
        # Before the second row the word may come that somebody else has the lease: then it takes no further one.
        assert sent in ([1, 1, 2, 3, 4, 2, 3, 5], [1, 1, 2, 3, 4, 2, 5])


async def _sent(processes: Processes, without: str) -> list[int]:
    """Numbers on the topic: the holder stops after row 1, another takes over and publishes 1 to 4, then the first one goes on.

    Row 5 is the first one's alone to publish: once that is out, it has left the batch of old behind.
    """
    await ensure_topics(processes.suite.settings, "probe")
    first = await processes.start("probe", "stands_still_in_the_batch", without)
    mongo = processes.mongo("probe")
    try:
        processes.arm("probe")
        await commit_rows(processes, 1, 2, 3)
        await eventually(lambda: _stands_still(first.pid))
        second = await processes.start("probe")
        await eventually(lambda: nothing_pending(mongo))
        await commit_rows(processes, 4)
        await eventually(lambda: nothing_pending(mongo))
        first.send_signal(signal.SIGCONT)
        await asyncio.to_thread(second.stop)
        await commit_rows(processes, 5)
        await eventually(lambda: nothing_pending(mongo))
        return await numbers_on_kafka(processes)
    finally:
        await mongo.close()


async def _stands_still(pid: int) -> bool:
    return _state(pid) == "T"


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
