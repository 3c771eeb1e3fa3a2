"""Questions that milestones asks its neighbours, before it decides."""

from typing import Any

from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc
from sanzhi.supervision.v1 import supervision_pb2, supervision_pb2_grpc

from services.milestones.domain.card import ProjectCard
from services.milestones.domain.independence import Candidate, Circle
from services.milestones.store import MilestonesTransaction

PURPOSE = "milestone_panel"


async def candidate_for(person: str, project: str, tx: MilestonesTransaction) -> Candidate:
    """What the registry and supervision say of an expert today (4.7, 7.5). Refuses NOT_FOUND; raises Unavailable."""
    registry: Any = tx.client(registry_pb2_grpc.RegistryServiceStub)
    registered = await registry.GetPerson(registry_pb2.GetPersonRequest(name=person))
    barred, grounds = await barred_from_panels(person, project, tx)
    return Candidate(person, registered.display_name or person, registered.organization, barred, grounds)


async def barred_from_panels(person: str, project: str, tx: MilestonesTransaction) -> tuple[bool, tuple[str, ...]]:
    """Whether somebody is barred now, and why (7.5). Raises Unavailable."""
    question = supervision_pb2.CheckClearanceRequest(subject=person, project=project, purpose=PURPOSE)
    supervision: Any = tx.client(supervision_pb2_grpc.SupervisionServiceStub)
    clearance = await supervision.CheckClearance(question)
    return not clearance.clear, tuple(ground.message for ground in clearance.grounds)


async def circle_of(card: ProjectCard, tx: MilestonesTransaction) -> Circle:
    """Those too close to the project, with the organisation that the lead belongs to today (4.7). Raises Unavailable."""
    registry: Any = tx.client(registry_pb2_grpc.RegistryServiceStub)
    lead = await registry.GetPerson(registry_pb2.GetPersonRequest(name=card.lead))
    return Circle(card, lead.organization)
