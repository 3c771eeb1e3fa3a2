"""What is seen of the simulation each second: counts, the group's place in Kafka, processor time."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from bench.machine import cpu_seconds
from bench.simulation_load import Load
from chassis.messaging.kafka import Kafka

EVERY_SECONDS = 1.0
Point = tuple[float, float]


@dataclass(frozen=True)
class Sample:
    """As of a second: commands asked for and acknowledged, facts on the topic and taken in, processor seconds of each part, all so far."""

    second: float
    asked: int
    acknowledged: int
    published: int
    taken_in: int
    spent: Mapping[str, float]

    @property
    def waiting(self) -> int:
        """Commands without an answer yet."""
        return self.asked - self.acknowledged

    @property
    def lag(self) -> int:
        """Facts that lie in Kafka."""
        return self.published - self.taken_in

    @property
    def behind(self) -> int:
        """Of what was acknowledged: what the consuming service does not know yet, be it in Kafka or still in the outbox."""
        return max(0, self.acknowledged - self.taken_in)


def standing(ends: Mapping[TopicPartition, int], kept: Mapping[TopicPartition, Any]) -> tuple[int, int]:
    """How many records there are, and how many the group has said to have; of a place that it never kept, none."""
    return sum(ends.values()), sum(max(0, kept[part].offset) if part in kept else 0 for part in ends)


def a_second(samples: Sequence[Sample], count: Callable[[Sample], float]) -> list[Point]:
    """How much of something came a second, from each sample to the next one."""
    return [(late.second, (count(late) - count(early)) / (late.second - early.second)) for early, late in pairwise(samples)]


class Offsets:
    """Of one topic and one group; `async with`."""

    def __init__(self, kafka: Kafka, group: str, topic: str, partitions: int) -> None:
        self._group = group
        self._partitions = [TopicPartition(topic, number) for number in range(partitions)]
        self._admin: Any = AIOKafkaAdminClient(**kafka.arguments())
        self._ends: Any = AIOKafkaConsumer(**kafka.arguments(), enable_auto_commit=False)

    async def __aenter__(self) -> Self:
        await self._admin.start()
        await self._ends.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._ends.stop()
        await self._admin.close()

    async def read(self) -> tuple[int, int]:
        """See standing. Raises KafkaError."""
        kept = await self._admin.list_consumer_group_offsets(self._group)  # before the ends: never ahead of them
        return standing(await self._ends.end_offsets(self._partitions), kept)


class Spent:
    """Processor time by part, though a process of it is killed and another one started in its place."""

    def __init__(self, pids: Callable[[], Mapping[str, int]], part_of: Callable[[str], str]) -> None:
        self._pids = pids
        self._part_of = part_of
        self._last: dict[tuple[str, int], float] = {}

    def read(self) -> dict[str, float]:
        """Seconds, so far; of a process that is gone, those that were seen last."""
        for name, pid in self._pids().items():
            try:
                self._last[name, pid] = cpu_seconds(pid)
            except (FileNotFoundError, ProcessLookupError):
                continue
        found: dict[str, float] = {}
        for (name, _), seconds in self._last.items():
            part = self._part_of(name)
            found[part] = round(found.get(part, 0.0) + seconds, 2)
        return found


class Watch:
    """Takes a sample a second or so, until it is cancelled."""

    def __init__(self, load: Load, offsets: Offsets, spent: Spent) -> None:
        self._load = load
        self._offsets = offsets
        self._spent = spent
        self.samples: list[Sample] = []

    async def run(self, began: float) -> None:
        """From an instant of the monotonic clock on."""
        while True:
            published, taken_in = await self._offsets.read()
            now = time.monotonic()
            counts = self._load.asked, len(self._load.acknowledged), published, taken_in
            self.samples.append(Sample(round(now - began, 2), *counts, self._spent.read()))
            await asyncio.sleep(EVERY_SECONDS)

    async def until_taken_in(self, seconds: float) -> None:
        """All that was acknowledged, or as long as one waits for it: what is missing then is for the reckoning to tell."""
        until, taken_in = time.monotonic() + seconds, 0
        while taken_in < len(self._load.acknowledged) and time.monotonic() < until:
            _, taken_in = await self._offsets.read()
            await asyncio.sleep(EVERY_SECONDS / 4)
