"""The client of the chaos runs, against a server that answers as told: it does not give up, and the ledger has all of it."""

import random
from collections.abc import AsyncIterator
from typing import Any

import grpc
import jwt
import pytest
from sanzhi.exchange.v1.exchange_pb2 import FeedToken, IssueFeedTokenRequest
from sanzhi.registry.v1.registry_pb2 import Organization, RegisterOrganizationRequest

from chaos.client import ChaosClient
from chaos.ledger import Ledger
from chassis.messaging.kafka import Kafka
from chassis.rpc.committed import FACT, Committed
from cli.refused import Refused
from cli.target import Target

SERVICE, METHOD = "sanzhi.registry.v1.RegistryService", "RegisterOrganization"
CALL = f"{SERVICE}/{METHOD}"
TOKEN = jwt.encode({"sub": "people/chaos-1"}, "k" * 32)
PLACE = '{"topic": "sanzhi.registry", "key": "organizations/a", "sequence": 1}'


class Told:
    """Answers with these codes in turn, then with OK."""

    def __init__(self) -> None:
        self.codes: list[grpc.StatusCode] = []
        self.requests: list[str] = []

    async def answer(self, request: Any, context: Any) -> Organization:
        assert dict(context.invocation_metadata())["authorization"] == f"Bearer {TOKEN}"
        self.requests.append(request.request_id)
        if self.codes:
            await context.abort(self.codes.pop(0), "told to")
        context.set_trailing_metadata(((FACT, PLACE),))
        return Organization(name="organizations/a")


@pytest.fixture
async def told() -> AsyncIterator[tuple[Told, ChaosClient, Ledger]]:
    told, ledger, server = Told(), Ledger(), grpc.aio.server()
    handler = grpc.unary_unary_rpc_method_handler(told.answer, RegisterOrganizationRequest.FromString, Organization.SerializeToString)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, {METHOD: handler}),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with ChaosClient(
        Target({"registry": f"127.0.0.1:{port}"}, Kafka(""), "", None, token=TOKEN), ledger, random.Random(1), again=0
    ) as client:
        yield told, client, ledger
    await server.stop(None)


async def test_it_tries_again_with_the_same_request_id_until_it_is_answered(told: tuple[Told, ChaosClient, Ledger]) -> None:
    server, client, ledger = told
    server.codes = [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.ABORTED]
    submitted = await client.submit(CALL, {"organization_id": "a"})
    assert submitted.facts == (Committed("sanzhi.registry", "organizations/a", 1),)
    (command,) = ledger.acknowledged
    assert (command.person, command.tries, command.unanswered) == ("people/chaos-1", 3, 2)
    assert server.requests == [command.request_id] * 3


async def test_a_refusal_is_an_answer(told: tuple[Told, ChaosClient, Ledger]) -> None:
    server, client, ledger = told
    server.codes = [grpc.StatusCode.FAILED_PRECONDITION]
    with pytest.raises(Refused):
        await client.submit(CALL, {"organization_id": "a"})
    assert [command.refused for command in ledger.refused] == ["FAILED_PRECONDITION"]


async def test_what_got_an_answer_is_asked_again(told: tuple[Told, ChaosClient, Ledger]) -> None:
    server, client, ledger = told
    await client.submit(CALL, {"organization_id": "a"})
    await client.repeat()
    assert len(server.requests) == 2 and len(set(server.requests)) == 1
    assert ledger.changed_answers == []
    server.codes = [grpc.StatusCode.NOT_FOUND]
    await client.repeat()
    assert len(ledger.changed_answers) == 1


async def test_what_is_shown_once_is_not_asked_for_again() -> None:
    asked = list[str]()

    async def issue(request: Any, context: Any) -> FeedToken:
        asked.append(request.request_id)
        return FeedToken(name=request.name, token=f"szf_{len(asked)}")

    server, ledger = grpc.aio.server(), Ledger()
    handler = grpc.unary_unary_rpc_method_handler(issue, IssueFeedTokenRequest.FromString, FeedToken.SerializeToString)
    service = "sanzhi.exchange.v1.ExchangeService"
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, {"IssueFeedToken": handler}),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    target = Target({"exchange": f"127.0.0.1:{port}"}, Kafka(""), "", None, token=TOKEN)
    async with ChaosClient(target, ledger, random.Random(1), again=99) as client:
        await client.submit(f"{service}/IssueFeedToken", {"name": "subscriptions/a", "request_id": "one"})
        await client.repeat()
    await server.stop(None)
    assert asked == ["one"] and ledger.changed_answers == []
    assert [command.shown_once for command in ledger.acknowledged] == [True]
