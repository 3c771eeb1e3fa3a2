"""Which act leads from which state to which, and how every other is refused. The pictures in the README are made of this."""

from collections.abc import Mapping

from chassis.errors import RuleViolated
from plan.states import Ground, State, StateTable
from services.milestones.domain.words import DispatchState, MidtermState, NodeState, PlanState, ReportState, ScheduleState

D, M, N, P, R, S = DispatchState, MidtermState, NodeState, PlanState, ReportState, ScheduleState

SCHEDULE = StateTable.refusing(
    {
        "plan": {S.ASLEEP: S.ASLEEP},
        "take_effect": {S.ASLEEP: S.ASLEEP},
        "wake": {S.ASLEEP: S.AWAKE},
        "follow": {S.ASLEEP: S.ASLEEP, S.AWAKE: S.AWAKE, S.TERM_ENDED: S.TERM_ENDED},
        "end_term": {S.AWAKE: S.TERM_ENDED},
        "prolong": {S.TERM_ENDED: S.AWAKE},
        "terminate": {S.ASLEEP: S.TERMINATED, S.AWAKE: S.TERMINATED, S.TERM_ENDED: S.TERMINATED},
        "close": {S.AWAKE: S.CLOSED, S.TERM_ENDED: S.CLOSED},
        "choose_remedy": {state: state for state in (S.ASLEEP, S.AWAKE, S.TERM_ENDED)},
        "go_on": {state: state for state in (S.AWAKE, S.TERM_ENDED)},
    },
    {
        S.ASLEEP: ("SCHEDULE_ASLEEP", "1.6", "合同尚未全部生效，时间表尚未启动"),
        S.AWAKE: ("SCHEDULE_AWAKE", "1.6", "时间表已经启动"),
        S.TERM_ENDED: ("TERM_OVER", "6.2", "实施期已满"),
        S.TERMINATED: ("PROJECT_ENDED", "1.10", "项目已经终止"),
        S.CLOSED: ("PROJECT_ENDED", "6.4", "项目已经结题备案"),
    },
)

_UNDER_REVIEW = {N.UNDER_REVIEW: N.UNDER_REVIEW}
_NODE: Mapping[str, Mapping[NodeState, NodeState]] = {
    "wake": {N.PLANNED: N.AWAITING_MATERIALS},
    "submit_materials": {N.AWAITING_MATERIALS: N.AWAITING_MATERIALS, N.RETURNED: N.RETURNED},
    "receive_materials": {N.AWAITING_MATERIALS: N.UNDER_REVIEW, N.RETURNED: N.UNDER_REVIEW},
    "return_materials": {N.UNDER_REVIEW: N.RETURNED},
    "convene_panel": _UNDER_REVIEW,
    "object_to_panel_member": _UNDER_REVIEW,
    "replace_panel_member": _UNDER_REVIEW,
    "record_vote": _UNDER_REVIEW,
    "submit_milestone_report": _UNDER_REVIEW,
    "pass": {N.UNDER_REVIEW: N.PASSED},
    "fail": {N.UNDER_REVIEW: N.FAILED},
    "choose_remedy": {N.FAILED: N.FAILED},
    "rectify": {N.FAILED: N.AWAITING_MATERIALS},
    "change": {state: state for state in (N.PLANNED, N.AWAITING_MATERIALS, N.UNDER_REVIEW, N.RETURNED)},
    "change_lead": {N.UNDER_REVIEW: N.UNDER_REVIEW, N.RETURNED: N.RETURNED},
    "restore": {N.CANCELLED: N.PLANNED},
    "cancel": dict.fromkeys((N.PLANNED, N.AWAITING_MATERIALS, N.UNDER_REVIEW, N.RETURNED), N.CANCELLED),
}
_CONCLUDED = ("NODE_CONCLUDED", "4.2", "节点已考核完毕")
_NODE_GROUNDS: Mapping[NodeState, Ground] = {
    N.PLANNED: ("SCHEDULE_ASLEEP", "1.6", "合同尚未全部生效，里程碑尚未起算"),
    N.AWAITING_MATERIALS: ("MATERIALS_NOT_RECEIVED", "4.1", "自评价报告与专项审计报告尚未收齐"),
    N.RETURNED: ("MATERIALS_NOT_RECEIVED", "4.4", "材料已退回，尚未补齐"),
    N.UNDER_REVIEW: ("MATERIALS_ALREADY_RECEIVED", "4.1", "材料已收齐，正在考核"),
    N.PASSED: _CONCLUDED,
    N.FAILED: _CONCLUDED,
    N.CANCELLED: ("NODE_CANCELLED", "1.8", "节点已取消"),
}


def _node_ground(state: NodeState, act: str) -> Ground:
    if act in ("choose_remedy", "rectify"):
        return "NODE_NOT_FAILED", "4.8", f"节点{state.label}，无须处理"
    return _NODE_GROUNDS[state]


NODE = StateTable(_NODE, _node_ground)

