"""The part of a task book that a schedule follows (1.8)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from chassis.calendar import china_date


@dataclass(frozen=True)
class PlannedNode:
    """A milestone node of the task book. `id` is unique within it. `weight`: its share of the work; None where all weigh the same."""

    id: str
    title: str
    due_date: date
    midterm: bool = False
    weight: Decimal | None = None


@dataclass(frozen=True)
class Plan:
    """One version of the task book: its term, nodes, and the total of its budget."""

    version: int
    term_start: date
    term_end: date
    nodes: tuple[PlannedNode, ...]
    budget_fen: int = 0

    def node(self, node_id: str) -> PlannedNode | None:
        """A node by its id."""
        return next((node for node in self.nodes if node.id == node_id), None)

    def midterm(self, effective_at: datetime) -> tuple[date, str]:
        """When the mid-term check is due, and the id of the node that the task book marks (4.6).

        Without a marked node: midway between effect and end of term, rounded down to the day.
        """
        effective_on = china_date(effective_at)
        marked = next((node for node in sorted(self.nodes, key=lambda each: each.due_date) if node.midterm), None)
        if marked is not None:
            return max(marked.due_date, effective_on), marked.id
        return effective_on + timedelta(days=max(0, (self.term_end - effective_on).days // 2)), ""


def counts_from(due_date: date, since: datetime) -> tuple[date, str]:
    """The day from which a node's 30 days count, and the rules: its due date, or, where that has passed, the day of `since` (1.6a).

    since: when the contract set took effect, or the version of the task book came that has this date (1.8).
    """
    since_on = china_date(since)
    return (since_on, "1.6a,4.1") if since_on > due_date else (due_date, "4.1")
