"""What contracts tells the suite and the city: topic sanzhi.contracts; INTERNAL ones go to sanzhi.contracts.internal.

`name` is the subject and `project` the key. Names, ids and digests only; no wording of a contract.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from services.contracts.domain.words import DocumentKind, EngagedRole, Regime, SelectionMethod, Side


@dataclass(frozen=True, kw_only=True)
class SelectionRecorded:
    """An owner has recorded whom the owners select; other owners are waited for."""

    TYPE: ClassVar[str] = "selection.recorded.v1"
    name: str
    project: str
    person: str
    method: SelectionMethod
    selected_on: date
    recorded_by: str
    waiting_for: tuple[str, ...]
    rule: str = "1.2,1.1"


@dataclass(frozen=True, kw_only=True)
class SelectionConsented:
    """A joint owner has consented; others are waited for, or none."""

    TYPE: ClassVar[str] = "selection.consented.v1"
    name: str
    project: str
    owner: str
    waiting_for: tuple[str, ...]
    rule: str = "1.1"


@dataclass(frozen=True, kw_only=True)
class SelectionRefused:
    """A joint owner has refused, so the selection is refused."""

    TYPE: ClassVar[str] = "selection.refused.v1"
    name: str
    project: str
    person: str
    owner: str
    reason: str
    rule: str = "1.1"


@dataclass(frozen=True, kw_only=True)
class ManagerSelected:
    """Every owner has consented. `confirms_nominee`: this is the person whom the application nominated (1.2a)."""

    TYPE: ClassVar[str] = "manager.selected.v1"
    name: str
    project: str
    person: str
    method: SelectionMethod
    selected_on: date
    reference: str
    owners: tuple[str, ...]
    confirms_nominee: bool
    rule: str = "1.2,1.2a"


@dataclass(frozen=True, kw_only=True)
class LeadRescored:
    """Factor 3.5 was scored anew for somebody other than the nominated lead."""

    TYPE: ClassVar[str] = "lead.rescored.v1"
    name: str
    project: str
    person: str
    total: Decimal
    threshold: Decimal
    reaches: bool
    rule: str = "1.2a,3.5"


@dataclass(frozen=True, kw_only=True)
class LeadScored:
    """Who gave which score at that rescoring: not for other departments."""

    TYPE: ClassVar[str] = "lead.scored.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    person: str
    scores: dict[str, Decimal]
    rule: str = "1.2a,3.5"


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
class DocumentSigned:
    """A party has signed. `waiting_for`: parties whose signature on this document is outstanding."""

    TYPE: ClassVar[str] = "document.signed.v1"
    name: str
    project: str
    engagement: str
    kind: DocumentKind
    version: int
    digest: str
    party: str
    side: Side
    signer: str
    key_id: str
    signed_at: datetime
    waiting_for: tuple[str, ...]
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class DocumentAmended:
    """A new version is there to sign; the old one stays in force until every party has."""

    TYPE: ClassVar[str] = "document.amended.v1"
    name: str
    project: str
    engagement: str
    kind: DocumentKind
    version: int
    digest: str
    previous: str
    proposed_by: str
    reason: str
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class AmendmentTookEffect:
    """Every party has signed the new version of a document of an engagement that is in effect."""

    TYPE: ClassVar[str] = "amendment.took_effect.v1"
    name: str
    project: str
    engagement: str
    kind: DocumentKind
    version: int
    digest: str
    previous: str
    effective_at: datetime
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class DocumentRefused:
    """A party refuses to sign an amendment."""

    TYPE: ClassVar[str] = "document.refused.v1"
    name: str
    project: str
    engagement: str
    kind: DocumentKind
    version: int
    refused_by: str
    reason: str
    rule: str = "1.6,1.1"


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
    failed_rules: tuple[str, ...]
    reasons: tuple[str, ...]
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
    reason: str
    voided_by: str
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class EngagementEndProposed:
    """A joint owner wants to end an engagement; the others are waited for."""

    TYPE: ClassVar[str] = "engagement.end_proposed.v1"
    name: str
    project: str
    role: EngagedRole
    person: str
    ended_on: date
    reason: str
    proposed_by: str
    waiting_for: tuple[str, ...]
    rule: str = "1.9,1.1"


@dataclass(frozen=True, kw_only=True)
class EngagementEndConsented:
    """A joint owner consents to the end of an engagement; others are waited for, or none."""

    TYPE: ClassVar[str] = "engagement.end_consented.v1"
    name: str
    project: str
    owner: str
    ended_on: date
    waiting_for: tuple[str, ...]
    rule: str = "1.9,1.1"


@dataclass(frozen=True, kw_only=True)
class EngagementEndRefused:
    """A joint owner refuses to end an engagement, so it goes on."""

    TYPE: ClassVar[str] = "engagement.end_refused.v1"
    name: str
    project: str
    role: EngagedRole
    person: str
    owner: str
    reason: str
    rule: str = "1.9,1.1"


@dataclass(frozen=True, kw_only=True)
class EngagementEnded:
    """Over. `replaced_by`: the engagement that took its place at this instant, or empty."""

    TYPE: ClassVar[str] = "engagement.ended.v1"
    name: str
    project: str
    row: str
    role: EngagedRole
    is_lead: bool
    person: str
    ended_on: date
    reason: str
    replaced_by: str = ""
    rule: str = "1.9"


@dataclass(frozen=True, kw_only=True)
class EngagementQuestioned:
    """A finding against the person engaged was confirmed; the first parties are told and decide."""

    TYPE: ClassVar[str] = "engagement.questioned.v1"
    name: str
    project: str
    role: EngagedRole
    person: str
    first_parties: tuple[str, ...]
    finding: str
    item: str
    rule: str = "7.5"


@dataclass(frozen=True, kw_only=True)
class ContractSetTookEffect:
    """Every row that the project needs at the start is in effect; milestones are timed from now on."""

    TYPE: ClassVar[str] = "contract_set.took_effect.v1"
    name: str
    project: str
    effective_at: datetime
    regime: Regime
    lead: str
    project_manager: str
    technical_chief: str
    engagements: tuple[str, ...]
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class ExpertGroupFormed:
    """The technical chief who is not the lead has formed the project's expert group, or formed it anew."""

    TYPE: ClassVar[str] = "expert_group.formed.v1"
    name: str
    project: str
    members: tuple[str, ...]
    formed_by: str
    rule: str = "2.4"
