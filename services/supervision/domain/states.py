"""Which act leads from which state to which, and how every other is refused. The pictures in the README are made of this."""

from collections.abc import Mapping

from plan.states import Ground, StateTable
from services.supervision.domain.words import DeviationState, FindingState

D, F = DeviationState, FindingState
NOT_CLOSED = (D.OPEN, D.ASSIGNED, D.REPORTED)

_DEVIATION: Mapping[str, Mapping[DeviationState, DeviationState]] = {
    "observe": {state: state for state in NOT_CLOSED},
    # What was reported waits for who closes it, and is nobody's to correct until it is assigned anew.
    "follow_lead": {D.OPEN: D.OPEN, D.ASSIGNED: D.ASSIGNED},
    "assign": dict.fromkeys(NOT_CLOSED, D.ASSIGNED),
    "warn": {D.OPEN: D.OPEN, D.ASSIGNED: D.ASSIGNED},
    "mark_overdue": {D.OPEN: D.OPEN, D.ASSIGNED: D.ASSIGNED},
    "redate": {D.OPEN: D.OPEN, D.ASSIGNED: D.ASSIGNED},
    "report_correction": {D.OPEN: D.REPORTED, D.ASSIGNED: D.REPORTED},
    "close": {D.ASSIGNED: D.CLOSED, D.REPORTED: D.CLOSED},
}
_FINDING: Mapping[str, Mapping[FindingState, FindingState]] = {
    "notify": {F.RAISED: F.NOTIFIED},
    "redate": {F.NOTIFIED: F.NOTIFIED, F.ANSWERED: F.ANSWERED},
    "note_unanswered": {F.NOTIFIED: F.NOTIFIED},
    "answer": {F.NOTIFIED: F.ANSWERED, F.ANSWERED: F.ANSWERED},
    "confirm": {F.NOTIFIED: F.CONFIRMED, F.ANSWERED: F.CONFIRMED},
    "dismiss": {F.NOTIFIED: F.DISMISSED, F.ANSWERED: F.DISMISSED},
    "lift": {F.CONFIRMED: F.LIFTED},
    "expire": {F.CONFIRMED: F.EXPIRED},
}

DEVIATION_LABELS = {
    D.OPEN: "待定纠正措施",
    D.ASSIGNED: "纠正中",
    D.REPORTED: "已报告纠正情况，待核实",
    D.CLOSED: "已办结",
}
DEVIATION_REFUSALS = {
    D.OPEN: ("CORRECTIVE_ACTION_MISSING", "尚未确定纠正措施，也没有纠正情况报告，不能办结"),
    D.REPORTED: ("CORRECTION_REPORTED_ALREADY", "纠正情况已经报告"),
    D.CLOSED: ("DEVIATION_CLOSED", "该偏差已经办结"),
}
FINDING_LABELS = {
    F.RAISED: "已提出，尚未告知当事人",
    F.NOTIFIED: "已告知当事人",
    F.ANSWERED: "当事人已陈述申辩",
    F.CONFIRMED: "已确认",
    F.DISMISSED: "不予认定",
    F.LIFTED: "已提前解除",
    F.EXPIRED: "已期满",
}
DECIDED = (F.CONFIRMED, F.DISMISSED, F.LIFTED, F.EXPIRED)


def _deviation_ground(state: DeviationState, act: str) -> Ground:
    reason, message = DEVIATION_REFUSALS[state]
    return reason, "7.2", f"{message}（当前：{DEVIATION_LABELS[state]}）"


def _finding_ground(state: FindingState, act: str) -> Ground:
    reason, message = _refusal(state, act)
    return reason, "7.4", f"{message}（当前：{FINDING_LABELS[state]}）"


def _refusal(state: FindingState, act: str) -> tuple[str, str]:
    if act == "notify":
        return "FINDING_NOT_RAISED", "当事人已经告知过"
    if act in ("lift", "expire"):
        return "FINDING_NOT_IN_EFFECT", "该记录没有生效或者效力已经终止"
    if state is F.RAISED:
        return "FINDING_NOT_NOTIFIED", "尚未告知当事人"
    if state in DECIDED:
        return "FINDING_DECIDED", "该记录已有认定，不再更改"
    return "FINDING_ANSWERED", "当事人已经陈述申辩"


DEVIATION = StateTable(_DEVIATION, _deviation_ground)
FINDING = StateTable(_FINDING, _finding_ground)
