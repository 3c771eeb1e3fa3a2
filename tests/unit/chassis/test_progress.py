"""The meter of lag asks for what changes alone, and lets go of a broker that does not answer."""

import asyncio
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError, NotCoordinatorForGroupError
from aiokafka.structs import OffsetAndMetadata

from chassis.run import progress
from chassis.run.progress import LagMeter
from tests.harness.suite import PATIENCE


class Silent:
    """Stands in for a client of a broker that is gone; notes that it was asked to close."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked = False

    async def close(self) -> None:
        self.asked = True
        if self.error:
            raise self.error
        await asyncio.Event().wait()

    stop = close


@pytest.mark.parametrize("error", [None, KafkaConnectionError("away")])
async def test_it_stops_in_time_and_both_of_its_clients(monkeypatch: pytest.MonkeyPatch, error: Exception | None) -> None:
    monkeypatch.setattr(progress, "KAFKA_SECONDS", 0.02)
    meter: Any = LagMeter.__new__(LagMeter)
    meter._admin, meter._ends = Silent(error), Silent(error)
    await asyncio.wait_for(meter.stop(), PATIENCE)
    assert meter._admin.asked and meter._ends.asked


class Broker:
    """Stands in for both clients: a topic of two partitions, a group that has worked three records of the first."""

    def __init__(self) -> None:
        self.coordinator = 1
        self.asked: list[str] = []

    async def describe_topics(self, topics: list[str]) -> list[dict[str, Any]]:
        self.asked.append("topics")
        return [{"topic": topic, "partitions": [{"partition": 0}, {"partition": 1}]} for topic in topics]

    async def find_coordinator(self, group: str) -> int:
        self.asked.append("coordinator")
        return self.coordinator

    async def list_consumer_group_offsets(self, group: str, coordinator: int) -> dict[TopicPartition, OffsetAndMetadata]:
        self.asked.append("offsets")
        if coordinator != self.coordinator:
            raise NotCoordinatorForGroupError
        return {TopicPartition("facts", 0): OffsetAndMetadata(3, "")}

    async def end_offsets(self, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        self.asked.append("ends")
        return dict.fromkeys(partitions, 5)


def meter_of(broker: Broker, *topics: str) -> LagMeter:
    meter: Any = LagMeter.__new__(LagMeter)
    meter._group, meter._topics, meter._known = "group", list(topics), None
    meter._admin = meter._ends = broker
    return meter


async def test_partitions_and_coordinator_are_asked_for_once_and_the_lag_each_time() -> None:
    broker = Broker()
    meter = meter_of(broker, "facts")
    for _ in range(3):
        assert [each.lag for each in await meter.by_partition()] == [2, 5]
    assert broker.asked == ["topics", "coordinator", *["offsets", "ends"] * 3]


async def test_a_group_that_moves_is_found_again() -> None:
    broker = Broker()
    meter = meter_of(broker, "facts")
    await meter.by_partition()
    broker.coordinator = 2
    with pytest.raises(NotCoordinatorForGroupError):
        await meter.by_partition()
    assert [each.lag for each in await meter.by_partition()] == [2, 5]


async def test_what_is_known_is_looked_at_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "KNOWN_SECONDS", -1.0)
    broker = Broker()
    meter = meter_of(broker, "facts")
    await meter.by_partition()
    await meter.by_partition()
    assert broker.asked.count("topics") == broker.asked.count("coordinator") == 2


async def test_who_reads_nothing_asks_nobody() -> None:
    broker = Broker()
    assert await meter_of(broker).by_partition() == [] and broker.asked == []
