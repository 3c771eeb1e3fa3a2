"""A relay that stands still in the middle of a batch, past its lease, sends nothing more of it when it goes on."""

import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from pymongo import AsyncMongoClient

from chassis.app import Service
from chassis.ids import new_id
from chassis.leases import bucket_of
from chassis.schema import ensure_topics
from tests.harness.suite import eventually
from tests.integration.crash.conftest import Crashing
from tests.integration.crash.processes import Processes

KEY = "projects/casting"
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
        await _commit_rows(processes, 1, 2, 3)
        await eventually(lambda: _stands_still(first.pid), 20)
        await processes.start("probe")
        await eventually(lambda: _nothing_pending(mongo), 40)
        await _commit_rows(processes, 4)
        await eventually(lambda: _nothing_pending(mongo), 20)
        first.process.send_signal(signal.SIGCONT)
        await eventually(lambda: _holds_some(mongo, holder), 40)  # it works again, so it has left that batch behind
        await eventually(lambda: _nothing_pending(mongo), 20)
        return await _numbers(processes)
    finally:
        await mongo.close()


async def _commit_rows(processes: Processes, *numbers: int) -> None:
    settings = processes.suite.settings
    rows = []
    for number in numbers:
        identity = new_id()
        attributes = {"id": identity, "source": "/sanzhi/probe", "type": "sanzhi.probe.counter.added.v1", "time": datetime.now(UTC)}
        row = {"_id": identity, "topic": f"{settings.topic_prefix}.probe", "key": KEY, "bucket": bucket_of(KEY), "sequence": number}
        rows.append(row | {"pending": True, "attributes": attributes, "body": b"{}"})
    async with AsyncMongoClient[dict[str, Any]](settings.mongo) as client:
        outbox = client[f"{settings.database_prefix}probe"]["outbox"]
        async with client.start_session() as session, await session.start_transaction():
            await outbox.insert_many(rows, session=session)


async def _stands_still(pid: int) -> bool:
    return _state(pid) == "T"


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


async def _nothing_pending(mongo: Any) -> bool:
    return bool(await mongo["outbox"].find_one({"pending": True}) is None)


async def _holds_some(mongo: Any, holder: str) -> bool:
    held = {"holder": holder, "bucket": {"$exists": True}, "$expr": {"$gt": ["$until", "$$NOW"]}}
    return bool(await mongo["leases"].find_one(held))


async def _numbers(processes: Processes) -> list[int]:
    settings = processes.suite.settings
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [TopicPartition(f"{settings.topic_prefix}.probe", number) for number in range(settings.partitions)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends, found = await consumer.end_offsets(partitions), []
        while sum([await consumer.position(partition) for partition in partitions]) < sum(ends.values()):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += [int(dict(record.headers)["ce_sequence"]) for record in records]
        return found
    finally:
        await consumer.stop()
