"""The part that keeps departments' users at Kafka goes on, whatever one look meets."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError

from chassis.messaging.administration import NoRights
from services.exchange.kafka import worker
from services.exchange.progress import LAGS


@pytest.mark.parametrize("met", [NoRights(), KafkaConnectionError("away"), ZeroDivisionError()], ids=["open to all", "away", "a fault"])
async def test_after_a_look_that_met_something_there_is_another(monkeypatch: pytest.MonkeyPatch, met: Exception) -> None:
    """One that is open to everybody today may ask for names once it has been started anew."""
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0)
    monkeypatch.setattr(worker, "OPEN_SECONDS", 0)
    looks: asyncio.Queue[None] = asyncio.Queue()

    async def look(self: worker.KafkaUsers, at: float) -> None:
        looks.put_nowait(None)
        raise met

    monkeypatch.setattr(worker.KafkaUsers, "_look", look)
    leases = SimpleNamespace(held=lambda: {worker._LEASE})
    settings, executor = SimpleNamespace(topic_prefix=""), SimpleNamespace(context=SimpleNamespace(mongo={LAGS: None}))
    around: Any = SimpleNamespace(executor=executor, settings=settings, leases=leases)
    running = asyncio.create_task(worker.KafkaUsers(around).run())
    try:
        for _ in range(3):
            await asyncio.wait_for(looks.get(), 10)
    finally:
        running.cancel()
