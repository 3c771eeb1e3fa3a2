"""Which act leads from which state to which, and how every other is refused. The pictures in the README are made of this."""

from collections.abc import Mapping

from plan.states import Ground, StateTable
from services.evaluation.domain.words import EvaluationState, FilingState, NodeOutcome, PayPartState, RatingEntryState

S, F, N, E, P = EvaluationState, FilingState, NodeOutcome, RatingEntryState, PayPartState

_EVALUATION: Mapping[str, Mapping[EvaluationState, EvaluationState]] = {
    "open": {S.PLANNED: S.SELF_EVALUATION},
    "postpone": {S.SELF_EVALUATION: S.PLANNED, S.SELF_EVALUATED: S.PLANNED},
    "replan": {S.PLANNED: S.PLANNED, S.SELF_EVALUATION: S.SELF_EVALUATION},
    "note_node": {state: state for state in (S.PLANNED, S.SELF_EVALUATION, S.SELF_EVALUATED, S.UNDER_REVIEW)},
    "submit_self_evaluation": {S.SELF_EVALUATION: S.SELF_EVALUATED, S.UNDER_REVIEW: S.UNDER_REVIEW},
    "record_missing_node": {S.SELF_EVALUATION: S.SELF_EVALUATION, S.SELF_EVALUATED: S.SELF_EVALUATED},
    "convene_panel": {S.SELF_EVALUATION: S.UNDER_REVIEW, S.SELF_EVALUATED: S.UNDER_REVIEW},
    "replace_panel_member": {S.UNDER_REVIEW: S.UNDER_REVIEW},
    "assess_items": {S.UNDER_REVIEW: S.UNDER_REVIEW},
    "conclude": {S.UNDER_REVIEW: S.CONCLUDED},
    "file": {S.CONCLUDED: S.FILED},
}
_FILING: Mapping[str, Mapping[FilingState, FilingState]] = {"acknowledge": {F.FILED: F.ACKNOWLEDGED}}
_NODE: Mapping[str, Mapping[NodeOutcome, NodeOutcome]] = {
    "pass": dict.fromkeys(N, N.PASSED),
    "fail": dict.fromkeys(N, N.FAILED),
    "record_missing": {N.OPEN: N.MISSING, N.NOT_DUE: N.MISSING},
    "excuse": {N.OPEN: N.NOT_DUE},
}
_RATING_ENTRY: Mapping[str, Mapping[RatingEntryState, RatingEntryState]] = {
    "object": {E.COUNTING: E.OBJECTED},
    "uphold": {E.OBJECTED: E.UPHELD},
    "set_aside": {E.OBJECTED: E.SET_ASIDE},
    "correct": dict.fromkeys((E.COUNTING, E.OBJECTED, E.UPHELD), E.CORRECTED),
    "withdraw": dict.fromkeys((E.COUNTING, E.OBJECTED, E.UPHELD), E.WITHDRAWN),
}
_PAY_PART: Mapping[str, Mapping[PayPartState, PayPartState]] = {
    "conclude": {P.AWAITED: P.OPEN, P.LAPSED: P.OPEN},
    "reopen": {P.OPEN: P.AWAITED, P.SCORED: P.AWAITED},
    "lapse": {P.AWAITED: P.LAPSED},
    "score": {P.OPEN: P.SCORED},
    "confirm": {P.SCORED: P.CONFIRMED},
    "refuse": {P.SCORED: P.OPEN},
    "suspend": {P.SCORED: P.OPEN, P.CONFIRMED: P.OPEN},
    "pay": {P.CONFIRMED: P.PAID},
}

