"""The working of a rating, in Chinese, so that an official can add it up by hand (3.6)."""

from collections.abc import Sequence
from decimal import Decimal

from services.evaluation.domain.policy import RatingPolicy
from services.evaluation.domain.rating.standing import NOT_COUNTED, EntryCounted, Standing
from services.evaluation.domain.targets import plain
from services.evaluation.domain.words import RatingCause, RatingGrade

_HEAD = ("日期", "事由", "分值", "折减", "计分", "状态", "分值所依政策")


def rule_steps(policy: RatingPolicy) -> tuple[str, ...]:
    """The rule of 3.6 with the numbers of a policy version."""
    points = "；".join(f"{cause.label} {signed(Decimal(policy.points[cause]))}" for cause in RatingCause if cause in policy.points)
    bands = sorted(policy.scores, key=lambda band: -band.at_least)
    scores = "，".join(f"{plain(band.at_least)} 分以上 {signed(Decimal(band.points))}" for band in bands)
    steps = sorted(policy.decay, key=lambda step: step.under_months)
    decay = "，".join(f"未满 {step.under_months} 个月的按 {step.percent}%" for step in steps)
    bounds = sorted(policy.grades, key=lambda bound: -bound.at_least)
    grades = "，".join(f"{plain(bound.at_least)} 分以上为“{bound.grade.label}”" for bound in bounds)
    return (
        f"每一事由记一项，分值依事由发生之日施行的政策。现行分值：{points}；{RatingCause.REVIEW_SCORED.label}按平均分，{scores}。",
        f"自事由发生之日起计算，{decay}，其后不再计分；计分 ＝ 分值 × 折减比例。",
        "已撤销、已更正、所据认定已解除的项保留备查，不计分；提出陈述而未答复的，照常计分。",
        f"总分 ＝ 各项计分之和；{grades}，其余为“{RatingGrade.POOR.label}”；没有计分项的为“{RatingGrade.UNRATED.label}”，不作不利看待。",
    )


def sum_line(standing: Standing) -> str:
    """The sum, term by term, and the grade."""
    end = f"等级“{standing.grade.label}”"
    terms = [row.counted for row in standing.entries if row.state not in NOT_COUNTED]
    if not terms:
        return f"截至 {standing.as_of} 没有计分项，{end}"
    written = " ＋ ".join(plain(term) if term >= 0 else f"（{plain(term)}）" for term in terms)
    return f"截至 {standing.as_of}：总分 ＝ {written} ＝ {plain(standing.total)}，{end}"


def table(standing: Standing, policy: RatingPolicy) -> str:
    """Rule, entries and sum as one text in Markdown."""
    numbered = [f"{number}. {step}" for number, step in enumerate(rule_steps(policy), 1)]
    rows = [_line(_HEAD), _line(("---",) * len(_HEAD)), *(_line(cells(row)) for row in standing.entries)]
    return "\n".join(["计算规则：", "", *numbered, "", *(rows if standing.entries else []), "", f"- {sum_line(standing)}"])


def cells(row: EntryCounted) -> tuple[str, ...]:
    """One entry, as the table has it."""
    state = row.state.label
    answer = row.objection.answer if row.objection else None
    if answer is not None:
        state += f"（{answer.reason}）"
    counted = "－" if row.state in NOT_COUNTED else plain(row.counted)
    return (
        str(row.on),
        f"{row.kind.label}：{row.about}",
        signed(Decimal(row.points)),
        f"{row.percent}%",
        counted,
        state,
        row.policy_version,
    )


def signed(value: Decimal) -> str:
    """Points, with their sign."""
    return f"+{plain(value)}" if value > 0 else plain(value)


def _line(row: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "｜").replace("\n", " ") for cell in row) + " |"
