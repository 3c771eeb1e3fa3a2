"""What supervision tells the suite and the city: topic sanzhi.supervision; INTERNAL ones go to sanzhi.supervision.internal.

`name` is the subject, `project` the key where there is one. `policy_version`: under which a finding was raised, and whose item and
periods it follows to the end. Names and ids only: what was described, evidenced or answered
stays inside.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from services.supervision.domain.words import (
    CommissionerKind,
    DeviationAspect,
    DeviationCause,
    NamingSide,
    Severity,
    SubjectKind,
)


@dataclass(frozen=True, kw_only=True)
class CommissionMember:
    """A commissioner as facts carry them. named_by: the organisation that named the person."""

    person: str
    organization: str
    kind: CommissionerKind
    named_by: str
    side: NamingSide


@dataclass(frozen=True, kw_only=True)
class CommissionNamed:
    """The commissioners as they are now. `added` and `released`: whom this act concerned; one of the two is empty."""

    TYPE: ClassVar[str] = "commission.named.v1"
    name: str
    project: str
    commissioners: tuple[CommissionMember, ...]
    added: str = ""
    released: str = ""
    rule: str = "7.1"


@dataclass(frozen=True, kw_only=True)
class ProgressAnalysed:
    """Plan, progress and money of a project were compared. Progress in per cent of the whole."""

    TYPE: ClassVar[str] = "progress.analysed.v1"
    name: str
    project: str
    as_of: date
    planned_progress: Decimal
    actual_progress: Decimal
    spent_fen: int
    rule: str = "7.2"


@dataclass(frozen=True, kw_only=True)
class DeviationOpened:
    """A deviation was found. source: the person who reported it, the id of the fact or the name of the analysis that shows it.

    subject: the deadline, node or analysis concerned, or empty. assignee: the lead, or empty while there is none.
    """

    TYPE: ClassVar[str] = "deviation.opened.v1"
    name: str
    project: str
    aspect: DeviationAspect
    cause: DeviationCause
    source: str
    subject: str
    assignee: str
    due: date
    rule: str = "7.2"


@dataclass(frozen=True, kw_only=True)
class DeviationObserved:
    """A later fact shows that a deviation goes on, or (`remedied`) that what was missing has come."""

    TYPE: ClassVar[str] = "deviation.observed.v1"
    name: str
    project: str
    aspect: DeviationAspect
    cause: DeviationCause
    source: str
    remedied: bool
    rule: str = "7.2"


@dataclass(frozen=True, kw_only=True)
class DeviationAssigned:
    """Somebody is to correct a deviation. by_default: as the lead, and not by a commissioner's decision."""

    TYPE: ClassVar[str] = "deviation.assigned.v1"
    name: str
    project: str
    aspect: DeviationAspect
    cause: DeviationCause
    source: str
    assignee: str
    due: date
    by_default: bool
    assigned_by: str
    rule: str = "7.2"


@dataclass(frozen=True, kw_only=True)
class DeviationWarned:
    """The date of a correction comes near (4.5)."""

    TYPE: ClassVar[str] = "deviation.warned.v1"
    name: str
    project: str
    assignee: str
    due: date
    days_left: int
    rule: str = "4.5,7.2"


@dataclass(frozen=True, kw_only=True)
class DeviationOverdue:
    """The date of a correction has passed; said once for each date that is set."""

    TYPE: ClassVar[str] = "deviation.overdue.v1"
    name: str
    project: str
    assignee: str
    due: date
    overdue_at: datetime
    rule: str = "4.5,7.2"


@dataclass(frozen=True, kw_only=True)
class DeviationCorrected:
    """The assignee has reported the correction."""

    TYPE: ClassVar[str] = "deviation.corrected.v1"
    name: str
    project: str
    assignee: str
    reported_at: datetime
    late: bool
    rule: str = "7.2"


@dataclass(frozen=True, kw_only=True)
class DeviationClosed:
    """A deviation is closed, on evidence. evidence: digests."""

    TYPE: ClassVar[str] = "deviation.closed.v1"
    name: str
    project: str
    aspect: DeviationAspect
    cause: DeviationCause
    source: str
    assignee: str
    due: date
    closed_by: str
    closed_at: datetime
    evidence: tuple[str, ...]
    rule: str = "7.2"


@dataclass(frozen=True, kw_only=True)
class FindingRaised:
    """A finding was raised; not yet known to its subject."""

    TYPE: ClassVar[str] = "finding.raised.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    subject: str
    subject_kind: SubjectKind
    item: str
    title: str
    severity: Severity
    raised_by: str
    raised_for: str
    evidence: tuple[str, ...]
    rule: str = "7.4"


@dataclass(frozen=True, kw_only=True)
class FindingNotified:
    """Its subject was told. answer_last_day: last day to answer; provisional: it may still move (4.3)."""

    TYPE: ClassVar[str] = "finding.notified.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    subject: str
    item: str
    notified_at: datetime
    answer_last_day: date
    provisional: bool
    policy_version: str
    rule: str = "7.4"


@dataclass(frozen=True, kw_only=True)
class FindingRedated:
    """The answer period ends on another day, for a holiday notice became known."""

    TYPE: ClassVar[str] = "finding.redated.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    subject: str
    previous_last_day: date
    answer_last_day: date
    provisional: bool
    reason: str
    rule: str = "4.3,7.4"


@dataclass(frozen=True, kw_only=True)
class FindingAnswered:
    """Its subject has answered."""

    TYPE: ClassVar[str] = "finding.answered.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    subject: str
    answered_by: str
    answered_at: datetime
    rule: str = "7.4"


@dataclass(frozen=True, kw_only=True)
class FindingUnanswered:
    """The answer period is over without an answer; the bureau may decide."""

    TYPE: ClassVar[str] = "finding.unanswered.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    subject: str
    answer_last_day: date
    rule: str = "7.4"


@dataclass(frozen=True, kw_only=True)
class FindingDismissed:
    """The bureau found nothing in it."""

    TYPE: ClassVar[str] = "finding.dismissed.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    subject: str
    item: str
    title: str
    decided_by: str
    rule: str = "7.4"


@dataclass(frozen=True, kw_only=True)
class FindingConfirmed:
    """A finding takes effect. bars: its subject, until the end of the day `until`; empty: until it is lifted."""

    TYPE: ClassVar[str] = "finding.confirmed.v1"
    name: str
    project: str
    subject: str
    subject_kind: SubjectKind
    item: str
    title: str
    severity: Severity
    measures: tuple[str, ...]
    bars: bool
    until: str
    confirmed_at: datetime
    policy_version: str
    rule: str = "7.4,7.5"


@dataclass(frozen=True, kw_only=True)
class FindingLifted:
    """A confirmed finding has no more effect, by the bureau's decision."""

    TYPE: ClassVar[str] = "finding.lifted.v1"
    name: str
    project: str
    subject: str
    item: str
    title: str
    severity: Severity
    bars: bool
    until: str
    lifted_at: datetime
    policy_version: str
    rule: str = "7.4"


@dataclass(frozen=True, kw_only=True)
class FindingExpired:
    """A confirmed finding has no more effect, its time being over. expired_at: its end, whenever this is told."""

    TYPE: ClassVar[str] = "finding.expired.v1"
    name: str
    project: str
    subject: str
    item: str
    title: str
    severity: Severity
    bars: bool
    until: str
    expired_at: datetime
    policy_version: str
    rule: str = "7.4"
