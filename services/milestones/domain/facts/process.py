"""Facts about how a project goes on: progress reports and inspections (5.1)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from plan.openness import OPEN, OnRequest
from services.milestones.domain.words import IssueAspect

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class NodeProgress:
    """A node at the end of the period, per cent, in ProgressReported."""

    node: str
    planned: Decimal
    actual: Decimal


@dataclass(frozen=True, kw_only=True)
class ProgressReported:
    """The lead has reported, or corrected a report: `edition` counts its versions from 1, `reason` says what a later one corrects.

    `as_of`: the last day of the period. Money is counted from the beginning of the project, in fen; `budget_fen`: the task book's total.
    What the report says in words stays with owners and supervision.
    """

    TYPE: ClassVar[str] = "progress.reported.v1"
    name: str
    project: str
    number: int
    edition: int
    first_day: date
    as_of: date
    lead: str
    reported_at: datetime
    late: bool
    planned_progress: Decimal
    actual_progress: Decimal
    nodes: tuple[NodeProgress, ...]
    received_fen: int
    spent_fen: int
    owed_fen: int
    budget_fen: int
    route_changed: bool
    investment_changed: bool
    risks: int
    high_risks: int
    reason: OnRequest[str]
    rule: str = "5.1"


@dataclass(frozen=True, kw_only=True)
class ProgressReportTakenIn:
    """An owner has taken this version of it in."""

    TYPE: ClassVar[str] = "progress_report.taken_in.v1"
    name: str
    project: str
    number: int
    edition: int
    organization: str
    taken_in_at: datetime
    rule: str = "5.1"


@dataclass(frozen=True, kw_only=True)
class ProgressReportMoreAsked:
    """An owner asks for more, once, up to `complete_by`."""

    TYPE: ClassVar[str] = "progress_report.more_asked.v1"
    name: str
    project: str
    number: int
    organization: str
    what: OnRequest[str]
    complete_by: date
    rule: str = "5.1"


@dataclass(frozen=True, kw_only=True)
class InspectionRecorded:
    """The lead has inspected. What was found in words stays inside the suite."""

    TYPE: ClassVar[str] = "inspection.recorded.v1"
    name: str
    project: str
    inspected_on: date
    regular: bool
    recorded_by: str
    issues: int
    deviations: int
    rule: str = "5.1"


@dataclass(frozen=True, kw_only=True)
class IssueFound:
    """Something that was found, in InspectionFound. `deviates`: a deviation opens."""

    aspect: IssueAspect
    description: str
    deviates: bool


@dataclass(frozen=True, kw_only=True)
class InspectionFound:
    """What an inspection has found."""

    TYPE: ClassVar[str] = "inspection.found.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    inspected_on: date
    found_at: datetime
    issues: tuple[IssueFound, ...]
    rule: str = "5.1"
