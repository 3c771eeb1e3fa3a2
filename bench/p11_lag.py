"""P11: how long after a fact is sent it is in the desk's lists, at 500 facts a second.

The facts are those of the example stories, of many projects at once, each with its number within topic and key. One consumer of
the desk takes them in with the desk's own handler; a fact counts from the producer's time stamp to the end of the commit that has it.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest
from typing import Any

from bench.desk_pattern import PROJECTS, lines_of, renamed
from bench.measure import Comparison, Scale, at_most_more, percentile
from bench.stage import PARTITIONS, Stage
from chassis.envelope import to_headers
from chassis.messaging.consumer import Consumer
from chassis.messaging.inbox import Inbox
from chassis.messaging.kafka import Kafka
from chassis.messaging.relay import new_producer
from chassis.messaging.subscription import topics_of
from chassis.policy import Policies
from chassis.store.executor import Executor
from chassis.store.schema import ensure_collections
from chassis.store.transaction import Context
from chassis.time.clock import Clock
from services.desk.domain.policy import DeskPolicy
from services.desk.store import DeskTransaction
from services.desk.subscriptions import SUBSCRIPTIONS

FACTS_A_SECOND = 500
GIVE_UP_SECONDS = 120
Record = dict[str, Any]


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """The 99th percentile of milliseconds, a round each repetition; against nothing."""
    lag = Comparison("P11", f"lag of the desk, {FACTS_A_SECOND} facts/s, p99", "nothing", "ms", at_most_more(100))
    middles = []
    for turn in range(scale.repetitions + 1):
        taken = await _round(stage, scale.of(20, 5))
        if turn:  # the first one warms up
            lag.ours.append(percentile(taken, 0.99))
            lag.raw.append(0.0)
            middles.append(round(percentile(taken, 0.5), 1))
    lag.notes["p50, ms"] = tuple(middles)
    return [lag]


async def _round(stage: Stage, seconds: int) -> list[float]:
    prefix, mongo = stage.fresh("p11"), stage.mongo("p11")
    topics = topics_of(SUBSCRIPTIONS, prefix)
    await asyncio.gather(*(stage.topic_named(topic) for topic in topics))
    await ensure_collections(mongo, DeskTransaction)
    context = Context("desk", mongo, Policies.load("desk", DeskPolicy), lambda stub: stub, prefix)
    wanted = FACTS_A_SECOND * seconds
    inbox = _Watched(Executor(context, Clock(mongo, "system"), DeskTransaction), wanted)
    consumer = Consumer(inbox, Kafka(stage.bootstrap), stage.fresh("p11"), topics, PARTITIONS)
    records = [record for record, _ in zip(_records(prefix, wanted), range(wanted), strict=False)]
    await consumer.start()
    try:
        async with new_producer(Kafka(stage.bootstrap), "p11") as producer:
            began = time.perf_counter()
            for number, record in enumerate(records):
                await asyncio.sleep(max(0.0, began + number / FACTS_A_SECOND - time.perf_counter()))
                await producer.send(**record)
            async with asyncio.timeout(GIVE_UP_SECONDS):
                await inbox.all.wait()
    finally:
        await consumer.stop()
        await mongo.client.drop_database(mongo.database.name)
        await mongo.close()
    return inbox.milliseconds


def _records(prefix: str, wanted: int) -> Iterator[Record]:
    """Of many projects side by side, each in its order."""
    lines = lines_of()
    stories = {project: [line for line in lines if line["data"].get("project") == f"projects/{project}"] for project in PROJECTS}
    many = -(-wanted // sum(map(len, stories.values()))) + 1
    copies = [list(renamed(facts, f"c{each:04d}{place:05d}", each)) for each in range(many) for place, facts in enumerate(stories.values())]
    numbers = Counter[tuple[str, str]]()
    for fact in (fact for at_once in zip_longest(*copies) for fact in at_once if fact is not None):
        topic, key = fact["topic"].replace("sanzhi", prefix, 1), fact["data"]["project"]
        numbers[topic, key] += 1
        told = {name: fact[name] for name in ("id", "type", "subject", "actor")} | {"source": f"/sanzhi/{fact['type'].split('.')[1]}"}
        told |= {"time": datetime.fromisoformat(fact["time"]), "sequence": numbers[topic, key], "correlationid": fact["id"]}
        value = json.dumps(fact["data"], ensure_ascii=False).encode()
        yield {"topic": topic, "key": key.encode(), "value": value, "headers": to_headers(told)}


class _Watched(Inbox):
    """Notes when facts are taken in."""

    def __init__(self, executor: Executor, wanted: int) -> None:
        super().__init__(executor, SUBSCRIPTIONS)
        self.milliseconds: list[float] = []
        self.all, self._wanted = asyncio.Event(), wanted

    async def handle(self, records: Any) -> None:
        await super().handle(records)
        now = 1000 * time.time()
        self.milliseconds += [now - record.timestamp for record in records]
        if len(self.milliseconds) >= self._wanted:
            self.all.set()
