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
        self.missing: set[str] = set()
        self.members = 1
        self.end = 5

    async def describe_topics(self, topics: list[str]) -> list[dict[str, Any]]:
        self.asked.append("topics")
        whole = [{"partition": 0, "leader": 1}, {"partition": 1, "leader": 1}]
        return [
            {"topic": topic, "error_code": 3 * (topic in self.missing), "partitions": [] if topic in self.missing else whole}
            for topic in topics
        ]

    async def describe_consumer_groups(self, groups: list[str], coordinator: int) -> list[Any]:
        described = {"groups": [{"state": "Stable", "members": [1] * self.members}]}
        return [type("Answer", (), {"to_object": lambda _: described})()]

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
        return dict.fromkeys(partitions, self.end)


def meter_of(broker: Broker, *topics: str) -> LagMeter:
    meter: Any = LagMeter.__new__(LagMeter)
    meter._group, meter._topics, meter._written, meter._known, meter._began = "group", list(topics), ["own"], None, -1e9
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


async def _lag_and_faults(meter: LagMeter) -> tuple[list[int], list[str], list[str]]:
    lag, busy, faults = await progress._lag(meter)
    return [each.lag for each in lag], busy, faults


async def test_a_topic_that_is_gone_is_neither_quiet_nor_silent() -> None:
    broker = Broker()
    broker.missing = {"facts"}
    lag, busy, faults = await _lag_and_faults(meter_of(broker, "facts", "more"))
    assert (lag, busy, faults) == ([0, 10], ["more: 10 behind", "kafka: not whole"], ["Kafka 上没有主题 facts"])
    assert "ends" in broker.asked


async def test_one_that_the_service_writes_to_is_missed_too_and_where_it_reads_none() -> None:
    broker = Broker()
    broker.missing = {"own"}
    assert await _lag_and_faults(meter_of(broker)) == ([], ["kafka: not whole"], ["Kafka 上没有主题 own"])


async def test_a_group_that_everybody_left_is_told() -> None:
    broker = Broker()
    broker.members = 0
    _, _, faults = await _lag_and_faults(meter_of(broker, "facts"))
    assert faults == ["消费组 group 没有成员，无人消费（Stable）"]


async def test_a_topic_that_was_made_anew_is_told_and_hides_no_other_lag() -> None:
    broker = Broker()
    broker.end = 1
    lag, busy, (fault,) = await _lag_and_faults(meter_of(broker, "facts"))
    assert (lag, busy) == ([1], ["facts: 1 behind"])
    assert fault.startswith("消费位点在末尾之后：facts/0")
