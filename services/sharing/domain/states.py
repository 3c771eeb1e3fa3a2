"""Which act leads from which state to which, and how every other is refused. The pictures in the README are made of this."""

from collections.abc import Mapping

from plan.states import Ground, StateTable
from services.sharing.domain.words import RequestState, ResultState

R, Q = ResultState, RequestState

_RESULT: Mapping[str, Mapping[ResultState, ResultState]] = {
    "correct": {R.REGISTERED: R.REGISTERED, R.RETURNED: R.REGISTERED},
    "return": {R.REGISTERED: R.RETURNED},
    "confirm_under_embargo": {R.REGISTERED: R.EMBARGOED},
    "confirm": {R.REGISTERED: R.PUBLISHED},
    "end_embargo": {R.EMBARGOED: R.PUBLISHED},
    "withdraw": {R.EMBARGOED: R.WITHDRAWN, R.PUBLISHED: R.WITHDRAWN},
    "license": {R.EMBARGOED: R.EMBARGOED, R.PUBLISHED: R.PUBLISHED},
    "ask": {R.EMBARGOED: R.EMBARGOED, R.PUBLISHED: R.PUBLISHED},
}
_REQUEST: Mapping[str, Mapping[RequestState, RequestState]] = {
    "warn": {Q.PENDING: Q.PENDING},
    "mark_overdue": {Q.PENDING: Q.PENDING},
    "redate": {Q.PENDING: Q.PENDING},
    "answer": {Q.PENDING: Q.PENDING},
    "grant": {Q.PENDING: Q.GRANTED},
    "refuse": {Q.PENDING: Q.REFUSED},
    "withdraw": {Q.PENDING: Q.WITHDRAWN},
    "contest": {Q.REFUSED: Q.CONTESTED},
    "uphold": {Q.CONTESTED: Q.UPHELD},
    "reopen": {Q.CONTESTED: Q.PENDING},
    "lapse": {Q.PENDING: Q.LAPSED, Q.CONTESTED: Q.LAPSED},
}

RESULT_LABELS = {
    R.REGISTERED: "已登记，待确认",
    R.RETURNED: "已退回补正",
    R.EMBARGOED: "已确认，暂缓公开",
    R.PUBLISHED: "已公开",
    R.WITHDRAWN: "已撤销",
}
REQUEST_LABELS = {
    Q.PENDING: "待权利人答复",
    Q.GRANTED: "已许可",
    Q.REFUSED: "未获许可",
    Q.CONTESTED: "已提请市科技局处理",
    Q.UPHELD: "市科技局维持不许可",
    Q.WITHDRAWN: "已撤回",
    Q.LAPSED: "成果已撤销，申请终止",
}


def _result_ground(state: ResultState, act: str) -> Ground:
    reason, message = _result_refusal(state, act)
    return reason, "8.1", f"{message}（当前：{RESULT_LABELS[state]}）"


def _result_refusal(state: ResultState, act: str) -> tuple[str, str]:
    if state is R.WITHDRAWN:
        return "RESULT_WITHDRAWN", "该成果已由市科技局撤销，不在成果目录中"
    if act == "end_embargo":
        return "NOT_UNDER_EMBARGO", "该成果没有处于暂缓公开期"
    if state is R.RETURNED:
        return "RESULT_RETURNED", "该成果已退回补正，尚未重新提交"
    if state is R.REGISTERED:
        return "RESULT_NOT_CONFIRMED", "该成果尚未经市科技局确认"
    return "RESULT_CONFIRMED_ALREADY", "该成果已经确认"


def _request_ground(state: RequestState, act: str) -> Ground:
    reason, message = _request_refusal(state, act)
    return reason, "8.2", f"{message}（当前：{REQUEST_LABELS[state]}）"


def _request_refusal(state: RequestState, act: str) -> tuple[str, str]:
    if act == "contest":
        return "NOTHING_TO_CONTEST", "只有未获许可的申请可以提请市科技局处理，且以一次为限"
    if act in ("uphold", "reopen"):
        return "NOT_CONTESTED", "该申请没有提请市科技局处理"
    return "REQUEST_ANSWERED", "该申请已经办结，不再更改"


RESULT = StateTable(_RESULT, _result_ground)
REQUEST = StateTable(_REQUEST, _request_ground)
