"""What is read of milestones: nodes, deadlines, notices, what a project has, progress."""

from dataclasses import dataclass
from datetime import date

from plan.deadlines import DeadlineState


@dataclass(frozen=True)
class Named:
    """Asks for the resource of this name."""

    name: str


@dataclass(frozen=True)
class ListHolidayNotices:
    """A page."""

    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ListNodes:
    """A page of a project's nodes."""

    parent: str
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ListDeadlines:
    """A page, of one project or of all that the caller may read."""

    parent: str = ""
    state: DeadlineState | None = None
    responsible: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ListOfProject:
    """A page of something that a project has."""

    parent: str
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class GetProgress:
    """Plan against actual on a day."""

    project: str
    on: date | None = None
