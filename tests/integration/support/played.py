"""The neighbours of support, played by the test: their facts are put on Kafka; registry and sharing answer by gRPC."""

from datetime import UTC, datetime
from typing import Any

import grpc
from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc
from sanzhi.sharing.v1 import sharing_pb2, sharing_pb2_grpc

from tests.harness import told
from tests.harness.suite import Suite

PROJECT, OTHER = "projects/pipe-casting", "projects/glass"
BUREAU, UNIT, LAB = "organizations/bureau", "organizations/foundry", "organizations/lab"
FACTORY, RIVAL = "organizations/factory", "organizations/rival"
CONFIRMED = f"{PROJECT}/results/1"


class Registry(registry_pb2_grpc.RegistryServiceServicer):
    """Knows organisations, all of them enterprises of yuci, and people, all of them of the bureau."""

    async def GetOrganization(self, request: Any, context: Any) -> Any:
        kind = registry_pb2.ORGANIZATION_KIND_ENTERPRISE
        return registry_pb2.Organization(name=request.name, kind=kind, display_name=request.name.partition("/")[2], area="yuci")

    async def GetPerson(self, request: Any, context: Any) -> Any:
        return registry_pb2.Person(name=request.name, organization=UNIT if request.name == "people/clerk" else BUREAU)


class Sharing(sharing_pb2_grpc.SharingServiceServicer):
    """Knows one confirmed result; all others are registered."""

    async def GetResult(self, request: Any, context: Any) -> Any:
        confirmed = request.name == CONFIRMED
        state = sharing_pb2.RESULT_STATE_PUBLISHED if confirmed else sharing_pb2.RESULT_STATE_REGISTERED
        return sharing_pb2.Result(name=request.name, state=state, title="低温浇铸方法")


class Neighbours:
    """A gRPC server that answers for registry and sharing."""

    def __init__(self) -> None:
        self.server = grpc.aio.server()
        registry_pb2_grpc.add_RegistryServiceServicer_to_server(Registry(), self.server)
        sharing_pb2_grpc.add_SharingServiceServicer_to_server(Sharing(), self.server)
        self.address = f"127.0.0.1:{self.server.add_insecure_port('127.0.0.1:0')}"


async def notice_published(suite: Suite, year: int, days_off: list[str]) -> None:
    """milestones: the year's days off are known."""
    notice = {"name": f"holidayNotices/{year}", "year": year, "days_off": days_off, "makeup_days": [], "reference": "国办发明电〔2036〕7号"}
    await told.tell(suite, "milestones.holiday_notice.published.v1", notice, datetime(2024, 1, 1, tzinfo=UTC))


async def approved(suite: Suite, project: str = PROJECT, field: str = "铝合金") -> None:
    """registry: the project is approved."""
    body = {
        "name": project,
        "project": project,
        "title": "球墨铸铁管智能浇铸",
        "kind": "open_bid",
        "category": "",
        "field": field,
        "owners": [BUREAU],
        "owner_kinds": {BUREAU: "science_bureau"},
        "undertaking_unit": UNIT,
        "county": "yuci",
    }
    await told.tell(suite, "registry.project.approved.v1", body, datetime(2024, 1, 1, tzinfo=UTC), "")
