"""Factor 3.5 scored anew for a lead other than the nominated one, and the total that follows. Home of 1.2a."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from chassis.errors import InvalidArgument, RuleViolated
from services.contracts.domain.card import ProjectCard
from services.contracts.domain.facts.lead_scores import LeadRescored, LeadScored

CENT = Decimal("0.01")


@dataclass(frozen=True)
class ExpertScore:
    """One expert's score, 0 to 100."""

    expert: str
    score: Decimal


@dataclass
class LeadScore:
    """What the experts gave one person last, and what the project's total would be with them."""

    name: str
    project: str
    person: str
    scores: list[ExpertScore] = field(default_factory=list)
    score: Decimal = Decimal(0)
    lead_weight: Decimal = Decimal(0)
    score_without_lead: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    threshold: Decimal = Decimal(0)
    scored_at: datetime | None = None
    policy_version: str = ""
    version: int = 0

    def rescore(self, card: ProjectCard, scores: Sequence[ExpertScore], policy_version: str, now: datetime) -> list[Any]:
        """Score the person anew (1.2a); what was given before does not count any more."""
        approval = card.approved
        given = sum((score.score for score in scores), Decimal(0))
        self.scores, self.scored_at, self.policy_version = list(scores), now, policy_version
        self.lead_weight, self.score_without_lead = approval.lead_weight, approval.score_without_lead
        self.score = (given / len(scores)).quantize(CENT, ROUND_HALF_UP)
        self.total = (approval.score_without_lead + approval.lead_weight * self.score / 100).quantize(CENT, ROUND_HALF_UP)
        self.threshold = approval.threshold
        common = {"name": self.name, "project": self.project, "person": self.person}
        public = LeadRescored(**common, total=self.total, threshold=self.threshold, reaches=self.reaches)
        return [public, LeadScored(**common, scores={score.expert: score.score for score in scores})]

    @property
    def reaches(self) -> bool:
        """Whether the total still reaches the guide's threshold."""
        return self.total >= self.threshold

    @property
    def working(self) -> str:
        """How the total comes about (zh-CN)."""
        figures = "、".join(str(score.score) for score in self.scores)
        verdict = "达到" if self.reaches else "未达到"
        return (
            f"专家评分 {figures}，平均 {self.score}；总分 = 其他因素 {self.score_without_lead}"
            f" + 权重 {self.lead_weight}% × {self.score} = {self.total}，{verdict}指南分数线 {self.threshold}"
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
