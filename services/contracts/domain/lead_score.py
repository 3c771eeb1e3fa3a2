"""Factor 3.5 scored anew for a lead other than the nominated one, and the total that follows. Home of 1.2a."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from chassis.calendar import china_date
from chassis.errors import InvalidArgument, RuleViolated
from plan.figures import mean, shown
from services.contracts.domain.card import ProjectCard
from services.contracts.domain.facts.lead_scores import LeadRescored, LeadScored

# Decimal places of a score and of a total, as people see them.
PLACES = 2


@dataclass(frozen=True)
class ExpertScore:
    """One expert's score, 0 to 100."""

    expert: str
    score: Decimal


@dataclass
class LeadScore:
    """What the experts gave one person last, and what the project's total would be with them.

    `exact_without_lead`: the total of the other factors, a fraction "181/6", as registry approved by it; `score_without_lead` shows it.
    """

    name: str
    project: str
    person: str
    scores: list[ExpertScore] = field(default_factory=list)
    lead_weight: Decimal = Decimal(0)
    score_without_lead: Decimal = Decimal(0)
    exact_without_lead: str = "0"
    threshold: Decimal = Decimal(0)
    scored_at: datetime | None = None
    policy_version: str = ""
    version: int = 0

    def rescore(self, card: ProjectCard, scores: Sequence[ExpertScore], policy_version: str, now: datetime) -> list[Any]:
        """Score the person anew (1.2a); what was given before does not count any more."""
        approval = card.approved
        self.scores, self.scored_at, self.policy_version = list(scores), now, policy_version
        self.lead_weight, self.score_without_lead = approval.lead_weight, approval.score_without_lead
        self.exact_without_lead, self.threshold = approval.exact_without_lead, approval.threshold
        common = {"name": self.name, "project": self.project, "person": self.person}
        public = LeadRescored(
            **common,
            total=self.total,
            threshold=self.threshold,
            reaches=self.reaches,
            exact_score=str(self.exact_score),
            scored_on=china_date(now),
        )
        return [public, LeadScored(**common, scores={score.expert: score.score for score in scores})]

    @property
    def exact_score(self) -> Fraction:
        """Mean of the experts' scores."""
        return mean([score.score for score in self.scores]) if self.scores else Fraction(0)

    @property
    def exact_total(self) -> Fraction:
        """What is decided on: the other factors as they were approved, and this one (1.2a)."""
        return Fraction(self.exact_without_lead) + Fraction(self.lead_weight) * self.exact_score / 100

    @property
    def score(self) -> Decimal:
        """The mean, as shown."""
        return shown(self.exact_score, PLACES, self.threshold)

    @property
    def total(self) -> Decimal:
        """The total, as shown; rounding never lets it reach the threshold, or miss it."""
        return shown(self.exact_total, PLACES, self.threshold)

    @property
    def reaches(self) -> bool:
        """Whether the exact total still reaches the guide's threshold."""
        return self.exact_total >= Fraction(self.threshold)

    @property
    def working(self) -> str:
        """How the total comes about (zh-CN)."""
        figures = "、".join(str(score.score) for score in self.scores)
        verdict = "达到" if self.reaches else "未达到"
        pairs = (
            (self.score, self.exact_score),
            (self.score_without_lead, Fraction(self.exact_without_lead)),
            (self.total, self.exact_total),
        )
        note = "" if all(Fraction(figure) == exact for figure, exact in pairs) else "（所示为四舍五入后的数，按精确值判定）"
        return (
            f"专家评分 {figures}，平均 {self.score}；总分 = 其他因素 {self.score_without_lead}"
            f" + 权重 {self.lead_weight}% × {self.score} = {self.total}，{verdict}指南分数线 {self.threshold}{note}"
        )

    def demand_threshold(self) -> None:
        """Refuse SCORE_BELOW_THRESHOLD (1.2a)."""
        if not self.reaches:
            message = f"{self.person} 重新评分后总分 {self.total}，低于指南分数线 {self.threshold}"
            raise RuleViolated("SCORE_BELOW_THRESHOLD", message, rule="1.2a", total=self.total, threshold=self.threshold)


def name_of_score(project: str, person: str) -> str:
    """The resource name of a person's rescoring for a project."""
    return f"{project}/leadScores/{person.removeprefix('people/')}"


def check_rescored(card: ProjectCard, person: str, score: LeadScore | None) -> None:
    """Whoever is not the nominated lead leads only once rescored and up to the threshold (1.2a).

    Refuses LEAD_NOT_RESCORED, SCORE_BELOW_THRESHOLD.
    """
    if person == card.nominated_lead:
        return
    if score is None:
        message = f"{person} 不是申报时提名的责任人（{card.nominated_lead}），须先重新评分"
        raise RuleViolated("LEAD_NOT_RESCORED", message, rule="1.2a", person=person)
    score.demand_threshold()


def check_scores(card: ProjectCard, person: str, scores: tuple[ExpertScore, ...]) -> None:
    """Refuse LEAD_WAS_NOMINATED (1.2a), SCORE_OUT_OF_RANGE (3.5)."""
    if person == card.nominated_lead:
        raise RuleViolated("LEAD_WAS_NOMINATED", f"{person} 即申报时提名的责任人，已经评分", rule="1.2a", person=person)
    wrong = [score for score in scores if not 0 <= score.score <= 100]
    if wrong:
        message = f"{wrong[0].expert} 的评分 {wrong[0].score} 不在 0 至 100 之间"
        raise InvalidArgument("SCORE_OUT_OF_RANGE", message, rule="3.5", field="scores")
