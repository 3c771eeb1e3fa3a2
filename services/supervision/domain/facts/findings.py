"""Findings: raised, answered, decided, over; inside the suite until one is confirmed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from plan.counting import Basis
from plan.openness import OPEN, OnRequest
from services.supervision.domain.words import Severity, SubjectKind

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


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
    """Its subject was told. answer_last_day: last day to answer, counted from `basis`; provisional: it may still move (4.3)."""

    TYPE: ClassVar[str] = "finding.notified.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    subject: str
    item: str
    notified_at: datetime
    answer_last_day: date
    provisional: bool
    basis: Basis | None = None
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
    basis: Basis | None = None
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
    subject: OnRequest[str]
    subject_kind: SubjectKind
    item: str
    title: str
    severity: Severity
    measures: OnRequest[tuple[str, ...]]
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
    subject: OnRequest[str]
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
    subject: OnRequest[str]
    item: str
    title: str
    severity: Severity
    bars: bool
    until: str
    expired_at: datetime
    policy_version: str
    rule: str = "7.4"
