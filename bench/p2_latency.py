"""P2: from the commit to the fact in a subscriber's handler, on an idle system, against produce → consume on the same broker.

Ours: a transaction commits, its relay wakes, Kafka, the subscriber's consumer, its inbox, its handler. Raw: the same bytes, sent by an
idempotent producer when ours would have committed, read by a plain consumer. Both live in this process; gaps of 210 ms.
"""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
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
from chassis.messaging.news import News
from chassis.messaging.relay import Relay, new_producer
from chassis.messaging.subscription import Subscription
from chassis.store.executor import Executor
from chassis.store.mongo import Mongo
from chassis.store.transaction import Origin
from chassis.time.leases import Leases

GAP_SECONDS = 0.21
KEYS = 48  # several in each bucket
_ME = Actor("people/bench")


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """Median and 99th percentile of the milliseconds; the percentile over all rounds of a side."""
    middle = Comparison("P2", "commit → handler, p50", "produce → consume", "ms", at_most(2))
    tail = Comparison("P2", "commit → handler, p99", "produce → consume", "ms", at_most_more(20))
    facts = scale.of(60, 15)
    async with ours(stage) as sanzhi, _raw(stage) as raw:
        for turn in range(scale.repetitions + 1):
            mine, theirs = await round_of(sanzhi, facts), await round_of(raw, facts)
            if turn:  # the first one warms up
                for comparison, of in ((middle, median), (tail, _p99)):
                    comparison.ours.append(of(mine))
                    comparison.raw.append(of(theirs))
    return [middle, tail]


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


async def round_of(once: Callable[[], Awaitable[float]], facts: int) -> list[float]:
    """Milliseconds of so many, with a pause before each."""
    found = []
    for _ in range(facts):
        await asyncio.sleep(GAP_SECONDS)
        found.append(1000 * await once())
    return found


@asynccontextmanager
async def ours(stage: Stage, replicas: int = 1) -> AsyncIterator[Callable[[], Awaitable[float]]]:
    """Seconds of one fact's way, published by each replica of the one service in turn, taken in by whichever of the other has its key."""
    prefix, arrived = stage.fresh("p2"), asyncio.Queue[float]()
    topic = await stage.topic_named(f"{prefix}.sample")
    committed: list[float] = []

    async def handler(fact: Moved, tx: Any) -> None:
        arrived.put_nowait(time.perf_counter())
        await move(fact, tx)

    async with AsyncExitStack() as stack:
        publishers = [await stack.enter_async_context(_publisher(stage, prefix, committed)) for _ in range(replicas)]
        subscriber = await executor_on(stage, stage.mongo("p2b"), prefix)
        for _ in range(replicas):
            inbox = Inbox(subscriber, {MOVED: Subscription(Moved, handler)})
            consumer = Consumer(inbox, Kafka(stage.bootstrap), prefix, [topic], PARTITIONS)
            await consumer.start()
            stack.push_async_callback(consumer.stop)
        turns = itertools.count()

        async def once() -> float:
            turn = next(turns)
            project = f"projects/{turn % KEYS}"

            async def publish(tx: Any) -> None:
                tx.publish(AccountMoved(name=f"{project}/account", project=project, amount=1))

            await publishers[turn % replicas].run(publish, _ME, Origin("bench", "c", "c"))
            return await arrived.get() - committed.pop()

        yield once


@asynccontextmanager
async def _publisher(stage: Stage, prefix: str, committed: list[float]) -> AsyncIterator[Executor]:
    """A replica; `committed`: when what it committed was."""
    mongo = Mongo(stage.parts.mongo.uri, prefix)
    publisher = await executor_on(stage, mongo, prefix)
    producer, leases = new_producer(Kafka(stage.bootstrap), "p2"), Leases(mongo)
    async with producer, AsyncExitStack() as stack:
        await leases.open()
        relay = Relay(mongo, producer, leases)
        news = News(mongo, leases, relay.look)
        for work in (relay.run(), news.run(), _renewed(leases)):
            stack.push_async_callback(_ended, asyncio.create_task(work))
        publisher.on_commit += [
            lambda _: committed.append(time.perf_counter()),
            lambda written: relay.wake(written.facts),
            news.tell,
        ]
        yield publisher


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
