"""Which act leads from which state to which, and how every other is refused. The pictures in the README are made of this."""

from collections.abc import Mapping

from plan.states import Ground, StateTable
from services.contracts.domain.words import ENGAGEMENT_LABELS, ContractSetState, DocumentState, EngagementState, SelectionState

S, E, D, C = SelectionState, EngagementState, DocumentState, ContractSetState
PENDING = (E.DRAWN_UP, E.SIGNED, E.BLOCKED)
# A position that somebody holds or is about to.
OPEN = (*PENDING, E.ACTIVATED)

_SELECTION: Mapping[str, Mapping[SelectionState, SelectionState]] = {
    "consent": {S.PROPOSED: S.PROPOSED},
    "select": {S.PROPOSED: S.SELECTED},
    "refuse": {S.PROPOSED: S.REFUSED},
    "supersede": {S.SELECTED: S.SUPERSEDED},
}
_ENGAGEMENT: Mapping[str, Mapping[EngagementState, EngagementState]] = {
    "sign": {E.DRAWN_UP: E.DRAWN_UP, E.ACTIVATED: E.ACTIVATED},
    "complete": {E.DRAWN_UP: E.SIGNED},
    "activate": {E.SIGNED: E.ACTIVATED, E.BLOCKED: E.ACTIVATED},
    "block": {E.SIGNED: E.BLOCKED, E.BLOCKED: E.BLOCKED},
    "recheck": {E.BLOCKED: E.BLOCKED},
    "void": dict.fromkeys(PENDING, E.VOIDED),
    "decline": {E.DRAWN_UP: E.VOIDED},
    "amend": {E.ACTIVATED: E.ACTIVATED},
    "refuse": {E.ACTIVATED: E.ACTIVATED},
    "question": {E.ACTIVATED: E.ACTIVATED},
    "end": {E.ACTIVATED: E.ACTIVATED},
    "consent_to_end": {E.ACTIVATED: E.ACTIVATED},
    "finish": {E.ACTIVATED: E.ENDED},
    "replace": {E.ACTIVATED: E.ENDED},
}
_DOCUMENT: Mapping[str, Mapping[DocumentState, DocumentState]] = {
    "sign": {D.OPEN: D.OPEN},
    "complete": {D.OPEN: D.SIGNED},
    "refuse": {D.OPEN: D.REFUSED},
    "amend": {D.SIGNED: D.SIGNED},
    "supersede": {D.SIGNED: D.SUPERSEDED},
}
_CONTRACT_SET: Mapping[str, Mapping[ContractSetState, ContractSetState]] = {"take_effect": {C.INCOMPLETE: C.IN_EFFECT}}

_DECIDED = ("ACT_DECIDED", "1.1", "此次选定已有结果，不再需要表示意见")
_NOT_BLOCKED = ("ENGAGEMENT_NOT_BLOCKED", "1.6", "没有未通过的复核")
_NOT_VOIDABLE = ("ENGAGEMENT_NOT_VOIDABLE", "1.6", "不能作废")
_NOT_OPEN = ("DOCUMENT_NOT_OPEN", "1.6", "文件不在待签署状态")
_NOT_LATEST = ("NOT_LATEST_VERSION", "1.6", "文件的这一版不是现行版本")
_GROUNDS = {
    "sign": _NOT_OPEN,
    "complete": _NOT_OPEN,
    "refuse": _NOT_OPEN,
    "activate": _NOT_BLOCKED,
    "block": _NOT_BLOCKED,
    "recheck": _NOT_BLOCKED,
    "void": _NOT_VOIDABLE,
    "decline": _NOT_VOIDABLE,
    "amend": ("ENGAGEMENT_NOT_AMENDABLE", "1.6", "只有生效的合同可以变更"),
    "consent_to_end": ("NO_END_PENDING", "1.9", "没有待表示意见的终止"),
}
_NOT_IN_EFFECT = ("ENGAGEMENT_NOT_IN_EFFECT", "1.9", "聘任不在有效期内")


def _engagement_ground(state: EngagementState, act: str) -> Ground:
    reason, rule, message = _GROUNDS.get(act, _NOT_IN_EFFECT)
    return reason, rule, f"{message}（当前：{ENGAGEMENT_LABELS[state]}）"


def _document_ground(state: DocumentState, act: str) -> Ground:
    return _NOT_LATEST if act in ("amend", "supersede") else _NOT_OPEN


SELECTION = StateTable.refusing(_SELECTION, dict.fromkeys(S, _DECIDED))
ENGAGEMENT = StateTable(_ENGAGEMENT, _engagement_ground)
DOCUMENT = StateTable(_DOCUMENT, _document_ground)
CONTRACT_SET = StateTable.refusing(_CONTRACT_SET, dict.fromkeys(C, ("CONTRACT_SET_IN_EFFECT", "1.6", "合同组已经生效")))
