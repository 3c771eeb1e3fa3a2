"""The last signature is stored, the process dies before the engagement takes effect; it takes effect once all the same (1.6)."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
import pytest
from sanzhi.registry.v1 import registry_pb2_grpc
from sanzhi.supervision.v1 import supervision_pb2_grpc

from chassis.messaging.topics import ensure_topics
from tests.harness.suite import Refused, eventually, service
from tests.integration.contracts.played import BUREAU, MANAGER, POSTER, Neighbours, Stage
from tests.integration.crash.conftest import Crashing
from tests.integration.crash.processes import Processes

POINT = "after_commit_before_wake"


async def test_the_effect_follows_once(crashing: Crashing) -> None:
    async with _neighbours() as (neighbours, addresses), crashing(rehearsal_start="2026-01-10T08:00:00+08:00", **addresses) as processes:
        await _sign_last(processes, neighbours, without="")
        await processes.quiet(contracts=["registry", "supervision"])
        assert await _facts(processes) == {"document.signed.v1": 9, "engagement.activated.v1": 1}


async def test_a_timer_that_is_set_after_the_signature_is_lost(crashing: Crashing) -> None:
    async with _neighbours() as (neighbours, addresses), crashing(rehearsal_start="2026-01-10T08:00:00+08:00", **addresses) as processes:
        await _sign_last(processes, neighbours, without="timer_with_its_cause")
        await processes.quiet(contracts=["registry", "supervision"])
        assert await _facts(processes) == {"document.signed.v1": 9}


async def _sign_last(processes: Processes, neighbours: Neighbours, without: str) -> None:
    suite, stage = processes.suite, Stage(processes.suite, neighbours)
    for name in ("registry", "supervision"):
        await ensure_topics(suite.settings, name)
    app = await suite.start(service("contracts"))
    try:
        await stage.approved()
        await stage.selected()
        engagement = await stage.drawn_up()
        await stage.sign_all(engagement, BUREAU, POSTER)
        *documents, last = [document["name"] for document in engagement["documents"]]
        for document in documents:
            await stage.sign(document, MANAGER)
        await suite.quiet()
    finally:
        await app.stop()
    await processes.start("contracts", POINT, without)
    processes.arm("contracts")
    with pytest.raises(Refused) as died:
        await stage.sign(last, MANAGER, request_id="last")
    assert died.value.reason == ""
    await processes.until_dead("contracts")
    await processes.start("contracts", POINT, without)
    await stage.sign(last, MANAGER, request_id="last")


async def _facts(processes: Processes) -> dict[str, int]:
    mongo = processes.mongo("contracts")
    try:

        async def none_pending() -> bool:
            return await mongo["outbox"].find_one({"pending": True}) is None

        await eventually(none_pending)
        types = [row["attributes"]["type"] async for row in mongo["outbox"].find({})]
    finally:
        await mongo.close()
    counted = Counter(name.removeprefix("sanzhi.contracts.") for name in types)
    return {name: counted[name] for name in ("document.signed.v1", "engagement.activated.v1") if counted[name]}


@asynccontextmanager
async def _neighbours() -> AsyncIterator[tuple[Neighbours, dict[str, Any]]]:
    neighbours, server = Neighbours(), grpc.aio.server()
    registry_pb2_grpc.add_RegistryServiceServicer_to_server(neighbours, server)
    supervision_pb2_grpc.add_SupervisionServiceServicer_to_server(neighbours, server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    try:
        yield neighbours, {"addresses": dict.fromkeys(("registry", "supervision"), address)}
    finally:
        await server.stop(0)
