"""Facts of a project's deadline, the same from every service that has one (4.1 to 4.5). A service's `facts` names those it publishes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from plan.counting import Counting
from plan.openness import OPEN, OnRequest

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class _DeadlineFact:
    """What every fact about a deadline says. `end` is exclusive."""

    name: str
    project: str
    kind: str
    node: str
    last_day: date
    end: datetime
    provisional: bool
    responsible_role: str
    responsible: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class _CountedFact(_DeadlineFact):
    """With what it was counted from, so that whoever has the calendar counts it again: so many `days` of a kind from `start`.

    rolls: a last day that is a day off moves to the next working day.
    """

    start: date
    days: int
    counting: Counting
    rolls: bool


@dataclass(frozen=True, kw_only=True)
class DeadlineSet(_CountedFact):
    """A deadline runs: so many `days` from `start`. `occasion`: why it was set anew, where it was."""

    TYPE: ClassVar[str] = "deadline.set.v1"
    occasion: OnRequest[str]


@dataclass(frozen=True, kw_only=True)
class DeadlineRedated(_CountedFact):
    """Its last day was computed again (4.3), or moved (4.4, 1.8); `reason` says why."""

    TYPE: ClassVar[str] = "deadline.redated.v1"
    previous_last_day: date
    reason: OnRequest[str]


@dataclass(frozen=True, kw_only=True)
class DeadlineWarned(_DeadlineFact):
    """It comes near (4.5)."""

    TYPE: ClassVar[str] = "deadline.warned.v1"
    days_left: int


@dataclass(frozen=True, kw_only=True)
class DeadlineOverdue(_DeadlineFact):
    """It was missed (4.5). `overdue_at` is its end, `marked_at` when the service said so."""

    TYPE: ClassVar[str] = "deadline.overdue.v1"
    overdue_at: datetime
    marked_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeadlineMet(_DeadlineFact):
    """What was due is in, in time or late (4.5)."""

    TYPE: ClassVar[str] = "deadline.met.v1"
    met_at: datetime
    late: bool


@dataclass(frozen=True, kw_only=True)
class DeadlineCancelled(_DeadlineFact):
    """What was due is no longer asked for, or its clock has stopped."""

    TYPE: ClassVar[str] = "deadline.cancelled.v1"
    reason: OnRequest[str]


@dataclass(frozen=True, kw_only=True)
class ExtensionRequested(_DeadlineFact):
    """Whoever has to deliver asks for more time (4.4)."""

    TYPE: ClassVar[str] = "extension.requested.v1"
    asked_for: date
    reason: OnRequest[str]
    requested_by: str
    waiting_for: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ExtensionConsented(_DeadlineFact):
    """One of those whose consent is needed gave it; the deadline is redated once nobody is waited for."""

    TYPE: ClassVar[str] = "extension.consented.v1"
    asked_for: date
    organization: str
    waiting_for: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ExtensionRefused(_DeadlineFact):
    """One of those whose consent is needed refused it."""

    TYPE: ClassVar[str] = "extension.refused.v1"
    asked_for: date
    organization: str
    reason: OnRequest[str]
