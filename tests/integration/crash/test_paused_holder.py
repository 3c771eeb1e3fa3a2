"""A relay that stands still in the middle of a batch, past its lease, sends nothing more of it when it goes on."""

import signal
from pathlib import Path
from typing import Any

import pytest

from chassis.messaging.topics import ensure_topics
from chassis.run.app import Service
from chassis.store.buckets import bucket_of
from tests.harness.suite import eventually
from tests.integration.crash.conftest import Crashing
from tests.integration.crash.processes import Processes
from tests.integration.crash.rows import KEY, commit_rows, nothing_pending, numbers_on_kafka

pytestmark = pytest.mark.timeout(240)


async def test_it_is_fenced_off(crashing: Crashing, probe: Service) -> None:
    async with crashing() as processes:
        assert await _sent(processes, without="") == [1, 1, 2, 3, 4]


async def test_without_the_lease_it_sends_what_others_have_sent_long_since(crashing: Crashing, probe: Service) -> None:
    async with crashing() as processes:
        assert await _sent(processes, without="lease") == [1, 1, 2, 3, 4, 2, 3]


async def _sent(processes: Processes, without: str) -> list[int]:
    """Numbers on the topic: the holder stops after row 1, another takes over, publishes 1 to 4, then the first one goes on."""
    await ensure_topics(processes.suite.settings, "probe")
    first = await processes.start("probe", "stands_still_in_the_batch", without)
    mongo = processes.mongo("probe")
    try:
        holder = (await mongo["leases"].find_one({"bucket": bucket_of(KEY)}))["holder"]
        processes.arm("probe")
        await commit_rows(processes, 1, 2, 3)
        await eventually(lambda: _stands_still(first.pid), 20)
        await processes.start("probe")
        await eventually(lambda: nothing_pending(mongo), 40)
        await commit_rows(processes, 4)
        await eventually(lambda: nothing_pending(mongo), 20)
        first.process.send_signal(signal.SIGCONT)
        await eventually(lambda: _holds_some(mongo, holder), 40)  # it works again, so it has left that batch behind
        await eventually(lambda: nothing_pending(mongo), 20)
        return await numbers_on_kafka(processes)
    finally:
        await mongo.close()


async def _stands_still(pid: int) -> bool:
    return _state(pid) == "T"


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


async def _holds_some(mongo: Any, holder: str) -> bool:
    held = {"holder": holder, "bucket": {"$exists": True}, "$expr": {"$gt": ["$until", "$$NOW"]}}
    return bool(await mongo["leases"].find_one(held))
