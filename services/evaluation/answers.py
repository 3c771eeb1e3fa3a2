"""What evaluation answers where it is more than one resource."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.access.views import Shown
from chassis.rpc.answers import With
from plan.deadlines import ProjectDeadline
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.pay import ChiefPay
from services.evaluation.domain.rating import Standing


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


@dataclass(frozen=True)
class RatingShown(With[Standing]):
    """A rating at the end of a day, with its working."""

    working: str


@dataclass(frozen=True)
class RatingPage:
    """A page of ratings."""

    ratings: Sequence[RatingShown]
    next_page_token: str = ""


@dataclass(frozen=True)
class PayShown(With[ChiefPay]):
    """The floating pay of a project, with its working."""

    working: str
