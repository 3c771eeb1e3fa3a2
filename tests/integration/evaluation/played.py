"""The neighbours of evaluation, played by the test: their facts are put on Kafka, their answers come by gRPC."""

from datetime import UTC, datetime
from typing import Any

import grpc
from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc
from sanzhi.supervision.v1 import supervision_pb2, supervision_pb2_grpc

from tests.harness import told
from tests.harness.suite import Suite

PROJECT = "projects/valve-castings"
UNIT, POSTER, BUREAU = "organizations/taigu-hydraulics", "organizations/yuci-hydraulics", "organizations/bureau"
TARGETS = [
    {"id": "pressure", "metric": "爆破压力", "unit": "MPa", "comparator": ">=", "value": "35", "verification": "检测报告", "weight": "60"},
    {"id": "scrap", "metric": "废品率", "unit": "%", "comparator": "<=", "value": "4", "verification": "生产台账", "weight": "40"},
]
NODES = [
    {"id": "design", "title": "样件设计", "due_date": "2025-03-31", "midterm": True},
    {"id": "trial", "title": "小批量试制", "due_date": "2025-10-31", "midterm": False},
]


class Registry(registry_pb2_grpc.RegistryServiceServicer):
    """Knows people by their organisation."""

    def __init__(self) -> None:
        self.organizations = {"people/lead": "organizations/lead-institute"}

    async def GetPerson(self, request: Any, context: Any) -> Any:
        organization = self.organizations.get(request.name, "organizations/taiyuan-university")
        return registry_pb2.Person(name=request.name, display_name=request.name.removeprefix("people/"), organization=organization)


class Supervision(supervision_pb2_grpc.SupervisionServiceServicer):
    """Knows who is barred."""

    def __init__(self) -> None:
        self.barred: set[str] = set()

    async def CheckClearance(self, request: Any, context: Any) -> Any:
        assert request.purpose in ("evaluation_panel", "bonus")
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


async def tell(suite: Suite, kind: str, /, **body: Any) -> None:
    """tell(suite, "milestones.term.ended.v1", …), of the project unless it is named otherwise."""
    await told.tell(suite, kind, {"name": PROJECT} | body, datetime(2024, 1, 1, tzinfo=UTC))


async def approved(suite: Suite, **changed: Any) -> None:
    """registry: the project is approved."""
    body = {
        "project": PROJECT,
        "title": "高压液压阀体铸件",
        "owners": [BUREAU, POSTER],
        "owner_kinds": {BUREAU: "science_bureau", POSTER: "enterprise"},
        "undertaking_unit": UNIT,
        "county": "taigu",
        "nominated_lead": "people/lead",
        "task_book": task_book(),
    }
    await tell(suite, "registry.project.approved.v1", **(body | changed))


def task_book(version: int = 1, targets: list[dict[str, Any]] | None = None, term_end: str = "2025-12-31") -> dict[str, Any]:
    return {
        "version": version,
        "term_start": "2024-02-01",
        "term_end": term_end,
        "nodes": NODES,
        "targets": targets or TARGETS,
        "budget": {"total_fen": 500_000_000, "sources": [], "instalments": []},
    }


async def engaged(suite: Suite) -> None:
    """contracts: the lead is engaged."""
    name = f"{PROJECT}/engagements/manager"
    body = {"project": PROJECT, "role": "project_manager", "is_lead": True, "person": "people/lead"}
    await tell(suite, "contracts.engagement.activated.v1", name=name, **body)


async def node_concluded(suite: Suite, node: str, verdict: str = "passed") -> None:
    """milestones: a node was passed or failed."""
    name = f"{PROJECT}/nodes/{node}"
    body = {"project": PROJECT, "node": node, "concluded_at": "2025-11-20T02:00:00Z"}
    await tell(suite, f"milestones.node.{verdict}.v1", name=name, **body)


async def term_ended(suite: Suite, term_end: str = "2025-12-31") -> None:
    """milestones: the term is over."""
    await tell(suite, "milestones.term.ended.v1", name=f"{PROJECT}/schedule", project=PROJECT, term_end=term_end)
