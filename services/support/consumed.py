"""Neighbours' facts, as the fields that support reads of them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ProjectApproved:
    """registry: an application became a project."""

    project: str
    title: str
    kind: str
    category: str
    field: str
    owners: tuple[str, ...]
    owner_kinds: dict[str, str]
    undertaking_unit: str
    county: str


@dataclass(frozen=True)
class ProjectWentOn:
    """registry: the project is running, was closed, or was terminated."""

    project: str


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
