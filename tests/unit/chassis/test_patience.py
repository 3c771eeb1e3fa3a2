"""A start that waits for Kafka is content with any one of its servers; one that prepares its database waits for MongoDB to come back."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from pymongo.errors import AutoReconnect, OperationFailure, PyMongoError

from chassis.run.patience import _one_listens, prepared
from cli.stack.ports import free_port


@pytest.fixture
async def listening() -> AsyncIterator[str]:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_the_first_may_be_away(listening: str) -> None:
    await _one_listens([f"127.0.0.1:{free_port()}", f" {listening}"])


async def test_all_may_not() -> None:
    with pytest.raises(OSError):
        await _one_listens([f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"])


@pytest.mark.parametrize(
    "error", [AutoReconnect("away"), OperationFailure("Replication is being shut down", 91), OperationFailure("x", 10107)]
)
async def test_a_mongodb_that_goes_down_meanwhile_is_waited_for(error: PyMongoError) -> None:
    failures: list[PyMongoError] = [error, error]

    async def prepare() -> None:
        if failures:
            raise failures.pop()

    await prepared(prepare, 60.0)
    assert failures == []


@pytest.mark.parametrize(("error", "seconds"), [(OperationFailure("not authorized", 13), 60.0), (AutoReconnect("away"), -1.0)])
async def test_what_it_refuses_and_what_lasts_is_told(error: PyMongoError, seconds: float) -> None:
    async def prepare() -> None:
        raise error

    with pytest.raises(type(error)):
        await prepared(prepare, seconds)
