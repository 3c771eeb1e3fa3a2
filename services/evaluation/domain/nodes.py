"""Milestone nodes, as far as evaluation needs them: every one is concluded or recorded as missing (6.2)."""

from dataclasses import dataclass
from datetime import date, datetime

from chassis.calendar import china_date
from chassis.errors import RuleViolated
from plan.text import demand_reason
from services.evaluation.domain.states import NODE
from services.evaluation.domain.words import NodeOutcome


@dataclass
class Node:
    """A node and what became of it. `rectify_by`: it failed, and is to be rectified and reviewed once more (4.8)."""

    id: str
    title: str
    due_date: date
    outcome: NodeOutcome = NodeOutcome.OPEN
    decided_at: datetime | None = None
    reason: str = ""
    recorded_by: str = ""
    rectify_by: date | None = None

    @property
    def is_open(self) -> bool:
        """Neither concluded nor recorded as missing; a node that is being rectified is not concluded yet (6.2, 4.8)."""
        return self.outcome is NodeOutcome.OPEN or self.rectify_by is not None

    @property
    def shown_as(self) -> str:
        """How users see a node that stands open."""
        why = f"整改中，整改期限{self.rectify_by}" if self.rectify_by else f"{self.due_date}到期"
        return f"“{self.title}”（{why}）"

    def conclude(self, outcome: NodeOutcome, at: datetime, rectify_by: date | None = None) -> None:
        """Take over what the milestone's panel concluded, also after the node was recorded as missing."""
        self.outcome = NODE.after(self.outcome, "pass" if outcome is NodeOutcome.PASSED else "fail")
        self.decided_at, self.reason, self.recorded_by, self.rectify_by = at, "", "", rectify_by

    def record_missing(self, reason: str, by: str, now: datetime) -> None:
        """Note that it was never concluded, or after its rectification was due, not reviewed once more: then it stays failed.

        Refuses RECTIFICATION_RUNNING, NODE_CONCLUDED, NODE_ALREADY_MISSING, REASON_MISSING.
        """
        if self.rectify_by is not None and china_date(now) <= self.rectify_by:
            message = f"节点{self.shown_as}，期限届满前不能记为缺失"
            raise RuleViolated("RECTIFICATION_RUNNING", message, rule="4.8", rectify_by=str(self.rectify_by))
        outcome = self.outcome if self.rectify_by is not None else NODE.after(self.outcome, "record_missing")
        demand_reason(reason, "6.2")
        self.outcome, self.decided_at, self.reason, self.recorded_by, self.rectify_by = outcome, now, reason, by, None

    def leave_unrectified(self) -> None:
        """A terminated project rectifies nothing any more (1.10): the node stays as its panel left it."""
        self.rectify_by = None

    def excuse(self, terminated_on: date, now: datetime) -> None:
        """Not due when the project was terminated (1.10). Refuses NODE_NOT_OPEN."""
        self.outcome, self.decided_at = NODE.after(self.outcome, "excuse"), now
        self.reason = f"项目于{terminated_on}终止，节点到期日为{self.due_date}，终止时未到期"


@dataclass(frozen=True)
class NodeConclusion:
    """What milestones said of a node, kept until the node itself is known; `rectify_by`: what its owners decided then (4.8)."""

    node: str
    outcome: NodeOutcome
    at: datetime
    rectify_by: date | None = None


def demand_settled(nodes: list[Node]) -> None:
    """Refuse NODES_OPEN, naming every node that is neither concluded nor recorded as missing (6.2)."""
    unsettled = [node for node in nodes if node.is_open]
    if unsettled:
        names = "、".join(node.shown_as for node in unsettled)
        message = f"有{len(unsettled)}个节点既未作结论也未记为缺失：{names}"
        raise RuleViolated("NODES_OPEN", message, rule="6.2", nodes=[node.id for node in unsettled])
