"""Rows put into an outbox by hand, all of one key, and what of them is on Kafka."""

from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from pymongo import AsyncMongoClient

from chassis.store.outbox import outbox_row
from tests.integration.crash.processes import Processes

KEY = "projects/casting"


async def commit_rows(processes: Processes, *numbers: int) -> None:
    """In one transaction, in the outbox of probe."""
    settings = processes.suite.settings
    rows = []
    for number in numbers:
        attributes = {
            "source": "/sanzhi/probe",
            "type": "sanzhi.probe.counter.added.v1",
            "time": datetime.now(UTC),
            "correlationid": "test",
        }
        rows.append(outbox_row(f"{settings.topic_prefix}.probe", KEY, b"{}", attributes, number))
    async with AsyncMongoClient[dict[str, Any]](settings.mongo) as client:
        outbox = client[f"{settings.database_prefix}probe"]["outbox"]
        async with client.start_session() as session, await session.start_transaction():
            await outbox.insert_many(rows, session=session)


async def nothing_pending(mongo: Any) -> bool:
    """All rows are marked."""
    return bool(await mongo["outbox"].find_one({"pending": True}) is None)


async def numbers_on_kafka(processes: Processes) -> list[int]:
    """In the order in which they are there."""
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
                found += [int(dict(record.headers)["ce_sequence"]) for record in records if record.key == KEY.encode()]
        return found
    finally:
        await consumer.stop()
