"""The facts of neighbours, as the fields that registry reads of them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from services.registry.domain.words import EngagedRole


@dataclass(frozen=True)
class EngagementActivated:
    """contracts: a person is engaged."""

    name: str
    project: str
    role: EngagedRole
    is_lead: bool
    person: str
    effective_at: datetime


@dataclass(frozen=True)
class EngagementEnded:
    """contracts: a person is engaged no longer."""

    name: str
    project: str
    role: EngagedRole
    is_lead: bool
    person: str


@dataclass(frozen=True)
class ContractSetTookEffect:
    """contracts: every row that the project needs at the start is in effect."""

    project: str
    effective_at: datetime


@dataclass(frozen=True)
class EvaluationOpened:
    """evaluation: the term is over, or the project terminated."""

    project: str
    ground: str


@dataclass(frozen=True)
class EvaluationTurned:
    """evaluation: its panel is convened, or it waits for a prolonged term."""

    project: str


@dataclass(frozen=True)
class EvaluationConcluded:
    """evaluation: the result."""

    project: str
    conclusion: str
    degree: Decimal
    undertaking_unit: str
    lead: str


@dataclass(frozen=True)
class FilingFiled:
    """evaluation: the result is filed with the finance bureau."""

    project: str
    filed_at: datetime
    reference: str = ""


@dataclass(frozen=True)
class FindingConfirmed:
    """supervision: a finding of the negative list is confirmed."""

    name: str
    subject: str
    project: str = ""


@dataclass(frozen=True)
class Commissioner:
    """One of a project's commissioners."""

    person: str


@dataclass(frozen=True)
class CommissionNamed:
    """supervision: who the commissioners of a project are now."""

    project: str
    commissioners: tuple[Commissioner, ...] = ()


@dataclass(frozen=True)
class HolidayNoticePublished:
    """milestones: a year's days off and make-up days."""

    year: int
    days_off: tuple[date, ...] = field(default_factory=tuple)
    makeup_days: tuple[date, ...] = field(default_factory=tuple)
    reference: str = ""
