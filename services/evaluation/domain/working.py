"""The working of a conclusion, in Chinese, so that an official can follow it by hand (6.3)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from plan.figures import shown
from plan.money import yuan
from services.evaluation.domain.nodes import Node
from services.evaluation.domain.outcome import FundsConclusion, Outcome
from services.evaluation.domain.policy import RealisationPolicy
from services.evaluation.domain.realisation import TargetResult
from services.evaluation.domain.targets import plain
from services.evaluation.domain.words import Conclusion, FundsFinding, NodeOutcome


@dataclass(frozen=True)
class WorkingRow:
    """One target: from the verified values to its conclusion."""

    target: str
    metric: str
    promised: str
    self_value: str
    verified_values: tuple[str, ...]
    recorded_value: str
    degree: Decimal
    calculation: str
    weight: Decimal
    weighted_degree: Decimal
    conclusion: Conclusion


@dataclass(frozen=True)
class Working:
    """All steps, as fields and as one table in Markdown."""

    rule_steps: tuple[str, ...]
    rows: tuple[WorkingRow, ...]
    total: str
    funds: str
    overall: str
    nodes: str
    table: str


def show_working(outcome: Outcome, nodes: list[Node], self_values: dict[str, Decimal], policy: RealisationPolicy) -> Working:
    """Write down how the outcome came about."""
    steps = rule_steps(policy)
    rows = tuple(_row(result, self_values, policy.places) for result in outcome.results)
    lines = (_total(outcome, policy), _funds(outcome.funds), _overall(outcome, policy), _nodes(nodes))
    return Working(steps, rows, *lines, table=_table(steps, rows, lines))


def rule_steps(policy: RealisationPolicy) -> tuple[str, ...]:
    """The rule of 6.3 with the numbers of the policy version."""
    return (
        "每位专家逐项核定实际值，全体专家的核定值由小到大排列，居中的一个为记录值（专家人数为单数）；"
        "无法核实的，按对该指标最不利的一端排列；居中者为无法核实的，没有记录值，完成率为 0。",
        "记录值符合任务书要求的，结论为“完成”，完成率为 1。",
        "记录值不符合要求的，完成率 ＝ 1 － |记录值 － 目标值| ÷ |目标值|，不足 0 的按 0 计，目标值为 0 的按 0 计；"
        "不符合要求而差额为 0 的，按最接近 1 的一档计。各步都用精确值；"
        f"所示的数四舍五入到 {policy.places} 位小数，四舍五入会与结论不一致的，多列几位。",
        f"不符合要求而完成率不低于 {plain(policy.partly_met_from)} 的，结论为“部分完成”；低于的，为“未完成”。",
        "实现程度 ＝ 各项（完成率 × 权重）之和 ÷ 权重之和。",
        "各项指标全部完成的，总体结论为“完成”；未全部完成而实现程度不低于 "
        f"{plain(policy.overall_partly_met_from)} 的，为“部分完成”；低于的，为“未完成”。",
        f"经费使用由全体专家逐人认定，以过半数意见为准；认定为不合规的，总体结论最高为“{policy.non_compliant_funds_cap.label}”。",
    )


def _row(result: TargetResult, self_values: dict[str, Decimal], places: int) -> WorkingRow:
    target = result.target
    reported = self_values.get(target.id)
    return WorkingRow(
        target=target.id,
        metric=f"{target.metric}（{target.unit}）" if target.unit else target.metric,
        promised=target.promised,
        self_value="" if reported is None else plain(reported),
        verified_values=result.verified,
        recorded_value="" if result.recorded is None else plain(result.recorded),
        degree=result.degree,
        calculation=result.calculation,
        weight=target.weight,
        weighted_degree=shown(result.weighted, places),
        conclusion=result.conclusion,
    )


def _total(outcome: Outcome, policy: RealisationPolicy) -> str:
    if outcome.weight_sum == 0:
        return f"各项未设权重，取完成率的平均数：实现程度 ＝ {outcome.degree}"
    places = policy.places
    parts = " ＋ ".join(_brief(each.weighted, places) for each in outcome.results)
    weights, weighted = _brief(outcome.weight_sum, places), _brief(outcome.weighted_sum, places)
    figures = (*(each.weighted for each in outcome.results), outcome.weighted_sum, outcome.weight_sum)
    exact = all(Fraction(shown(value, places)) == value for value in figures)
    equals = "＝" if exact else "≈"
    ends = "＝" if Fraction(outcome.degree) == outcome.weighted_sum / outcome.weight_sum else "≈"
    return f"实现程度 ＝ （{parts}） ÷ {weights} {equals} {weighted} ÷ {weights} {ends} {outcome.degree}"


def _brief(value: Fraction, places: int) -> str:
    return plain(shown(value, places))


def _funds(funds: FundsConclusion) -> str:
    votes = f"认定合规 {funds.votes_compliant} 人，认定不合规 {funds.votes_non_compliant} 人"
    amounts = f"预算 {yuan(funds.budget_fen)}，核定到位 {yuan(funds.received_fen)}，核定支出 {yuan(funds.spent_fen)}（均取居中值）"
    return f"经费使用：{votes}，结论为“{funds.finding.label}”；{amounts}"


def _overall(outcome: Outcome, policy: RealisationPolicy) -> str:
    met = sum(result.conclusion is Conclusion.MET for result in outcome.results)
    counted = f"{len(outcome.results)} 项指标中完成 {met} 项，实现程度 {outcome.degree}"
    if outcome.funds.finding is FundsFinding.NON_COMPLIANT:
        cap = policy.non_compliant_funds_cap.label
        return f"{counted}，按指标为“{outcome.by_degree.label}”；经费使用不合规，最高为“{cap}”；总体结论为“{outcome.conclusion.label}”"
    return f"{counted}，总体结论为“{outcome.conclusion.label}”"


def _nodes(nodes: list[Node]) -> str:
    labels = {
        NodeOutcome.OPEN: "未作结论",
        NodeOutcome.PASSED: "通过",
        NodeOutcome.FAILED: "未通过",
        NodeOutcome.MISSING: "缺失",
        NodeOutcome.NOT_DUE: "终止时未到期",
    }
    shown = [f"{node.title}：{labels[node.outcome]}" + (f"（{node.reason}）" if node.reason else "") for node in nodes]
    return "里程碑节点（不计入实现程度）：" + ("；".join(shown) if shown else "无")


def _table(steps: tuple[str, ...], rows: tuple[WorkingRow, ...], lines: tuple[str, ...]) -> str:
    head = ("指标", "任务书要求", "单位自评值", "专家核定值（由小到大）", "记录值", "完成率的算法", "完成率", "权重", "完成率×权重", "结论")
    table = [_line(head), _line(("---",) * len(head))]
    table += [_line(_cells(row)) for row in rows]
    numbered = [f"{number}. {step}" for number, step in enumerate(steps, 1)]
    return "\n".join(["计算规则：", "", *numbered, "", *table, "", *(f"- {line}" for line in lines)])


def _cells(row: WorkingRow) -> tuple[str, ...]:
    return (
        row.metric,
        row.promised,
        row.self_value or "未自评",
        "、".join(row.verified_values),
        row.recorded_value or "无",
        row.calculation.replace("|", "∣"),
        str(row.degree),
        plain(row.weight),
        plain(row.weighted_degree),
        row.conclusion.label,
    )


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "｜").replace("\n", " ") for cell in cells) + " |"
