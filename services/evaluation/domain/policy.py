"""What offices may change without a new version of the software: `policy/<version>/evaluation.yaml`."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from plan.panels import PanelPolicy
from services.evaluation.domain.words import Conclusion, PayGrade, RatingCause, RatingGrade


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
class FundsSlice:
    """Of the funds up to this amount, as far as no smaller slice has them, so many per mille."""

    up_to_fen: int
    per_mille: int


@dataclass(frozen=True)
class ScorePercent:
    """How much of a part's share a score that reaches `at_least` gives, in percent."""

    at_least: Decimal
    percent: int


@dataclass(frozen=True)
class PayPolicy:
    """Pool, split and amounts of the chief's floating pay (3.7). The factors of the grades are percent."""

    funds: tuple[FundsSlice, ...]
    beyond_per_mille: int
    importance: dict[PayGrade, int]
    difficulty: dict[PayGrade, int]
    urgency: dict[PayGrade, int]
    most_fen: int
    conclusion_percent: int
    scores: tuple[ScorePercent, ...]

    def percent_of(self, score: Decimal) -> int:
        """How much of its share a score gives; below all bands nothing."""
        reached = [each for each in self.scores if score >= each.at_least]
        return max(reached, key=lambda each: each.at_least).percent if reached else 0


@dataclass(frozen=True)
class EvaluationPolicy:
    """The whole of the service's policy data."""

    self_evaluation: SelfEvaluationPolicy
    panel: EvaluationPanelPolicy
    realisation: RealisationPolicy
    rating: RatingPolicy
    pay: PayPolicy
