"""What a stranger costs: without a valid token nothing but headers is taken in; what is open to strangers is small and ends."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from sanzhi.files.v1 import files_pb2

from chassis.access.keys import Keys
from chassis.access.roles import AccessRule
from chassis.access.tokens import Verifier
from chassis.errors import Refusal
from chassis.rpc import open_door, receiving, room
from chassis.rpc.binding import Method
from chassis.rpc.budgets import Rate
from chassis.rpc.errors import code_of
from chassis.rpc.mutation import Call
from chassis.rpc.open_door import OpenDoor
from chassis.rpc.receiving import server_options
from chassis.rpc.server import Bounds, Calls, Door, Pipeline
from tests.harness.http2 import Stranger
from tests.harness.identity import Issuer

MIB = 1024 * 1024
WINDOW = 70_000  # what HTTP/2 lets anybody send before the server has said anything
SERVICE = "sanzhi.test.v1.Test"


@dataclass(frozen=True)
class Ask:
    digest: str = ""


class Refusing:
    """Tells refusals without a record."""

    async def tell(self, refusal: Refusal, call: Call) -> None:
        await call.context.abort(code_of(refusal), refusal.reason)


@dataclass
class Served:
    address: str
    issuer: Issuer
    pipeline: Pipeline
    read: list[int]
    channel: grpc.aio.Channel
    strangers: list[Stranger]

    async def stranger(self) -> Stranger:
        self.strangers.append(await Stranger.at(self.address))
        return self.strangers[-1]

    def call(self, size: int, token: str = "", method: str = "Read", seconds: float = 10.0) -> Any:
        metadata = [("authorization", f"Bearer {token}")] if token else []
        call: Any = self.channel.unary_unary(f"/{SERVICE}/{method}")
        return call(bytes(size), timeout=seconds, metadata=metadata)


@pytest.fixture
async def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    issuer, read = Issuer(tmp_path), list[int]()

    async def carried_out(self: Pipeline, call: Call) -> bytes:
        read.append(len(call.request))
        receiving.demand_size(call.request, call.method.most_bytes)
        return b""

    monkeypatch.setattr(Pipeline, "_carried_out", carried_out)
    executor: Any = type("Executor", (), {"metrics": type("M", (), {"call_ended": lambda *_: None})()})()
    bounds = Bounds(16 * MIB, Rate(0, 0), Rate(5, 10))
    refusing: Any = Refusing()
    pipeline = Pipeline(executor, Door(Verifier(Keys(str(issuer.jwks)), "sanzhi:embedded", "sanzhi")), refusing, Calls(), bounds)
    message = files_pb2.GetUploadRequest

    def method(name: str, most: int) -> Method:
        async def handler(command: Ask, tx: Any) -> None: ...

        rule = AccessRule(frozenset({"any"}), ())
        return Method(name, f"{SERVICE}/{name}", message, message, Ask, handler, rule, mutates=False, most_bytes=most)

    server = grpc.aio.server(interceptors=[OpenDoor()], options=server_options(2 * MIB, 100))
    handler = pipeline.generic_handler(SERVICE, [method("Read", 256 * 1024), method("Large", 2 * MIB)])
    server.add_generic_rpc_handlers((handler,))
    health_pb2_grpc.add_HealthServicer_to_server(health.aio.HealthServicer(), server)  # type: ignore[attr-defined]
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    channel = grpc.aio.insecure_channel(f"127.0.0.1:{port}")
    made = Served(f"127.0.0.1:{port}", issuer, pipeline, read, channel, [])
    try:
        yield made
    finally:
        for each in made.strangers:
            await each.close()
        await channel.close()
        await server.stop(0)


async def code(call: Any) -> str:
    try:
        await call
    except grpc.aio.AioRpcError as error:
        return f"{error.code().name} {error.details()}"
    return "OK"


@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 5000], ids=["none", "nonsense", "long"])
async def test_of_a_stranger_nothing_is_taken_in_but_the_headers(served: Served, token: str) -> None:
    stranger = await served.stranger()
    stream = stranger.call(f"/{SERVICE}/Large", authorization=f"Bearer {token}")
    assert await stranger.send(stream, 1 * MIB, 1 * MIB) < WINDOW
    assert stream in stranger.ended and not served.read


async def test_eighty_strangers_with_large_bodies_get_their_answer_and_an_innocent_caller_too(served: Served) -> None:
    calls = [asyncio.create_task(code(served.call(15 * MIB))) for _ in range(8)]
    assert await code(served.call(100, served.issuer.token("people/li"))) == "OK"
    assert {each.partition(" ")[0] for each in await asyncio.gather(*calls)} == {"UNAUTHENTICATED"}
    assert served.read == [100]


@pytest.mark.parametrize("size", [2 * MIB + 1, 15 * MIB, 4095 * MIB])
async def test_what_is_longer_than_any_method_takes_is_refused_by_what_it_says(served: Served, size: int) -> None:
    stranger = await served.stranger()
    stream = stranger.call(f"/{SERVICE}/Large", authorization=f"Bearer {served.issuer.token('people/li')}")
    assert await stranger.send(stream, size, min(size, 15 * MIB)) < WINDOW
    assert stream in stranger.ended and not served.read


async def test_each_method_has_its_own_limit(served: Served) -> None:
    token = served.issuer.token("people/li")
    assert await code(served.call(256 * 1024, token)) == "OK"
    assert await code(served.call(256 * 1024 + 1, token)) == "INVALID_ARGUMENT REQUEST_TOO_LARGE"
    assert await code(served.call(256 * 1024 + 1, token, "Large")) == "OK"
    assert (await code(served.call(3 * MIB, token))).startswith("RESOURCE_EXHAUSTED")


async def test_a_body_that_does_not_come_is_not_waited_for(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "RECEIVE_SECONDS", 0.1)
    stranger = await served.stranger()
    stream = stranger.call(f"/{SERVICE}/Read", authorization=f"Bearer {served.issuer.token('people/li')}")
    await stranger.send(stream, 100_000, 10)
    await stranger.end_of(stream)
    assert served.pipeline._room.idle


async def test_one_person_with_bodies_that_do_not_come_leaves_room_for_the_others(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "WAIT_SECONDS", 0.5)
    slow, token = await served.stranger(), served.issuer.token("people/slow")
    for _ in range(50):
        await slow.send(slow.call(f"/{SERVICE}/Large", authorization=f"Bearer {token}"), 100_000, 10)
    assert await code(served.call(100, served.issuer.token("people/li"))) == "OK"
    assert await code(served.call(100, token)) == "UNAVAILABLE SERVICE_BUSY"


async def test_a_health_check_is_answered_however_many_strangers_are_slow(served: Served) -> None:
    stranger = await served.stranger()
    for _ in range(open_door._CHECKS + 5):
        await stranger.send(stranger.call("/grpc.health.v1.Health/Check"), 100, 10)
    answer = await health_pb2_grpc.HealthStub(served.channel).Check(health_pb2.HealthCheckRequest(), timeout=5)
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


async def test_what_is_open_takes_small_messages_and_few_streams(served: Served) -> None:
    stranger = await served.stranger()
    stream = stranger.call("/grpc.health.v1.Health/Check")
    await stranger.send(stream, 100_000, 100_000)
    await stranger.end_of(stream)
    watches = [health_pb2_grpc.HealthStub(served.channel).Watch(health_pb2.HealthCheckRequest()) for _ in range(open_door._STREAMS)]
    for watch in watches:
        assert (await watch.read()).status == health_pb2.HealthCheckResponse.SERVING
    with pytest.raises(grpc.aio.AioRpcError, match="RESOURCE_EXHAUSTED"):
        await health_pb2_grpc.HealthStub(served.channel).Watch(health_pb2.HealthCheckRequest()).read()


async def test_a_host_of_strangers_is_told_to_come_again_and_who_has_a_token_is_not(served: Served) -> None:
    found = [await code(served.call(10)) for _ in range(15)]
    assert found[:10] == ["UNAUTHENTICATED TOKEN_MISSING"] * 10
    assert "RESOURCE_EXHAUSTED BUDGET_EXHAUSTED" in found[10:]
    assert await code(served.call(10, served.issuer.token("people/li"))) == "OK"
