"""What callers ask of the desk, field by field as in the proto."""

from dataclasses import dataclass

from services.desk.domain.states import DeadlineState
from services.desk.domain.words import Lamp, Party, ProjectOrder, Stage, TaskView


@dataclass(frozen=True)
class ListTasks:
    """Tasks; no view: the caller's own."""

    view: TaskView | None = None
    parent: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ListDeadlines:
    """Deadlines of one project, or of all that the caller may read."""

    parent: str = ""
    state: DeadlineState | None = None
    lamp: Lamp | None = None
    kind: str = ""
    rule: str = ""
    mine: bool = False
    page_size: int = 0
    page_token: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListProjects:
    """The ledger."""

    query: str = ""
    stage: Stage | None = None
    lamp: Lamp | None = None
    county: str = ""
    kind: str = ""
    party: str = ""
    order: ProjectOrder | None = None
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class GetProject:
    """One project."""

    name: str


@dataclass(frozen=True)
class ListHappenings:
    """What happened in a project."""

    parent: str
    turns_only: bool = False
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class GetBoard:
    """Figures, of a county or of all."""

    county: str = ""


@dataclass(frozen=True)
class FactPlace:
    """Where a fact stands: topic, key, number within them, type."""

    topic: str
    key: str
    sequence: int
    type: str


@dataclass(frozen=True)
class CheckFacts:
    """Which of these are not taken in yet."""

    facts: tuple[FactPlace, ...] = ()


@dataclass(frozen=True)
class GetReminders:
    """What somebody may be reminded of outside."""

    name: str


@dataclass(frozen=True)
class GetNames:
    """What they are called."""

    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchNames:
    """People and organisations that a text is found in."""

    query: str = ""
    organization: str = ""
    party: Party | None = None
    page_size: int = 0
    page_token: str = ""
