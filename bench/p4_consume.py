"""P4: facts a second from Kafka into a subscriber's state, against a plain consumer that runs the same transaction.

Both read each account, change it, write it with its version, keep the inbox key and an audit entry, as many facts a transaction, and
commit offsets after each thousand that they read. The second comparison is with what one would write first: a transaction and an
offset a message.
"""

import asyncio
import time
from typing import Any

from bench.measure import Comparison, Run, Scale, at_least, in_turn
from bench.raw_consume import RawConsumer
from bench.rows import produce, rows_of
from bench.sample import MOVED, Moved, executor_on, move
from bench.stage import PARTITIONS, Stage
from chassis.messaging.consumer import MOST_RECORDS, Consumer
from chassis.messaging.inbox import Inbox
from chassis.messaging.kafka import Kafka
from chassis.messaging.relay import new_producer
from chassis.messaging.subscription import Subscription
from chassis.sealing.seal import Signer
from chassis.sealing.sealer import Sealer
from chassis.store.group import MAX_GROUP
from chassis.store.mongo import Mongo
from chassis.time.leases import Leases
from cli.services import SERVICES

KEYS = 2000


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """Many facts for the runs, fewer for one a message."""
    many, few = scale.of(10_000, 3_000), scale.of(1_000, 300)
    runs = Comparison("P4", "consume: inbox, handler, state", "plain consumer, same transaction a run", "facts/s", at_least(0.9))
    single = Comparison("P4", "consume, against one by one", "plain consumer, a transaction a fact", "facts/s", at_least(5))
    topic, short = await filled(stage, many), await filled(stage, few)
    ours = consuming(stage, topic, many)
    await in_turn(runs, ours, _raw(stage, topic, many, run_length=MAX_GROUP * many // KEYS, at_once=MOST_RECORDS), scale)
    await in_turn(single, ours, _raw(stage, short, few, run_length=1, at_once=1), scale)
    return [runs, single]


async def filled(stage: Stage, number: int) -> str:
    """A topic `<prefix>.sample` with so many facts."""
    topic = await stage.topic_named(f"{stage.fresh('p4')}.sample")
    rows = await rows_of(await executor_on(stage, stage.mongo("p4rows")), topic, number, KEYS)
    async with new_producer(Kafka(stage.bootstrap), "p4") as producer:
        await produce(producer, rows)
    return topic


class _Counting(Inbox):
    """Tells when the first run came and when all are done."""

    def expect(self, number: int) -> None:
        self.left, self.began, self.done = number, 0.0, asyncio.Event()

    async def handle(self, records: Any) -> None:
        self.began = self.began or time.perf_counter()
        await super().handle(records)
        self.left -= len(records)
        if self.left <= 0:
            self.done.set()


def consuming(stage: Stage, topic: str, number: int, *, sealed: bool = True) -> Run:
    """So many facts of a topic that holds them, as a service consumes them: how many a second; what is done is `sealed` meanwhile."""

    async def consumed() -> float:
        executor = await executor_on(stage, stage.mongo("p4"), topic.removesuffix(".sample"))
        inbox = _Counting(executor, {MOVED: Subscription(Moved, move)})
        inbox.expect(number)
        consumer = Consumer(inbox, Kafka(stage.bootstrap), stage.fresh("p4"), [topic], PARTITIONS)
        leases = await _leases(executor.context.mongo)
        sealing = [asyncio.create_task(_sealer(stage, executor.context.mongo).run(leases))] if sealed else []
        await consumer.start()
        try:
            await inbox.done.wait()
            took = time.perf_counter() - inbox.began
        finally:
            for task in sealing:
                task.cancel()
            await consumer.stop()
        await _check(executor.context.mongo["accounts"], number)
        return number / took

    return consumed


def _sealer(stage: Stage, mongo: Mongo) -> Sealer:
    """As beside every service: what was consumed is sealed meanwhile."""
    return Sealer(mongo, "none", "sample", Signer(str(stage.issuer.service_key(SERVICES[0]))))


async def _leases(mongo: Mongo) -> Leases:
    leases = Leases(mongo, seconds=600)
    await leases.open()
    await leases.renew()
    return leases


def _raw(stage: Stage, topic: str, number: int, run_length: int, at_once: int) -> Run:
    async def consumed() -> float:
        database = (await executor_on(stage, stage.mongo("p4raw"))).context.mongo
        async with RawConsumer(database, stage.bootstrap, stage.fresh("p4raw"), topic) as raw:
            took = await raw.consume(number, run_length, at_once)
        await _check(database["accounts"], number)
        return number / took

    return consumed


async def _check(accounts: Any, number: int) -> None:
    (found,) = await accounts.aggregate([{"$group": {"_id": None, "sum": {"$sum": "$balance"}}}]).to_list(1)
    assert found["sum"] == number, f"{found['sum']} effects of {number} facts"
