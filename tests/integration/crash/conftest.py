from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from cli.stack.nursery import Nursery
from cli.stack.parts_for_tests import Parts
from tests.conftest import Running
from tests.integration.chassis.conftest import policy, probe, watcher
from tests.integration.crash.processes import Processes

Crashing = Callable[..., AbstractAsyncContextManager[Processes]]
__all__ = ["policy", "probe", "watcher"]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    opened = Nursery(["cli.stack.common", "tests.integration.crash.child"], str(Path(__file__).parents[3]))
    yield opened
    opened.close()


@pytest.fixture
def crashing(running: Running, parts: Parts, nursery: Nursery, tmp_path: Path) -> Iterator[Crashing]:
    """`async with crashing() as processes:` services in processes of their own, which may be made to die; none is left at the end."""

    # What the dead left open in a transaction must not block those who come back for as long as it may elsewhere.
    limit = {"setParameter": 1, "transactionLifetimeLimitSeconds": 2}
    with MongoClient[dict[str, Any]](parts.mongo.uri) as client:
        before = client.admin.command(limit)["was"]

    @asynccontextmanager
    async def start(**settings: Any) -> AsyncIterator[Processes]:
        async with running(**settings) as suite:
            processes = Processes(suite, tmp_path, nursery)
            try:
                yield processes
            finally:
                await processes.kill_all()

    yield start
    with MongoClient[dict[str, Any]](parts.mongo.uri) as client:
        client.admin.command(limit | {"transactionLifetimeLimitSeconds": before})
