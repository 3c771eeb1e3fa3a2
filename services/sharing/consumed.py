"""Neighbours' facts, as the fields that sharing reads of them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Target:
    """A target of a task book."""

    id: str
    metric: str


@dataclass(frozen=True)
class TaskBook:
    """One version of a task book."""

    targets: tuple[Target, ...]


@dataclass(frozen=True)
class ProjectApproved:
    """registry: an application became a project."""

    project: str
    title: str
    field: str
    owners: tuple[str, ...]
    owner_kinds: dict[str, str]
    undertaking_unit: str
    county: str
    task_book: TaskBook


@dataclass(frozen=True)
class TaskBookChanged:
    """registry: a new version of the task book is in force (1.8)."""

    project: str
    task_book: TaskBook


@dataclass(frozen=True)
class EngagementChanged:
    """contracts: an engagement took effect, or ended (1.6, 1.9)."""

    name: str
    project: str
    person: str
    role: str
    is_lead: bool


@dataclass(frozen=True)
class HolidayNoticePublished:
    """milestones: a year's days off and make-up days are known (4.3)."""

    year: int
    days_off: tuple[date, ...]
    makeup_days: tuple[date, ...]
    reference: str
