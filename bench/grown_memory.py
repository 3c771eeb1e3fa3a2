"""Memory of a relay and of a consumer, each in a process of its own, while a million facts pass through them."""

import asyncio
import ctypes
import gc
import os
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench.machine import resident_bytes
from bench.rows import produce, rows_of
from bench.sample import MOVED, Moved, executor_on, move
from bench.stage import PARTITIONS, Stage
from chassis.messaging.consumer import Consumer
from chassis.messaging.inbox import Inbox
from chassis.messaging.kafka import Kafka
from chassis.messaging.relay import Relay, new_producer
from chassis.messaging.subscription import Subscription
from chassis.store.mongo import Document
from chassis.store.unit import OUTBOX
from chassis.time.leases import Leases

STEPS = 20
KEYS = 500
Line = list[tuple[int, float]]


async def memory(stage: Stage, facts: int) -> dict[str, Line]:
    """Megabytes that the process holds, after so many facts; each step makes its rows, hands them over and forgets them."""
    loop, found = asyncio.get_running_loop(), dict[str, Line]()
    for name, line in (("relay", _relay), ("consumer", _consumer)):
        with ProcessPoolExecutor(1, get_context("spawn")) as alone:
            measured = partial(_measured, line, stage.parts.mongo.uri, stage.bootstrap, facts)
            found[name] = await loop.run_in_executor(alone, measured)
    return found


def _measured(line: Callable[[Stage, int], Awaitable[Line]], mongo: str, kafka: str, facts: int) -> Line:
    parts: Any = SimpleNamespace(mongo=SimpleNamespace(uri=mongo), kafka=SimpleNamespace(bootstrap=kafka))
    nobody: Any = None
    return asyncio.run(_line(line, Stage(parts, Path(), nobody), facts))


async def _line(line: Callable[[Stage, int], Awaitable[Line]], stage: Stage, facts: int) -> Line:
    return await line(stage, facts)


def _held() -> float:
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)  # what is free, but kept by the allocator, is not held
    return resident_bytes(os.getpid()) / 1e6


async def _relay(stage: Stage, facts: int) -> Line:
    executor, topic = await executor_on(stage, stage.mongo("memory")), await stage.topic("memory")
    leases, outbox = Leases(executor.context.mongo, seconds=3600), executor.context.mongo[OUTBOX]
    await leases.open()
    await leases.renew()
    line: Line = []
    async with new_producer(Kafka(stage.bootstrap), "memory") as producer:
        relay = Relay(executor.context.mongo, producer, leases)
        for step in range(STEPS):
            await outbox.insert_many(await rows_of(executor, topic, facts // STEPS, KEYS))
            while await relay.drain():
                pass
            line.append(((step + 1) * (facts // STEPS), _held()))
    return line


class _Counting(Inbox):
    """Counts what is done, and tells when it is as much as expected."""

    def expect(self, number: int) -> None:
        self.done, self.wanted, self.reached = getattr(self, "done", 0), number, asyncio.Event()

    async def handle(self, records: Any) -> None:
        await super().handle(records)
        self.done += len(records)
        if self.done >= self.wanted:
            self.reached.set()


async def _consumer(stage: Stage, facts: int) -> Line:
    prefix = stage.fresh("m")
    executor, topic = await executor_on(stage, stage.mongo("memory"), prefix), await stage.topic_named(f"{prefix}.sample")
    inbox = _Counting(executor, {MOVED: Subscription(Moved, move)})
    consumer = Consumer(inbox, Kafka(stage.bootstrap), stage.fresh("memory"), [topic], PARTITIONS)
    await consumer.start()
    line: Line = []
    try:
        async with new_producer(Kafka(stage.bootstrap), "memory") as producer:
            for step in range(STEPS):
                rows: list[Document] = await rows_of(executor, topic, facts // STEPS, KEYS)
                inbox.expect((step + 1) * (facts // STEPS))
                await produce(producer, rows)
                del rows
                await inbox.reached.wait()
                line.append((inbox.done, _held()))
    finally:
        await consumer.stop()
    return line
