"""What evaluation answers where it is more than one resource."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.access.views import Shown
from plan.deadlines import ProjectDeadline
from services.evaluation.domain.evaluation import Evaluation


@dataclass(frozen=True)
class EvaluationPage:
    """A page of evaluations."""

    evaluations: Sequence[Shown[Evaluation]]
    next_page_token: str = ""


@dataclass(frozen=True)
class DeadlinePage:
    """A page of deadlines."""

    deadlines: Sequence[ProjectDeadline]
    next_page_token: str = ""
