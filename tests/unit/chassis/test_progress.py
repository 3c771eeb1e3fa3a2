"""The meter of lag lets go of a broker that does not answer."""

import asyncio
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError

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
