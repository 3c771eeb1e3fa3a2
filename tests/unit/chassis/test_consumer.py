"""What the consumer does with what it has read when partitions are handed out anew, or one of them cannot be read."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from aiokafka import TopicPartition
from aiokafka.errors import IllegalStateError, KafkaConnectionError, UnsupportedCodecError

from chassis.messaging.consumer import (
    FLOODED_WAIT_MS,
    IDLE_WAIT_MS,
    MOST_OF_PARTITION,
    MOST_RECORDS,
    WAIT_MS,
    Consumer,
    fetched_at_once,
)
from chassis.messaging.kafka import Kafka
from chassis.messaging.subscription import topics_of
from chassis.settings import Settings
from cli.services import SERVICES
from tests.harness.suite import eventually, service

COMPOSE = Path(__file__).parents[3] / "docker-compose.yml"
HERE, THERE = TopicPartition("sanzhi.registry", 0), TopicPartition("sanzhi.registry", 1)


class Reader:
    """Stands in for aiokafka's consumer: what is fetched already, and how far each partition was read."""

    def __init__(self, **fetched: list[int]) -> None:
        self.fetched = {partition: fetched.get(name, []) for name, partition in (("here", HERE), ("there", THERE))}
        self.positions: dict[TopicPartition, int] = {}
        self.broken: TopicPartition | None = None
        self.offsets: dict[TopicPartition, int] = {}
        self.paused: set[TopicPartition] = set()
        self.wait_ms = WAIT_MS
        self.away = 0  # how many commits the broker does not answer

    def assignment(self) -> set[TopicPartition]:
        return {HERE, THERE}

    async def getmany(self, *partitions: TopicPartition, timeout_ms: int, max_records: int) -> dict[TopicPartition, list[Any]]:
        # As aiokafka does: what is drained before one fails has been moved on.
        drained: dict[TopicPartition, list[Any]] = {}
        for partition in partitions or sorted(self.fetched):
            if partition == self.broken:
                raise UnsupportedCodecError("zstd")
            offsets, self.fetched[partition] = self.fetched[partition][:max_records], self.fetched[partition][max_records:]
            if offsets:
                drained[partition] = [record(partition, offset) for offset in offsets]
                self.positions[partition] = offsets[-1] + 1
        return drained

    async def position(self, partition: TopicPartition) -> int:
        if partition not in self.positions:
            raise IllegalStateError
        return self.positions[partition]

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        if self.away:
            self.away -= 1
            raise KafkaConnectionError
        self.offsets |= offsets

    async def committed(self, partition: TopicPartition) -> int | None:
        return self.offsets.get(partition)

    def pause(self, partition: TopicPartition) -> None:
        self.paused.add(partition)

    def resume(self, partition: TopicPartition) -> None:
        self.paused.remove(partition)


class Inbox:
    def __init__(self) -> None:
        self.handled: list[tuple[int, int]] = []

    async def handle(self, records: list[Any]) -> None:
        self.handled += [(each.partition, each.offset) for each in records]

    def forget(self) -> None:
        """Nothing is remembered."""


def record(partition: TopicPartition, offset: int) -> Any:
    return SimpleNamespace(topic=partition.topic, partition=partition.partition, offset=offset)


def message(reader: Reader, offset: int) -> Any:
    return SimpleNamespace(consumer=reader, raw_message=record(HERE, offset))


@pytest.fixture(autouse=True)
def questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.messaging.consumer.keep_questions", lambda reader, milliseconds: setattr(reader, "wait_ms", milliseconds))


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def consumer(inbox: Any) -> Consumer:
    return Consumer(inbox, Kafka("127.0.0.1:1"), "group", [], 2)


async def test_the_first_and_what_is_fetched_already_are_one_run(consumer: Consumer, inbox: Inbox) -> None:
    reader = Reader(here=[11, 12], there=[5])
    await consumer._on_record(message(reader, 10))
    assert sorted(inbox.handled) == [(0, 10), (0, 11), (0, 12), (1, 5)]
    assert reader.offsets == {HERE: 13, THERE: 6}


async def test_between_taken_back_and_handed_out_nothing_is_handled(consumer: Consumer, inbox: Inbox) -> None:
    reader = Reader(here=[11])
    await consumer._rebalance.on_partitions_revoked({HERE, THERE})
    await consumer._on_record(message(reader, 10))
    assert (inbox.handled, reader.offsets) == ([], {})
    await consumer._rebalance.on_partitions_assigned({HERE})
    reader.fetched[HERE] = [11]
    await consumer._on_record(message(reader, 10))
    assert inbox.handled == [(0, 10), (0, 11)]


