"""Milestone nodes, as far as evaluation needs them: every one is concluded or recorded as missing (6.2)."""

from dataclasses import dataclass
from datetime import date, datetime

from chassis.errors import RuleViolated
from services.evaluation.domain.terms import NodeOutcome


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

    @property
    def is_concluded(self) -> bool:
        """A panel of the milestone has passed or failed it."""
        return self.outcome in (NodeOutcome.PASSED, NodeOutcome.FAILED)

    def conclude(self, outcome: NodeOutcome, at: datetime) -> None:
        """Take over what the milestone's panel concluded, also after the node was recorded as missing."""
        self.outcome, self.decided_at = outcome, at
        self.reason = self.recorded_by = ""

    def record_missing(self, reason: str, by: str, now: datetime) -> None:
        """Note that it was never concluded. Refuses NODE_CONCLUDED, NODE_ALREADY_MISSING."""
        if self.is_concluded:
            verdict = "通过" if self.outcome is NodeOutcome.PASSED else "未通过"
            raise RuleViolated("NODE_CONCLUDED", f"节点“{self.title}”已作结论（{verdict}），不能记为缺失", rule="6.2")
        if self.outcome is NodeOutcome.MISSING:
            raise RuleViolated("NODE_ALREADY_MISSING", f"节点“{self.title}”已记为缺失", rule="6.2")
        self.outcome, self.decided_at = NodeOutcome.MISSING, now
        self.reason, self.recorded_by = reason, by

    def excuse(self, terminated_on: date, now: datetime) -> None:
        """Not due when the project was terminated (1.10). Refuses NODE_NOT_OPEN."""
        if not self.is_open:
            raise RuleViolated("NODE_NOT_OPEN", f"节点“{self.title}”已有结果", rule="1.10")
        self.outcome, self.decided_at = NodeOutcome.NOT_DUE, now
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
