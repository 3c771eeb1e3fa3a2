"""What callers ask of supervision, field by field as in the proto."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chassis.store.files.ref import SentFile
from services.supervision.domain.words import CommissionerKind, DeviationAspect, DeviationState, FindingState, SubjectKind


@dataclass(frozen=True)
class NameCommissioner:
    """A commissioner of a project."""

    name: str
    person: str
    kind: CommissionerKind = CommissionerKind.DESIGNATED


@dataclass(frozen=True)
class ReleaseCommissioner:
    """A commissioner who is one no longer."""

    name: str
    person: str
    reason: str


@dataclass(frozen=True)
class GetCommission:
    """The commissioners of a project."""

    name: str


@dataclass(frozen=True)
class OpenDeviation:
    """A deviation that a person reports."""

    parent: str
    aspect: DeviationAspect
    description: str
    evidence: tuple[SentFile, ...] = ()


@dataclass(frozen=True)
class AssignDeviation:
    """The correction of a deviation. No assignee: the lead. No date: as the policy says."""

    name: str
    corrective_action: str
    assignee: str = ""
    due_date: date | None = None


@dataclass(frozen=True)
class ReportCorrection:
    """What the assignee has done."""

    name: str
    done: str
    evidence: tuple[SentFile, ...] = ()


@dataclass(frozen=True)
class CloseDeviation:
    """The end of a deviation."""

    name: str
    conclusion: str
    evidence: tuple[SentFile, ...] = ()
    etag: str = ""


@dataclass(frozen=True)
class GetDeviation:
    """One deviation."""

    name: str


@dataclass(frozen=True)
class ListDeviations:
    """Deviations that the caller may read."""

    parent: str = ""
    state: DeviationState | None = None
    assignee: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class AnalyseProgress:
    """How far a project is; progress in per cent. No day: today."""

    parent: str
    planned_progress: Decimal
    actual_progress: Decimal
    as_of: date | None = None
    spent_fen: int = 0


@dataclass(frozen=True)
class ListProgressAnalyses:
    """The analyses of a project."""

    parent: str
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class RaiseFinding:
    """What is held against a person or project."""

    subject: str
    item: str
    description: str
    subject_kind: SubjectKind | None = None
    project: str = ""
    occurred_on: date | None = None
    evidence: tuple[SentFile, ...] = ()


@dataclass(frozen=True)
class NotifyFinding:
    """The notice to its subject."""

    name: str


@dataclass(frozen=True)
class AnswerFinding:
    """What its subject says."""

    name: str
    statement: str
    evidence: tuple[SentFile, ...] = ()
    etag: str = ""


@dataclass(frozen=True)
class ConfirmFinding:
    """The bureau's confirmation."""

    name: str
    grounds: str
    etag: str = ""


@dataclass(frozen=True)
class DismissFinding:
    """The bureau's dismissal."""

    name: str
    grounds: str
    etag: str = ""


@dataclass(frozen=True)
class LiftFinding:
    """The bureau ends a finding early."""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class GetFinding:
    """One finding."""

    name: str


@dataclass(frozen=True)
class ListFindings:
    """Findings that the caller may read."""

    subject: str = ""
    project: str = ""
    state: FindingState | None = None
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class GetCatalogueItem:
    """One item; no version: the one in force."""

    name: str
    policy_version: str = ""


@dataclass(frozen=True)
class ListCatalogueItems:
    """The catalogue; no version: the one in force."""

    policy_version: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class CheckClearance:
    """Whether a person is clear."""

    subject: str
    project: str = ""
    purpose: str = ""
