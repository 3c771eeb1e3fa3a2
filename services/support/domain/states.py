"""Which act leads from which state to which, and how every other is refused. The pictures in the README are made of this."""

from collections.abc import Mapping

from plan.states import Ground, StateTable
from services.support.domain.words import ClaimState, PolicyState, QuestionState, ServiceState

P, Q, C, V = PolicyState, QuestionState, ClaimState, ServiceState

POLICY = StateTable.refusing(
    {"claim": {P.PUBLISHED: P.PUBLISHED}, "end": {P.PUBLISHED: P.ENDED}},
    {P.PUBLISHED: ("POLICY_ON_OFFER", "9.1", "该政策正在执行"), P.ENDED: ("POLICY_ENDED", "9.1", "该政策已经停止执行")},
)
QUESTION = StateTable.refusing(
    {
        "warn": {Q.OPEN: Q.OPEN},
        "mark_overdue": {Q.OPEN: Q.OPEN},
        "redate": {Q.OPEN: Q.OPEN},
        "answer": {Q.OPEN: Q.ANSWERED, Q.ANSWERED: Q.ANSWERED},
    },
    {Q.OPEN: ("QUESTION_OPEN", "9.1", "该咨询尚未答复"), Q.ANSWERED: ("QUESTION_ANSWERED", "9.1", "该咨询已经答复")},
)

_WAITING = (C.SUBMITTED, C.RETURNED, C.GRANTED)
_CLAIM: Mapping[str, Mapping[ClaimState, ClaimState]] = {
    "warn": {state: state for state in _WAITING},
    "mark_overdue": {state: state for state in _WAITING},
    "redate": {state: state for state in _WAITING},
    "return": {C.SUBMITTED: C.RETURNED},
    "complete": {C.RETURNED: C.SUBMITTED},
    "grant": {C.SUBMITTED: C.GRANTED},
    "decline": {C.SUBMITTED: C.DECLINED},
    "pay": {C.GRANTED: C.PAID},
    "withdraw": {C.SUBMITTED: C.WITHDRAWN, C.RETURNED: C.WITHDRAWN},
}
CLAIM_LABELS = {
    C.SUBMITTED: "已提交，待决定",
    C.RETURNED: "已退回补齐",
    C.GRANTED: "同意兑现，待拨付",
    C.DECLINED: "不予兑现",
    C.PAID: "已拨付",
    C.WITHDRAWN: "已撤回",
}
_OPEN = (V.REQUESTED, V.ASSIGNED)
_SERVICE: Mapping[str, Mapping[ServiceState, ServiceState]] = {
    "warn": {state: state for state in _OPEN},
    "mark_overdue": {state: state for state in _OPEN},
    "redate": {state: state for state in _OPEN},
    "assign": dict.fromkeys(_OPEN, V.ASSIGNED),
    "offer": {state: state for state in _OPEN},
    "choose": {state: state for state in _OPEN},
    "complete": {V.ASSIGNED: V.COMPLETED},
    "rate": {V.COMPLETED: V.RATED},
    "withdraw": dict.fromkeys(_OPEN, V.WITHDRAWN),
}
SERVICE_LABELS = {
    V.REQUESTED: "已提出，待指定承办人",
    V.ASSIGNED: "办理中",
    V.COMPLETED: "已办结，待评价",
    V.RATED: "已评价",
    V.WITHDRAWN: "已撤回",
}


def _claim_ground(state: ClaimState, act: str) -> Ground:
    reason, message = _claim_refusal(state, act)
    return reason, "9.1", f"{message}（当前：{CLAIM_LABELS[state]}）"


def _claim_refusal(state: ClaimState, act: str) -> tuple[str, str]:
    if act == "pay" and state is not C.PAID:
        return "CLAIM_NOT_GRANTED", "该申请没有待拨付的兑现"
    if state is C.RETURNED:
        return "CLAIM_RETURNED", "该申请已退回补齐，尚未重新提交"
    if act == "complete" and state is C.SUBMITTED:
        return "CLAIM_NOT_RETURNED", "该申请没有退回补齐"
    return "CLAIM_DECIDED", "该申请已经办结"


def _service_ground(state: ServiceState, act: str) -> Ground:
    reason, message = _service_refusal(state, act)
    return reason, "9.2", f"{message}（当前：{SERVICE_LABELS[state]}）"


def _service_refusal(state: ServiceState, act: str) -> tuple[str, str]:
    if act == "rate" and state is not V.RATED:
        return "SERVICE_NOT_COMPLETED", "办结之后才能评价"
    if act == "complete" and state is V.REQUESTED:
        return "SERVICE_NOT_ASSIGNED", "尚未指定承办人"
    return "SERVICE_OVER", "该服务事项已经办结"


CLAIM = StateTable(_CLAIM, _claim_ground)
SERVICE = StateTable(_SERVICE, _service_ground)
