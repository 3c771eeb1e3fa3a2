"""What the desk answers: what it keeps, with names, words and lamps of today."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.desk.commands import FactPlace
from services.desk.domain.states import DeadlineState
from services.desk.domain.words import Lamp, Stage


@dataclass(frozen=True)
class Named:
    """A resource, with what people call it."""

    name: str
    display_name: str


@dataclass(frozen=True)
class Doing:
    """Who did a part of a task, and when."""

    person: Named
    done_at: datetime


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task, as the caller may see it."""

    name: str
    kind: str
    label: str
    method: str
    alternatives: Sequence[str]
    resource: str
    about: str
    project: str
    project_title: str
    rules: Sequence[str]
    holders: Sequence[Named]
    started_by: Named | None
    since: datetime | None
    last_day: str
    provisional: bool
    deadline: str
    lamp: Lamp
    days_left: int
    doings: Sequence[Doing]
    closed: bool


@dataclass(frozen=True)
class TaskPage:
    """A page of tasks."""

    tasks: Sequence[Task]
    next_page_token: str = ""


@dataclass(frozen=True)
class DayOff:
    """A day off, and why."""

    day: str
    why: str


@dataclass(frozen=True)
class Redating:
    """A change of a last day."""

    previous_last_day: str
    last_day: str
    reason: str
    redated_at: datetime


@dataclass(frozen=True)
class Working:
    """How a last day comes about."""

    start: str
    days: int
    occasion: str
    days_off: Sequence[DayOff]
    makeup_days: Sequence[str]
    redatings: Sequence[Redating]


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A deadline, with its working."""

    name: str
    project: str
    project_title: str
    kind: str
    label: str
    node: str
    node_title: str
    state: DeadlineState
    last_day: str
    provisional: bool
    lamp: Lamp
    days_left: int
    responsible: Named | None
    responsible_role: str
    rules: Sequence[str]
    ended_at: datetime | None
    late: bool
    cancelled_because: str
    working: Working | None


@dataclass(frozen=True)
class DeadlinePage:
    """A page of deadlines."""

    deadlines: Sequence[Deadline]
    next_page_token: str = ""


@dataclass(frozen=True)
class StageReached:
    """A stage, and when it was reached."""

    stage: Stage
    reached_at: datetime


@dataclass(frozen=True)
class Node:
    """A node of the task book."""

    name: str
    title: str
    due_date: str
    state: str
    state_label: str
    since: datetime | None


@dataclass(frozen=True, kw_only=True)
class Deviation:
    """A deviation."""

    name: str
    aspect: str
    aspect_label: str
    cause: str
    cause_label: str
    assignee: Named | None
    due: str
    closed: bool
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project in the ledger; in its file with stages, nodes and deviations."""

    name: str
    application: str
    title: str
    kind: str
    kind_label: str
    regime: str
    regime_label: str
    field: str
    county: str
    stage: Stage
    stage_detail: str
    terminated: bool
    lamp: Lamp
    next_day: str
    next_day_provisional: bool
    days_left: int
    next_label: str
    owners: Sequence[Named]
    undertaking_unit: Named | None
    lead: Named | None
    lead_is_nominated: bool
    technical_chief: Named | None
    commissioners: Sequence[Named]
    budget_fen: int
    city_fen: int
    received_fen: int
    spent_fen: int
    actual_progress: str
    planned_progress: str
    term_start: str
    term_end: str
    task_book_version: int
    changed_at: datetime | None
    midterm_judgement: str
    conclusion: str
    stages: Sequence[StageReached] = ()
    nodes: Sequence[Node] = ()
    deviations: Sequence[Deviation] = ()


@dataclass(frozen=True)
class ProjectPage:
    """A page of the ledger."""

    projects: Sequence[Project]
    next_page_token: str = ""


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that happened, in words."""

    name: str
    happened_at: datetime
    type: str
    subject: str
    actor: Named
    text: str
    rules: Sequence[str]
    turns: bool


@dataclass(frozen=True)
class HappeningPage:
    """A page of what happened."""

    happenings: Sequence[Happening]
    next_page_token: str = ""


@dataclass(frozen=True)
class StageFigure:
    """Projects at a stage, and of them those with an overdue deadline."""

    stage: Stage
    projects: int
    overdue: int


@dataclass(frozen=True)
class CountyFigure:
    """Lamps of a county's projects."""

    county: str
    projects: int
    overdue: int
    soon: int
    normal: int
    none: int


@dataclass(frozen=True, kw_only=True)
class MoneyFigure:
    """Money of projects of a kind."""

    kind: str
    kind_label: str
    projects: int
    budget_fen: int
    city_fen: int
    received_fen: int
    spent_fen: int


@dataclass(frozen=True)
class Board:
    """Figures of today."""

    projects: int
    stages: Sequence[StageFigure]
    counties: Sequence[CountyFigure]
    money: Sequence[MoneyFigure]
    today: str
    soon_days: int
    counted_at: datetime


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """A last day of somebody's, as it may be told outside."""

    name: str
    label: str
    project: str
    project_title: str
    node_title: str
    method: str
    resource: str
    last_day: str
    provisional: bool
    days_left: int


@dataclass(frozen=True)
class Reminders:
    """Somebody's last days. more: there are later ones."""

    name: str
    reminders: Sequence[Reminder]
    more: bool
    as_of: datetime
    is_working_day: bool


@dataclass(frozen=True)
class Names:
    """Those that are known."""

    names: Sequence[Named] = field(default_factory=tuple)


@dataclass(frozen=True)
class Known:
    """Somebody on record."""

    name: str
    display_name: str
    organization: Named | None
    kind: str
    area: str
    left: bool


@dataclass(frozen=True)
class KnownPage:
    """A page of people and organisations."""

    found: Sequence[Known]
    next_page_token: str = ""


@dataclass(frozen=True)
class FactsChecked:
    """Facts that are not taken in yet."""

    missing: Sequence[FactPlace]
