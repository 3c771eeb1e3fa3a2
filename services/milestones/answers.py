"""What milestones answers where it is more than one resource."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chassis.access.views import Shown
from plan.deadlines import ProjectDeadline
from services.milestones.domain.dispatch_report import DispatchReport
from services.milestones.domain.holidays import HolidayNotice
from services.milestones.domain.inspection import Inspection
from services.milestones.domain.node import Node
from services.milestones.domain.progress import NodeOnDay, Standing
from services.milestones.domain.progress_report import ProgressReport


@dataclass(frozen=True)
class NodePage:
    """A page of nodes."""

    nodes: Sequence[Shown[Node]]
    next_page_token: str = ""


@dataclass(frozen=True)
class DeadlinePage:
    """A page of deadlines."""

    deadlines: Sequence[ProjectDeadline]
    next_page_token: str = ""


@dataclass(frozen=True)
class HolidayNoticePage:
    """A page of notices."""

    holiday_notices: Sequence[HolidayNotice]
    next_page_token: str = ""


@dataclass(frozen=True)
class ProgressReportPage:
    """A page of progress reports."""

    progress_reports: Sequence[ProgressReport]
    next_page_token: str = ""


@dataclass(frozen=True)
class InspectionPage:
    """A page of inspections."""

    inspections: Sequence[Inspection]
    next_page_token: str = ""


@dataclass(frozen=True)
class DispatchReportPage:
    """A page of reports against the plan."""

    dispatch_reports: Sequence[DispatchReport]
    next_page_token: str = ""


@dataclass(frozen=True)
class Progress:
    """Plan against actual on a day, per cent (5.1)."""

    project: str
    on: date
    planned: Decimal
    nodes: Sequence[NodeOnDay]
    planned_line: Sequence[Standing]
    actual_line: Sequence[Standing]
