"""What evaluation asks of its neighbours, for today's answer: who an expert is, and whether the expert is barred."""

from typing import Any

from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc
from sanzhi.supervision.v1 import supervision_pb2, supervision_pb2_grpc

from services.evaluation.domain.panel import Candidate, Circle, Panelist
from services.evaluation.domain.project_card import ProjectCard
from services.evaluation.store import EvaluationTransaction

PURPOSE = "evaluation_panel"


async def candidate_for(panelist: Panelist, project: str, tx: EvaluationTransaction) -> Candidate:
    """A proposed member as the registry and supervision know the person now. Refuses NOT_FOUND; raises Unavailable."""
    registry: Any = tx.client(registry_pb2_grpc.RegistryServiceStub)
    supervision: Any = tx.client(supervision_pb2_grpc.SupervisionServiceStub)
    person = await registry.GetPerson(registry_pb2.GetPersonRequest(name=panelist.person))
    question = supervision_pb2.CheckClearanceRequest(subject=panelist.person, project=project, purpose=PURPOSE)
    clearance = await supervision.CheckClearance(question)
    return Candidate(
        panelist=panelist,
        display_name=person.display_name,
        organization=person.organization,
        barred=not clearance.clear,
        grounds=tuple(ground.message for ground in clearance.grounds),
    )


async def circle_of(card: ProjectCard, tx: EvaluationTransaction) -> Circle:
    """Who is too close to the project, the lead's organisation as the registry has it now (4.7)."""
    organization = ""
    if card.lead:
        registry: Any = tx.client(registry_pb2_grpc.RegistryServiceStub)
        lead = await registry.GetPerson(registry_pb2.GetPersonRequest(name=card.lead))
        organization = lead.organization
    return Circle(
        undertaking_unit=card.undertaking_unit,
        owner_enterprises=card.owner_enterprises,
        lead=card.lead,
        lead_organization=organization,
        engaged=card.people_engaged,
        commissioners=frozenset(card.commissioners),
        expert_group=frozenset(card.expert_group),
    )
