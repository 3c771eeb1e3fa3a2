"""The expert review of an application: each expert's own sheet, hidden until all are in, and the total (2.6, 3.5)."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from chassis.errors import InvalidArgument
from plan.figures import mean, shown
from plan.independence import Candidate
from plan.panels import Panel, Seat
from services.registry.domain.dossiers import Step
from services.registry.domain.failures import Failure
from services.registry.domain.guides import HUNDRED, Guide, ScoreFactor

# Decimal places of a mean and of a total, as people see them.
MEAN_PLACES, TOTAL_PLACES = 2, 4


@dataclass
class FactorScore:
    """The score of one factor, 0 to 100."""

    factor: str
    score: Decimal


@dataclass
class ScoreSheet:
    """One expert's scores. `seen`: the version of the application that the expert saw (4.7a)."""

    expert: str
    scores: list[FactorScore]
    comment: str
    scored_at: datetime
    seen: str = ""


@dataclass(kw_only=True)
class Reviewer(Seat):
    """A member with the member's sheet; that of one who has left does not count and stays on record (4.7)."""

    sheet: ScoreSheet | None = None

    @classmethod
    def of(cls, candidate: Candidate) -> "Reviewer":
        """The seat of a candidate."""
        return cls(person=candidate.person, organization=candidate.organization, display_name=candidate.display_name)

    def give(self, sheet: ScoreSheet) -> None:
        """The member's own scores."""
        self.sheet = sheet


@dataclass(kw_only=True)
class ExpertReview(Panel[Reviewer]):
    """Factors and threshold are the guide's, as they stood when the panel was convened."""

    members: list[Reviewer] = field(default_factory=list)
    factors: list[ScoreFactor]
    threshold: Decimal

    NOUN: ClassVar[str] = "评分"
    RULE: ClassVar[str] = "2.6"

    @classmethod
    def of(cls, guide: Guide, panel: list[Reviewer], step: Step) -> "ExpertReview":
        """A review that starts now."""
        return cls(
            convened_at=step.at,
            convened_by=step.actor,
            members=panel,
            size=len(panel),
            factors=guide.factors,
            threshold=guide.threshold,
        )

    @property
    def experts(self) -> list[str]:
        """Who sits on the panel."""
        return [seat.person for seat in self.seated]

    @property
    def opened_at(self) -> datetime:
        """When it was convened."""
        return self.convened_at

    @property
    def sheets(self) -> list[ScoreSheet]:
        """The sheets of those who sit."""
        return [seat.sheet for seat in self.seated if seat.sheet is not None]

    @property
    def sheets_in(self) -> int:
        """How many sheets are in."""
        return len(self.sheets)

    @property
    def sheets_needed(self) -> int:
        """How many are needed."""
        return self.size

    def add(self, sheet: ScoreSheet) -> None:
        """Refuses NOT_ON_PANEL, ALREADY_DELIVERED, SCORES_INCOMPLETE, SCORE_OUT_OF_RANGE."""
        self.may_deliver(sheet.expert)
        wanted = {factor.id: factor.title for factor in self.factors}
        if sorted(score.factor for score in sheet.scores) != sorted(wanted):
            shown = "、".join(f"“{title}”" for title in wanted.values())
            raise InvalidArgument("SCORES_INCOMPLETE", f"须对每项因素各评一次分：{shown}", rule="3.5")
        for score in sheet.scores:
            if not 0 <= score.score <= HUNDRED:
                raise InvalidArgument("SCORE_OUT_OF_RANGE", f"{wanted[score.factor]}得分{score.score}不在0至100之间", rule="3.5")
        self.deliver(sheet.expert, sheet.scored_at).give(sheet)

    @property
    def means(self) -> list[FactorScore]:
        """Mean of each factor over the experts, as shown; none until all sheets are in."""
        if not self.open_to_view:
            return []
        return [FactorScore(factor.id, plain(shown(self._mean(factor), MEAN_PLACES, self.threshold))) for factor in self.factors]

    def _mean(self, factor: ScoreFactor) -> Fraction:
        return mean([score.score for sheet in self.sheets for score in sheet.scores if score.factor == factor.id])

    @property
    def lead_weight(self) -> Decimal:
        """Weight of the factor of 3.5, in percent."""
        return next(factor.weight for factor in self.factors if factor.lead)

    @property
    def exact_lead_score(self) -> Fraction | None:
        """The experts' mean on the lead (3.5); none until all sheets are in."""
        return self._mean(next(factor for factor in self.factors if factor.lead)) if self.open_to_view else None

    @property
    def exact_total(self) -> Fraction | None:
        """Sum over the factors of weight × mean ÷ 100: what is decided on; none until all sheets are in."""
        return self._sum(with_lead=True)

    @property
    def exact_total_without_lead(self) -> Fraction | None:
        """The same without the factor of 3.5."""
        return self._sum(with_lead=False)

    @property
    def total(self) -> Decimal | None:
        """The total as shown; rounding never lets it reach the threshold, or miss it."""
        exact = self.exact_total
        return None if exact is None else plain(shown(exact, TOTAL_PLACES, self.threshold))

    @property
    def total_without_lead(self) -> Decimal | None:
        """The total without the factor of 3.5, as shown."""
        exact = self.exact_total_without_lead
        return None if exact is None else plain(shown(exact, TOTAL_PLACES))

    def _sum(self, with_lead: bool) -> Fraction | None:
        if not self.open_to_view:
            return None
        counted = [factor for factor in self.factors if with_lead or not factor.lead]
        return sum((Fraction(factor.weight) * self._mean(factor) for factor in counted), Fraction(0)) / 100

    @property
    def reached(self) -> bool:
        """3.5: the exact total, the lead's factor in it, reaches the guide's threshold."""
        return self.exact_total is not None and self.exact_total >= Fraction(self.threshold)

    @property
    def failures(self) -> list[Failure]:
        """What stands against an approval: a total below the threshold (3.5)."""
        if self.reached:
            return []
        return [Failure("3.5", "SCORE_BELOW_THRESHOLD", f"评审总分{self.total}，未达到指南分数线{self.threshold}")]


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent."""
    return Decimal(format(value.normalize(), "f"))
