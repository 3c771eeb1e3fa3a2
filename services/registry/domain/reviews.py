"""The expert review of an application: each expert's own sheet, hidden until all are in, and the total (2.6, 3.5)."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from chassis.errors import InvalidArgument, RuleViolated
from services.registry.domain.failures import Failure
from services.registry.domain.guides import HUNDRED, Guide, ScoreFactor

_CENT = Decimal("0.01")


@dataclass
class FactorScore:
    """The score of one factor, 0 to 100."""

    factor: str
    score: Decimal


@dataclass
class ScoreSheet:
    """One expert's scores."""

    expert: str
    scores: list[FactorScore]
    comment: str
    scored_at: datetime


@dataclass
class ExpertReview:
    """Factors and threshold are the guide's, as they stood when the panel was convened."""

    experts: list[str]
    opened_at: datetime
    factors: list[ScoreFactor]
    threshold: Decimal
    sheets: list[ScoreSheet] = field(default_factory=list)

    @classmethod
    def of(cls, guide: Guide, experts: list[str], now: datetime) -> "ExpertReview":
        """A review that starts now."""
        return cls(experts=experts, opened_at=now, factors=guide.factors, threshold=guide.threshold)

    @property
    def sheets_in(self) -> int:
        """How many sheets are in."""
        return len(self.sheets)

    @property
    def sheets_needed(self) -> int:
        """How many are needed."""
        return len(self.experts)

    @property
    def complete(self) -> bool:
        """Whether all are in."""
        return self.sheets_in == self.sheets_needed

    def add(self, sheet: ScoreSheet) -> None:
        """Refuses ALREADY_SCORED, SCORES_INCOMPLETE, SCORE_OUT_OF_RANGE."""
        if any(known.expert == sheet.expert for known in self.sheets):
            raise RuleViolated("ALREADY_SCORED", "您已提交评分，不能重复评分", rule="2.6")
        wanted = {factor.id: factor.title for factor in self.factors}
        given = [score.factor for score in sheet.scores]
        if sorted(given) != sorted(wanted):
            shown = "、".join(f"{title}（{identity}）" for identity, title in wanted.items())
            raise InvalidArgument("SCORES_INCOMPLETE", f"须对每项因素各评一次分：{shown}", rule="3.5")
        for score in sheet.scores:
            if not 0 <= score.score <= HUNDRED:
                raise InvalidArgument("SCORE_OUT_OF_RANGE", f"{wanted[score.factor]}得分{score.score}不在0至100之间", rule="3.5")
        self.sheets.append(sheet)

    @property
    def means(self) -> list[FactorScore]:
        """Mean of each factor over the experts, to two places, half up; none until all sheets are in."""
        if not self.complete:
            return []
        return [FactorScore(factor.id, self._mean(factor.id)) for factor in self.factors]

    def _mean(self, factor: str) -> Decimal:
        scores = [score.score for sheet in self.sheets for score in sheet.scores if score.factor == factor]
        return plain((sum(scores, Decimal(0)) / len(scores)).quantize(_CENT, ROUND_HALF_UP))

    @property
    def lead_weight(self) -> Decimal:
        """Weight of the factor of 3.5, in percent."""
        return next(factor.weight for factor in self.factors if factor.lead)

    @property
    def total(self) -> Decimal | None:
        """Sum over the factors of weight × mean ÷ 100, exact; none until all sheets are in."""
        return self._sum(with_lead=True)

    @property
    def total_without_lead(self) -> Decimal | None:
        """The same without the factor of 3.5."""
        return self._sum(with_lead=False)

    def _sum(self, with_lead: bool) -> Decimal | None:
        if not self.complete:
            return None
        counted = [factor for factor in self.factors if with_lead or not factor.lead]
        means = {mean.factor: mean.score for mean in self.means}
        return plain(sum((factor.weight * means[factor.id] for factor in counted), Decimal(0)) / HUNDRED)

    @property
    def reached(self) -> bool:
        """3.5: the total, the lead's factor in it, reaches the guide's threshold."""
        return self.total is not None and self.total >= self.threshold

    @property
    def failures(self) -> list[Failure]:
        """What stands against an approval: a total below the threshold (3.5)."""
        if self.reached:
            return []
        return [Failure("3.5", "SCORE_BELOW_THRESHOLD", f"评审总分{self.total}，未达到指南分数线{self.threshold}")]

    def demand_complete(self) -> None:
        """Refuses SCORES_MISSING."""
        if not self.complete:
            message = f"专家评分尚未收齐：已收{self.sheets_in}份，应收{self.sheets_needed}份"
            raise RuleViolated("SCORES_MISSING", message, rule="2.6")


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent."""
    return Decimal(format(value.normalize(), "f"))
