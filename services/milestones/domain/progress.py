"""Planned progress at a day, as it follows from the nodes and weights of the task book (5.1).

A node's work runs from the due date before its own (for the first one the beginning of the term) to its own, evenly. The whole is the
mean of the nodes by their weights. What is decided on and shown is the figure of record: per cent, two places, half up,
and never 100 before it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from plan.figures import shown
from services.milestones.domain.task_book import Plan, PlannedNode

PLACES = 2
_ALL = Fraction(100)
# A task book without nodes is one piece of work.
WHOLE = "whole"


@dataclass(frozen=True)
class NodeOnDay:
    """A node at a day: its share of the whole work and how far it is to be, per cent."""

    node: str
    title: str
    share: Decimal
    planned: Decimal


@dataclass(frozen=True)
class Standing:
    """Where the whole is to be, or is, at the end of a day, per cent. `report`: the report that says so, where one does."""

    day: date
    progress: Decimal
    report: str = ""


def pieces_of(plan: Plan) -> tuple[PlannedNode, ...]:
    """What progress is told of: the nodes by due date; a task book without any is one piece."""
    whole = (PlannedNode(WHOLE, "项目总体", plan.term_end),)
    return tuple(sorted(plan.nodes, key=lambda node: (node.due_date, node.id))) or whole


def node_on(plan: Plan, node: PlannedNode, day: date) -> Fraction:
    """How far a node is to be at the end of a day, per cent, exactly."""
    earlier = [each.due_date for each in pieces_of(plan) if each.due_date < node.due_date]
    begins = max([plan.term_start, *earlier])
    if day >= node.due_date:
        return _ALL
    return _ALL * (day - begins).days / (node.due_date - begins).days if day > begins else Fraction(0)


def on(plan: Plan, day: date) -> list[NodeOnDay]:
    """Every piece of the work at the end of a day."""
    shares = _shares(plan)
    return [
        NodeOnDay(node.id, node.title, shown(shares[node.id] * 100, PLACES), shown(node_on(plan, node, day), PLACES))
        for node in pieces_of(plan)
    ]


def planned_whole(plan: Plan, day: date) -> Decimal:
    """How far the whole is to be at the end of a day."""
    return whole(plan, {node.id: node_on(plan, node, day) for node in pieces_of(plan)})


def whole(plan: Plan, progress: Mapping[str, Fraction]) -> Decimal:
    """The whole, from every piece's progress in per cent."""
    shares = _shares(plan)
    return shown(sum((shares[piece] * progress[piece] for piece in shares), Fraction(0)), PLACES, Decimal(100))


def curve(plan: Plan) -> list[Standing]:
    """The corners of the planned line: the beginning of the term and every due date. Between two of them it is straight."""
    days = sorted({plan.term_start, *(node.due_date for node in pieces_of(plan))})
    return [Standing(day, planned_whole(plan, day)) for day in days]


def _shares(plan: Plan) -> dict[str, Fraction]:
    weights = {node.id: Fraction(node.weight) if node.weight is not None else Fraction(1) for node in pieces_of(plan)}
    total = sum(weights.values())
    return {piece: weight / total for piece, weight in weights.items()}
