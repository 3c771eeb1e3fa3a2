"""What milestones answers where it is more than one resource."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.access.views import Shown
from plan.deadlines import ProjectDeadline
from services.milestones.domain.holidays import HolidayNotice
from services.milestones.domain.node import Node


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
