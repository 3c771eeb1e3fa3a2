"""Neighbours' facts, as the fields that evaluation reads of them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.evaluation.domain.nodes import Node
from services.evaluation.domain.pay.pool import Grades, PaidNode, PayTerms
from services.evaluation.domain.targets import Target


@dataclass(frozen=True)
class PlannedNode:
    """A node of the task book."""

    id: str
    title: str
    due_date: date
    weight: Decimal | None = None


@dataclass(frozen=True)
class Budget:
    """The budget of the task book."""

    total_fen: int


@dataclass(frozen=True)
class TaskBook:
    """One version of the task book."""

    version: int
    term_end: date
    nodes: tuple[PlannedNode, ...]
    targets: tuple[Target, ...]
    budget: Budget
    chief_pay: Grades | None = None

    def pay_terms(self) -> PayTerms:
        """What the chief's floating pay follows from (3.7)."""
        nodes = tuple(PaidNode(node.id, node.title, node.weight) for node in self.nodes)
        return PayTerms(self.version, self.budget.total_fen, self.chief_pay, nodes)

    def planned_nodes(self) -> list[Node]:
        """The nodes, none concluded yet."""
        return [Node(node.id, node.title, node.due_date) for node in self.nodes]


@dataclass(frozen=True)
class ProjectApproved:
    """registry: an application became a project. `exact_lead_score`: the experts' mean on the nominated lead (3.5), a fraction "256/3"."""

    project: str
    title: str
    owners: tuple[str, ...]
    owner_kinds: dict[str, str]
    undertaking_unit: str
    county: str
    nominated_lead: str
    task_book: TaskBook
    approved_on: date | None = None
    exact_lead_score: str = ""


@dataclass(frozen=True)
class ApplicationDeclined:
    """registry: no project comes of an application; its lead was scored all the same (3.5)."""

    name: str
    project: str
    title: str
    nominated_lead: str
    exact_lead_score: str
    declined_on: date


@dataclass(frozen=True)
class TaskBookChanged:
    """registry: a new version of the task book is in force (1.8)."""

    project: str
    task_book: TaskBook


@dataclass(frozen=True)
class ProjectTerminated:
    """registry: the project ended before its term (1.10)."""

    project: str
    decided_on: date


@dataclass(frozen=True)
class EngagementActivated:
    """contracts: a manager or chief is engaged."""

    name: str
    project: str
    person: str
    role: str
    is_lead: bool
    first_parties: tuple[str, ...] = ()
    effective_at: datetime | None = None


@dataclass(frozen=True)
class EngagementEnded:
    """contracts: an engagement is over (1.9)."""

    name: str
    project: str
    person: str
    role: str
    is_lead: bool
    ended_on: date | None = None


@dataclass(frozen=True)
class ExpertGroupFormed:
    """contracts: the chief has formed the project's expert group (2.4)."""

    project: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class NodeConcluded:
    """milestones: a node, by its id, was passed or failed by its panel, under this lead. `late`: after the deadline of the review."""

    project: str
    node: str
    concluded_at: datetime
    round: int = 1
    lead: str = ""
    late: bool = False


@dataclass(frozen=True)
class RemedyDecided:
    """milestones: what the owners decided on a failed node, or on a mid-term check; `rectify_by` where it is to be rectified (4.8)."""

    name: str
    project: str
    node: str
    rectify_by: date | None = None


@dataclass(frozen=True)
class TermEnded:
    """milestones: the term of the task book is over."""

    project: str
    term_end: date


@dataclass(frozen=True)
class HolidayNoticePublished:
    """milestones: a year's days off and make-up days are known (4.3)."""

    year: int
    days_off: tuple[date, ...]
    makeup_days: tuple[date, ...]
    reference: str


@dataclass(frozen=True)
class NamedCommissioner:
    """A commissioner."""

    person: str


@dataclass(frozen=True)
class CommissionNamed:
    """supervision: the commissioners of a project (7.1)."""

    project: str
    commissioners: tuple[NamedCommissioner, ...]


@dataclass(frozen=True)
class DeadlineOverdue:
    """milestones: a deadline was missed."""

    name: str
    project: str
    kind: str
    responsible: str
    last_day: date
    overdue_at: datetime


@dataclass(frozen=True)
class DeadlineMet:
    """milestones: what was due is in, in time or late."""

    name: str
    project: str
    kind: str
    responsible: str
    last_day: date
    met_at: datetime
    late: bool


@dataclass(frozen=True)
class FindingConfirmed:
    """supervision: a finding of the negative list is confirmed, against a person or a project."""

    name: str
    project: str
    subject: str
    title: str
    severity: str
    confirmed_at: datetime
    bars: bool = False


@dataclass(frozen=True)
class FindingLifted:
    """supervision: the bureau has ended the effect of a confirmed finding."""

    name: str
    subject: str
    lifted_at: datetime


@dataclass(frozen=True)
class LeadRescored:
    """contracts: somebody other than the nominated lead was scored anew (1.2a)."""

    name: str
    project: str
    person: str
    exact_score: str
    scored_on: date


@dataclass(frozen=True)
class ResultConfirmed:
    """sharing: the bureau has confirmed a result of the project. target: of the task book, or empty."""

    name: str
    project: str
    target: str
    kind: str
    title: str


@dataclass(frozen=True)
class ResultWithdrawn:
    """sharing: the bureau has taken its confirmation of a result back."""

    name: str
    project: str
