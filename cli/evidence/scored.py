"""The totals by which a project was approved or declined (3.5), and by which somebody other than the nominated lead may lead it (1.2a).

Added up again from each expert's scores: of the first review since its facts have them, else from its exact means.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from plan.figures import mean, shown
from services.contracts.domain.lead_score import PLACES
from services.registry.domain.reviews import TOTAL_PLACES

Told = dict[str, Any]
_REVIEWED, _DECLINED, _APPROVED, _RESCORED, _SCORED = (
    "sanzhi.registry.expert_review.scored.v1",
    "sanzhi.registry.application.declined.v1",
    "sanzhi.registry.project.approved.v1",
    "sanzhi.contracts.lead.rescored.v1",
    "sanzhi.contracts.lead.scored.v1",
)
OF_SCORES = frozenset({_REVIEWED, _DECLINED, _APPROVED, _RESCORED, _SCORED})
_WORDS = {
    "exact_without_lead": "其他因素加权之和",
    "exact_lead_score": "责任人因素平均",
    "lead_weight": "责任人因素权重",
    "threshold": "指南分数线",
}


@dataclass
class Scored:
    """Of a project, fact by fact. reviewed: what the experts' sheets come to. approved: as registry told it.

    means: of whom was scored anew, by person. experts: who sits. scorers: who gave the sheets, factor by factor. problems: zh-CN.
    """

    problems: list[str]
    experts: frozenset[str] = frozenset()
    scorers: frozenset[frozenset[str]] = frozenset()
    reviewed: dict[str, Fraction] = field(default_factory=dict)
    approved: dict[str, Any] = field(default_factory=dict)
    means: dict[str, Fraction] = field(default_factory=dict)

    def take(self, fact: Told, data: Told) -> list[str]:
        """The working of one fact of it. Raises KeyError, ValueError, TypeError, ArithmeticError."""
        if fact["type"] == _REVIEWED:
            return list(self._reviewed(data))
        if fact["type"] == _SCORED:
            return list(self._scored(data))
        if fact["type"] == _RESCORED:
            self.means[data["person"]] = Fraction(data["exact_score"])
            return list(self._total(data, self.approved | {"exact_lead_score": data["exact_score"]}, data["total"], PLACES))
        self._hold(data)
        if fact["type"] == _DECLINED:
            terms = self.reviewed | {"threshold": data["threshold"]}
            return list(self._total(data | {"reaches": None}, terms, data["total"], TOTAL_PLACES)) if self.reviewed else []
        if not data.get("exact_lead_score"):
            return []
        self.approved = dict(data)
        return list(self._total(data, self.approved, data["score"], TOTAL_PLACES))

    def _total(self, data: Told, terms: Told, told: str, places: int) -> Iterator[str]:
        """Of a decision, by figures of the review. Whether it reaches the threshold is left open where it may do either."""
        names = ("exact_without_lead", "lead_weight", "exact_lead_score", "threshold")
        others, weight, score, threshold = (Fraction(terms[name]) for name in names)
        exact = others + weight * score / 100
        bound = Decimal(terms["threshold"])
        total = shown(exact, places, bound)
        if Fraction(total) != Fraction(told):
            self.problems.append(f"{data['name']}：总分推算为 {total}，所记为 {told}")
        reaches = exact >= threshold
        if data.get("reaches", True) not in (reaches, None):
            wrong = "达到" if reaches else "未达到"
            self.problems.append(f"{data['name']}：总分 {total} {wrong}指南分数线 {bound}，所记相反")
        yield f"总分 ＝ 其他因素加权之和 {others} ＋ 责任人因素 {score} × 权重 {terms['lead_weight']}% ＝ {exact}，即 {total}"
        yield f"{'达到' if reaches else '未达到'}指南分数线 {bound}（按精确值判定）"

    def _reviewed(self, data: Told) -> Iterator[str]:
        """What the sheets of those who sit come to: means, and the total without the factor of 3.5."""
        self.reviewed = {"threshold": Fraction(data["threshold"])}
        self.scorers = frozenset(frozenset(factor["scores"]) for factor in data["factors"])
        others = list[tuple[str, Fraction]]()
        for factor in data["factors"]:
            scores = {expert: Decimal(score) for expert, score in factor["scores"].items()}
            made, weight = mean(list(scores.values())), Fraction(factor["weight"])
            yield f"{factor['title']}平均 ＝ （{' ＋ '.join(map(str, scores.values()))}） ÷ {len(scores)} ＝ {made}"
            if factor["lead"]:
                self.reviewed |= {"exact_lead_score": made, "lead_weight": weight}
            else:
                others.append((f"{made} × {factor['weight']}%", weight * made / 100))
        self.reviewed["exact_without_lead"] = sum((value for _, value in others), Fraction(0))
        yield f"其他因素加权之和 ＝ {' ＋ '.join(said for said, _ in others)} ＝ {self.reviewed['exact_without_lead']}"

    def _hold(self, data: Told) -> None:
        """What a decision says of the review against its sheets; these are of those who sit when it is decided (4.7)."""
        if self.reviewed and self.experts and self.scorers != {self.experts}:
            self.problems.append(f"{data['name']}：评分的专家与专家组不符")
        for name, word in _WORDS.items():
            if self.reviewed and data.get(name) and Fraction(data[name]) != self.reviewed[name]:
                self.problems.append(f"{data['name']}：{word}按各专家评分推算为 {self.reviewed[name]}，所记为 {data[name]}")

    def _scored(self, data: Told) -> Iterator[str]:
        scores = {expert: Decimal(score) for expert, score in data["scores"].items()}
        made, told = mean(list(scores.values())), self.means.get(data["person"])
        if made != told:
            self.problems.append(f"{data['name']}：责任人因素平均推算为 {made}，所记为 {told}")
        yield f"责任人因素平均 ＝ （{' ＋ '.join(map(str, scores.values()))}） ÷ {len(scores)} ＝ {made}"
