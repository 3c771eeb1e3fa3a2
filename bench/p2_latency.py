"""P2: from the commit to the fact in a subscriber's handler, on an idle system, against produce → consume on the same broker.

Ours: a transaction commits, its relay wakes, Kafka, the subscriber's consumer, its inbox, its handler. Raw: the same bytes, sent by an
idempotent producer when ours would have committed, read by a plain consumer. Both live in this process; gaps of 210 ms.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from statistics import median
from typing import Any

from aiokafka import AIOKafkaConsumer

from bench.measure import Comparison, Scale, at_most, at_most_more
from bench.rows import record_of, rows_of
from bench.sample import MOVED, AccountMoved, Moved, executor_on, move
from bench.stage import PARTITIONS, Stage
from chassis.access.roles import Actor
from chassis.messaging.consumer import Consumer
from chassis.messaging.inbox import Inbox
from chassis.messaging.kafka import Kafka
from chassis.messaging.relay import Relay, new_producer
from chassis.messaging.subscription import Subscription
from chassis.store.transaction import Origin
from chassis.time.leases import Leases

GAP_SECONDS = 0.21
_ME = Actor("people/bench")


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """Median and 99th percentile of the milliseconds; the percentile over all rounds of a side."""
    middle = Comparison("P2", "commit → handler, p50", "produce → consume", "ms", at_most(2))
    tail = Comparison("P2", "commit → handler, p99", "produce → consume", "ms", at_most_more(20))
    facts = scale.of(60, 15)
    async with _ours(stage) as ours, _raw(stage) as raw:
        for turn in range(scale.repetitions + 1):
            mine, theirs = await _round(ours, facts), await _round(raw, facts)
            if turn:  # the first one warms up
                for comparison, of in ((middle, median), (tail, _p99)):
                    comparison.ours.append(of(mine))
                    comparison.raw.append(of(theirs))
    return [middle, tail]


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


async def _round(once: Any, facts: int) -> list[float]:
    found = []
    for _ in range(facts):
        await asyncio.sleep(GAP_SECONDS)
        found.append(1000 * await once())
    return found


@asynccontextmanager
async def _ours(stage: Stage) -> AsyncIterator[Any]:
    prefix, arrived = stage.fresh("p2"), asyncio.Queue[float]()
    topic = await stage.topic_named(f"{prefix}.sample")
    publisher = await executor_on(stage, stage.mongo("p2a"), prefix)
    subscriber = await executor_on(stage, stage.mongo("p2b"), prefix)

    async def handler(fact: Moved, tx: Any) -> None:
        arrived.put_nowait(time.perf_counter())
        await move(fact, tx)

    producer, leases = new_producer(Kafka(stage.bootstrap), "p2"), Leases(publisher.context.mongo)
    consumer = Consumer(Inbox(subscriber, {MOVED: Subscription(Moved, handler)}), Kafka(stage.bootstrap), prefix, [topic], PARTITIONS)
    async with AsyncExitStack() as stack:
        await producer.start()
        stack.push_async_callback(producer.stop)
        await leases.open()
        await consumer.start()
        stack.push_async_callback(consumer.stop)
        relay = Relay(publisher.context.mongo, producer, leases)
        for work in (relay.run(), _renewed(leases)):
            stack.push_async_callback(_ended, asyncio.create_task(work))
        committed: list[float] = []
        publisher.on_commit += [lambda written: committed.append(time.perf_counter()), lambda written: relay.wake(written.facts)]

        async def publish(tx: Any) -> None:
            tx.publish(AccountMoved(name="projects/x/account", project="projects/x", amount=1))

        async def once() -> float:
            await publisher.run(publish, _ME, Origin("bench", "c", "c"))
            return await arrived.get() - committed.pop()

        yield once


async def _renewed(leases: Leases) -> None:
    while True:
        await leases.renew()
        await asyncio.sleep(leases.renew_every)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@asynccontextmanager
async def _raw(stage: Stage) -> AsyncIterator[Any]:
    topic = await stage.topic("p2raw")
    (row,) = await rows_of(await executor_on(stage, stage.mongo("p2raw")), topic, 1, 1)
    record = record_of(row)
    producer, consumer = new_producer(Kafka(stage.bootstrap), "raw"), AIOKafkaConsumer(topic, bootstrap_servers=stage.bootstrap)
    arrived = asyncio.Queue[float]()

    async def consume() -> None:
        async for _ in consumer:
            arrived.put_nowait(time.perf_counter())

    async with producer, consumer:
        consuming = asyncio.create_task(consume())

        async def once() -> float:
            began = time.perf_counter()
            await producer.send(**record)
            return await arrived.get() - began

        yield once
        await _ended(consuming)
