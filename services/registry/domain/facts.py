"""What registry tells the suite and the city. Names and ids only: no birth year, education, experience or attestation.

Topic sanzhi.registry; those marked INTERNAL go to sanzhi.registry.internal. `name` is the subject; where there is a
project, `project` is the key. Decimals are strings, dates "YYYY-MM-DD", money is in fen.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from services.registry.domain.terms import Budget, Target, TaskBookTerms, TaskNode


@dataclass(frozen=True, kw_only=True)
class OrganizationRegistered:
    """An organisation is on record."""

    TYPE: ClassVar[str] = "organization.registered.v1"
    name: str
    display_name: str
    kind: str
    area: str
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class OrganizationUpdated:
    """What is on record of an organisation has changed."""

    TYPE: ClassVar[str] = "organization.updated.v1"
    name: str
    display_name: str
    kind: str
    area: str
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class SignatoryAuthorized:
    """A person may sign for the organisation, from `since` to `until`."""

    TYPE: ClassVar[str] = "signatory.authorized.v1"
    name: str
    person: str
    since: date
    until: date | None
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class SignatoryRevoked:
    """A person may sign for it until `until` and no longer."""

    TYPE: ClassVar[str] = "signatory.revoked.v1"
    name: str
    person: str
    until: date
    reason: str
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class PersonRegistered:
    """A person is on record."""

    TYPE: ClassVar[str] = "person.registered.v1"
    name: str
    display_name: str
    organization: str
    roles: tuple[str, ...]
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class PersonUpdated:
    """What is on record of a person has changed."""

    TYPE: ClassVar[str] = "person.updated.v1"
    name: str
    display_name: str
    organization: str
    roles: tuple[str, ...]
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class PersonAttested:
    """Who attested conditions of 3.2 or 3.3 of whom; which ones stays inside the suite."""

    TYPE: ClassVar[str] = "person.attested.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    kinds: tuple[str, ...]
    attested_by: str
    organization: str
    attested_on: date
    rule: str


@dataclass(frozen=True, kw_only=True)
class AttestationWithdrawn:
    """An attestation was taken back."""

    TYPE: ClassVar[str] = "attestation.withdrawn.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    kind: str
    withdrawn_by: str
    reason: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class SigningKeyRegistered:
    """A person signs with a new key."""

    TYPE: ClassVar[str] = "signing_key.registered.v1"
    name: str
    key_id: str
    algorithm: str
    valid_from: datetime
    valid_until: datetime | None
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class SigningKeyRevoked:
    """A person signs with a key no longer."""

    TYPE: ClassVar[str] = "signing_key.revoked.v1"
    name: str
    key_id: str
    revoked_at: datetime
    reason: str
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class GuideCreated:
    """A guide is being written."""

    TYPE: ClassVar[str] = "guide.created.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    title: str
    rule: str = "2.1"


@dataclass(frozen=True, kw_only=True)
class GuidePublished:
    """A guide is published and does not change any more."""

    TYPE: ClassVar[str] = "guide.published.v1"
    name: str
    title: str
    opens_at: datetime
    closes_at: datetime
    threshold: Decimal
    lead_weight: Decimal
    rule: str = "2.1,2.6,3.5"


@dataclass(frozen=True, kw_only=True)
class ApplicationCreated:
    """An application is being written."""

    TYPE: ClassVar[str] = "application.created.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    guide: str
    title: str
    rule: str = "2.3,2.6"


@dataclass(frozen=True, kw_only=True)
class ApplicationUpdated:
    """An application was rewritten before it is submitted."""

    TYPE: ClassVar[str] = "application.updated.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    title: str
    rule: str = "2.3,2.6"


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted:
    """`county` is empty where the bureau receives it directly (2.7); `again` after a return."""

    TYPE: ClassVar[str] = "application.submitted.v1"
    name: str
    project: str
    guide: str
    title: str
    kind: str
    owners: tuple[str, ...]
    undertaking_unit: str
    nominated_lead: str
    county: str
    again: bool
    open_conditions: tuple[str, ...]
    rule: str


@dataclass(frozen=True, kw_only=True)
class ApplicationRecommended:
    """The county's department recommends; the digest is its plan's, where that is a file."""

    TYPE: ClassVar[str] = "application.recommended.v1"
    name: str
    project: str
    county: str
    implementation_plan_digest: str
    rule: str = "2.2,2.6"


@dataclass(frozen=True, kw_only=True)
class ApplicationReturned:
    """By the county's department, or by the bureau for correction (`by_bureau`)."""

    TYPE: ClassVar[str] = "application.returned.v1"
    name: str
    project: str
    by_bureau: bool
    reasons: tuple[str, ...]
    correction_last_day: date
    provisional: bool
    rule: str = "2.6"


@dataclass(frozen=True, kw_only=True)
class ApplicationPassed:
    """The formal review is passed."""

    TYPE: ClassVar[str] = "application.passed.v1"
    name: str
    project: str
    rule: str = "2.1,2.6"


@dataclass(frozen=True, kw_only=True)
class ApplicationRefused:
    """The formal review is not passed."""

    TYPE: ClassVar[str] = "application.refused.v1"
    name: str
    project: str
    reason: str
    rule: str = "2.1,2.6"


