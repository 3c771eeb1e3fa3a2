"""A part that ends badly, late or never does not keep those after it from ending."""

import asyncio
import logging
from typing import Any

import pytest

from chassis.messaging.consumer import Consumer
from chassis.messaging.ending import ended
from chassis.messaging.kafka import Kafka
from chassis.run.progress import LagMeter


class Client:
    """Whose `stop` comes to an end as it is told; `cancelled` once it was."""

    def __init__(self, ends: BaseException | None) -> None:
        self._ends = ends
        self.began = asyncio.Event()
        self.cancelled = False

    async def stop(self) -> None:
        self.began.set()
        if self._ends is not None:
            raise self._ends
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled = True

    close = stop


BADLY = pytest.mark.parametrize("ends", [asyncio.CancelledError(), ConnectionError("away")], ids=["cancelled before", "away"])


@BADLY
async def test_how_a_part_ends_is_told_and_nobodys_concern(ends: BaseException, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        await ended(Client(ends).stop)
    assert "did not end well" in caplog.text


async def test_a_part_that_never_ends_is_cancelled() -> None:
    client = Client(None)
    await ended(client.stop, 0.05)
    assert client.cancelled


async def test_who_is_cancelled_meanwhile_is_and_the_part_with_them() -> None:
    client = Client(None)
    waiting = asyncio.create_task(ended(client.stop))
    await client.began.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.sleep(0)
    assert client.cancelled


@BADLY
async def test_a_consumer_whose_broker_ends_badly_ends(ends: BaseException) -> None:
    inbox: Any = None
    consumer = Consumer(inbox, Kafka("127.0.0.1:9"), "sanzhi.registry", ["sanzhi.contracts"], 12)
    inside: Any = consumer
    inside._broker = broker = Client(ends)
    await consumer.stop()
    assert broker.began.is_set()


@BADLY
async def test_a_meter_ends_both_of_its_clients(ends: BaseException) -> None:
    meter: Any = LagMeter.__new__(LagMeter)
    meter._admin, meter._ends = Client(ends), Client(ends)
    await meter.stop()
    assert meter._ends.began.is_set()
