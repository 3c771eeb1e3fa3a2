"""How far a service has got: what is due, pending or behind, over all replicas."""

import asyncio
import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from chassis.messaging.ending import ended
from chassis.messaging.kafka import Kafka
from chassis.run.topology import Topology, faults_of_group, faults_of_topics
from chassis.store.damage import as_text
from chassis.store.mongo import Document, Mongo, aggregated
from chassis.store.unit import AUDIT, DEAD_LETTERS, OUTBOX, TIMERS
from chassis.time.clock import Reading, wall_clock

log = logging.getLogger(__name__)
KAFKA_SECONDS = 5.0
JOIN_SECONDS = 30.0  # until then a group may have no member yet
OLD_SECONDS = 60.0  # a fact that waits for Kafka, a timer that is due
KNOWN_SECONDS = 10.0  # how long partitions and the group's coordinator are taken for what they were: both may change, and seldom do
_MEANWHILE = "acts: some meanwhile"
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

    faults: what does not pass by itself, and somebody has to see to (zh-CN).
    """

    outbox_pending: int = 0
    outbox_oldest_seconds: float = 0.0
    timers_due: int = 0
    timers_late_seconds: float = 0.0
    timers_pending: int = 0
    next_timer: datetime | None = None
    dead_letters: int = 0
    failing_timers: list[str] = field(default_factory=list)
    lag: list[Lag] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)
    refused_facts: list[str] = field(default_factory=list)
    acts: int = 0
    damaged_documents: int = 0
    damaged: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class LagMeter:
    """Compares a group's committed offsets with the ends of its topics, and looks whether they are there at all, and those it writes to."""

    def __init__(self, kafka: Kafka, group: str, topics: list[str], written: Sequence[str] = ()) -> None:
        self._group = group
        self._topics = topics
        self._written = written
        self._began = time.monotonic()
        self._admin: Any = AIOKafkaAdminClient(**kafka.arguments())
        self._ends: Any = AIOKafkaConsumer(**kafka.arguments(), enable_auto_commit=False)
        self._known: tuple[float, Topology] | None = None

    async def start(self) -> None:
        """Connect."""
        await self._admin.start()
        await self._ends.start()

    async def stop(self) -> None:
        """Disconnect; a broker that does not answer is not waited for."""
        for close in (self._admin.close, self._ends.stop):
            await ended(close, KAFKA_SECONDS)

    async def ask(self) -> None:
        """Whether Kafka answers. Raises KafkaError, TimeoutError."""
        async with asyncio.timeout(KAFKA_SECONDS):
            await self._admin.describe_topics([*self._written, *self._topics][:1])  # the smallest question that there is

    async def faults(self) -> list[str]:
        """What Kafka lacks of what the service needs there, as of some seconds ago (zh-CN). Raises KafkaError, TimeoutError."""
        if not self._topics and not self._written:
            return []
        async with asyncio.timeout(KAFKA_SECONDS):
            return list((await self._where()).faults)

    def by_topic(self, parts: Iterable[PartitionLag]) -> list[Lag]:
        """Lag of each topic that is read."""
        behind = dict.fromkeys(self._topics, 0)
        for each in parts:
            behind[each.topic] += max(0, each.lag)
        return [Lag(topic, count) for topic, count in behind.items()]

    async def by_partition(self) -> list[PartitionLag]:
        """Lag of each partition. Raises KafkaError, TimeoutError."""
        if not self._topics:
            return []
        try:
            async with asyncio.timeout(KAFKA_SECONDS):
                known = await self._where()
                if not known.partitions:
                    return []
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

    async def _where(self) -> Topology:
        if self._known is None or time.monotonic() > self._known[0]:
            described = await self._admin.describe_topics([*self._topics, *self._written])
            read = [topic for topic in described if topic["topic"] in self._topics]
            partitions = [TopicPartition(topic["topic"], part["partition"]) for topic in read for part in topic["partitions"]]
            coordinator = await self._admin.find_coordinator(self._group) if self._topics else 0
            faults = faults_of_topics([*self._topics, *self._written], described)
            if partitions and time.monotonic() - self._began > JOIN_SECONDS:
                (answer,) = await self._admin.describe_consumer_groups([self._group], coordinator)
                faults += faults_of_group(self._group, answer.to_object()["groups"][0])
            self._known = time.monotonic() + KNOWN_SECONDS, Topology(partitions, coordinator, faults)
        return self._known[1]


@dataclass(frozen=True)
class _Waiting:
    """Timers by number: due, and later; how late the first one is that may fire; when the next one is due."""

    due: int = 0
    late_seconds: float = 0.0
    later: int = 0
    next: datetime | None = None


def _also(collection: str, field: str, *stages: Document) -> Document:
    """Of a pipeline: this field of the first document that the stages find in another collection."""
    return {"$unionWith": {"coll": collection, "pipeline": [*stages, {"$limit": 1}, {"$project": {"_id": 0, field: 1}}]}}


