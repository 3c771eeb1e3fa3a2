"""What registry asks for today's answer: of supervision who is barred (7.5), of evaluation how a lead is rated (3.6)."""

from datetime import date
from decimal import Decimal
from typing import Any

from sanzhi.evaluation.v1 import evaluation_pb2, evaluation_pb2_grpc
from sanzhi.supervision.v1 import supervision_pb2, supervision_pb2_grpc

from plan.independence import Candidate
from services.registry.domain.dossiers import LeadRating
from services.registry.domain.failures import Failure
from services.registry.domain.people import Person
from services.registry.store import RegistryTransaction

NOMINATION, PANEL = "nomination", "approval_panel"


async def barred(person: Person, project: str, reason: str, tx: RegistryTransaction) -> list[Failure]:
    """Why a person may not be nominated; empty if they may. `reason`: that of the refusal. Raises Unavailable."""
    grounds = await _grounds(person.name, project, NOMINATION, tx)
    if grounds is None:
        return []
    return [Failure("7.5", reason, f"{person.display_name}被列入负面清单：{'；'.join(grounds)}")]


async def candidate(expert: str, project: str, tx: RegistryTransaction) -> Candidate:
    """An expert for a panel, as the person is today. Refuses NOT_FOUND; raises Unavailable."""
    person = await tx.people.get(expert)
    grounds = await _grounds(person.name, project, PANEL, tx)
    return Candidate(person.name, person.display_name, person.organization, barred=grounds is not None, grounds=grounds or ())


async def rating_of(person: str, tx: RegistryTransaction) -> LeadRating:
    """A lead's rating of today, to be offered at review and kept. Raises Unavailable."""
    stub: Any = tx.client(evaluation_pb2_grpc.EvaluationServiceStub)
    rating = await stub.GetRating(evaluation_pb2.GetRatingRequest(name=f"{person}/rating", as_of=tx.today.isoformat()))
    return LeadRating(
        person=person,
        as_of=date.fromisoformat(rating.as_of),
        grade=evaluation_pb2.RatingGrade.Name(rating.grade).removeprefix("RATING_GRADE_").lower(),
        total=Decimal(rating.total),
        entries_counted=rating.entries_counted,
        working=rating.working,
        policy_version=rating.policy_version,
        asked_at=tx.now,
    )


async def _grounds(subject: str, project: str, purpose: str, tx: RegistryTransaction) -> tuple[str, ...] | None:
    """Why supervision bars somebody (zh-CN); None where it does not."""
    stub: Any = tx.client(supervision_pb2_grpc.SupervisionServiceStub)
    clearance = await stub.CheckClearance(supervision_pb2.CheckClearanceRequest(subject=subject, project=project, purpose=purpose))
    return None if clearance.clear else tuple(ground.message for ground in clearance.grounds)
