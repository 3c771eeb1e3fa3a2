"""Whoever is cancelled while it reaches Kafka leaves no connection behind."""

import asyncio
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError

from chassis.messaging import administration
from chassis.messaging.administration import Administration
from chassis.messaging.kafka import Kafka


class Client:
    """aiokafka's, whose start has a connection that nobody knows of until it is through."""

    def __init__(self, **_: Any) -> None:
        self.asked, self.answer = asyncio.Event(), asyncio.get_running_loop().create_future()
        self.done: list[str] = []

    async def start(self) -> None:
        self.asked.set()
        await self.answer
        self.done.append("started")

    async def close(self) -> None:
        self.done.append("closed")


@pytest.fixture
async def reached(monkeypatch: pytest.MonkeyPatch) -> tuple[Administration, Client]:
    monkeypatch.setattr(administration, "AIOKafkaAdminClient", Client)
    made = Administration(Kafka("127.0.0.1:1"), "test")
    return made, made._admin


async def test_a_start_that_is_cancelled_goes_on_to_its_end_and_is_undone(reached: tuple[Administration, Client]) -> None:
    made, client = reached
    starting = asyncio.create_task(made.start())
    await client.asked.wait()
    starting.cancel()
    await asyncio.sleep(0)
    assert client.done == []
    client.answer.set_result(None)
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert client.done == ["started", "closed"]


async def test_who_is_cancelled_again_waits_no_longer_and_still_closes(reached: tuple[Administration, Client]) -> None:
    made, client = reached
    starting = asyncio.create_task(made.start())
    await client.asked.wait()
    starting.cancel()
    await asyncio.sleep(0)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert client.done == ["closed"]


async def test_a_kafka_that_is_away_is_said_to_be(reached: tuple[Administration, Client]) -> None:
    made, client = reached
    client.answer.set_exception(KafkaConnectionError("nobody there"))
    with pytest.raises(KafkaConnectionError):
        await made.start()
    assert client.done == ["closed"]
