"""An engagement on its way from its documents to its effect."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from plan.openness import OPEN, OnRequest
from plan.parties import Regime
from services.contracts.domain.words import DocumentKind, EngagedRole

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class DocumentRef:
    """A document as facts carry it."""

    kind: DocumentKind
    name: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class EngagementDrawnUp:
    """The check of 1.7 passed, and the documents of a row are there to sign."""

    TYPE: ClassVar[str] = "engagement.drawn_up.v1"
    name: str
    project: str
    regime: Regime
    row: str
    role: EngagedRole
    is_lead: bool
    person: str
    first_parties: tuple[str, ...]
    documents: tuple[DocumentRef, ...]
    replaces: str
    task_book_version: int
    rule: str = "1.5,1.7"


@dataclass(frozen=True, kw_only=True)
class EngagementSigned:
    """The last required signature of the row is made; the check of 1.7 follows."""

    TYPE: ClassVar[str] = "engagement.signed.v1"
    name: str
    project: str
    row: str
    role: EngagedRole
    person: str
    signed_at: datetime
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class EngagementBlocked:
    """The check failed. `failed_rules`: which rules; the values behind them stay inside."""

    TYPE: ClassVar[str] = "engagement.blocked.v1"
    name: str
    project: str
    row: str
    role: EngagedRole
    is_lead: bool
    person: str
    first_parties: tuple[str, ...]
    failed_rules: OnRequest[tuple[str, ...]]
    reasons: OnRequest[tuple[str, ...]]
    checked_at: datetime
    rule: str = "1.6,1.7"


@dataclass(frozen=True, kw_only=True)
class EngagementActivated:
    """In effect, since the instant at which the check passed. `report_every_months`: 0 where not agreed (5.1)."""

    TYPE: ClassVar[str] = "engagement.activated.v1"
    name: str
    project: str
    regime: Regime
    row: str
    role: EngagedRole
    is_lead: bool
    person: str
    first_parties: tuple[str, ...]
    documents: tuple[DocumentRef, ...]
    effective_at: datetime
    report_every_months: int
    replaces: str
    rule: str = "1.6,1.7"


@dataclass(frozen=True, kw_only=True)
class EngagementVoided:
    """Given up before it took effect."""

    TYPE: ClassVar[str] = "engagement.voided.v1"
    name: str
    project: str
    row: str
    role: EngagedRole
    person: str
    reason: OnRequest[str]
    voided_by: str
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class EngagementQuestioned:
    """A finding against the person engaged was confirmed; the first parties are told and decide. item, title: of the negative list."""

    TYPE: ClassVar[str] = "engagement.questioned.v1"
    name: str
    project: str
    role: EngagedRole
    person: OnRequest[str]
    first_parties: tuple[str, ...]
    finding: OnRequest[str]
    item: OnRequest[str]
    title: OnRequest[str]
    rule: str = "7.5"
