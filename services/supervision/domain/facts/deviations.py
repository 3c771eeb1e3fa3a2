"""Deviations: found, assigned, corrected, closed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from plan.counting import Basis
from plan.openness import OPEN, NeverTold, OnRequest
from services.supervision.domain.words import DeviationAspect, DeviationCause

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class DeviationOpened:
    """A deviation was found. source: the person who reported it, the id of the fact or the name of the analysis that shows it.

    subject: the deadline, node or analysis concerned, or empty. assignee: the lead, or empty while there is none.
    provisional: its last day may still move (4.3). basis: what that day is counted from.
    """

    TYPE: ClassVar[str] = "deviation.opened.v1"
    name: str
    project: str
    aspect: DeviationAspect
    cause: DeviationCause
    source: NeverTold[str]
    subject: str
    assignee: str
    due: date
    provisional: bool
    basis: Basis | None = None
    rule: str = "7.2"


@dataclass(frozen=True, kw_only=True)
class DeviationDescribed:
    """What is wrong, and what is to be done about it, in words (zh-CN); inside the suite alone."""

    TYPE: ClassVar[str] = "deviation.described.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    description: str
    corrective_action: str
    rule: str = "7.2"


@dataclass(frozen=True, kw_only=True)
class DeviationObserved:
    """A later fact shows that a deviation goes on, or (`remedied`) that what was missing has come."""

    TYPE: ClassVar[str] = "deviation.observed.v1"
    name: str
    project: str
    aspect: DeviationAspect
    cause: DeviationCause
    source: NeverTold[str]
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
    source: NeverTold[str]
    assignee: str
    due: date
    provisional: bool
    basis: Basis | None = None
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
class DeviationRedated:
    """The date of a correction was computed again, for a holiday notice became known (4.3)."""

    TYPE: ClassVar[str] = "deviation.redated.v1"
    name: str
    project: str
    assignee: str
    previous_due: date
    due: date
    provisional: bool
    basis: Basis | None = None
    reason: OnRequest[str]
    rule: str = "4.3,7.2"


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
    source: NeverTold[str]
    assignee: str
    due: date
    closed_by: str
    closed_at: datetime
    evidence: OnRequest[tuple[str, ...]]
    rule: str = "7.2"
