"""What offices may change without a new version of the software: `policy/<version>/evaluation.yaml`."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from plan.panels import PanelPolicy
from services.evaluation.domain.words import Conclusion, RatingCause, RatingGrade


@dataclass(frozen=True)
class SelfEvaluationPolicy:
    """The deadline of the self-evaluation (6.2, 4.5)."""

    days: int
    rolls: bool
    warn_days: tuple[int, ...]


@dataclass(frozen=True)
class EvaluationPanelPolicy(PanelPolicy):
    """How an evaluation panel is made up (4.7, 6.2)."""

    minimum_technical: int = 1
    minimum_financial: int = 1


@dataclass(frozen=True)
class RealisationPolicy:
    """The rule of 6.3. Degrees are 0 to 1."""

    recorded_value: Literal["median"]
    places: int
    partly_met_from: Decimal
    overall_partly_met_from: Decimal
    non_compliant_funds_cap: Conclusion


@dataclass(frozen=True)
class ScoreBand:
    """Points for a score that reaches `at_least`, 0 to 100."""

    at_least: Decimal
    points: int


@dataclass(frozen=True)
class DecayStep:
    """Of the points of an entry younger than so many months, so many percent count."""

    under_months: int
    percent: int


@dataclass(frozen=True)
class GradeBound:
    """A grade, from this total on."""

    grade: RatingGrade
    at_least: Decimal


@dataclass(frozen=True)
class RatingPolicy:
    """Points, decay by age, and the bounds of the grades (3.6). Below all bounds: poor. Points are whole."""

    points: dict[RatingCause, int]
    scores: tuple[ScoreBand, ...]
    decay: tuple[DecayStep, ...]
    grades: tuple[GradeBound, ...]


@dataclass(frozen=True)
class EvaluationPolicy:
    """The whole of the service's policy data."""

    self_evaluation: SelfEvaluationPolicy
    panel: EvaluationPanelPolicy
    realisation: RealisationPolicy
    rating: RatingPolicy
