"""The result of the comprehensive evaluation, drawn again from what each expert verified of the task book's targets (6.2, 6.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from chassis.policy import Policies
from services.evaluation.domain.assessments import Assessment, FundsAssessment, ItemAssessment
from services.evaluation.domain.outcome import Outcome, judge
from services.evaluation.domain.policy import EvaluationPolicy, RealisationPolicy
from services.evaluation.domain.targets import Target
from services.evaluation.domain.words import Conclusion, FundsFinding
from services.evaluation.domain.working import show_working

Told = Mapping[str, Any]
_NAMED, _REPLACED, _VERIFIED, _CONCLUDED = (
    f"sanzhi.evaluation.evaluation.{what}.v1" for what in ("panel_named", "panel_member_replaced", "values_verified", "concluded")
)
OF_EVALUATION = frozenset({_NAMED, _REPLACED, _VERIFIED, _CONCLUDED})
_TARGETS = TypeAdapter(list[Target])


@dataclass
class Evaluated:
    """The evaluation of a project, fact by fact. books: targets and budget in fen by version. drawn: what the last sheets come to.

    experts: who sits. problems: zh-CN.
    """

    policies: Policies[EvaluationPolicy]
    problems: list[str]
    books: dict[int, tuple[list[Target], int]] = field(default_factory=dict)
    experts: frozenset[str] = frozenset()
    drawn: tuple[list[Target], list[Assessment], int] | None = None

    def note(self, book: Told) -> None:
        """A version of the task book. Raises ValueError, KeyError, TypeError."""
        self.books[int(book["version"])] = _TARGETS.validate_python(book.get("targets", [])), int(book["budget"]["total_fen"])

    def take(self, fact: Told, data: Told) -> list[str]:
        """The working of one fact of it. Raises KeyError, ValueError, TypeError, ArithmeticError."""
        if fact["type"] == _NAMED:
            self.experts = frozenset(each["person"] for each in data["members"])
        if fact["type"] == _REPLACED:
            self.experts = self.experts - {data["member"]} | {data["successor"]}
        if fact["type"] == _VERIFIED:
            return list(self._verified(data))
        if fact["type"] == _CONCLUDED and self.drawn:
            policy = self.policies.at(fact["policyversion"]).realisation
            return list(self._concluded(data, judge(*self.drawn, policy), policy))
        return []

    def _verified(self, data: Told) -> Iterator[str]:
        """What each verified; the conclusion follows from it by the rule of the version in force when it is drawn."""
        targets, budget = self.books[int(data["task_book_version"])]
        if not data["experts"]:
            raise ValueError("nobody verified anything")
        self.drawn = targets, [_sheet(each) for each in data["experts"]], budget
        for target in targets:
            values = "、".join(f"{each['expert']} {_value(each['values'][target.id])}" for each in data["experts"])
            yield f"{target.metric}（{target.promised}）：{values}"

    def _concluded(self, data: Told, outcome: Outcome, policy: RealisationPolicy) -> Iterator[str]:
        self._hold(data, outcome)
        working = show_working(outcome, [], {}, policy)
        yield from working.rule_steps
        for row in working.rows:
            values = f"核定值由小到大为 {'、'.join(row.verified_values)}，记录值 {row.recorded_value or '无'}"
            yield f"{row.metric}（{row.promised}）：{values}，完成率 {row.calculation}，{row.conclusion.label}"
        yield from (working.total, working.funds, working.overall)

    def _hold(self, data: Told, outcome: Outcome) -> None:
        """What is concluded against what the sheets come to; these are of those who sit when it is concluded (4.7)."""
        if self.experts and self.drawn and {each.expert for each in self.drawn[1]} != self.experts:
            self.problems.append(f"{data['name']}：核定的专家与专家组不符")
        told = {each["id"]: (Conclusion(each["conclusion"]), Decimal(each["degree"])) for each in data["targets"]}
        made = {each.target.id: (each.conclusion, each.degree) for each in outcome.results}
        for target in sorted(told.keys() | made.keys()):
            self._demand(f"{data['name']}：指标 {target}", made.get(target), told.get(target))
        self._demand(data["name"], (outcome.conclusion, outcome.degree), (Conclusion(data["conclusion"]), Decimal(data["degree"])))

    def _demand(self, what: str, wanted: tuple[Conclusion, Decimal] | None, found: tuple[Conclusion, Decimal] | None) -> None:
        if wanted != found:
            self.problems.append(f"{what}：按各专家核定值推算为{_said(wanted)}，所记为{_said(found)}")


def _said(result: tuple[Conclusion, Decimal] | None) -> str:
    return f"“{result[0].label}”（实现程度 {result[1]}）" if result else "没有"


def _value(value: Any) -> str:
    return "无法核实" if value is None else str(value)


def _sheet(told: Told) -> Assessment:
    items = [ItemAssessment(target, None if value is None else Decimal(value), value is None) for target, value in told["values"].items()]
    funds = FundsAssessment(int(told["received_fen"]), int(told["spent_fen"]), FundsFinding(told["finding"]))
    return Assessment(told["expert"], items, funds)