_PULSE = [
    {"$collStats": {"count": {}}},
    {"$project": {"count": 1}},
    _also(OUTBOX, "pending", {"$match": {"pending": True, "_id": {"$type": "string"}}}),
    _also(TIMERS, "due", {"$match": {"due": {"$type": "date"}}}, {"$sort": {"due": 1}}),
]


async def pulse(mongo: Mongo, reading: Reading, meter: LagMeter | None) -> Progress:
    """Of progress(): acts, next_timer, busy. Whoever waits for the suite to come to rest asks for it all the time. Raises PyMongoError.

    One question to the database, which answers its parts in their order: lag before acts, acts before what they lead to. So of two looks in
    which nothing was busy and acts were the same, the first one tells that nothing was left to publish or to fire, the second one that
    nothing was left to handle.
    """
    _, busy, _ = await _lag(meter)
    question = {"aggregate": AUDIT, "pipeline": _PULSE, "cursor": {}, "readConcern": {"level": "local"}}  # all that $collStats allows
    found = await mongo.database.command(question, codec_options=mongo.database.codec_options)
    told: Document = {key: value for row in found["cursor"]["firstBatch"] for key, value in row.items()}
    due = told.get("due")
    if due is not None and due <= reading.now:
        busy.append("timers: some due")
    if "pending" in told:
        busy.append("outbox: some pending")
    return Progress(acts=told.get("count", 0), busy=busy, next_timer=due)


async def progress(mongo: Mongo, reading: Reading, meter: LagMeter | None) -> Progress:
    """What is not done yet. Raises PyMongoError."""
    outbox, timers, audit = mongo[OUTBOX], mongo[TIMERS], mongo[AUDIT]
    acts = await audit.estimated_document_count()
    # Both before the outbox, where what was done meanwhile has left what it led to.
    lag, busy, faults = await _lag(meter)
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
        dead_letters=await _dead_letters(mongo),
        refused_facts=[f"{as_text(row['_id'])} of {as_text(row.get('key'))}: {as_text(row['refused'])}" for row in refused],
        failing_timers=[f"{as_text(timer['_id'])}: {as_text(timer.get('damaged') or timer.get('error', ''))}" for timer in failing[:20]],
        damaged_documents=len(mongo.damage),
        damaged=mongo.damage.told(),
        lag=lag,
        busy=busy,
        faults=faults,
    )
    if found.outbox_oldest_seconds > OLD_SECONDS:
        found.faults.append(f"有 {found.outbox_pending} 件事实没有送到 Kafka，最早的已等待 {found.outbox_oldest_seconds:.0f} 秒")
    if reading.mode == "system" and found.timers_late_seconds > OLD_SECONDS:
        found.faults.append(f"有 {found.timers_due} 件到期事项没有办理，最早的已迟 {found.timers_late_seconds:.0f} 秒")
    if found.outbox_pending:
        found.busy.append(f"outbox: {found.outbox_pending} pending")
    if found.timers_due:
        found.busy.append(f"timers: {found.timers_due} due")
    if await audit.estimated_document_count() != acts:
        found.busy.append(_MEANWHILE)
    return found


async def _dead_letters(mongo: Mongo) -> int:
    """Those that are alone, and those of bundles, which say how many they are; an index has both."""
    letters = mongo[DEAD_LETTERS]
    alone = int(await letters.count_documents({"dead": True}, limit=MOST_COUNTED))
    stages: list[dict[str, Any]] = [
        {"$match": {"packed": {"$gt": 0}}},
        {"$sort": {"packed": -1}},
        {"$limit": MOST_COUNTED},
        {"$group": {"_id": None, "letters": {"$sum": "$packed"}}},
    ]
    together = [int(row["letters"]) async for row in aggregated(letters, stages)]
    return min(MOST_COUNTED, alone + sum(together))


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


async def _lag(meter: LagMeter | None) -> tuple[list[Lag], list[str], list[str]]:
    """Lag by topic, what is busy, what is wrong."""
    if meter is None:
        return [], [], []
    try:
        parts, faults = await meter.by_partition(), await meter.faults()
    except (KafkaError, TimeoutError) as error:
        return [], [f"kafka: {type(error).__name__}"], []
    lag = meter.by_topic(parts)
    busy = [f"{each.topic}: {each.lag} behind" for each in lag if each.lag > 0] + (["kafka: not whole"] if faults else [])
    ahead = [f"{part.topic}/{part.partition}" for part in parts if part.lag < 0]
    if ahead:
        faults.append(f"消费位点在末尾之后：{'、'.join(ahead)}；主题曾被删除重建，其中的事实不会再来")
    return lag, busy, faults


def _age(uuid7: str) -> float:
    try:
        made = int(uuid7.replace("-", "")[:12], 16) / 1000  # the first 48 bits are milliseconds (RFC 9562)
    except ValueError:  # no id of ours: it is noted when the relay comes to it
        return 0.0
    return max(0.0, wall_clock().timestamp() - made)
