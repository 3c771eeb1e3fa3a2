"""What facts of the project show: a missed deadline, a failed node, progress behind, money ahead (7.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.supervision.domain.policy import Thresholds
from services.supervision.domain.project_card import Progress
from services.supervision.domain.words import DeviationAspect, DeviationCause

DEADLINES = {
    "materials": "提交里程碑材料",
    "completion": "补齐退回的里程碑材料",
    "review": "组织里程碑考核并提交报告",
    "progress_report": "报送项目执行情况报告",
    "self_evaluation": "提交自评价报告",
}


@dataclass(frozen=True)
class Symptom:
    """A sign of a deviation. key: the id of the deviation that it opens. source: id of the fact."""

    key: str
    aspect: DeviationAspect
    cause: DeviationCause
    source: str
    subject: str
    description: str
    observed_at: datetime


def overdue(source: str, deadline: str, kind: str, last_day: date, overdue_at: datetime) -> Symptom:
    """A deadline was missed; `deadline` is its resource name."""
    what = DEADLINES.get(kind, "办理规定事项")
    return Symptom(
        key=f"{deadline.rpartition('/')[2]}-overdue",
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


def of_progress(project: str, progress: Progress, budget_fen: int, limits: Thresholds) -> list[Symptom]:
    """What a progress report shows; money is measured against the whole budget, and not where there is none."""
    found = []
    behind = progress.planned - progress.actual
    if behind >= limits.progress_behind:
        text = f"计划进度{_shown(progress.planned)}%，实际{_shown(progress.actual)}%，落后{_shown(behind)}个百分点"
        limit = limits.progress_behind
        found.append(_of(project, progress, DeviationCause.PROGRESS_BEHIND, f"{text}，达到{limit}个百分点的界限"))
    spent = Decimal(progress.spent_fen * 100) / budget_fen if budget_fen else Decimal(0)
    ahead = spent - progress.actual
    if ahead >= limits.money_ahead:
        text = f"经费已支出总额的{_shown(spent)}%，实际进度{_shown(progress.actual)}%，超前{_shown(ahead)}个百分点"
        found.append(_of(project, progress, DeviationCause.MONEY_AHEAD, f"{text}，达到{limits.money_ahead}个百分点的界限"))
    return found


_PROGRESS = {
    DeviationCause.PROGRESS_BEHIND: ("progress-behind", DeviationAspect.SCHEDULE),
    DeviationCause.MONEY_AHEAD: ("money-ahead", DeviationAspect.FUNDS),
}


def _of(project: str, progress: Progress, cause: DeviationCause, description: str) -> Symptom:
    key, aspect = _PROGRESS[cause]
    return Symptom(key, aspect, cause, progress.source, project, description, progress.reported_at)


def _shown(value: Decimal) -> str:
    return format(value.quantize(Decimal("0.1")).normalize(), "f")
