from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import Running
from tests.harness.suite import Suite, service
from tests.integration.milestones.played import Neighbours


@dataclass
class Stage:
    """The running service, and the neighbours that the test plays."""

    suite: Suite
    neighbours: Neighbours


Staged = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def staged(running: Running) -> Staged:
    """`async with staged() as stage:` milestones alone on the real parts, in March 2023 or as told."""

    @asynccontextmanager
    async def start(at: str = "2023-03-01T08:00:00+08:00", **settings: Any) -> AsyncIterator[Stage]:
        neighbours = Neighbours()
        await neighbours.server.start()
        answers = {"addresses": dict.fromkeys(("registry", "supervision"), neighbours.address)}
        try:
            async with running(service("milestones"), rehearsal_start=at, **answers, **settings) as suite:
                yield Stage(suite, neighbours)
        finally:
            await neighbours.server.stop(0)

    return start
