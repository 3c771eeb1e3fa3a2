from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import grpc
import pytest
from sanzhi.registry.v1 import registry_pb2_grpc
from sanzhi.supervision.v1 import supervision_pb2_grpc

from tests.conftest import Running
from tests.harness.suite import service
from tests.integration.contracts.played import Neighbours, Stage

Staged = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def staged(running: Running) -> Staged:
    """`async with staged() as stage:` contracts alone on the real parts, in January 2026; further settings by name."""

    @asynccontextmanager
    async def start(**settings: Any) -> AsyncIterator[Stage]:
        neighbours = Neighbours()
        server = grpc.aio.server()
        registry_pb2_grpc.add_RegistryServiceServicer_to_server(neighbours, server)
        supervision_pb2_grpc.add_SupervisionServiceServicer_to_server(neighbours, server)
        address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
        await server.start()
        try:
            answers = {"addresses": dict.fromkeys(("registry", "supervision"), address)}
            async with running(service("contracts"), rehearsal_start="2026-01-10T08:00:00+08:00", **answers, **settings) as suite:
                yield Stage(suite, neighbours)
        finally:
            await server.stop(0)

    return start
