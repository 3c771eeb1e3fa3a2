"""A start that waits for Kafka is content with any one of its servers."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from chassis.run.patience import _one_listens
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
