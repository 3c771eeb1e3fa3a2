"""Questions that milestones asks its neighbours, before it decides."""

from collections.abc import Iterable
from typing import Any

from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc
from sanzhi.supervision.v1 import supervision_pb2, supervision_pb2_grpc

from plan.independence import Candidate, Circle
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.midterm import Consulted
from services.milestones.store import MilestonesTransaction

PURPOSE = "milestone_panel"


async def consulted(names: Iterable[str], tx: MilestonesTransaction) -> list[Consulted]:
    """The departments and units that judged with the bureau, as the registry knows them. Refuses NOT_FOUND; raises Unavailable."""
    registry: Any = tx.client(registry_pb2_grpc.RegistryServiceStub)
    found = [await registry.GetOrganization(registry_pb2.GetOrganizationRequest(name=name)) for name in names]
    bureau = registry_pb2.ORGANIZATION_KIND_SCIENCE_BUREAU
    return [Consulted(each.name, each.display_name or each.name, each.kind == bureau) for each in found]


async def checked(people: Iterable[str], card: ProjectCard, tx: MilestonesTransaction) -> list[Candidate]:
    """Experts as registry and supervision know them today. Refuses EXPERT_NOT_INDEPENDENT, EXPERT_BARRED, NOT_FOUND; raises Unavailable."""
    circle = await circle_of(card, tx)
    candidates = [await candidate_for(person, card.name, tx) for person in people]
    circle.check(candidates)
    return candidates


async def candidate_for(person: str, project: str, tx: MilestonesTransaction) -> Candidate:
    """What the registry and supervision say of an expert today (4.7, 7.5). Refuses NOT_FOUND; raises Unavailable."""
    registry: Any = tx.client(registry_pb2_grpc.RegistryServiceStub)
    supervision: Any = tx.client(supervision_pb2_grpc.SupervisionServiceStub)
    found = await registry.GetPerson(registry_pb2.GetPersonRequest(name=person))
    question = supervision_pb2.CheckClearanceRequest(subject=person, project=project, purpose=PURPOSE)
    clearance = await supervision.CheckClearance(question)
    grounds = tuple(ground.message for ground in clearance.grounds)
    return Candidate(person, found.display_name or person, found.organization, barred=not clearance.clear, grounds=grounds)


async def circle_of(card: ProjectCard, tx: MilestonesTransaction) -> Circle:
    """Those too close to the project, with the organisation that the lead belongs to today (4.7). Raises Unavailable."""
    organization = ""
    if card.lead:  # None while a successor is awaited (1.9).
        registry: Any = tx.client(registry_pb2_grpc.RegistryServiceStub)
        organization = (await registry.GetPerson(registry_pb2.GetPersonRequest(name=card.lead))).organization
    return card.circle(card.lead, organization)
