"""The numbers and tables of supervision that offices will change: policy/<version>/supervision.yaml."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from chassis.calendar import Calendar, Term
from services.supervision.domain.words import Severity, SubjectKind


class DayKind(StrEnum):
    """Which days a period counts."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Period:
    """So many days. rolls: calendar days that end on a day off end on the next working day (Civil Code art. 203)."""

    days: int
    kind: DayKind
    rolls: bool = True

    def after(self, start: date, calendar: Calendar) -> Term:
        """The period whose day 1 follows `start`."""
        if self.kind is DayKind.WORKING:
            return calendar.working_days_after(start, self.days)
        return calendar.calendar_days_after(start, self.days, self.rolls)


@dataclass(frozen=True)
class CorrectionPolicy:
    """Until when a deviation is to be corrected where nobody set a date, and when to warn (7.2, 4.5)."""

    period: Period
    warn_days: tuple[int, ...]


@dataclass(frozen=True)
class Thresholds:
    """Percentage points from which a progress report shows a deviation (7.2)."""

    progress_behind: Decimal
    money_ahead: Decimal


@dataclass(frozen=True)
class CatalogueEntry:
    """A kind of conduct on the negative list (7.3). bars: a person found in it. months: how long; 0: until lifted."""

    code: str
    title: str
    conduct: str
    subject_kinds: tuple[SubjectKind, ...]
    severity: Severity
    measures: tuple[str, ...]
    bars: bool
    months: int

    @property
    def name(self) -> str:
        """Its resource name."""
        return f"catalogueItems/{self.code}"


@dataclass(frozen=True)
class SupervisionPolicy:
    """One version of it. answer: the period in which the subject of a finding may answer (7.4)."""

    correction: CorrectionPolicy
    thresholds: Thresholds
    answer: Period
    catalogue: tuple[CatalogueEntry, ...]

    def find(self, item: str) -> CatalogueEntry | None:
        """The catalogue's entry of this resource name."""
        return next((entry for entry in self.catalogue if entry.name == item), None)
