"""Which act leads from which state to which, and how every other is refused. The picture in the README is made of this."""

from collections.abc import Mapping

from plan.states import Ground, StateTable
from services.exchange.domain.words import EndpointState, PackageState, SubscriptionState

S = SubscriptionState
_IN_FORCE = {S.GRANTED: S.GRANTED, S.SUSPENDED: S.SUSPENDED}
_DECIDING = frozenset({"grant", "refuse", "withdraw"})

_SUBSCRIPTION: Mapping[str, Mapping[SubscriptionState, SubscriptionState]] = {
    "grant": {S.REQUESTED: S.GRANTED},
    "refuse": {S.REQUESTED: S.REFUSED},
    "withdraw": {S.REQUESTED: S.WITHDRAWN},
    "ask_renewal": _IN_FORCE,
    "renew": _IN_FORCE,
    "refuse_renewal": _IN_FORCE,
    "suspend": {S.GRANTED: S.SUSPENDED},
    "resume": {S.SUSPENDED: S.GRANTED},
    "end": {S.GRANTED: S.ENDED, S.SUSPENDED: S.ENDED},
    "issue_token": {S.GRANTED: S.GRANTED},
    "reset": _IN_FORCE,
    "deliver": {S.GRANTED: S.GRANTED},
    "issue_password": {S.GRANTED: S.GRANTED},
    "set_up": _IN_FORCE,
}

LABELS = {
    S.REQUESTED: "已申请，待市科技局审批",
    S.GRANTED: "共享中",
    S.SUSPENDED: "已暂停",
    S.REFUSED: "未获批准",
    S.WITHDRAWN: "已撤回",
    S.ENDED: "已终止",
}


def _ground(state: SubscriptionState, act: str) -> Ground:
    reason, message = _refusal(state, act)
    return reason, "2.5", f"{message}（当前：{LABELS[state]}）"


def _refusal(state: SubscriptionState, act: str) -> tuple[str, str]:
    if act in _DECIDING:
        return "SUBSCRIPTION_DECIDED", "该数据共享申请已经办结"
    if act == "resume":
        return "SUBSCRIPTION_NOT_SUSPENDED", "该数据共享没有暂停"
    if state is S.SUSPENDED:
        return "SUBSCRIPTION_SUSPENDED", "该数据共享已经暂停，恢复后从原处继续"
    return "SUBSCRIPTION_NOT_IN_FORCE", "该数据共享不在有效期内"


SUBSCRIPTION = StateTable(_SUBSCRIPTION, _ground)

E = EndpointState
ENDPOINT = StateTable.refusing(
    {"pause": {E.ACTIVE: E.PAUSED}, "resume": {E.ACTIVE: E.ACTIVE, E.PAUSED: E.ACTIVE}},
    {E.ACTIVE: ("ENDPOINT_ACTIVE", "2.5", "推送正在进行"), E.PAUSED: ("ENDPOINT_PAUSED", "2.5", "推送已经暂停")},
)

P = PackageState
PACKAGE = StateTable.refusing(
    {
        "issue": {P.PLANNED: P.ISSUED, P.ISSUED: P.ISSUED, P.CONFIRMED: P.CONFIRMED},
        "fail": {P.PLANNED: P.PLANNED, P.ISSUED: P.ISSUED, P.CONFIRMED: P.CONFIRMED},
        "reissue": {P.ISSUED: P.ISSUED, P.CONFIRMED: P.CONFIRMED},
        "confirm": {P.ISSUED: P.CONFIRMED},
    },
    {
        P.PLANNED: ("PACKAGE_NOT_ISSUED", "2.5", "该文件包尚未发出"),
        P.ISSUED: ("PACKAGE_ISSUED", "2.5", "该文件包已经发出"),
        P.CONFIRMED: ("PACKAGE_CONFIRMED", "2.5", "该文件包已经签收"),
    },
)
