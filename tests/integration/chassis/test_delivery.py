"""From commit to effect: nothing lost, nothing done twice, whatever breaks in between."""

import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis.envelope import to_headers
from chassis.messaging.kafka import Kafka
from chassis.messaging.relay import Relay, new_producer
from chassis.run.app import App
from chassis.run.service import Service
from chassis.store.mongo import Mongo
from chassis.time.leases import Leases
from tests.conftest import Running
from tests.harness.parts import TestParts
from tests.harness.rows import a_row
from tests.harness.suite import Person, Suite, eventually

BUREAU = Person("people/bai", ("science_bureau",))
PROBE = "sanzhi.probe.v1.ProbeService"


async def counter(suite: Suite, name: str = "casting") -> str:
    return str((await suite.call(f"{PROBE}/CreateCounter", {"counter_id": name}, BUREAU))["name"])


async def add(suite: Suite, name: str, amount: int) -> None:
    await suite.call(f"{PROBE}/AddToCounter", {"name": name, "amount": amount}, BUREAU)


async def total(suite: Suite, name: str) -> int:
    found = await suite.apps["watcher"].mongo["sums"].find_one({"_id": name})
    return int(found["total"]) if found else 0


async def records_of(suite: Suite, topic: str) -> list[Any]:
    """All that is on a topic, read by an independent consumer."""
    consumer = AIOKafkaConsumer(bootstrap_servers=suite.settings.kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in range(suite.settings.partitions)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends, found = await consumer.end_offsets(partitions), []
        while sum([await consumer.position(partition) for partition in partitions]) < sum(ends.values()):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += records
        return found
    finally:
        await consumer.stop()


async def produce(suite: Suite, topic: str, value: bytes, headers: list[tuple[str, bytes]], key: bytes = b"projects/casting") -> None:
    await suite.send(topic, value, key, headers)


async def test_a_crash_between_commit_and_publish_loses_nothing(running: Running, probe: Service, watcher: Service) -> None:
    async with running(probe, watcher) as suite:
        name = await counter(suite)
        await add(suite, name, 1)
        await suite.quiet()
        # As after a crash: committed, never marked, although the first one is on Kafka already.
        mongo = suite.apps["probe"].mongo
        rows = await mongo["outbox"].find({}).to_list(None)
        await mongo["outbox"].update_one({"_id": rows[0]["_id"]}, {"$set": {"pending": True}})
        await suite.quiet()
        on_kafka = [dict(record.headers)["ce_id"] for record in await records_of(suite, f"{suite.settings.topic_prefix}.probe")]
        assert on_kafka == [rows[0]["_id"].encode()] * 2
        assert await total(suite, name) == 1


async def test_the_relay_publishes_what_was_committed_while_it_was_away(running: Running, probe: Service, watcher: Service) -> None:
    async with running(probe, watcher) as suite:
        name = await counter(suite)
        first = suite.apps["probe"]
        await first.stop()
        again = await suite.start(probe)
        await add(suite, name, 2)
        await eventually(lambda: _is(total(suite, name), 2))
        await again.mongo["outbox"].update_many({}, {"$set": {"pending": True}})
        await again.stop()
        last = await suite.start(probe)
        await suite.quiet()
        assert await total(suite, name) == 2
        await last.stop()


async def _is(reading: Any, wanted: int) -> bool:
    return bool(await reading == wanted)


async def test_the_same_fact_twice_takes_effect_once(running: Running, probe: Service, watcher: Service) -> None:
    async with running(probe, watcher) as suite:
        name = await counter(suite)
        await add(suite, name, 7)
        await suite.quiet()
        row = await suite.apps["probe"].mongo["outbox"].find_one({})
        headers = to_headers({**row["attributes"], "sequence": row["sequence"]})
        for _ in range(3):
            await produce(suite, row["topic"], row["body"], headers)
        await suite.quiet()
        assert await total(suite, name) == 7
        assert await suite.apps["watcher"].mongo["inbox"].count_documents({}) == 1


@pytest.mark.parametrize(
    ("value", "headers", "reason"),
    [
        (b"{", [], "ENVELOPE_INVALID"),
        (b"{}", [("ce_id", None)], "ENVELOPE_INVALID"),
        (b"{}", [("ce_id", b"\xff\xfe")], "ENVELOPE_INVALID"),
        (b"{", "typed", "PAYLOAD_INVALID"),
        (b'{"project": 3}', "typed", "PAYLOAD_INVALID"),
        (b'{"project": "projects/casting", "amount": 13}', "typed", "HANDLER_FAILED"),
    ],
)
async def test_a_poison_record_is_set_aside_once_and_nothing_stops(
    running: Running, probe: Service, watcher: Service, value: bytes, headers: Any, reason: str
) -> None:
    async with running(probe, watcher) as suite:
        name = await counter(suite)
        if headers == "typed":
            attributes = {"id": "a", "source": "/sanzhi/probe", "type": "sanzhi.probe.counter.added.v1"}
            attributes |= {"time": "2026-01-05T00:00:00Z", "sequence": "1"}
            headers = to_headers(attributes)
        topic = f"{suite.settings.topic_prefix}.probe"
        await produce(suite, topic, value, headers)
        await add(suite, name, 3)
        await eventually(lambda: _is(total(suite, name), 3))
        await suite.quiet()
        letters = await suite.apps["watcher"].mongo["dead_letters"].find({}).to_list(None)
        kept = b"" if reason == "ENVELOPE_INVALID" else value  # what is no fact can never be handled
        assert [(letter["reason"], letter["value"], letter["size"]) for letter in letters] == [(reason, kept, len(value))]
        (record,) = await records_of(suite, f"{suite.settings.topic_prefix}.watcher.dead")
        assert dict(record.headers)["ce_reason"] == reason.encode()
        assert not record.value


async def test_facts_are_cloudevents_in_binary_mode(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        name = await counter(suite)
        await add(suite, name, 3)
        await suite.quiet()
        (record,) = await records_of(suite, f"{suite.settings.topic_prefix}.probe")
        headers = {key: value.decode() for key, value in record.headers}
        assert record.key == name.encode()
        assert record.value == b'{"name":"projects/casting","project":"projects/casting","amount":3,"total":3}'
        assert headers["content-type"] == "application/json"
        expected = {"ce_specversion": "1.0", "ce_source": "/sanzhi/probe", "ce_type": "sanzhi.probe.counter.added.v1", "ce_subject": name}
        assert expected.items() <= headers.items()
        assert headers["ce_sequence"] == "1"
        assert headers["ce_time"] == "2023-12-31T16:00:00.000Z"
        assert headers["ce_actor"] == "people/bai"
        assert headers["ce_traceparent"].startswith("00-")


async def test_two_replicas_share_the_work_and_double_nothing(running: Running, probe: Service, watcher: Service) -> None:
    async with running(probe, watcher) as suite:
        name = await counter(suite)
        first = suite.apps["watcher"]
        second = App(watcher, first.settings)
        await second.start()
        try:
            for _ in range(30):  # not at once: thirty writers of one counter may be told to come again, which is another test
                await add(suite, name, 1)
            await suite.quiet()
            assert await total(suite, name) == 30
            await first.stop()
            await add(suite, name, 5)
            await eventually(lambda: _is(_sum_in(second, name), 35))
        finally:
            await second.stop()


async def _sum_in(app: App, name: str) -> int:
    return int((await app.mongo["sums"].find_one({"_id": name}))["total"])


@pytest.fixture
async def mongo(parts: TestParts) -> AsyncIterator[Mongo]:
    """A database that no service works on."""
    made = Mongo(parts.mongo.uri, f"t{uuid.uuid4().hex[:10]}")
    yield made
    await made.client.drop_database(made.database.name)
    await made.close()


async def test_a_relay_whose_lease_ran_out_sends_nothing_more(parts: TestParts, mongo: Mongo) -> None:
    stale = Leases(mongo)
    async with new_producer(Kafka(parts.kafka.bootstrap), "stale") as producer:
        assert stale.held() == frozenset()
        await mongo["outbox"].insert_one(a_row("t", "a", "r", 1))
        assert await Relay(mongo, producer, stale).drain() == 0


async def test_leases_are_shared_out_and_never_held_by_two(mongo: Mongo) -> None:
    one, two = Leases(mongo, seconds=3600), Leases(mongo, seconds=3600)  # none of them runs out while this goes on
    await one.open()
    assert len(await one.renew()) == 16
    assert await two.renew() == frozenset()
    assert len(await one.renew()) == 8
    assert len(await two.renew()) == 8
    assert not one.held() & two.held()
    await one.release()
    assert len(await two.renew()) == 16
