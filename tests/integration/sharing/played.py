"""The neighbours of sharing, played by the test: their facts are put on Kafka, the registry answers by gRPC."""

from datetime import UTC, datetime
from typing import Any

import grpc
from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc

from chassis.errors import NotFound
from chassis.rpc.errors import Told, trailers_of
from tests.harness import told
from tests.harness.suite import Suite

PROJECT = "projects/pipe-casting"
BUREAU, UNIT, PARTNER = "organizations/bureau", "organizations/foundry", "organizations/partner"
UNIVERSITY, FACTORY, RIVAL = "organizations/university", "organizations/factory", "organizations/rival"
LEAD = "people/wu-jianguo"
KINDS = {
    BUREAU: registry_pb2.ORGANIZATION_KIND_SCIENCE_BUREAU,
    UNIT: registry_pb2.ORGANIZATION_KIND_ENTERPRISE,
    PARTNER: registry_pb2.ORGANIZATION_KIND_RESEARCH_INSTITUTE,
    UNIVERSITY: registry_pb2.ORGANIZATION_KIND_UNIVERSITY,
    FACTORY: registry_pb2.ORGANIZATION_KIND_ENTERPRISE,
    RIVAL: registry_pb2.ORGANIZATION_KIND_ENTERPRISE,
}


class Registry(registry_pb2_grpc.RegistryServiceServicer):
    """Knows organisations."""

    async def GetOrganization(self, request: Any, context: Any) -> Any:
        if request.name not in KINDS:
            await context.abort(grpc.StatusCode.NOT_FOUND, "NOT_FOUND", trailers_of(NotFound("NOT_FOUND", "没有找到"), Told("没有找到")))
        return registry_pb2.Organization(name=request.name, kind=KINDS[request.name], display_name=request.name.partition("/")[2])


class Neighbours:
    """A gRPC server that answers for the registry."""

    def __init__(self) -> None:
        self.registry = Registry()
        self.server = grpc.aio.server()
        registry_pb2_grpc.add_RegistryServiceServicer_to_server(self.registry, self.server)
        self.address = f"127.0.0.1:{self.server.add_insecure_port('127.0.0.1:0')}"


async def tell(suite: Suite, fact: str, **body: Any) -> str:
    """tell(suite, "registry.project.approved.v1", …), of the project unless it is named otherwise; gives its id."""
    return await told.tell(suite, fact, {"name": PROJECT, "project": PROJECT} | body, datetime(2024, 1, 1, tzinfo=UTC), "")


async def notice_published(suite: Suite, year: int, days_off: list[str]) -> None:
    """milestones: the year's days off are known."""
    notice = {"name": f"holidayNotices/{year}", "year": year, "days_off": days_off, "makeup_days": [], "reference": "国办发明电〔2036〕7号"}
    await told.tell(suite, "milestones.holiday_notice.published.v1", notice, datetime(2024, 1, 1, tzinfo=UTC))


async def approved(suite: Suite, project: str = PROJECT) -> None:
    """registry: the project is approved; contracts: its lead is engaged."""
    of = {"name": project, "project": project}
    await tell(
        suite,
        "registry.project.approved.v1",
        title="球墨铸铁管智能浇铸",
        field="先进制造",
        owners=[BUREAU],
        owner_kinds={BUREAU: "science_bureau"},
        undertaking_unit=UNIT,
        county="yuci",
        task_book={"targets": [{"id": "t1", "metric": "发明专利"}]},
        **of,
    )
    engaged = of | {"name": f"{project}/engagements/manager-1"}
    await tell(suite, "contracts.engagement.activated.v1", person=LEAD, role="project_manager", is_lead=True, **engaged)
