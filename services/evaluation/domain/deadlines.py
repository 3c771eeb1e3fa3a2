"""The one deadline of evaluation: the unit's self-evaluation, so many days after the term (6.2, 1.10)."""

from datetime import date

from plan.counting import Basis, Counting
from plan.deadlines import Demand
from services.evaluation.domain.policy import SelfEvaluationPolicy

SELF_EVALUATION = "self_evaluation"


def demand(name: str, project: str, unit: str, policy: SelfEvaluationPolicy, policy_version: str) -> Demand:
    """What it asks for, of the undertaking unit."""
    return Demand(
        name=name,
        project=project,
        kind=SELF_EVALUATION,
        rule="6.2",
        responsible_role="undertaking_unit",
        responsible=unit,
        policy_version=policy_version,
        warn_days=policy.warn_days,
    )


def basis(ended_on: date, policy: SelfEvaluationPolicy) -> Basis:
    """So many days after the term, or after the termination."""
    return Basis(ended_on, policy.days, Counting.CALENDAR, policy.rolls)


def deadline_name(project: str, opening: int = 1) -> str:
    """The name of a project's deadline here; where a term was prolonged after its end, self-evaluation-2 …"""
    return f"{project}/deadlines/self-evaluation" + (f"-{opening}" if opening > 1 else "")
