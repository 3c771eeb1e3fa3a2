"""Which act an evaluation admits in which state, and how it refuses the others."""

from chassis.errors import RuleViolated
from services.evaluation.domain.terms import EvaluationState

S = EvaluationState
BEFORE_START = (S.SELF_EVALUATION, S.SELF_EVALUATED)

LABELS = {
    S.PLANNED: "项目执行中",
    S.SELF_EVALUATION: "等待单位自评价",
    S.SELF_EVALUATED: "单位自评价已提交",
    S.UNDER_REVIEW: "专家评价中",
    S.CONCLUDED: "已作结论",
    S.FILED: "已备案",
}
NOT_OPEN = ("EVALUATION_NOT_OPEN", "6.2", "项目实施期未满，也未终止，评价尚未开始")
NOT_UNDER_REVIEW = ("EVALUATION_NOT_UNDER_REVIEW", "6.2", "评价专家组尚未组建")
REFUSALS = {
    S.PLANNED: NOT_OPEN,
    S.UNDER_REVIEW: ("EVALUATION_ALREADY_STARTED", "6.2", "综合评价已经开始，不重复评价"),
    S.CONCLUDED: ("EVALUATION_CONCLUDED", "6.2", "评价已作结论，不重复评价"),
    S.FILED: ("EVALUATION_FILED", "6.4", "评价结果已报市财政局备案，不得再作改动"),
}


def demand(state: EvaluationState, *allowed: EvaluationState) -> None:
    """Refuse an act that the state does not admit: once filed by 6.4, before that by 6.2."""
    if state in allowed:
        return
    reason, rule, message = NOT_UNDER_REVIEW if state in BEFORE_START else REFUSALS[state]
    raise RuleViolated(reason, f"{message}（当前：{LABELS[state]}）", rule=rule, state=state.value)


def demand_concluded(state: EvaluationState) -> None:
    """Refuse to file what has no conclusion, or was filed (6.4)."""
    if state is S.FILED:
        demand(state)
    if state is not S.CONCLUDED:
        raise RuleViolated("EVALUATION_NOT_CONCLUDED", f"评价尚无结论，不能备案（当前：{LABELS[state]}）", rule="6.4")