LABELS = {
    S.PLANNED: "项目执行中",
    S.SELF_EVALUATION: "等待单位自评价",
    S.SELF_EVALUATED: "单位自评价已提交",
    S.UNDER_REVIEW: "专家评价中",
    S.CONCLUDED: "已作结论",
    S.FILED: "已备案",
}
NOT_UNDER_REVIEW = ("EVALUATION_NOT_UNDER_REVIEW", "6.2", "评价专家组尚未组建")
REFUSALS = {
    S.PLANNED: ("EVALUATION_NOT_OPEN", "6.2", "项目实施期未满，也未终止，评价尚未开始"),
    S.SELF_EVALUATION: NOT_UNDER_REVIEW,
    S.SELF_EVALUATED: NOT_UNDER_REVIEW,
    S.UNDER_REVIEW: ("EVALUATION_STARTED", "6.2", "综合评价已经开始，不重复评价"),
    S.CONCLUDED: ("EVALUATION_CONCLUDED", "6.2", "评价已作结论，不重复评价"),
    S.FILED: ("EVALUATION_FILED", "6.4", "评价结果已报市财政局备案，不得再作改动"),
}
ALREADY_SUBMITTED = ("SELF_EVALUATION_ALREADY_SUBMITTED", "6.2", "自评价已经提交，不重复提交")
NOT_CONCLUDED = ("EVALUATION_NOT_CONCLUDED", "6.4", "评价尚无结论，不能备案")


def _ground(state: EvaluationState, act: str) -> Ground:
    """Once filed by 6.4, before that by 6.2."""
    reason, rule, message = REFUSALS[state]
    if act == "file" and state is not S.FILED:
        reason, rule, message = NOT_CONCLUDED
    if act == "submit_self_evaluation" and state is S.SELF_EVALUATED:
        reason, rule, message = ALREADY_SUBMITTED
    return reason, rule, f"{message}（当前：{LABELS[state]}）"


EVALUATION = StateTable(_EVALUATION, _ground)
FILING = StateTable.refusing(_FILING, dict.fromkeys(F, ("FILING_ALREADY_ACKNOWLEDGED", "6.4", "备案已由市财政局签收，不得再作改动")))
_MISSING = ("NODE_ALREADY_MISSING", "6.2", "该节点已记为缺失")
_CONCLUDED = ("NODE_CONCLUDED", "6.2", "该节点已作结论，不能记为缺失")


def _node_ground(outcome: NodeOutcome, act: str) -> Ground:
    if act == "excuse":
        return "NODE_NOT_OPEN", "1.10", "该节点已有结果"
    return _MISSING if outcome is N.MISSING else _CONCLUDED


NODE = StateTable(_NODE, _node_ground)


def _entry_ground(state: RatingEntryState, act: str) -> Ground:
    if state in (E.SET_ASIDE, E.CORRECTED, E.WITHDRAWN):
        return "RATING_ENTRY_NOT_COUNTED", "3.6", "该项已撤销、更正或者解除，不再计分"
    if act == "object":
        return "ALREADY_OBJECTED", "3.6", "对同一项评价只能陈述一次"
    return "NO_OBJECTION_PENDING", "3.6", "该项没有待答复的陈述"


RATING_ENTRY = StateTable(_RATING_ENTRY, _entry_ground)


def _pay_ground(state: PayPartState, act: str) -> Ground:
    """A part that was paid is over for every act (3.7)."""
    if state is P.PAID:
        return "BONUS_PAID", "3.7", "该部分已经发放，不再打分、确认或者发放"
    if state is P.LAPSED:
        return "PAY_PART_LAPSED", "3.7", "该部分至综合评价时没有结论，不发放"
    if act == "pay":
        return "PAY_PART_NOT_CONFIRMED", "3.7", "得分尚未经业主全部确认，不能发放"
    if act == "score" and state is not P.AWAITED:
        return "PAY_PART_SCORED", "3.7", "该部分已经打分"
    if act in ("confirm", "refuse", "suspend") and state is not P.AWAITED:
        return "PAY_PART_NOT_SCORED", "3.7", "该部分没有待确认的得分"
    if act in ("reopen", "lapse", "conclude") and state is not P.AWAITED:
        return "PAY_PART_CONCLUDED", "3.7", "该部分已有结论"
    return "PAY_PART_NOT_CONCLUDED", "3.7", "该部分尚无结论"


PAY_PART = StateTable(_PAY_PART, _pay_ground)
