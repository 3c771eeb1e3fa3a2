"""What offices may change without a new version of the software: `policy/<version>/evaluation.yaml`."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from plan.panels import PanelPolicy
from services.evaluation.domain.words import Conclusion, PayGrade, RatingCause, RatingGrade

WHOLE = 100


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


def _demand_all(kinds: type[StrEnum], given: Iterable[StrEnum], where: str) -> None:
    lacking = sorted(set(kinds) - set(given))
    if lacking:
        raise ValueError(f"{where} lacks {', '.join(lacking)}")


def _demand_percent(where: str, *given: int) -> None:
    if not all(0 <= each <= WHOLE for each in given):
        raise ValueError(f"{where}: a percent is 0 to {WHOLE}")


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

    def __post_init__(self) -> None:
        """A version that lacks a number is found when it is read, not by the first fact that needs it. Raises ValueError."""
        _demand_all(RatingCause, {*self.points, RatingCause.REVIEW_SCORED}, "points")
        _demand_percent("decay", *(step.percent for step in self.decay))


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

    def __post_init__(self) -> None:
        """As of RatingPolicy. Raises ValueError."""
        for name, factors in (("importance", self.importance), ("difficulty", self.difficulty), ("urgency", self.urgency)):
            _demand_all(PayGrade, factors, name)
        _demand_percent("conclusion_percent", self.conclusion_percent)
        _demand_percent("scores", *(each.percent for each in self.scores))

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
