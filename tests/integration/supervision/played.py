"""The neighbours of supervision, played by the test: their facts are put on Kafka, the registry answers by gRPC."""

from datetime import UTC, datetime
from typing import Any

import grpc
from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc

from chassis.errors import NotFound
from chassis.rpc.errors import Told, trailers_of
from tests.harness import told
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
    "people/clerk": POSTER,
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
            await context.abort(grpc.StatusCode.NOT_FOUND, "NOT_FOUND", trailers_of(NotFound("NOT_FOUND", "没有找到"), Told("没有找到")))


class Neighbours:
    """A gRPC server that answers for the registry."""

    def __init__(self) -> None:
        self.registry = Registry()
        self.server = grpc.aio.server()
        registry_pb2_grpc.add_RegistryServiceServicer_to_server(self.registry, self.server)
        self.address = f"127.0.0.1:{self.server.add_insecure_port('127.0.0.1:0')}"


async def tell(suite: Suite, fact: str, identity: str = "", **body: Any) -> str:
    """tell(suite, "milestones.node.failed.v1", …), of the project unless it is named otherwise; gives its id."""
    return await told.tell(suite, fact, {"name": PROJECT, "project": PROJECT} | body, datetime(2024, 1, 1, tzinfo=UTC), identity)


async def notice_published(suite: Suite, year: int, days_off: list[str]) -> None:
    """milestones: the year's days off are known."""
    notice = {"name": f"holidayNotices/{year}", "year": year, "days_off": days_off, "makeup_days": [], "reference": "国办发明电〔2036〕7号"}
    await told.tell(suite, "milestones.holiday_notice.published.v1", notice, datetime(2024, 1, 1, tzinfo=UTC))


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
