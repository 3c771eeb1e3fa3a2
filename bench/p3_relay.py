"""P3: rows a second that the relay drains, leases held, against producing the same bytes and marking the same rows.

Raw knows its rows beforehand, with their headers made, and reads nothing: it sends a batch, awaits it, and marks it while the next
one goes out. Same producer settings, same batches, same rows in a collection with the same indexes.
"""

import asyncio
import time
from typing import Any

from aiokafka import AIOKafkaProducer

from bench.measure import Comparison, Scale, at_least, in_turn
from bench.rows import record_of, rows_of
from bench.sample import executor_on
from bench.stage import Stage
from chassis.messaging.kafka import Kafka
from chassis.messaging.relay import BATCH, Relay, new_producer
from chassis.store.mongo import Document
from chassis.store.unit import OUTBOX
from chassis.time.clock import wall_clock
from chassis.time.leases import Leases

KEYS = 1000


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """Each side drains as many fresh rows."""
    number = scale.of(20_000, 5_000)
    comparison = Comparison("P3", "relay drains, leases on", "idempotent produce + marks", "rows/s", at_least(0.8))
    topic = await stage.topic("p3")
    ours, raw = await executor_on(stage, stage.mongo("p3")), await executor_on(stage, stage.mongo("p3raw"))
    leases = Leases(ours.context.mongo, seconds=60)
    await leases.open()
    async with new_producer(Kafka(stage.bootstrap), "p3") as producer, new_producer(Kafka(stage.bootstrap), "p3raw") as raw_producer:
        relay = Relay(ours.context.mongo, producer, leases)

        async def drain() -> float:
            rows = await _stored(ours.context.mongo[OUTBOX], await rows_of(ours, topic, number, KEYS))
            await leases.renew()
            began = time.perf_counter()
            while await relay.drain():
                pass
            return len(rows) / (time.perf_counter() - began)

        async def produce() -> float:
            rows = await _stored(raw.context.mongo[OUTBOX], await rows_of(raw, topic, number, KEYS))
            records = [(row["_id"], record_of(row)) for row in rows]
            began = time.perf_counter()
            await produce_and_mark(raw_producer, raw.context.mongo[OUTBOX], records)
            return len(rows) / (time.perf_counter() - began)

        await in_turn(comparison, drain, produce, scale)
        for executor in (ours, raw):
            assert not await executor.context.mongo[OUTBOX].count_documents({"pending": True})
    return [comparison]


async def produce_and_mark(producer: AIOKafkaProducer, rows: Any, records: list[tuple[str, dict[str, Any]]]) -> None:
    """The raw baseline."""
    marking: asyncio.Future[Any] | None = None
    for start in range(0, len(records), BATCH):
        batch = records[start : start + BATCH]
        await asyncio.gather(*[await producer.send(**record) for _, record in batch])
        if marking:
            await marking
        done = {"$unset": {"pending": ""}, "$set": {"published_at": wall_clock()}}
        marking = rows.update_many({"_id": {"$in": [name for name, _ in batch]}}, done)  # Motor starts it at once
    if marking:
        await marking


async def _stored(outbox: Any, rows: list[Document]) -> list[Document]:
    await outbox.insert_many(rows)
    return rows
