"""Which act a node admits in which state, and how it refuses the others."""

from chassis.errors import RuleViolated
from services.milestones.domain.terms import NodeState

S = NodeState

REFUSALS = {
    S.PLANNED: ("SCHEDULE_ASLEEP", "1.6", "合同尚未全部生效，里程碑尚未起算"),
    S.AWAITING_MATERIALS: ("MATERIALS_NOT_RECEIVED", "4.1", "自评价报告与专项审计报告尚未收齐"),
    S.RETURNED: ("MATERIALS_NOT_RECEIVED", "4.4", "材料已退回，尚未补齐"),
    S.UNDER_REVIEW: ("MATERIALS_ALREADY_RECEIVED", "4.1", "材料已收齐，正在考核"),
    S.PASSED: ("NODE_CONCLUDED", "4.2", "节点已考核完毕"),
    S.FAILED: ("NODE_CONCLUDED", "4.2", "节点已考核完毕"),
    S.CANCELLED: ("NODE_CANCELLED", "1.8", "节点已取消"),
}


def demand(state: NodeState, *allowed: NodeState, rule: str = "") -> None:
    """Refuse an act that the state does not admit; `rule` stands in where the state's own says less."""
    if state in allowed:
        return
    reason, own, message = REFUSALS[state]
    fitting = rule if rule and reason == "NODE_CONCLUDED" else own
    raise RuleViolated(reason, f"{message}（当前：{state.label}）", rule=fitting, state=state.value)
