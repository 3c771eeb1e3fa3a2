"""What facts of the project show: a missed deadline, a failed node, progress behind, money ahead (7.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from plan.figures import shown
from services.supervision.domain.policy import Thresholds
from services.supervision.domain.progress import ProgressAnalysis
from services.supervision.domain.words import DeviationAspect, DeviationCause

DEADLINES = {
    "materials": "提交里程碑材料",
    "completion": "补齐退回的里程碑材料",
    "review": "组织里程碑考核并提交报告",
    "progress_report": "报送项目执行情况报告",
    "supplement": "补充项目执行情况报告",
    "dispatch_report": "报送调度报告",
    "self_evaluation": "提交自评价报告",
}


@dataclass(frozen=True)
class Symptom:
    """A sign of a deviation. key: the id of the deviation that it opens. source: id of the fact, or name of the analysis."""

    key: str
    aspect: DeviationAspect
    cause: DeviationCause
    source: str
    subject: str
    description: str
    observed_at: datetime


def overdue_key(deadline: str) -> str:
    """The id of the deviation that a missed deadline opens; a second one of it has a number after that."""
    return f"{deadline.rpartition('/')[2]}-overdue"


def overdue(source: str, deadline: str, kind: str, last_day: date, overdue_at: datetime) -> Symptom:
    """A deadline was missed; `deadline` is its resource name."""
    what = DEADLINES.get(kind, "办理规定事项")
    return Symptom(
        key=overdue_key(deadline),
        aspect=DeviationAspect.SCHEDULE,
        cause=DeviationCause.DEADLINE_OVERDUE,
        source=source,
        subject=deadline,
        description=f"应于{last_day}前（含当日）{what}，逾期未完成",
        observed_at=overdue_at,
    )


def failed(source: str, node: str, concluded_at: datetime, votes: tuple[int, int]) -> Symptom:
    """A milestone was not passed; `node` is its resource name, `votes` are those for and against."""
    return Symptom(
        key=f"{node.rpartition('/')[2]}-failed",
        aspect=DeviationAspect.TECHNICAL,
        cause=DeviationCause.NODE_FAILED,
        source=source,
        subject=node,
        description=f"里程碑节点考核未通过（赞成{votes[0]}票，反对{votes[1]}票）",
        observed_at=concluded_at,
    )


def found(source: str, inspection: str, position: int, issue: tuple[DeviationAspect, str], found_at: datetime) -> Symptom:
    """An inspection found that something deviates; `inspection` is its resource name, `position` counts its issues from 1."""
    aspect, description = issue
    return Symptom(
        key=f"inspection-{inspection.rpartition('/')[2]}-{position}",
        aspect=aspect,
        cause=DeviationCause.INSPECTION,
        source=source,
        subject=inspection,
        description=f"检查发现：{description}",
        observed_at=found_at,
    )


def of_progress(analysis: ProgressAnalysis, limits: Thresholds) -> list[Symptom]:
    """What an analysis shows at the thresholds or beyond them."""
    found = []
    actual = _plain(analysis.actual_progress)
    if analysis.behind >= limits.progress_behind:
        text = f"计划进度{_plain(analysis.planned_progress)}%，实际{actual}%，落后{_plain(analysis.behind)}个百分点"
        found.append(_of(analysis, DeviationCause.PROGRESS_BEHIND, f"{text}，达到{limits.progress_behind}个百分点的界限"))
    if analysis.money_ahead >= Fraction(limits.money_ahead):
        ahead = _plain(shown(analysis.money_ahead, 2, limits.money_ahead))
        text = f"经费已支出总额的{_plain(shown(analysis.spent_share, 2))}%，实际进度{actual}%，超前{ahead}个百分点"
        found.append(_of(analysis, DeviationCause.MONEY_AHEAD, f"{text}，达到{limits.money_ahead}个百分点的界限"))
    return found


def relieved(cause: DeviationCause, analysis: ProgressAnalysis, shown_causes: frozenset[DeviationCause]) -> str:
    """What to note on an open deviation of this cause that later figures do not show any more; empty where they do."""
    if cause not in _PROGRESS or cause in shown_causes:
        return ""
    return f"截至{analysis.as_of}的数据不再达到界限"


_PROGRESS = {
    DeviationCause.PROGRESS_BEHIND: ("progress-behind", DeviationAspect.SCHEDULE),
    DeviationCause.MONEY_AHEAD: ("money-ahead", DeviationAspect.FUNDS),
}


def _of(analysis: ProgressAnalysis, cause: DeviationCause, description: str) -> Symptom:
    key, aspect = _PROGRESS[cause]
    text = f"截至{analysis.as_of}，{description}"
    return Symptom(key, aspect, cause, analysis.name, analysis.subject, text, analysis.analysed_at)


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
