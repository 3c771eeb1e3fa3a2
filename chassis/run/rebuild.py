"""Makes the state of a service that only takes facts in (it publishes none, has no timers) anew, while it serves the old one.

All facts go through the service's own handlers into collections beside the real ones, "rebuilt.…", with an inbox of their own. Each then
takes the place of its old one, at once and with its indexes ($out). What the running service took in meanwhile is given to the handlers
once more, in its order, up to a moment at which there is no more: so they have to come to the same when a fact is taken in again. Versions
are counted from where no old one is, so that a transaction that read an old document cannot write over a new one.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from chassis.access.roles import Actor
from chassis.messaging.inbox import Inbox
from chassis.messaging.kafka import Kafka
from chassis.messaging.letters import DeadLetter
from chassis.messaging.opened import Opened, open_record
from chassis.messaging.subscription import topics_of
from chassis.policy import Policies
from chassis.run.service import Service
from chassis.store.executor import Executor
from chassis.store.mongo import Document, Mongo, aggregated
from chassis.store.schema import wanted_indexes
from chassis.store.transaction import Context, Origin, Transaction
from chassis.store.unit import YEARS
from chassis.time.clock import Reading, wall_clock

BESIDE = "rebuilt."
_MOST = 500  # records at a time
_JOIN_SECONDS = 60.0
Record = ConsumerRecord[Any, Any]
Positions = dict[TopicPartition, int]


class Beside(Mongo):
    """A service's database, with other collections."""

    def __getitem__(self, collection: str) -> Any:
        return super().__getitem__(f"{BESIDE}{collection}")


class _Wall:
    """What is taken in says itself when it happened."""

    async def read(self) -> Reading:
        now = wall_clock()
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        return Reading("system", now, now)


@dataclass(frozen=True)
class Rebuilt:
    """How many facts were taken in, how many once more after the change, and how many documents each collection has."""

    facts: int
    again: int
    documents: dict[str, int]


class Rebuild:
    """Of one service; `say` is told how far it is."""

    def __init__(self, service: Service, mongo: Mongo, beside: Beside, prefix: str, say: Callable[[str], None]) -> None:
        self._service = service
        self._mongo = mongo
        self._beside = beside
        self._prefix = prefix
        self._say = say
        self._actor = Actor(f"services/{service.name}", roles=frozenset({"service"}))

    async def run(self, kafka: Kafka) -> Rebuilt:
        """From the first fact to the last. Raises KafkaError, PyMongoError."""
        consumer = AIOKafkaConsumer(
            **kafka.arguments(),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
        )
        await consumer.start()
        try:
            return await self._run(consumer)
        finally:
            await consumer.stop()
            await self._clear()

    async def _run(self, consumer: Any) -> Rebuilt:
        await self._clear()
        for name, models in wanted_indexes(self._service.transaction).items():
            if models:
                await self._beside[name].create_indexes(models)
        await self._begin(consumer)
        inbox = Inbox(self._executor(self._beside), self._service.subscriptions)
        facts = await self._take_all(consumer, inbox.handle)
        since: Positions = {each: await consumer.position(each) for each in consumer.assignment()}
        self._say(f"{facts} 条事实已收入，开始替换")
        documents = {name: await self._replace(name) for name in self._names()}
        for partition, offset in since.items():
            consumer.seek(partition, offset)
        again = await self._take_all(consumer, self._once_more(self._executor(self._mongo)))
        return Rebuilt(facts, again, documents)

    def _names(self) -> list[str]:
        return [*(declared.name for declared in self._service.transaction.collections()), YEARS]

    def _executor(self, mongo: Mongo) -> Executor:
        policies: Policies[Any] = Policies.load(self._service.name, self._service.policy)
        context = Context(self._service.name, mongo, policies, _asks_nobody, self._prefix)
        return Executor(context, _Wall(), self._service.transaction)

    async def _begin(self, consumer: Any) -> None:
        """Have all partitions, at their first facts."""
        topics = topics_of(self._service.subscriptions, self._prefix)
        consumer.subscribe(topics)
        async with asyncio.timeout(_JOIN_SECONDS):
            while {each.topic for each in consumer.assignment()} < set(topics):
                await consumer.getmany(timeout_ms=50, max_records=1)
        await consumer.seek_to_beginning()

    async def _take_all(self, consumer: Any, take: Callable[[list[Record]], Any]) -> int:
        """All that there is, up to a moment at which there is no more."""
        taken = 0
        while True:
            fetched = await consumer.getmany(timeout_ms=200, max_records=_MOST)
            for records in fetched.values():
                await take(records)
                taken += len(records)
            if fetched:
                continue
            ends = await consumer.end_offsets(list(consumer.assignment()))
            if all([await consumer.position(partition) >= end for partition, end in ends.items()]):
                return taken

    async def _replace(self, name: str) -> int:
        """One of the real collections by the one beside it, at once; readers see the one or the other."""
        later = {"$set": {"version": {"$add": ["$version", int(time.time())]}}}
        stages: list[Document] = [*([] if name == YEARS else [later]), {"$out": name}]
        async for _ in aggregated(self._beside[name], stages):
            pass
        return int(await self._mongo[name].estimated_document_count())

    def _once_more(self, executor: Executor) -> Callable[[Iterable[Record]], Any]:
        async def take(records: Iterable[Record]) -> None:
            for record in records:
                try:
                    opened = open_record(record, self._service.subscriptions, self._prefix)
                except DeadLetter:
                    continue  # it is one for the running service too
                if opened is not None:
                    await self._take_again(opened, executor)

        return take

    async def _take_again(self, opened: Opened, executor: Executor) -> None:
        envelope = opened.envelope
        origin = Origin(envelope.type, envelope.correlationid or envelope.id, envelope.id)

        async def work(tx: Transaction) -> None:
            tx.begin(envelope, origin)
            await self._service.subscriptions[envelope.type].handler(opened.fact, tx)

        await executor.run(work, self._actor, origin)

    async def _clear(self) -> None:
        for name in await self._beside.database.list_collection_names():
            if name.startswith(BESIDE):
                await self._beside.database.drop_collection(name)


def _asks_nobody(stub: type) -> Any:
    raise LookupError(f"{stub} is not asked for what is taken in")
