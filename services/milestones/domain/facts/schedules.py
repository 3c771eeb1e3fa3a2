"""Facts about schedules and the nodes on them (1.6, 1.8, 1.10, 6.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from plan.openness import OPEN, OnRequest

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class ScheduleAwoke:
    """The contract set is in effect: deadlines run."""

    TYPE: ClassVar[str] = "schedule.awoke.v1"
    name: str
    project: str
    effective_at: datetime
    task_book_version: int
    nodes: tuple[str, ...]
    midterm_on: date
    term_end: date
    rule: str = "1.6,4.1"


@dataclass(frozen=True, kw_only=True)
class ScheduleChanged:
    """A new version of the task book changed dates; the deadlines that follow say so themselves."""

    TYPE: ClassVar[str] = "schedule.changed.v1"
    name: str
    project: str
    task_book_version: int
    reason: OnRequest[str]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...]
    term_end: date
    rule: str = "1.8"


@dataclass(frozen=True, kw_only=True)
class TermEnded:
    """The term of the task book is over."""

    TYPE: ClassVar[str] = "term.ended.v1"
    name: str
    project: str
    term_end: date
    noted_at: datetime
    rule: str = "6.2"


@dataclass(frozen=True, kw_only=True)
class NodeCancelled:
    """Taken out of the task book (1.8), or the project ended before it was concluded (1.10, 6.4)."""

    TYPE: ClassVar[str] = "node.cancelled.v1"
    name: str
    project: str
    node: str
    reason: OnRequest[str]
    rule: str
