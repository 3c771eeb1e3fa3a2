"""The client against a real gRPC server of this process, which answers as services do."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import json_format
from sanzhi.registry.v1 import registry_pb2

from chassis.errors import RuleViolated
from chassis.messaging.kafka import Kafka
from chassis.policy import Laws
from chassis.rpc.errors import told_of, trailers_of
from cli.client import Client
from cli.refused import Refused
from cli.stack.issuer import Issuer
from cli.target import Target

REGISTER = "sanzhi.registry.v1.RegistryService/RegisterOrganization"
GET_PERSON = "sanzhi.registry.v1.RegistryService/GetPerson"
PERSON = {
    "name": "people/li",
    "organization": "organizations/a",
    "organization_kind": "ORGANIZATION_KIND_COUNTY_DEPARTMENT",
    "area": "yuci",
}

Answer = Callable[[str, bytes, Any], Awaitable[bytes]]


class AnyMethod(grpc.GenericRpcHandler):
    """Hands every call to one function."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def service(self, details: grpc.HandlerCallDetails) -> Any:
        async def entry(request: bytes, context: Any) -> bytes:
            return await self.answer(details.method.rpartition("/")[2], request, context)

        return grpc.unary_unary_rpc_method_handler(entry)


@asynccontextmanager
async def client_of(answer: Answer, folder: Path, **options: Any) -> AsyncIterator[Client]:
    server = grpc.aio.server()
    server.add_generic_rpc_handlers((AnyMethod(answer),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    Issuer(folder).prepare(("registry",))
    async with Client(Target({"registry": f"127.0.0.1:{port}"}, Kafka(""), "", folder), **options) as client:
        yield client
    await server.stop(None)


async def test_a_repeat_after_unavailable_has_the_same_request_id(tmp_path: Path) -> None:
    seen: list[str] = []

    async def answer(method: str, request: bytes, context: Any) -> bytes:
        seen.append(registry_pb2.RegisterOrganizationRequest.FromString(request).request_id)
        if len(seen) < 3:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "not now")
        return registry_pb2.Organization(name="organizations/a").SerializeToString()

    async with client_of(answer, tmp_path) as client:
        made = await client.call(REGISTER, {"organization_id": "a"})
    assert made["name"] == "organizations/a"
    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert seen[0]


async def test_patience_ends(tmp_path: Path) -> None:
    async def answer(method: str, request: bytes, context: Any) -> bytes:
        await context.abort(grpc.StatusCode.UNAVAILABLE, "never")
        raise AssertionError

    async with client_of(answer, tmp_path, patience=0.3) as client:
        with pytest.raises(Refused) as refused:
            await client.call(REGISTER, {"organization_id": "a"})
    assert refused.value.code == "UNAVAILABLE"


async def test_a_refusal_has_code_reason_rule_and_chinese_text(tmp_path: Path) -> None:
    calls = 0

    async def answer(method: str, request: bytes, context: Any) -> bytes:
        nonlocal calls
        calls += 1
        refusal = RuleViolated("CHIEF_TOO_OLD", "技术总师已满56周岁", rule="3.4", limit=55)
        await context.abort(
            grpc.StatusCode.FAILED_PRECONDITION, "CHIEF_TOO_OLD", trailers_of(refusal, told_of(refusal, Laws.load().newest))
        )
        raise AssertionError

    async with client_of(answer, tmp_path) as client:
        with pytest.raises(Refused) as refused:
            await client.call(REGISTER, {"organization_id": "a"})
    found = refused.value
    assert (found.code, found.reason, found.rule) == ("FAILED_PRECONDITION", "CHIEF_TOO_OLD", "3.4")
    assert found.message.startswith("技术总师已满56周岁")
    assert found.metadata == {"limit": "55", "rule_version": "2026.1"}
    assert calls == 1


async def test_a_person_calls_with_what_registry_knows_of_them(tmp_path: Path) -> None:
    headers: dict[str, str] = {}

    async def answer(method: str, request: bytes, context: Any) -> bytes:
        if method == "GetPerson":
            return json_format.ParseDict({**PERSON, "global_roles": ["county"]}, registry_pb2.Person()).SerializeToString()
        headers.update(context.invocation_metadata())
        return b""

    async with client_of(answer, tmp_path) as client:
        await client.call(REGISTER, {"organization_id": "a"}, person="people/li")
    from chassis.access.keys import Keys
    from chassis.access.tokens import Verifier

    actor = await Verifier(Keys(str(tmp_path / "jwks.json")), "sanzhi:embedded", "sanzhi").actor_of(
        headers["authorization"].removeprefix("Bearer ")
    )
    assert (actor.person, actor.organization, actor.organization_kind, actor.area) == (
        "people/li",
        "organizations/a",
        "county_department",
        "yuci",
    )
    assert actor.roles == {"county"}


async def test_registry_is_asked_again_after_it_was_changed(tmp_path: Path) -> None:
    asked: list[str] = []

    async def answer(method: str, request: bytes, context: Any) -> bytes:
        asked.append(method)
        return json_format.ParseDict(PERSON, registry_pb2.Person()).SerializeToString() if method == "GetPerson" else b""

    async with client_of(answer, tmp_path) as client:
        for _ in range(2):
            await client.call(GET_PERSON, {"name": "people/wang"}, person="people/li")
        assert asked.count("GetPerson") == 3
        await client.call(REGISTER, {"organization_id": "a"}, person="people/li")
        await client.call(GET_PERSON, {"name": "people/wang"}, person="people/li")
        assert asked.count("GetPerson") == 5


async def test_a_field_that_does_not_exist_is_an_error_of_the_caller(tmp_path: Path) -> None:
    async def answer(method: str, request: bytes, context: Any) -> bytes:
        raise AssertionError("never called")

    async with client_of(answer, tmp_path) as client:
        with pytest.raises(json_format.ParseError):
            await client.call(REGISTER, {"organisation": "a"})
