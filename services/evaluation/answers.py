"""What evaluation answers where it is more than one resource."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.access.views import Shown
from services.evaluation.domain.deadline import Deadline
from services.evaluation.domain.evaluation import Evaluation


@dataclass(frozen=True)
class EvaluationPage:
    """A page of evaluations."""

    evaluations: Sequence[Shown[Evaluation]]
    next_page_token: str = ""


@dataclass(frozen=True)
class DeadlinePage:
    """A page of deadlines."""

    deadlines: Sequence[Deadline]
    next_page_token: str = ""
