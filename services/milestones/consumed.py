"""Neighbours' facts, as the fields that milestones reads of them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from plan.parties import Parties, Regime
from services.milestones.domain.task_book import Plan, PlannedNode


@dataclass(frozen=True)
class TaskNode:
    """A node of the task book."""

    id: str
    title: str
    due_date: date
    midterm: bool = False
    weight: Decimal | None = None


@dataclass(frozen=True)
class Budget:
    """The budget of the task book."""

    total_fen: int = 0


@dataclass(frozen=True)
class TaskBook:
    """One version of the task book."""

    version: int
    term_start: date
    term_end: date
    nodes: tuple[TaskNode, ...] = ()
    budget: Budget = field(default_factory=Budget)

    @property
    def plan(self) -> Plan:
        """The part that a schedule follows."""
        nodes = tuple(PlannedNode(each.id, each.title, each.due_date, each.midterm, each.weight) for each in self.nodes)
        return Plan(self.version, self.term_start, self.term_end, nodes, self.budget.total_fen)


@dataclass(frozen=True)
class ProjectApproved:
    """registry: the application became a project."""

    project: str
    title: str
    regime: Regime
    owners: tuple[str, ...]
    owner_kinds: dict[str, str]
    undertaking_unit: str
    task_book: TaskBook
    county: str = ""

    @property
    def parties(self) -> Parties:
        """Who is who by the approval."""
        return Parties(self.project, self.regime, list(self.owners), dict(self.owner_kinds), self.undertaking_unit, self.county)


@dataclass(frozen=True)
class TaskBookChanged:
    """registry: a new version of the task book is in force (1.8)."""

    project: str
    version: int
    reason: str
    task_book: TaskBook


@dataclass(frozen=True)
class ProjectTerminated:
    """registry: owners and bureau have ended the project (1.10)."""

    project: str
    decided_on: date
    reason: str


@dataclass(frozen=True)
class EvaluationStarted:
    """evaluation: its panel is convened (6.2)."""

    project: str
    convened_at: datetime


@dataclass(frozen=True)
class ProjectClosed:
    """registry: the evaluation is filed (6.4)."""

    project: str


@dataclass(frozen=True)
class EngagementActivated:
    """contracts: a row is in effect (1.6)."""

    name: str
    project: str
    role: str
    is_lead: bool
    person: str
    effective_at: datetime
    report_every_months: int = 0


@dataclass(frozen=True)
class EngagementEnded:
    """contracts: an engagement is over (1.9)."""

    name: str
    project: str
    role: str
    is_lead: bool
    person: str
    ended_on: date
    reason: str = ""


@dataclass(frozen=True)
class ContractSetTookEffect:
    """contracts: every row that the project needs at the start is in effect (1.6)."""

    project: str
    effective_at: datetime


@dataclass(frozen=True)
class ExpertGroupFormed:
    """contracts: who is in the project's own expert group (2.4, 4.7)."""

    project: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Commissioner:
    """A commissioner, as CommissionNamed says it."""

    person: str


@dataclass(frozen=True)
class CommissionNamed:
    """supervision: the commissioners as they are now (7.1, 4.7)."""

    project: str
    commissioners: tuple[Commissioner, ...] = field(default=())
