"""Parts of a project as the desk keeps them: nodes of its task book, how they stand, deviations."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class BookNode:
    """A node of the task book, by its id."""

    id: str
    title: str
    due_date: str


@dataclass(frozen=True)
class NodeStanding:
    """Where a node stands, in the words of milestones' NodeState, since when."""

    state: str
    since: datetime


@dataclass(frozen=True)
class StandingDeviation:
    """A deviation (7.2)."""

    name: str
    aspect: str
    cause: str
    assignee: str
    due: str
    opened_at: datetime
    closed: bool = False
