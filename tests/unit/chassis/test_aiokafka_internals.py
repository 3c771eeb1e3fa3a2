"""What we use of aiokafka's insides is where it was: with a version of it that moved one of these, this fails, not a service at night."""

import ast
import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaClient, AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.consumer.fetcher import Fetcher
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.consumer.subscription_state import SubscriptionState
from aiokafka.producer.sender import Sender
from aiokafka.protocol.metadata import MetadataRequest_v5, MetadataResponse_v5

from chassis.messaging import aiokafka_internals as internals
from chassis.messaging.aiokafka_internals import ask_broker, ask_controller, may_not_read, number_anew, there_of

ROOT = Path(__file__).parents[3]
HERE = ROOT / "chassis" / "messaging" / "aiokafka_internals.py"
NOWHERE = "127.0.0.1:1"


@pytest.fixture
async def producer() -> AsyncIterator[Any]:
    made = AIOKafkaProducer(bootstrap_servers=NOWHERE, enable_idempotence=True)
    yield made
    await made.stop()


@pytest.fixture
async def consumer() -> AsyncIterator[Any]:
    made: Any = AIOKafkaConsumer(bootstrap_servers=NOWHERE, group_id="g")
    yield made
    made._fetcher = made._coordinator = None  # those of a test have never been in a group
    await made.stop()


async def test_a_producer_has_a_sender_with_a_task_and_a_client_that_synchronises(producer: Any) -> None:
    assert isinstance(producer._sender, Sender)
    assert producer._sender.sender_task is None
    assert isinstance(producer.client, AIOKafkaClient)
    assert producer.client._sync_task is None
    assert set(internals.tasks_of_producer(producer)) == {"sender", "producer's metadata"}


async def test_a_consumer_has_a_client_a_fetcher_and_a_coordinator_with_their_tasks(consumer: Any) -> None:
    assert isinstance(consumer._client, AIOKafkaClient)
    assert (consumer._fetcher, consumer._coordinator, consumer._client._sync_task) == (None, None, None)
    subscribed = SubscriptionState()
    subscribed.subscribe({"t"})
    fetcher: Any = Fetcher(consumer._client, subscribed)
    coordinator: Any = GroupCoordinator(consumer._client, subscribed, group_id="g")
    assert fetcher._fetch_max_wait_ms == 500
    tasks = [fetcher._fetch_task, coordinator._coordination_task]
    assert all(isinstance(task, asyncio.Task) for task in tasks)
    consumer._fetcher, consumer._coordinator = fetcher, coordinator
    assert list(internals.tasks_of_consumer(consumer).values()) == [*tasks, None]
    internals.keep_questions(consumer, 20)
    assert fetcher._fetch_max_wait_ms == 20
    for task in (*tasks, coordinator._commit_refresh_task):
        if task is not None:
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_producer_that_numbers_anew_asks_for_an_id_and_counts_from_nought(producer: Any) -> None:
    counts, place = producer._txn_manager, TopicPartition("t", 0)
    counts.set_pid_and_epoch(7, 0)
    counts.increment_sequence_number(place, 3)
    assert (counts.has_pid(), counts.sequence_number(place)) == (True, 3)
    number_anew(producer)
    assert (counts.has_pid(), counts.sequence_number(place)) == (False, 0)
    waiting = asyncio.ensure_future(counts.wait_for_pid())
    await asyncio.sleep(0)
    assert not waiting.done()
    counts.set_pid_and_epoch(8, 0)
    await waiting


async def test_the_controller_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    admin: Any = AIOKafkaAdminClient(bootstrap_servers=NOWHERE)
    asked: list[Any] = []

    async def send(node: int, request: Any) -> str:
        asked.append((node, request))
        return "answer"

    admin._client.cluster.controller = type("Broker", (), {"nodeId": 3})
    monkeypatch.setattr(admin, "_send_request_to_node", send)
    assert await ask_controller(admin, "request") == "answer"
    assert asked == [(3, "request")]


async def test_a_broker_is_asked_any_or_that_one(monkeypatch: pytest.MonkeyPatch) -> None:
    admin: Any = AIOKafkaAdminClient(bootstrap_servers=NOWHERE)
    asked: list[Any] = []

    async def send(*told: Any) -> str:
        asked.append(told)
        return "answer"

    monkeypatch.setattr(admin, "_send_request", send)
    monkeypatch.setattr(admin, "_send_request_to_node", send)
    assert [await ask_broker(admin, "request"), await ask_broker(admin, "request", 3)] == ["answer", "answer"]
    assert asked == [("request",), (3, "request")]


async def test_topics_are_asked_for_by_name_and_none_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    admin: Any = AIOKafkaAdminClient(bootstrap_servers=NOWHERE)
    asked: list[Any] = []

    async def send(request: Any) -> Any:
        asked.append(request.build(MetadataRequest_v5))
        found = [(0, "there"), (3, "unknown"), (5, "without a leader yet"), (29, "another's")]
        return MetadataResponse_v5(0, [], "", 0, [(code, name, False, []) for code, name in found])

    monkeypatch.setattr(admin, "_send_request", send)
    names = ["there", "unknown", "without a leader yet", "another's", "there"]
    assert await there_of(admin, names) == {"there", "without a leader yet"}
    assert [(each.topics, each.allow_auto_topic_creation) for each in asked] == [(sorted(set(names)), False)]


async def test_a_topic_that_is_not_shown(consumer: Any, monkeypatch: pytest.MonkeyPatch) -> None:

    async def done(topics: list[str]) -> None:
        return

    monkeypatch.setattr(consumer._client, "set_topics", done)
    assert not await may_not_read(consumer, "t")
    consumer._client.cluster.unauthorized_topics.add("t")
    assert await may_not_read(consumer, "t")


def _reached_into(file: Path) -> Iterator[str]:
    """Names with an underscore that a file takes from something other than itself."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            of_itself = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
            if not of_itself:
                yield node.attr


def test_nothing_else_reaches_into_aiokafka() -> None:
    known = set(_reached_into(HERE))
    assert {"_txn_manager", "_fetcher", "_sync_task", "_send_to_controller"} <= known
    for folder in ("chassis", "services", "cli", "bench", "chaos", "tests"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            if file not in (HERE, Path(__file__)):
                assert known.isdisjoint(_reached_into(file)), file.relative_to(ROOT)
