"""The totals by which a project was approved (3.5), and by which somebody other than the nominated lead may lead it (1.2a), added up again.

What each expert gave in the first review stays with registry; its exact means are in the fact. Of a rescoring each score is told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from plan.figures import mean, shown
from services.contracts.domain.lead_score import PLACES
from services.registry.domain.reviews import TOTAL_PLACES

Told = Mapping[str, Any]
_APPROVED, _RESCORED, _SCORED = (
    "sanzhi.registry.project.approved.v1",
    "sanzhi.contracts.lead.rescored.v1",
    "sanzhi.contracts.lead.scored.v1",
)
OF_SCORES = frozenset({_APPROVED, _RESCORED, _SCORED})


@dataclass
class Scored:
    """Of a project, fact by fact. approved: as registry told it. means: of whom was scored anew, by person. problems: zh-CN."""

    problems: list[str]
    approved: Told = field(default_factory=dict)
    means: dict[str, Fraction] = field(default_factory=dict)

    def take(self, fact: Told, data: Told) -> list[str]:
        """The working of one fact of it. Raises KeyError, ValueError, TypeError, ArithmeticError."""
        if fact["type"] == _SCORED:
            return list(self._scored(data))
        if fact["type"] == _RESCORED:
            self.means[data["person"]] = Fraction(data["exact_score"])
            places, told, told_score = PLACES, Decimal(data["total"]), Fraction(data["exact_score"])
        elif data.get("exact_lead_score"):
            self.approved = data
            places, told, told_score = TOTAL_PLACES, Decimal(data["score"]), Fraction(data["exact_lead_score"])
        else:
            return []
        return list(self._total(data, told_score, told, places))

    def _total(self, data: Told, score: Fraction, told: Decimal, places: int) -> Iterator[str]:
        others, weight, threshold = (self.approved[name] for name in ("exact_without_lead", "lead_weight", "threshold"))
        exact = Fraction(others) + Fraction(weight) * score / 100
        total = shown(exact, places, Decimal(threshold))
        if Fraction(total) != Fraction(told):
            self.problems.append(f"{data['name']}：总分推算为 {total}，所记为 {told}")
        reaches = exact >= Fraction(threshold)
        if data.get("reaches", True) is not reaches:
            wrong = "达到" if reaches else "未达到"
            self.problems.append(f"{data['name']}：总分 {total} {wrong}指南分数线 {threshold}，所记相反")
        yield f"总分 ＝ 其他因素加权之和 {others} ＋ 责任人因素 {score} × 权重 {weight}% ＝ {exact}，即 {total}"
        yield f"{'达到' if reaches else '未达到'}指南分数线 {threshold}（按精确值判定）"

    def _scored(self, data: Told) -> Iterator[str]:
        scores = {expert: Decimal(score) for expert, score in data["scores"].items()}
        made, told = mean(list(scores.values())), self.means.get(data["person"])
        if made != told:
            self.problems.append(f"{data['name']}：责任人因素平均推算为 {made}，所记为 {told}")
        yield f"责任人因素平均 ＝ （{' ＋ '.join(map(str, scores.values()))}） ÷ {len(scores)} ＝ {made}"
