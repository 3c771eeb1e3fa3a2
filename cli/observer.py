"""A consumer that belongs to no group and to no service: what anybody with a Kafka client sees of the suite's facts."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from chassis.envelope import Envelope, Malformed, from_headers
from chassis.messaging.kafka import Kafka
from cli.stack.problem import StackProblem

_WAIT = 60.0


@dataclass(frozen=True)
class Seen:
    """A fact as it came from Kafka."""

    envelope: Envelope
    topic: str
    key: str
    partition: int
    offset: int
    data: Any


class Observer:
    """Reads the public topics from their beginning, committed records only. `seen` grows; what is no fact is left out.

    Between two readings it asks the broker for nothing: fetching ahead for nobody took two thirds of a player's processor time.
    """

    def __init__(self, kafka: Kafka, prefix: str = "sanzhi") -> None:
        self._consumer = AIOKafkaConsumer(
            **kafka.arguments(),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            fetch_max_wait_ms=100,
        )
        self._servers = kafka.servers
        self._prefix = prefix
        self.seen: list[Seen] = []

    async def start(self) -> None:
        """Connect and take all partitions of the public topics `<prefix>.<service>`. Raises StackProblem."""
        try:
            await asyncio.wait_for(self._consumer.start(), _WAIT)
        except (KafkaError, TimeoutError) as error:
            await self._consumer.stop()
            raise StackProblem(f"无法连接 Kafka（{self._servers}）：{error or '没有回应'}") from error
        topics = [topic for topic in await self._consumer.topics() if self._is_public(topic)]
        self._consumer.subscribe(topics)
        await asyncio.wait_for(self._assigned(set(topics)), _WAIT)

    async def _assigned(self, topics: set[str]) -> None:
        while topics - {partition.topic for partition in self._consumer.assignment()}:
            await self._take(timeout_ms=50)
        self._consumer.pause(*self._consumer.assignment())

    def _is_public(self, topic: str) -> bool:
        return topic.startswith(f"{self._prefix}.") and topic.count(".") == self._prefix.count(".") + 1

    async def catch_up(self) -> None:
        """Read up to what Kafka holds at this moment."""
        partitions = list(self._consumer.assignment())
        ends = await self._consumer.end_offsets(partitions) if partitions else {}
        behind = [each for each, end in ends.items() if await self._consumer.position(each) < end]
        self._consumer.resume(*behind)
        try:
            await asyncio.wait_for(self._read_until(ends), _WAIT)
        finally:
            self._consumer.pause(*behind)

    async def _read_until(self, ends: dict[TopicPartition, int]) -> None:
        while any([await self._consumer.position(partition) < end for partition, end in ends.items()]):
            await self._take(timeout_ms=100)

    async def follow(self, show: Callable[[Seen], Awaitable[None]]) -> None:
        """Hand on what comes from now on, for ever."""
        self._consumer.resume(*self._consumer.assignment())
        while True:
            before = len(self.seen)
            await self._take(timeout_ms=500)
            for fact in self.seen[before:]:
                await show(fact)

    async def _take(self, timeout_ms: int) -> None:
        batches = await self._consumer.getmany(timeout_ms=timeout_ms)
        facts = [fact for records in batches.values() for record in records if (fact := _fact(record)) is not None]
        self.seen += sorted(facts, key=lambda fact: (fact.envelope.time, fact.envelope.id))

    async def stop(self) -> None:
        """Disconnect."""
        await asyncio.wait_for(self._consumer.stop(), _WAIT)


def _fact(record: ConsumerRecord[Any, Any]) -> Seen | None:
    try:
        envelope = from_headers(record.headers)
        data = json.loads(record.value or b"")
    except (Malformed, TypeError, ValueError):
        return None
    key = record.key.decode(errors="replace") if record.key else ""
    return Seen(envelope, record.topic, key, record.partition, record.offset, data)
