"""The Java kit that reads Kafka, on a topic with bad days: records twice, out of order, missing. What is missing it gets from the feed."""

import asyncio
import json
import random
import uuid
from pathlib import Path

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.envelope import to_headers
from tests.harness.parts import TestParts
from tests.harness.suite import eventually
from tests.integration.subscribers.conftest import Rows
from tests.integration.subscribers.counting import shortfall
from tests.integration.subscribers.facts import Event, log_of
from tests.integration.subscribers.feed import GAP, Faults, Feed, serving
from tests.integration.subscribers.killing import followed, killed_at, some_of
from tests.integration.subscribers.kits import Kit, java_command


def with_bad_days(events: list[Event], withheld: frozenset[str], seed: int) -> list[Event]:
    """In runs of thirty, of which each third comes twice and each third out of order, without what is withheld."""
    chance, told = random.Random(seed), [event for event in events if event["id"] not in withheld]
    sent: list[Event] = []
    for number, start in enumerate(range(0, len(told), 30)):
        run = told[start : start + 30]
        sent += run * 2 if number % 3 == 0 else chance.sample(run, len(run)) if number % 3 == 1 else run
    return sent


async def put(bootstrap: str, topic: str, events: list[Event]) -> None:
    """As a service's open topic has them."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=3, replication_factor=1)])
    finally:
        await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True)
    await producer.start()
    try:
        for event in events:
            told = {name: event[name] for name in ("id", "source", "type", "subject", "sequence", "time")}
            await producer.send(topic, json.dumps(event["data"]).encode(), event["partitionkey"].encode(), headers=to_headers(told))
        await producer.flush()
    finally:
        await producer.stop()


async def test_what_comes_twice_out_of_order_or_not_at_all_is_there_once(built: Path, parts: TestParts, rows: Rows, tmp_path: Path) -> None:
    """Killed three times while it closes a gap, in the middle of a transaction."""
    topic, log = f"subscribers.{uuid.uuid4().hex}.open", tmp_path / "log"
    kafka = {"KAFKA_BOOTSTRAP": parts.kafka.bootstrap, "KAFKA_GROUP": topic, "KAFKA_TOPICS": topic}
    kit = Kit("kafka", java_command(built, "KafkaSubscriber"), "jdbc:sqlite:{}", kafka)
    events = log_of(900, seed=5, granted=1.0)
    withheld = some_of(events, 60, seed=5)
    await put(parts.kafka.bootstrap, topic, with_bad_days(events, withheld, seed=5))
    with serving(Feed(events, faults=Faults(withheld=withheld))) as feed:
        for times in (1, 20, 30):
            await asyncio.to_thread(killed_at, GAP, (kit, feed, rows, log), times)
        with followed(kit, feed, rows, log) as process:

            async def all_there() -> bool:
                assert process.poll() is None, await asyncio.to_thread(log.read_text)
                return rows.count() >= len(events)

            await eventually(all_there, log.read_text)
    assert shortfall(rows, events) == {}
