"""P14: how long a good fact waits behind a flood of junk, against the same fact without a flood.

A hundred thousand records that cannot be handled lie in one partition: no facts at all, or facts in another service's name. Behind the
last of them lies a fact, and another one in the next partition. The consumer is started on them; what counts is the time from the
first records that it takes in hand to the handler of each fact. That every record of the flood is kept is checked.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable
from typing import Any

from aiokafka import AIOKafkaProducer

from bench.measure import Comparison, Scale, at_most_more
from bench.rows import record_of, rows_of
from bench.sample import MOVED, Moved, executor_on, move
from bench.stage import Stage
from chassis.envelope import to_headers
from chassis.messaging.bundles import FORGED, letters_in
from chassis.messaging.consumer import Consumer
from chassis.messaging.inbox import Inbox
from chassis.messaging.kafka import Kafka
from chassis.messaging.relay import new_producer
from chassis.messaging.subscription import Subscription
from chassis.store.executor import Executor
from chassis.store.mongo import Mongo
from chassis.store.unit import DEAD_LETTERS

FLOODED, BESIDE = 0, 1
PARTITIONS = 60  # as many as evaluation reads, and so in pieces as small as its own
_AT_ONCE = 5000
GIVE_UP_SECONDS = 120
Sent = dict[str, Any]
Junk = Callable[[int], Sent]


def _no_fact(number: int) -> Sent:
    return {"value": b"\x00not a fact\xff" * 16}


def _forged(number: int) -> Sent:
    said = {"id": f"{number:032x}", "source": "/sanzhi/other", "type": MOVED, "time": "2026-01-05T00:00:00Z"}
    body = b'{"name": "projects/0/account", "project": "projects/0", "amount": 1000000}'
    return {
        "value": body,
        "key": b"projects/0",
        "headers": to_headers({**said, "subject": "projects/0/account", "sequence": 1, "actor": "people/nobody"}),
    }


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """Seconds, behind the flood in its partition, and in another one."""
    many = scale.of(100_000, 10_000)
    logging.getLogger("chassis").addHandler(logging.FileHandler(stage.folder / "p14.log"))  # a service writes them down, too
    found = await _compared(stage, scale, f"a fact behind {many:,} of junk", _no_fact, many)
    forged, _ = await _compared(stage, scale, f"a fact behind {many:,} forged ones", _forged, many)
    return [*found, forged]


async def _compared(stage: Stage, scale: Scale, path: str, junk: Junk, many: int) -> list[Comparison]:
    behind = Comparison("P14", path, "the same without junk", "s", at_most_more(5))
    beside = Comparison("P14", "a fact in another partition", "the same without junk", "s", at_most_more(5))
    rates: list[float] = []
    for turn in range(scale.repetitions + 1):
        flooded, quiet = await _measured(stage, junk, many, rates), await _measured(stage, junk, 0, [])
        if turn:  # the first one warms up
            for comparison, partition in ((behind, FLOODED), (beside, BESIDE)):
                comparison.ours.append(flooded[partition])
                comparison.raw.append(quiet[partition])
    behind.notes["dead letters/s"] = tuple(rates[1:])
    return [behind, beside]


async def _measured(stage: Stage, junk: Junk, many: int, rates: list[float]) -> list[float]:
    """Seconds until the fact of either partition was handled."""
    prefix = stage.fresh("p14")
    topic, executor = await stage.topic_named(f"{prefix}.sample"), await executor_on(stage, stage.mongo("p14"), prefix)
    async with new_producer(Kafka(stage.bootstrap), "p14") as producer:
        await _flood(producer, topic, junk, many)
        for row in await rows_of(executor, topic, 2, 2):
            await producer.send_and_wait(**record_of(row), partition=FLOODED if row["key"] == "projects/0" else BESIDE)
    inbox = _Watched(executor)
    consumer = Consumer(inbox, Kafka(stage.bootstrap), stage.fresh("p14"), [topic], PARTITIONS)
    await consumer.start()
    try:
        async with asyncio.timeout(GIVE_UP_SECONDS):
            await inbox.done.wait()
        took = max(inbox.handled.values()) - inbox.began
    finally:
        await consumer.stop()
    await _check(executor.context.mongo, junk, many)
    rates.append(round(many / took))
    return [inbox.handled[f"projects/{partition}"] - inbox.began for partition in (FLOODED, BESIDE)]


async def _check(mongo: Mongo, junk: Junk, many: int) -> None:
    """Each record of the flood is kept once, as it came; of what is no fact only which it was."""
    offsets: list[int] = []
    async for row in mongo[DEAD_LETTERS].find({}):
        for letter in letters_in(row, mongo.damage):
            record = junk(letter["offset"])
            value: bytes = record["value"]
            whole = (value, record.get("key", b""), record.get("headers", [])) if letter["reason"] == FORGED else (b"", b"", [])
            kept = letter["value"], letter["key"].encode(), [tuple(header) for header in letter["headers"]]
            same = (letter["size"], letter["body"]) == (len(value), hashlib.sha256(value).digest()[:16])
            assert same and kept == whole, f"{letter['_id']} is altered"
            offsets.append(letter["offset"])
    assert sorted(offsets) == list(range(many)), f"{len(set(offsets))} of {many} records are dead letters, {len(offsets)} in number"


async def _flood(producer: AIOKafkaProducer, topic: str, junk: Junk, many: int) -> None:
    for start in range(0, many, _AT_ONCE):
        numbers = range(start, min(many, start + _AT_ONCE))
        await asyncio.gather(*[await producer.send(topic, partition=FLOODED, **junk(number)) for number in numbers])


class _Watched(Inbox):
    """Tells when the first records came, and when the two facts were handled."""

    def __init__(self, executor: Executor) -> None:
        super().__init__(executor, {MOVED: Subscription(Moved, self._move)})
        self.began, self.handled, self.done = 0.0, dict[str, float](), asyncio.Event()

    async def handle(self, records: Any) -> None:
        self.began = self.began or time.perf_counter()
        await super().handle(records)
        if len(self.handled) == 2:
            self.done.set()

    async def _move(self, fact: Moved, tx: Any) -> None:
        await move(fact, tx)
        self.handled[fact.project] = time.perf_counter()
