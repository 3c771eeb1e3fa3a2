"""Milestone nodes, as far as evaluation needs them: every one is concluded or recorded as missing (6.2)."""

from dataclasses import dataclass
from datetime import date, datetime

from chassis.errors import RuleViolated
from plan.text import demand_reason
from services.evaluation.domain.states import NODE
from services.evaluation.domain.words import NodeOutcome


@dataclass
class Node:
    """A node and what became of it."""

    id: str
    title: str
    due_date: date
    outcome: NodeOutcome = NodeOutcome.OPEN
    decided_at: datetime | None = None
    reason: str = ""
    recorded_by: str = ""

    @property
    def is_open(self) -> bool:
        """Neither concluded nor recorded as missing."""
        return self.outcome is NodeOutcome.OPEN

    def conclude(self, outcome: NodeOutcome, at: datetime) -> None:
        """Take over what the milestone's panel concluded, also after the node was recorded as missing."""
        self.outcome = NODE.after(self.outcome, "pass" if outcome is NodeOutcome.PASSED else "fail")
        self.decided_at, self.reason, self.recorded_by = at, "", ""

    def record_missing(self, reason: str, by: str, now: datetime) -> None:
        """Note that it was never concluded. Refuses NODE_CONCLUDED, NODE_ALREADY_MISSING, REFUSAL_WITHOUT_REASON."""
        outcome = NODE.after(self.outcome, "record_missing")
        demand_reason(reason, "6.2")
        self.outcome, self.decided_at, self.reason, self.recorded_by = outcome, now, reason, by

    def excuse(self, terminated_on: date, now: datetime) -> None:
        """Not due when the project was terminated (1.10). Refuses NODE_NOT_OPEN."""
        self.outcome, self.decided_at = NODE.after(self.outcome, "excuse"), now
        self.reason = f"项目于{terminated_on}终止，节点到期日为{self.due_date}，终止时未到期"


@dataclass(frozen=True)
class NodeConclusion:
    """What milestones said of a node, kept until the node itself is known."""

    node: str
    outcome: NodeOutcome
    at: datetime


def demand_settled(nodes: list[Node]) -> None:
    """Refuse NODES_OPEN, naming every node that is neither concluded nor recorded as missing (6.2)."""
    unsettled = [node for node in nodes if node.is_open]
    if unsettled:
        names = "、".join(f"{node.title}（{node.id}，{node.due_date}到期）" for node in unsettled)
        message = f"有{len(unsettled)}个节点既未作结论也未记为缺失：{names}"
        raise RuleViolated("NODES_OPEN", message, rule="6.2", nodes=[node.id for node in unsettled])