# A judgement that a rectification followed may still be reported, whatever the state then.
_MIDTERM: Mapping[str, Mapping[MidtermState, MidtermState]] = {
    "plan": {M.PLANNED: M.PLANNED, M.DUE: M.PLANNED},
    "fall_due": {M.PLANNED: M.DUE},
    "judge_midterm": {M.DUE: M.JUDGED},
    "report_midterm": {M.JUDGED: M.REPORTED},
    "choose_remedy": {M.JUDGED: M.JUDGED, M.REPORTED: M.REPORTED},
    "rectify": {M.JUDGED: M.PLANNED, M.REPORTED: M.PLANNED},
    "cancel": {M.PLANNED: M.CANCELLED, M.DUE: M.CANCELLED},
}
_NOT_JUDGED = ("MIDTERM_NOT_JUDGED", "4.6", "中期检查尚未作出判断")
_MIDTERM_GROUNDS: Mapping[MidtermState, Ground] = {
    M.PLANNED: ("MIDTERM_NOT_DUE", "4.6", "中期检查尚未到期"),
    M.DUE: _NOT_JUDGED,
    M.JUDGED: ("MIDTERM_ALREADY_JUDGED", "4.6", "中期检查每个项目进行一次，已作出判断"),
    M.REPORTED: ("MIDTERM_ALREADY_JUDGED", "4.6", "中期检查每个项目进行一次，已作出判断并向市政府报告"),
    M.CANCELLED: ("PROJECT_ENDED", "1.10", "项目已经终止或结题，不再进行中期检查"),
}


def _midterm_ground(state: MidtermState, act: str) -> Ground:
    if act in ("choose_remedy", "rectify"):
        return "MIDTERM_NOT_CANNOT_FINISH", "4.8", "中期检查结论不是“难以完成”，无须处理"
    if act == "report_midterm":
        return ("MIDTERM_ALREADY_REPORTED", "4.6", "已向市政府报告") if state is M.REPORTED else _NOT_JUDGED
    return _MIDTERM_GROUNDS[state]


MIDTERM = StateTable(_MIDTERM, _midterm_ground)

REPORT = StateTable.refusing(
    {
        "submit": {R.AWAITED: R.SUBMITTED},
        "correct": {R.SUBMITTED: R.SUBMITTED, R.MORE_ASKED: R.SUBMITTED, R.TAKEN_IN: R.SUBMITTED},
        "take_in": {R.SUBMITTED: R.TAKEN_IN},
        "ask_for_more": {R.SUBMITTED: R.MORE_ASKED},
        "cancel": {R.AWAITED: R.CANCELLED},
    },
    {
        R.AWAITED: ("REPORT_AWAITED", "5.1", "本期执行情况报告尚未报送"),
        R.SUBMITTED: ("REPORT_SUBMITTED", "5.1", "本期执行情况报告已经报送"),
        R.MORE_ASKED: ("MORE_AWAITED", "5.1", "业主已要求补充，尚待补充"),
        R.TAKEN_IN: ("REPORT_TAKEN_IN", "5.1", "业主已收悉本期执行情况报告"),
        R.CANCELLED: ("PROJECT_ENDED", "1.10", "项目已经终止或结题，不再报送本期执行情况报告"),
    },
)

INTEGRATED_PLAN = StateTable.refusing(
    {
        "submit": dict.fromkeys(P, P.PROPOSED),
        "agree": {P.PROPOSED: P.AGREED},
        "refuse": {P.PROPOSED: P.REFUSED},
    },
    {
        P.PROPOSED: ("PLAN_PROPOSED", "5.2", "工作方案待责任人答复"),
        P.AGREED: ("PLAN_ANSWERED", "5.2", "责任人已经同意这一版工作方案"),
        P.REFUSED: ("PLAN_ANSWERED", "5.2", "责任人没有同意这一版工作方案，请等待技术总师重新提交"),
    },
)

DISPATCH = StateTable.refusing(
    {
        "submit": {D.AWAITED: D.SUBMITTED},
        "cancel": {D.AWAITED: D.CANCELLED},
    },
    {
        D.AWAITED: ("REPORT_AWAITED", "5.2", "本期调度报告尚未报送"),
        D.SUBMITTED: ("REPORT_SUBMITTED", "5.2", "本期调度报告已经报送"),
        D.CANCELLED: ("PROJECT_ENDED", "1.10", "项目已经终止或结题，不再报送本期调度报告"),
    },
)

# What the tables say of what was cancelled, whatever cancelled it.
_CANCELLED = frozenset({"NODE_CANCELLED", "PROJECT_ENDED"})


def moved(table: StateTable[State], state: State, act: str, cancelled_by: str) -> State:
    """As the table says; what was cancelled is refused by the rule that cancelled it (1.8, 1.10, 6.4), where that is known."""
    refusal = table.refusal(state, act)
    if refusal is not None and cancelled_by and refusal.reason in _CANCELLED:
        raise RuleViolated(refusal.reason, refusal.message, rule=cancelled_by, state=state.value)
    return table.after(state, act)
