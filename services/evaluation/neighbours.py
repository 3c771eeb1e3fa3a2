"""What evaluation asks of its neighbours, for today's answer: who an expert is, and whether the expert is barred."""

from typing import Any

from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc
from sanzhi.supervision.v1 import supervision_pb2, supervision_pb2_grpc

from plan.independence import Candidate, Circle
from services.evaluation.domain.card import ProjectCard
from services.evaluation.store import EvaluationTransaction

PURPOSE = "evaluation_panel"


async def candidate_for(person: str, project: str, tx: EvaluationTransaction) -> Candidate:
    """An expert as the registry and supervision know the person now. Refuses NOT_FOUND; raises Unavailable."""
    registry: Any = tx.client(registry_pb2_grpc.RegistryServiceStub)
    supervision: Any = tx.client(supervision_pb2_grpc.SupervisionServiceStub)
    found = await registry.GetPerson(registry_pb2.GetPersonRequest(name=person))
    question = supervision_pb2.CheckClearanceRequest(subject=person, project=project, purpose=PURPOSE)
    clearance = await supervision.CheckClearance(question)
    grounds = tuple(ground.message for ground in clearance.grounds)
    return Candidate(person, found.display_name, found.organization, barred=not clearance.clear, grounds=grounds)


async def circle_of(card: ProjectCard, tx: EvaluationTransaction) -> Circle:
    """Who is too close to the project, the lead's organisation as the registry has it now (4.7)."""
    lead, organization = card.evaluated_lead, ""
    if lead:
        registry: Any = tx.client(registry_pb2_grpc.RegistryServiceStub)
        organization = (await registry.GetPerson(registry_pb2.GetPersonRequest(name=lead))).organization
    return card.circle(lead, organization)
