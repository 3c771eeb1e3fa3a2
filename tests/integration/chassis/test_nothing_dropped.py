"""Corners in which a record, a timer or a whole partition could get lost or stuck."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from chassis.messaging.kafka import Kafka
from chassis.messaging.relay import Relay, new_producer
from chassis.run.progress import progress
from chassis.run.service import Service
from chassis.store.buckets import bucket_of
from chassis.store.unit import due_document
from chassis.time import timers
from chassis.time.timers import Timers
from tests.conftest import Running
from tests.harness.rows import a_row
from tests.harness.suite import Person, eventually

BUREAU = Person("people/bai", ("science_bureau",))
PROBE = "sanzhi.probe.v1.ProbeService"
START = datetime(2024, 1, 1, tzinfo=UTC)


class _EveryBucket:
    def held(self) -> frozenset[int]:
        return frozenset(range(16))


async def _never(self: Any) -> None:
    return


async def test_a_record_in_hand_is_not_dropped_when_fetching_more_fails(
    running: Running, probe: Service, watcher: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failed = AIOKafkaConsumer.getmany, list[Any]()

    async def fails_once(self: Any, *partitions: Any, **options: Any) -> Any:
        if "max_records" in options and not failed:
            failed.append(1)
            raise KafkaError("a partition that may not be read")
        return await real(self, *partitions, **options)

    async with running(probe, watcher) as suite:
        monkeypatch.setattr(AIOKafkaConsumer, "getmany", fails_once)
        name = (await suite.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, BUREAU))["name"]
        for amount in (1, 2, 4):
            await suite.call(f"{PROBE}/AddToCounter", {"name": name, "amount": amount}, BUREAU)
        await suite.quiet()
        assert failed
        assert (await suite.apps["watcher"].mongo["sums"].find_one({"_id": name}))["total"] == 7


async def test_a_timer_that_a_timer_sets_goes_off_before_later_ones(
    running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers.Timers, "run", _never)
    async with running(probe) as suite:
        app = suite.apps["probe"]
        due = [due_document(f"projects/p/{hour}", "x", START.replace(hour=hour), "projects/p", {}, str(hour)) for hour in (1, 5)]
        await app.mongo["timers"].insert_many([each | {"bucket": bucket_of("projects/p")} for each in due])
        await app.clock.set(START.replace(hour=9))
        await app.clock.release()
        fired: list[int] = []

        async def handler(timer: Any, tx: Any) -> None:
            fired.append(timer.due.hour)
            if timer.due.hour == 1:  # what would have happened at one o'clock, had the service been up
                tx.schedule("projects/p/3", "x", START.replace(hour=3), key="projects/p")

        firing = Timers(app.executor, app.clock, _EveryBucket(), {"x": handler})  # type: ignore[arg-type]
        while await firing.fire_due():
            pass
        assert fired == [1, 3, 5]


async def test_a_record_that_kafka_refuses_holds_up_its_own_key_alone(
    running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Relay, "run", _never)  # the service's own must not help
    async with running(probe, partitions=1) as suite:
        app = suite.apps["probe"]
        producer = new_producer(Kafka.of(suite.settings), "refused")
        await producer.start()
        try:
            relay = Relay(app.mongo, producer, _EveryBucket())  # type: ignore[arg-type]
            topic = f"{suite.settings.topic_prefix}.probe"
            await app.mongo["outbox"].insert_one(a_row(topic, "small", "b1", 1, b"x"))
            assert await relay.drain() == 1
            await app.mongo["outbox"].insert_many(
                [
                    a_row(topic, "large", "a", 1, b"x" * 2_000_000),
                    *(a_row(topic, "small", f"b{number}", number, b"x") for number in range(2, 6)),
                ]
            )

            async def small_ones_are_out() -> bool:
                await relay.drain()
                left = await app.mongo["outbox"].find({"pending": True}).to_list(None)
                return [each["_id"] for each in left] == ["a"]

            await eventually(small_ones_are_out)
            found = await progress(app.mongo, await app.clock.read(), None)
            assert [each.partition(":")[0] for each in found.refused_facts] == ["a of large"]
            assert "MessageSizeTooLarge" in found.refused_facts[0]
            # Mended, it goes out, and nothing is said of it any more.
            await app.mongo["outbox"].update_one({"_id": "a"}, {"$set": {"body": b"x"}})
            relay._refused.clear()
            await eventually(lambda: _all_out(relay, app.mongo["outbox"]))
            assert (await progress(app.mongo, await app.clock.read(), None)).refused_facts == []
        finally:
            await app.mongo["outbox"].delete_many({})
            await producer.stop()


async def test_a_fact_that_no_broker_takes_is_told_as_well(running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Relay, "run", _never)
    async with running(probe, partitions=1) as suite:
        app = suite.apps["probe"]
        producer = new_producer(Kafka.of(suite.settings), "refused")
        await producer.start()
        try:
            relay = Relay(app.mongo, producer, _EveryBucket())  # type: ignore[arg-type]
            topic = f"{suite.settings.topic_prefix}.probe"
            await app.mongo["outbox"].insert_one(a_row(topic, "huge", "a", 1, b"x" * 5_000_000))
            assert await relay.drain() == 0
            (told,) = (await progress(app.mongo, await app.clock.read(), None)).refused_facts
            assert told.startswith("a of huge: MessageSizeTooLargeError")
        finally:
            await app.mongo["outbox"].delete_many({})
            await producer.stop()


async def _all_out(relay: Relay, outbox: Any) -> bool:
    await relay.drain()
    return await outbox.find_one({"pending": True}) is None
