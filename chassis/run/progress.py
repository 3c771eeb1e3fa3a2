"""How far a service has got: what is due, pending or behind, over all replicas."""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from chassis.messaging.kafka import Kafka
from chassis.store.damage import as_text
from chassis.store.mongo import Mongo
from chassis.store.unit import AUDIT, DEAD_LETTERS, OUTBOX, TIMERS
from chassis.time.clock import Reading, wall_clock

log = logging.getLogger(__name__)
KAFKA_SECONDS = 5.0
KNOWN_SECONDS = 10.0  # how long partitions and the group's coordinator are taken for what they were: both may change, and seldom do
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

    `damaged_documents`: those that the replica which is asked has found damaged; `damaged`: the first of them, and what is wrong with each.

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
    damaged_documents: int = 0
    damaged: list[str] = field(default_factory=list)


class LagMeter:
    """Compares a group's committed offsets with the ends of its topics."""

    def __init__(self, kafka: Kafka, group: str, topics: list[str]) -> None:
        self._group = group
        self._topics = topics
        self._admin: Any = AIOKafkaAdminClient(**kafka.arguments())
        self._ends: Any = AIOKafkaConsumer(**kafka.arguments(), enable_auto_commit=False)
        self._known: _Known | None = None

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
        if not self._topics:
            return []
        try:
            async with asyncio.timeout(KAFKA_SECONDS):
                known = await self._where()
                committed = await self._admin.list_consumer_group_offsets(self._group, known.coordinator)
                ends = await self._ends.end_offsets(known.partitions)
        except Exception:
            self._known = None
            raise
        found = []
        for partition in known.partitions:
            place = committed.get(partition)
            found.append(PartitionLag(partition.topic, ends[partition] - max(0, place.offset if place else 0), partition.partition))
        return found

    async def _where(self) -> "_Known":
        if self._known is None or time.monotonic() > self._known.until:
            described = await self._admin.describe_topics(self._topics)
            partitions = [TopicPartition(topic["topic"], part["partition"]) for topic in described for part in topic["partitions"]]
            coordinator = await self._admin.find_coordinator(self._group)
            self._known = _Known(partitions, coordinator, time.monotonic() + KNOWN_SECONDS)
        return self._known


@dataclass(frozen=True)
class _Known:
    """What need not be asked for each time."""

    partitions: list[TopicPartition]
    coordinator: int
    until: float


@dataclass(frozen=True)
class _Waiting:
    """Timers by number: due, and later; how late the first one is that may fire; when the next one is due."""

    due: int = 0
    late_seconds: float = 0.0
    later: int = 0
    next: datetime | None = None


async def progress(mongo: Mongo, reading: Reading, meter: LagMeter | None) -> Progress:
    """What is not done yet. Raises PyMongoError."""
    outbox, timers, audit = mongo[OUTBOX], mongo[TIMERS], mongo[AUDIT]
    acts = await audit.estimated_document_count()
    # Both before the outbox, where what was done meanwhile has left what it led to.
    lag, busy = await _lag(meter)
    waiting = await _waiting(mongo, reading)
    oldest = await outbox.find_one({"pending": True, "_id": {"$type": "string"}}, {"_id": 1}, sort=[("_id", 1)])
    refused = await outbox.find({"refused": {"$exists": True}}, {"refused": 1, "key": 1}).limit(20).to_list(20)
    failing = await timers.find({"attempt": {"$gt": 0}}, {"error": 1}).limit(20).to_list(20)
    failing += await timers.find({"damaged": {"$exists": True}}, {"damaged": 1}).limit(20).to_list(20)
    found = Progress(
        acts=acts,
        outbox_oldest_seconds=0.0 if oldest is None else _age(oldest["_id"]),
        outbox_pending=0 if oldest is None else await outbox.count_documents({"pending": True}, limit=MOST_COUNTED),
        timers_due=waiting.due,
        timers_late_seconds=waiting.late_seconds,
        timers_pending=waiting.later,
        next_timer=waiting.next,
        dead_letters=await mongo[DEAD_LETTERS].count_documents({"dead": True}, limit=MOST_COUNTED),
        refused_facts=[f"{as_text(row['_id'])} of {as_text(row.get('key'))}: {as_text(row['refused'])}" for row in refused],
        failing_timers=[f"{as_text(timer['_id'])}: {as_text(timer.get('damaged') or timer.get('error', ''))}" for timer in failing[:20]],
        damaged_documents=len(mongo.damage),
        damaged=mongo.damage.told(),
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


async def _waiting(mongo: Mongo, reading: Reading) -> _Waiting:
    """This is asked for every moment, and as a rule nothing is due: one question tells that."""
    timers = mongo[TIMERS]
    first = await timers.find_one({}, {"due": 1}, sort=[("due", 1)])
    if first is not None and not isinstance(first.get("due"), datetime):  # it never goes off; it sorts before all that do
        mongo.damage.found(TIMERS, first["_id"], ["due: is no instant"])
        first = await timers.find_one({"due": {"$type": "date"}}, {"due": 1}, sort=[("due", 1)])
    if first is None:
        return _Waiting()
    due, late, upcoming = 0, 0.0, first
    if first["due"] <= reading.now:
        due = await timers.count_documents({"due": {"$lte": reading.now}}, limit=MOST_COUNTED)
        late = max(0.0, (reading.released - first["due"]).total_seconds())
        upcoming = await timers.find_one({"due": {"$gt": reading.now}}, {"due": 1}, sort=[("due", 1)])
    later = await timers.count_documents({"due": {"$gt": reading.now}}, limit=MOST_COUNTED)
    return _Waiting(due, late, later, None if upcoming is None else upcoming["due"])


async def _lag(meter: LagMeter | None) -> tuple[list[Lag], list[str]]:
    if meter is None:
        return [], []
    try:
        found = await meter.lag()
    except (KafkaError, TimeoutError) as error:
        return [], [f"kafka: {type(error).__name__}"]
    return found, [f"{lag.topic}: {lag.lag} behind" for lag in found if lag.lag > 0]


def _age(uuid7: str) -> float:
    try:
        made = int(uuid7.replace("-", "")[:12], 16) / 1000  # the first 48 bits are milliseconds (RFC 9562)
    except ValueError:  # no id of ours: it is noted when the relay comes to it
        return 0.0
    return max(0.0, wall_clock().timestamp() - made)
