"""Neighbours' facts, as the fields that supervision reads of them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.supervision.domain.words import DeviationAspect


@dataclass(frozen=True)
class Budget:
    """The budget of a task book."""

    total_fen: int


@dataclass(frozen=True)
class TaskBook:
    """One version of a task book."""

    budget: Budget


@dataclass(frozen=True)
class ProjectApproved:
    """registry: an application became a project."""

    project: str
    title: str
    owners: tuple[str, ...]
    owner_kinds: dict[str, str]
    undertaking_unit: str
    county: str
    nominated_lead: str
    nominated_chief: str
    task_book: TaskBook


@dataclass(frozen=True)
class TaskBookChanged:
    """registry: a new version of the task book is in force (1.8)."""

    project: str
    task_book: TaskBook


@dataclass(frozen=True)
class ProjectEnded:
    """registry: the project is closed, or was terminated (1.10)."""

    project: str


@dataclass(frozen=True)
class PersonChosen:
    """contracts: somebody was selected, or a row was drawn up with them."""

    project: str
    person: str


@dataclass(frozen=True)
class EngagementChanged:
    """contracts: an engagement took effect, or ended (1.6, 1.9)."""

    name: str
    project: str
    person: str
    role: str
    is_lead: bool


@dataclass(frozen=True)
class DeadlineOverdue:
    """milestones, evaluation: a deadline was missed (4.5)."""

    name: str
    project: str
    kind: str
    last_day: date
    overdue_at: datetime


@dataclass(frozen=True)
class DeadlineMet:
    """milestones, evaluation: what was due is in (4.5)."""

    name: str
    project: str
    met_at: datetime


@dataclass(frozen=True)
class NodeFailed:
    """milestones: a node was not passed (4.8)."""

    name: str
    project: str
    concluded_at: datetime
    votes_for: int
    votes_against: int


@dataclass(frozen=True)
class ProgressReported:
    """milestones: the lead has reported, or corrected a report (5.1)."""

    name: str
    project: str
    as_of: date
    planned_progress: Decimal
    actual_progress: Decimal
    spent_fen: int
    budget_fen: int


@dataclass(frozen=True)
class IssueFound:
    """Something that an inspection found."""

    aspect: DeviationAspect
    description: str
    deviates: bool


@dataclass(frozen=True)
class InspectionFound:
    """milestones, internal: what an inspection of the lead has found (5.1)."""

    name: str
    project: str
    found_at: datetime
    issues: tuple[IssueFound, ...]


@dataclass(frozen=True)
class HolidayNoticePublished:
    """milestones: a year's days off and make-up days are known (4.3)."""

    year: int
    days_off: tuple[date, ...]
    makeup_days: tuple[date, ...]
    reference: str
