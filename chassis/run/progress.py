"""How far a service has got: what is due, pending or behind, over all replicas."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from chassis.messaging.kafka import Kafka
from chassis.store.mongo import Mongo
from chassis.store.unit import AUDIT, DEAD_LETTERS, OUTBOX, TIMERS
from chassis.time.clock import Reading, wall_clock

log = logging.getLogger(__name__)
KAFKA_SECONDS = 5.0
MOST_COUNTED = 10_000  # what is asked for every moment must not cost more the more there is


@dataclass(frozen=True)
class Lag:
    """Records of a topic that the group has not committed."""

    topic: str
    lag: int


@dataclass(frozen=True)
class PartitionLag(Lag):
    """Those of one partition."""

    partition: int


@dataclass(frozen=True)
class Progress:
    """Counts of what is not done yet, none above MOST_COUNTED. `busy` says it in words; empty where the service is quiet.

    `acts` grows with all that is done. Where it is the same in two readings running and nobody was busy in either, nothing was under
    way anywhere at the moment between them: a fact that hops from service to service while they are asked in turn shows in it.
    """

    outbox_pending: int
    outbox_oldest_seconds: float
    timers_due: int
    timers_late_seconds: float
    timers_pending: int
    next_timer: datetime | None
    dead_letters: int
    failing_timers: list[str]
    lag: list[Lag] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)
    refused_facts: list[str] = field(default_factory=list)
    acts: int = 0


class LagMeter:
    """Compares a group's committed offsets with the ends of its topics."""

    def __init__(self, kafka: Kafka, group: str, topics: list[str]) -> None:
        self._group = group
        self._topics = topics
        self._admin: Any = AIOKafkaAdminClient(**kafka.arguments())
        self._ends: Any = AIOKafkaConsumer(**kafka.arguments(), enable_auto_commit=False)

    async def start(self) -> None:
        """Connect."""
        await self._admin.start()
        await self._ends.start()

    async def stop(self) -> None:
        """Disconnect; a broker that does not answer is not waited for."""
        for close in (self._admin.close, self._ends.stop):
            try:
                await asyncio.wait_for(close(), KAFKA_SECONDS)
            except (KafkaError, TimeoutError) as error:
                log.warning("Kafka was left without a word: %r", error)

    async def lag(self) -> list[Lag]:
        """Lag of each topic. Raises KafkaError, TimeoutError."""
        behind = dict.fromkeys(self._topics, 0)
        for each in await self.by_partition():
            behind[each.topic] += each.lag
        return [Lag(topic, count) for topic, count in behind.items()]

    async def by_partition(self) -> list[PartitionLag]:
        """Lag of each partition. Raises KafkaError, TimeoutError."""
        async with asyncio.timeout(KAFKA_SECONDS):
            partitions = await self._partitions()
            ends = await self._ends.end_offsets(partitions)
            committed = await self._admin.list_consumer_group_offsets(self._group)
        found = []
        for partition in partitions:
            known = committed.get(partition)
            found.append(PartitionLag(partition.topic, ends[partition] - max(0, known.offset if known else 0), partition.partition))
        return found

    async def _partitions(self) -> list[TopicPartition]:
        described = await self._admin.describe_topics(self._topics)
        return [TopicPartition(topic["topic"], part["partition"]) for topic in described for part in topic["partitions"]]


async def progress(mongo: Mongo, reading: Reading, meter: LagMeter | None) -> Progress:
    """What is not done yet. Raises PyMongoError."""
    outbox, timers, audit = mongo[OUTBOX], mongo[TIMERS], mongo[AUDIT]
    acts = await audit.estimated_document_count()
    lag, busy = await _lag(meter)  # and timers due: before the outbox, where what was done meanwhile has left what it led to
    due = {"due": {"$lte": reading.now}}
    oldest = await outbox.find_one({"pending": True}, {"attributes.id": 1, "_id": 1}, sort=[("_id", 1)])
    upcoming = await timers.find_one({"due": {"$gt": reading.now}}, {"due": 1}, sort=[("due", 1)])
    first = await timers.find_one({"due": {"$lte": reading.released}}, {"due": 1}, sort=[("due", 1)])
    refused = await outbox.find({"refused": {"$exists": True}}, {"refused": 1, "key": 1}).limit(20).to_list(20)
    failing = await timers.find({"attempt": {"$gt": 0}}, {"error": 1}).limit(20).to_list(20)
    found = Progress(
        acts=acts,
        outbox_oldest_seconds=0.0 if oldest is None else _age(oldest["_id"]),
        timers_due=await timers.count_documents(due, limit=MOST_COUNTED),
        outbox_pending=await outbox.count_documents({"pending": True}, limit=MOST_COUNTED),
        timers_late_seconds=0.0 if first is None else (reading.released - first["due"]).total_seconds(),
        timers_pending=await timers.count_documents({"due": {"$gt": reading.now}}, limit=MOST_COUNTED),
        next_timer=None if upcoming is None else upcoming["due"],
        dead_letters=await mongo[DEAD_LETTERS].count_documents({"dead": True}, limit=MOST_COUNTED),
        refused_facts=[f"{row['_id']} of {row['key']}: {row['refused']}" for row in refused],
        failing_timers=[f"{timer['_id']}: {timer.get('error', '')}" for timer in failing],
        lag=lag,
        busy=busy,
    )
    if found.outbox_pending:
        found.busy.append(f"outbox: {found.outbox_pending} pending")
    if found.timers_due:
        found.busy.append(f"timers: {found.timers_due} due")
    if await audit.estimated_document_count() != acts:
        found.busy.append("acts: some meanwhile")
    return found


async def _lag(meter: LagMeter | None) -> tuple[list[Lag], list[str]]:
    if meter is None:
        return [], []
    try:
        found = await meter.lag()
    except (KafkaError, TimeoutError) as error:
        return [], [f"kafka: {type(error).__name__}"]
    return found, [f"{lag.topic}: {lag.lag} behind" for lag in found if lag.lag > 0]


def _age(uuid7: str) -> float:
    made = int(uuid7.replace("-", "")[:12], 16) / 1000  # the first 48 bits are milliseconds (RFC 9562)
    return max(0.0, wall_clock().timestamp() - made)
