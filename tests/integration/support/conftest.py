from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import Running
from tests.harness.suite import Suite, service
from tests.integration.support.played import Neighbours


@dataclass
class Stage:
    """The running service, and the neighbours that the test plays."""

    suite: Suite
    neighbours: Neighbours


Staged = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def staged(running: Running) -> Staged:
    """`async with staged() as stage:` support alone on the real parts, in March 2026 or as told."""

    @asynccontextmanager
    async def start(at: str = "2026-03-02T10:00:00+08:00", **settings: Any) -> AsyncIterator[Stage]:
        neighbours = Neighbours()
        await neighbours.server.start()
        try:
            async with running(
                service("support"),
                rehearsal_start=at,
                addresses={"registry": neighbours.address, "sharing": neighbours.address},
                **settings,
            ) as suite:
                yield Stage(suite, neighbours)
        finally:
            await neighbours.server.stop(0)

    return start
