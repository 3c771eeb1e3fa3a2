"""The neighbours of supervision, played by the test: their facts are put on Kafka, the registry answers by gRPC."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

import grpc
from aiokafka import AIOKafkaProducer
from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc

from chassis.envelope import to_headers
from chassis.errors import NotFound
from chassis.policy import Law
from chassis.rpc.errors import trailers_of
from tests.harness.suite import Suite

PROJECT = "projects/pipe-casting"
BUREAU, POSTER, UNIT = "organizations/bureau", "organizations/poster", "organizations/foundry"
LEAD, SUCCESSOR = "people/wu-jianguo", "people/he-ping"
PEOPLE = {
    LEAD: "organizations/consulting",
    SUCCESSOR: "organizations/consulting",
    "people/watcher": BUREAU,
    "people/qin-hai": "organizations/university",
    "people/engineer": UNIT,
    "people/stranger": "organizations/elsewhere",
}
AREAS = {"organizations/consulting": "yuci", UNIT: "taigu", "organizations/elsewhere": "taigu"}


class Registry(registry_pb2_grpc.RegistryServiceServicer):
    """Knows people and organisations; may be away."""

    away = False

    async def GetPerson(self, request: Any, context: Any) -> Any:
        await self._answer(request.name in PEOPLE, context)
        return registry_pb2.Person(name=request.name, organization=PEOPLE.get(request.name, ""))

    async def GetOrganization(self, request: Any, context: Any) -> Any:
        await self._answer(True, context)
        return registry_pb2.Organization(name=request.name, area=AREAS.get(request.name, ""))

    async def _answer(self, known: bool, context: Any) -> None:
        if self.away:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "away")
        if not known:
            await context.abort(grpc.StatusCode.NOT_FOUND, "NOT_FOUND", trailers_of(NotFound("NOT_FOUND", "没有找到"), Law.load()))


class Neighbours:
    """A gRPC server that answers for the registry."""

    def __init__(self) -> None:
        self.registry = Registry()
        self.server = grpc.aio.server()
        registry_pb2_grpc.add_RegistryServiceServicer_to_server(self.registry, self.server)  # type: ignore[no-untyped-call]
        self.address = f"127.0.0.1:{self.server.add_insecure_port('127.0.0.1:0')}"


async def tell(suite: Suite, fact: str, identity: str = "", **body: Any) -> str:
    """Put a neighbour's fact on its topic and wait until it has taken effect; gives its id. The same id is the same fact."""
    service = fact.partition(".")[0]
    name = body.setdefault("name", PROJECT)
    body.setdefault("project", PROJECT)
    identity = identity or str(uuid.uuid4())
    attributes = {
        "id": identity,
        "source": f"/sanzhi/{service}",
        "type": f"sanzhi.{fact}",
        "subject": name,
        "time": datetime(2024, 1, 1, tzinfo=UTC),
        "sequence": 1,
        "actor": "people/somebody",
        "correlationid": "c",
        "causationid": "c",
        "policyversion": "2026.1",
    }
    producer = AIOKafkaProducer(bootstrap_servers=suite.settings.kafka)
    await producer.start()
    try:
        topic = f"{suite.settings.topic_prefix}.{service}"
        await producer.send_and_wait(topic, json.dumps(body).encode(), body["project"].encode(), headers=to_headers(attributes))
    finally:
        await producer.stop()
    await suite.quiet()
    return identity


async def approved(suite: Suite) -> None:
    """registry: the project is approved."""
    await tell(
        suite,
        "registry.project.approved.v1",
        title="球墨铸铁管智能浇铸",
        owners=[BUREAU, POSTER],
        owner_kinds={BUREAU: "science_bureau", POSTER: "enterprise"},
        undertaking_unit=UNIT,
        county="yuci",
        nominated_lead=LEAD,
        nominated_chief="",
        task_book={"version": 1, "budget": {"total_fen": 100_000_000}},
    )


async def engaged(suite: Suite, person: str = LEAD, verb: str = "activated", number: int = 1) -> None:
    """contracts: a manager is engaged, or no longer is."""
    name = f"{PROJECT}/engagements/manager-{number}"
    await tell(suite, f"contracts.engagement.{verb}.v1", name=name, person=person, role="project_manager", is_lead=True)


async def overdue(suite: Suite, deadline: str = "n1-materials", service: str = "milestones", **more: str) -> str:
    """milestones or evaluation: a deadline was missed."""
    return await tell(
        suite,
        f"{service}.deadline.overdue.v1",
        name=f"{PROJECT}/deadlines/{deadline}",
        kind="materials",
        last_day="2026-02-24",
        overdue_at="2026-02-24T16:00:00Z",
        **more,
    )
