from collections.abc import AsyncIterator

import pytest

from chassis.schema import ensure_topics
from tests.conftest import Running
from tests.harness.suite import service
from tests.integration.registry.city import City
from tests.integration.registry.supervision import Supervision, supervision

PRODUCERS = ("contracts", "milestones", "evaluation", "supervision")


@pytest.fixture
async def neighbour() -> AsyncIterator[Supervision]:
    async with supervision() as answering:
        yield answering


@pytest.fixture
async def city(running: Running, neighbour: Supervision) -> AsyncIterator[City]:
    """Registry alone on the real parts, at the start of 2024, with the topics of its neighbours."""
    async with running(supervision_address=neighbour.address) as suite:
        for producer in PRODUCERS:
            await ensure_topics(suite.settings, producer)
        await suite.start(service("registry"))
        try:
            yield City(suite)
        finally:
            await suite.apps["registry"].stop()
