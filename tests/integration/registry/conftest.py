from collections.abc import AsyncIterator

import pytest

from tests.conftest import Running
from tests.harness.suite import service
from tests.integration.registry.city import City
from tests.integration.registry.supervision import Supervision, supervision


@pytest.fixture
async def neighbour() -> AsyncIterator[Supervision]:
    async with supervision() as answering:
        yield answering


@pytest.fixture
async def city(running: Running, neighbour: Supervision) -> AsyncIterator[City]:
    """Registry alone on the real parts, at the start of 2024."""
    async with running(service("registry"), addresses={"supervision": neighbour.address, "evaluation": neighbour.address}) as suite:
        yield City(suite)
