"""What evaluation asks of its neighbours, for today's answer: who an expert is, and whether the expert, or a chief, is barred."""

from typing import Any

from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc
from sanzhi.supervision.v1 import supervision_pb2, supervision_pb2_grpc

from chassis.errors import RuleViolated
from plan.independence import Candidate, Circle
from services.evaluation.domain.card import ProjectCard
from services.evaluation.store import EvaluationTransaction

PURPOSE, BONUS = "evaluation_panel", "bonus"


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


async def demand_paid(chief: str, project: str, tx: EvaluationTransaction) -> None:
    """Nothing is scored, confirmed or paid while the chief is barred. Refuses CHIEF_BARRED (7.5); raises Unavailable."""
    supervision: Any = tx.client(supervision_pb2_grpc.SupervisionServiceStub)
    clearance = await supervision.CheckClearance(supervision_pb2.CheckClearanceRequest(subject=chief, project=project, purpose=BONUS))
    if not clearance.clear:
        why = "；".join(ground.message for ground in clearance.grounds)
        raise RuleViolated("CHIEF_BARRED", f"{chief}在限制期内，不打分、不发放绩效奖金：{why}", rule="7.5", subject=chief)
