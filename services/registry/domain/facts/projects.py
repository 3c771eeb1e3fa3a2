"""Projects: approved, running, terminated, closed; what their owners are told."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from plan.openness import OPEN, NeverTold, OnRequest
from services.registry.domain.facts.task_books import TaskBookPublished

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class ProjectApproved:
    """立项: the application became a project. What contracts, milestones, evaluation and supervision start from.

    The total of 1.2a for another lead: exact_without_lead, a fraction "181/6", + lead_weight × the lead's score (0 to 100) ÷ 100;
    `score` and `score_without_lead` are rounded, to be shown. `exact_lead_score`: the experts' mean on the nominated lead, a fraction too.
    Under the chief-responsible regime `nominated_lead` is the chief, `chief_needed` is true and the unit hires.
    """

    TYPE: ClassVar[str] = "project.approved.v1"
    name: str
    project: str
    title: str
    kind: str
    category: str
    field: str
    regime: str
    owners: tuple[str, ...]
    owner_kinds: dict[str, str]
    undertaking_unit: str
    unit_area: str
    county: str
    posting_enterprise: str
    nominated_lead: str
    chief_needed: bool
    chief_hired_by: str
    nominated_chief: str
    approved_on: date
    guide: str
    score: Decimal
    score_without_lead: NeverTold[Decimal]
    exact_without_lead: NeverTold[str]
    exact_lead_score: NeverTold[str]
    lead_weight: Decimal
    threshold: Decimal
    task_book: TaskBookPublished
    rule: str = "1.1,1.8,2.6,3.5,6.1"


@dataclass(frozen=True, kw_only=True)
class ProjectRunning:
    """Its contract set is in effect and its task book accepted."""

    TYPE: ClassVar[str] = "project.running.v1"
    name: str
    project: str
    since: datetime
    rule: str = "1.6,1.8"


@dataclass(frozen=True, kw_only=True)
class TerminationDecided:
    """An owner has decided; others, and the bureau, are waited for."""

    TYPE: ClassVar[str] = "termination.decided.v1"
    name: str
    project: str
    organization: str
    reason: OnRequest[str]
    waiting_for: tuple[str, ...]
    rule: str = "1.1,1.10"


@dataclass(frozen=True, kw_only=True)
class TerminationConsented:
    """Another owner consents."""

    TYPE: ClassVar[str] = "termination.consented.v1"
    name: str
    project: str
    organization: str
    waiting_for: tuple[str, ...]
    rule: str = "1.1,1.10"


@dataclass(frozen=True, kw_only=True)
class TerminationRefused:
    """An owner or the bureau refuses: the project goes on."""

    TYPE: ClassVar[str] = "termination.refused.v1"
    name: str
    project: str
    organization: str
    reason: OnRequest[str]
    rule: str = "1.1,1.10"


@dataclass(frozen=True, kw_only=True)
class ProjectTerminated:
    """Every owner has decided and the bureau has approved."""

    TYPE: ClassVar[str] = "project.terminated.v1"
    name: str
    project: str
    decided_on: date
    reason: OnRequest[str]
    rule: str = "1.10"


@dataclass(frozen=True, kw_only=True)
class ProjectClosed:
    """Its evaluation is filed with the finance bureau."""

    TYPE: ClassVar[str] = "project.closed.v1"
    name: str
    project: str
    filed_at: datetime
    reference: str
    rule: str = "6.4"


@dataclass(frozen=True, kw_only=True)
class OwnersTold:
    """The owners are told of a confirmed finding; nothing is undone by itself (7.5)."""

    TYPE: ClassVar[str] = "owners.told.v1"
    name: str
    project: str
    owners: tuple[str, ...]
    finding: str
    subject: OnRequest[str]
    rule: str = "7.5"
