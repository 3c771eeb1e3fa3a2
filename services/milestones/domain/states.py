"""Which act leads from which state to which, and how every other is refused. The pictures in the README are made of this."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from chassis.errors import RuleViolated
from services.milestones.domain.terms import DeadlineState, ExtensionState, MidtermState, NodeState, ScheduleState

D, E, M, N, S = DeadlineState, ExtensionState, MidtermState, NodeState, ScheduleState
State = TypeVar("State", bound=StrEnum)
Table = Mapping[str, Mapping[State, State]]

SCHEDULE: Table[ScheduleState] = {
    "plan": {S.ASLEEP: S.ASLEEP},
    "take_effect": {S.ASLEEP: S.ASLEEP},
    "wake": {S.ASLEEP: S.AWAKE},
    "follow": {S.ASLEEP: S.ASLEEP, S.AWAKE: S.AWAKE, S.TERM_ENDED: S.TERM_ENDED},
    "end_term": {S.AWAKE: S.TERM_ENDED},
    "terminate": {S.ASLEEP: S.TERMINATED, S.AWAKE: S.TERMINATED, S.TERM_ENDED: S.TERMINATED},
    "close": {S.AWAKE: S.CLOSED, S.TERM_ENDED: S.CLOSED},
}
NODE: Table[NodeState] = {
    "wake": {N.PLANNED: N.AWAITING_MATERIALS},
    "submit_materials": {N.AWAITING_MATERIALS: N.AWAITING_MATERIALS, N.RETURNED: N.RETURNED},
    "receive_materials": {N.AWAITING_MATERIALS: N.UNDER_REVIEW, N.RETURNED: N.UNDER_REVIEW},
    "return_materials": {N.UNDER_REVIEW: N.RETURNED},
    "convene_panel": {N.UNDER_REVIEW: N.UNDER_REVIEW},
    "object_to_member": {N.UNDER_REVIEW: N.UNDER_REVIEW},
    "replace_member": {N.UNDER_REVIEW: N.UNDER_REVIEW},
    "record_vote": {N.UNDER_REVIEW: N.UNDER_REVIEW},
    "pass": {N.UNDER_REVIEW: N.PASSED},
    "fail": {N.UNDER_REVIEW: N.FAILED},
    "choose_remedy": {N.FAILED: N.FAILED},
    "rectify": {N.FAILED: N.AWAITING_MATERIALS},
    "change": {state: state for state in (N.PLANNED, N.AWAITING_MATERIALS, N.UNDER_REVIEW, N.RETURNED)},
    "change_lead": {N.UNDER_REVIEW: N.UNDER_REVIEW, N.RETURNED: N.RETURNED},
    "cancel": dict.fromkeys((N.PLANNED, N.AWAITING_MATERIALS, N.UNDER_REVIEW, N.RETURNED), N.CANCELLED),
}
DEADLINE: Table[DeadlineState] = {
    "warn": {D.OPEN: D.OPEN},
    "compute_anew": {D.OPEN: D.OPEN},
    "move": {D.OPEN: D.OPEN, D.OVERDUE: D.OVERDUE},
    "resume": {D.OVERDUE: D.OPEN},
    "mark_overdue": {D.OPEN: D.OVERDUE},
    "meet": {D.OPEN: D.MET, D.OVERDUE: D.MET},
    "cancel": {D.OPEN: D.CANCELLED, D.OVERDUE: D.CANCELLED},
}
EXTENSION: Table[ExtensionState] = {
    "consent": {E.PENDING: E.PENDING},
    "grant": {E.PENDING: E.GRANTED},
    "refuse": {E.PENDING: E.REFUSED},
    "lapse": {E.PENDING: E.LAPSED},
}
MIDTERM: Table[MidtermState] = {
    "plan": {M.PLANNED: M.PLANNED, M.DUE: M.PLANNED},
    "fall_due": {M.PLANNED: M.DUE},
    "judge": {M.DUE: M.JUDGED},
    "report": {M.JUDGED: M.REPORTED},
    "choose_remedy": {M.JUDGED: M.JUDGED, M.REPORTED: M.REPORTED},
    "rectify": {M.JUDGED: M.PLANNED, M.REPORTED: M.PLANNED},
    "cancel": {M.PLANNED: M.CANCELLED, M.DUE: M.CANCELLED},
}

Reasons = Mapping[State, tuple[str, str, str]]
_CONCLUDED = ("NODE_CONCLUDED", "4.2", "节点已考核完毕")
NODE_REFUSALS: Reasons[NodeState] = {
    N.PLANNED: ("SCHEDULE_ASLEEP", "1.6", "合同尚未全部生效，里程碑尚未起算"),
    N.AWAITING_MATERIALS: ("MATERIALS_NOT_RECEIVED", "4.1", "自评价报告与专项审计报告尚未收齐"),
    N.RETURNED: ("MATERIALS_NOT_RECEIVED", "4.4", "材料已退回，尚未补齐"),
    N.UNDER_REVIEW: ("MATERIALS_ALREADY_RECEIVED", "4.1", "材料已收齐，正在考核"),
    N.PASSED: _CONCLUDED,
    N.FAILED: _CONCLUDED,
    N.CANCELLED: ("NODE_CANCELLED", "1.8", "节点已取消"),
}
_ENDED = {
    S.TERMINATED: ("PROJECT_ENDED", "1.10", "项目已经终止"),
    S.CLOSED: ("PROJECT_ENDED", "6.4", "项目已经结题备案"),
}
SCHEDULE_REFUSALS: Reasons[ScheduleState] = _ENDED | {
    S.ASLEEP: ("SCHEDULE_ASLEEP", "1.6", "合同尚未全部生效，时间表尚未启动"),
    S.AWAKE: ("SCHEDULE_AWAKE", "1.6", "时间表已经启动"),
    S.TERM_ENDED: ("TERM_OVER", "6.2", "实施期已满"),
}
DEADLINE_REFUSALS: Reasons[DeadlineState] = {
    D.OPEN: ("DEADLINE_RUNS", "4.5", "期限尚未届满"),
    D.OVERDUE: ("DEADLINE_PASSED", "4.5", "期限已经届满"),
    D.MET: ("DEADLINE_CLOSED", "4.5", "该期限所要求的已完成"),
    D.CANCELLED: ("DEADLINE_CLOSED", "4.5", "该期限已取消"),
}
MIDTERM_REFUSALS: Reasons[MidtermState] = {
    M.PLANNED: ("MIDTERM_NOT_DUE", "4.6", "中期检查尚未到期"),
    M.DUE: ("MIDTERM_NOT_JUDGED", "4.6", "中期检查尚未作出判断"),
    M.JUDGED: ("MIDTERM_ALREADY_JUDGED", "4.6", "中期检查每个项目进行一次，已作出判断"),
    M.REPORTED: ("MIDTERM_ALREADY_JUDGED", "4.6", "中期检查每个项目进行一次，已作出判断并向市政府报告"),
    M.CANCELLED: ("PROJECT_ENDED", "1.10", "项目已经终止或结题，不再进行中期检查"),
}


def after(table: Table[State], refusals: Reasons[State], state: State, act: str) -> State:
    """The state that an act leads to. Refuses one that the state does not admit, by the state's reason and rule."""
    moves = table[act]
    if state not in moves:
        reason, rule, message = refusals[state]
        raise RuleViolated(reason, message, rule=rule, state=state.value)
    return moves[state]


def node_after(state: NodeState, act: str) -> NodeState:
    """The state that an act on a node leads to. Refuses as NODE_REFUSALS says."""
    return after(NODE, NODE_REFUSALS, state, act)


def deadline_after(state: DeadlineState, act: str) -> DeadlineState:
    """The state that an act on a deadline leads to. Refuses as DEADLINE_REFUSALS says."""
    return after(DEADLINE, DEADLINE_REFUSALS, state, act)


def schedule_after(state: ScheduleState, act: str) -> ScheduleState:
    """The state that an act on a schedule leads to. Refuses as SCHEDULE_REFUSALS says."""
    return after(SCHEDULE, SCHEDULE_REFUSALS, state, act)


def midterm_after(state: MidtermState, act: str) -> MidtermState:
    """The state that an act on a mid-term check leads to. Refuses as MIDTERM_REFUSALS says."""
    return after(MIDTERM, MIDTERM_REFUSALS, state, act)
