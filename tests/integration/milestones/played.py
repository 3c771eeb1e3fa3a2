"""The neighbours of milestones, played by the test: their facts are put on Kafka, their answers come by gRPC."""

from datetime import UTC, datetime
from typing import Any

import grpc
from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc
from sanzhi.supervision.v1 import supervision_pb2, supervision_pb2_grpc

from tests.harness import told
from tests.harness.suite import Suite

PROJECT = "projects/valve-castings"
UNIT, POSTER, BUREAU = "organizations/taigu-hydraulics", "organizations/yuci-hydraulics", "organizations/bureau"
NODES = [
    {"id": "design", "title": "样件设计", "due_date": "2024-01-12", "midterm": True},
    {"id": "trial", "title": "小批量试制", "due_date": "2024-10-31", "midterm": False},
]


class Registry(registry_pb2_grpc.RegistryServiceServicer):
    """Knows people by their organisation."""

    def __init__(self) -> None:
        self.organizations = {"people/lead": "organizations/lead-institute", "people/successor": "organizations/agency"}

    async def GetPerson(self, request: Any, context: Any) -> Any:
        organization = self.organizations.get(request.name, "organizations/taiyuan-university")
        return registry_pb2.Person(name=request.name, display_name=request.name.removeprefix("people/"), organization=organization)

    async def GetOrganization(self, request: Any, context: Any) -> Any:
        kind = registry_pb2.ORGANIZATION_KIND_SCIENCE_BUREAU if request.name == BUREAU else registry_pb2.ORGANIZATION_KIND_AGENCY
        return registry_pb2.Organization(name=request.name, display_name=request.name.removeprefix("organizations/"), kind=kind)


class Supervision(supervision_pb2_grpc.SupervisionServiceServicer):
    """Knows who is barred; may be down."""

    def __init__(self) -> None:
        self.barred: set[str] = set()
        self.down = False

    async def CheckClearance(self, request: Any, context: Any) -> Any:
        assert request.purpose == "milestone_panel"
        if self.down:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "down")
        grounds = [supervision_pb2.Ground(finding="findings/f", message="评审舞弊")] if request.subject in self.barred else []
        return supervision_pb2.Clearance(subject=request.subject, clear=not grounds, grounds=grounds)


class Neighbours:
    """A gRPC server that answers for registry and supervision."""

    def __init__(self) -> None:
        self.registry, self.supervision = Registry(), Supervision()
        self.server = grpc.aio.server()
        registry_pb2_grpc.add_RegistryServiceServicer_to_server(self.registry, self.server)
        supervision_pb2_grpc.add_SupervisionServiceServicer_to_server(self.supervision, self.server)
        self.address = f"127.0.0.1:{self.server.add_insecure_port('127.0.0.1:0')}"


async def tell(suite: Suite, kind: str, **body: Any) -> None:
    """tell(suite, "registry.project.approved.v1", …), of the project unless it is named otherwise."""
    await told.tell(suite, kind, {"name": PROJECT, "project": PROJECT} | body, datetime(2023, 1, 1, tzinfo=UTC))


def task_book(version: int = 1, nodes: list[dict[str, Any]] | None = None, term_end: str = "2025-12-31") -> dict[str, Any]:
    return {"version": version, "term_start": "2023-02-01", "term_end": term_end, "nodes": nodes or NODES, "targets": []}


async def approved(suite: Suite, **changed: Any) -> None:
    """registry: the project is approved."""
    body = {
        "title": "高压液压阀体铸件",
        "regime": "manager",
        "owners": [BUREAU, POSTER],
        "owner_kinds": {BUREAU: "science_bureau", POSTER: "enterprise"},
        "undertaking_unit": UNIT,
        "county": "taigu",
        "task_book": task_book(),
    }
    await tell(suite, "registry.project.approved.v1", **(body | changed))


async def engaged(
    suite: Suite, person: str = "people/lead", effective_at: str = "2023-03-01T02:00:00Z", report_every_months: int = 0
) -> None:
    """contracts: the lead is engaged."""
    name = f"{PROJECT}/engagements/{person.rpartition('/')[2]}"
    body = {"role": "project_manager", "is_lead": True, "person": person, "effective_at": effective_at}
    await tell(suite, "contracts.engagement.activated.v1", name=name, report_every_months=report_every_months, **body)


async def left(suite: Suite, person: str = "people/lead", ended_on: str = "2024-02-20") -> None:
    """contracts: the lead's engagement is over."""
    name = f"{PROJECT}/engagements/{person.rpartition('/')[2]}"
    body = {"role": "project_manager", "is_lead": True, "person": person, "ended_on": ended_on, "reason": "调离"}
    await tell(suite, "contracts.engagement.ended.v1", name=name, **body)


async def took_effect(suite: Suite, effective_at: str = "2023-03-01T02:00:00Z") -> None:
    """contracts: every row that the project needs at the start is in effect."""
    await tell(suite, "contracts.contract_set.took_effect.v1", name=f"{PROJECT}/contractSet", effective_at=effective_at)


async def running_project(suite: Suite, **changed: Any) -> None:
    """The project is approved, its lead engaged, its contract set in effect."""
    await approved(suite, **changed)
    await engaged(suite)
    await took_effect(suite)