@dataclass(frozen=True, kw_only=True)
class ExpertReviewOpened:
    """The experts are convened; who they are stays inside the suite."""

    TYPE: ClassVar[str] = "expert_review.opened.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    experts: tuple[str, ...]
    rule: str = "2.6,4.7,7.5"


@dataclass(frozen=True, kw_only=True)
class ApplicationScored:
    """One expert's sheet is in; the scores themselves stay in registry."""

    TYPE: ClassVar[str] = "application.scored.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    expert: str
    sheets_in: int
    sheets_needed: int
    rule: str = "2.6,3.5"


@dataclass(frozen=True, kw_only=True)
class ApplicationDeclined:
    """No project comes of the application."""

    TYPE: ClassVar[str] = "application.declined.v1"
    name: str
    project: str
    reason: str
    total: Decimal
    threshold: Decimal
    rule: str = "2.6,3.5"


@dataclass(frozen=True, kw_only=True)
class TaskBookPublished:
    """The task book as the neighbours need it, one version."""

    version: int
    term_start: date
    term_end: date
    nodes: tuple[TaskNode, ...]
    targets: tuple[Target, ...]
    budget: Budget

    @classmethod
    def of(cls, version: int, terms: TaskBookTerms) -> "TaskBookPublished":
        """A checked task book always has its term."""
        assert terms.term_start is not None and terms.term_end is not None
        return cls(
            version=version,
            term_start=terms.term_start,
            term_end=terms.term_end,
            nodes=terms.nodes,
            targets=terms.targets,
            budget=terms.budget,
        )


@dataclass(frozen=True, kw_only=True)
class ProjectApproved:
    """立项: the application became a project. What contracts, milestones, evaluation and supervision start from.

    The total of 1.2a for another lead: score_without_lead + lead_weight × the lead's score (0 to 100) ÷ 100.
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
    score_without_lead: Decimal
    lead_weight: Decimal
    threshold: Decimal
    task_book: TaskBookPublished
    rule: str = "1.1,1.8,2.6,3.5,6.1"


@dataclass(frozen=True, kw_only=True)
class TaskBookAccepted:
    """Every owner and the unit have accepted the version."""

    TYPE: ClassVar[str] = "task_book.accepted.v1"
    name: str
    project: str
    version: int
    accepted_by: tuple[str, ...]
    rule: str = "1.1,1.8"


@dataclass(frozen=True, kw_only=True)
class TaskBookAcceptedByParty:
    """One of them has; others are waited for."""

    TYPE: ClassVar[str] = "task_book.accepted_by_party.v1"
    name: str
    project: str
    version: int
    organization: str
    waiting_for: tuple[str, ...]
    rule: str = "1.1,1.8"


@dataclass(frozen=True, kw_only=True)
class TaskBookChangeProposed:
    """A new version is proposed; `waiting_for` are owners."""

    TYPE: ClassVar[str] = "task_book.change_proposed.v1"
    name: str
    project: str
    version: int
    reason: str
    proposed_by: str
    waiting_for: tuple[str, ...]
    rule: str = "1.8"


@dataclass(frozen=True, kw_only=True)
class TaskBookChangeConsented:
    """An owner consents."""

    TYPE: ClassVar[str] = "task_book.change_consented.v1"
    name: str
    project: str
    organization: str
    waiting_for: tuple[str, ...]
    rule: str = "1.1,1.8"


@dataclass(frozen=True, kw_only=True)
class TaskBookChangeRefused:
    """An owner or the bureau refuses: the old version stays."""

    TYPE: ClassVar[str] = "task_book.change_refused.v1"
    name: str
    project: str
    organization: str
    reason: str
    rule: str = "1.1,1.8"


@dataclass(frozen=True, kw_only=True)
class TaskBookChanged:
    """A new version is in force: every owner has consented and the bureau has approved."""

    TYPE: ClassVar[str] = "task_book.changed.v1"
    name: str
    project: str
    version: int
    reason: str
    task_book: TaskBookPublished
    rule: str = "1.8"


@dataclass(frozen=True, kw_only=True)
class AgeExceptionConsented:
    """An owner grants the exception; others are waited for."""

    TYPE: ClassVar[str] = "age_exception.consented.v1"
    name: str
    project: str
    person: str
    organization: str
    waiting_for: tuple[str, ...]
    rule: str = "1.1,3.4"


@dataclass(frozen=True, kw_only=True)
class AgeExceptionGranted:
    """The fact and the rule, not the age (3.4)."""

    TYPE: ClassVar[str] = "age_exception.granted.v1"
    name: str
    project: str
    person: str
    granted_by: tuple[str, ...]
    rule: str = "1.1,1.11,3.4"


@dataclass(frozen=True, kw_only=True)
class AgeExceptionRefused:
    """An owner refuses the exception."""

    TYPE: ClassVar[str] = "age_exception.refused.v1"
    name: str
    project: str
    person: str
    organization: str
    rule: str = "1.1,3.4"


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
    reason: str
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
    reason: str
    rule: str = "1.1,1.10"


@dataclass(frozen=True, kw_only=True)
class ProjectTerminated:
    """Every owner has decided and the bureau has approved."""

    TYPE: ClassVar[str] = "project.terminated.v1"
    name: str
    project: str
    decided_on: date
    reason: str
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
    subject: str
    rule: str = "7.5"