async def test_a_record_of_an_assignment_that_is_over_overtakes_nothing(consumer: Consumer, inbox: Inbox) -> None:
    reader = Reader(here=[10, 11])  # read anew from the last commit, while 15 was in hand
    await consumer._on_record(message(reader, 15))
    assert inbox.handled == [(0, 10), (0, 11)]
    assert reader.offsets == {HERE: 12}


async def test_a_record_that_was_read_anew_as_well_takes_its_place(consumer: Consumer, inbox: Inbox) -> None:
    reader = Reader(here=[10, 11, 12, 13])
    await consumer._on_record(message(reader, 12))
    assert inbox.handled == [(0, 10), (0, 11), (0, 12), (0, 13)]


async def test_a_partition_that_is_not_ours_any_more_is_left_to_its_owner(consumer: Consumer, inbox: Inbox) -> None:
    await consumer._on_record(message(Reader(there=[7]), 10))
    assert inbox.handled == [(1, 7)]


async def test_where_one_partition_cannot_be_read_the_others_lose_nothing(consumer: Consumer, inbox: Inbox) -> None:
    reader = Reader(here=[11], there=[5])
    reader.broken = THERE
    await consumer._on_record(message(reader, 10))
    assert inbox.handled == [(0, 10), (0, 11)]
    assert reader.fetched[THERE] == [5]


async def test_a_partition_that_is_flooded_leaves_the_others_their_turn(consumer: Consumer, inbox: Inbox) -> None:
    reader = Reader(here=list(range(11, 5000)), there=[5])
    await consumer._on_record(message(reader, 10))
    assert (1, 5) in inbox.handled and len(inbox.handled) < 1.1 * MOST_RECORDS


async def test_while_one_is_flooded_the_broker_keeps_no_question_for_long(consumer: Consumer) -> None:
    """Of what is worked off meanwhile it is not asked before that one is answered."""
    reader = Reader(here=list(range(11, 11 + MOST_RECORDS + 100)))
    await consumer._on_record(message(reader, 10))
    assert reader.wait_ms == FLOODED_WAIT_MS
    await consumer._on_record(message(reader, 11 + MOST_RECORDS))
    assert reader.wait_ms == WAIT_MS


async def test_where_nothing_comes_the_broker_may_keep_a_question_for_longer(consumer: Consumer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question costs, one for every partition."""
    monkeypatch.setattr("chassis.messaging.consumer.IDLE_AFTER_SECONDS", 0.01)
    reader = Reader(here=[11])
    await consumer._on_record(message(reader, 10))

    async def asks_seldom() -> bool:
        return reader.wait_ms == IDLE_WAIT_MS

    await eventually(asks_seldom)
    monkeypatch.setattr("chassis.messaging.consumer.IDLE_AFTER_SECONDS", 60.0)
    reader.fetched[HERE] = [13]
    await consumer._on_record(message(reader, 12))
    assert reader.wait_ms == WAIT_MS


async def test_offsets_that_the_broker_did_not_take_are_committed_once_it_is_back(consumer: Consumer, inbox: Inbox) -> None:
    """Even where nothing more comes to the partition: it would seem behind for ever."""
    reader = Reader(here=[11], there=[5])
    reader.away = 3
    await consumer._on_record(message(reader, 10))
    assert (reader.offsets, reader.paused) == ({}, {HERE, THERE})

    async def is_committed() -> bool:
        return reader.offsets == {HERE: 12, THERE: 6} and not reader.paused

    await eventually(is_committed)
    assert set(inbox.handled) == {(0, 10), (0, 11), (1, 5)}


@pytest.mark.parametrize("name", SERVICES)
def test_a_flood_of_all_that_a_service_reads_takes_less_than_half_of_the_memory_that_compose_gives_it(name: str) -> None:
    limit = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["x-service"]["deploy"]["resources"]["limits"]["memory"]
    assert limit == "512M"
    partitions = len(topics_of(service(name).subscriptions, "sanzhi")) * int(Settings.model_fields["partitions"].default)
    assert partitions * fetched_at_once(partitions) < 512 * 1024 * 1024 // 2


def test_one_topic_alone_is_fetched_in_large_pieces_and_never_in_smaller_ones_than_a_record() -> None:
    assert fetched_at_once(1) == fetched_at_once(8) == MOST_OF_PARTITION
    assert fetched_at_once(10_000) == 1024 * 1024
