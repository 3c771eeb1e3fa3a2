"""Regular reports: which period runs, and which reports are awaited (5.1, 5.2; Civil Code art. 201, 202)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.calendar import start_of_day
from plan.months import months_after


class Unit(StrEnum):
    """What the length of a period counts."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Interval:
    """How often: every so many weeks or months. A month ends on the counterpart day, or the last of the month (art. 202)."""

    count: int
    unit: Unit = Unit.MONTH

    def after(self, anchor: date, times: int) -> date:
        """The day that so many intervals after `anchor` end on."""
        if self.unit is Unit.WEEK:
            return anchor + timedelta(weeks=self.count * times)
        return months_after(anchor, self.count * times)


@dataclass(frozen=True)
class Period:
    """One period, both days included; `number` counts from 1."""

    number: int
    first_day: date
    last_day: date


@dataclass
class Rounds:
    """`name` is "projects/{project}/rounds/{kind}". Periods follow each other without gaps from the day after `anchor`.

    anchor: the day of effect, the end of the period after which the interval changed, or the day since which one is agreed again.
    counted: whole intervals since then.
    awaited: names of reports that somebody has still to deliver.
    """

    name: str
    project: str
    interval: Interval | None = None
    anchor: date | None = None
    counted: int = 0
    number: int = 0
    last_day: date | None = None
    awaited: list[str] = field(default_factory=list)
    version: int = 0

    @property
    def due_at(self) -> datetime | None:
        """The instant at which the period that runs is over; None where none runs."""
        return None if self.last_day is None else start_of_day(self.last_day + timedelta(days=1))

    def agree(self, interval: Interval | None, since: date | None = None) -> None:
        """How often is agreed, or agreed anew: the period that runs stays, the following ones count from its end.

        since: the day of the agreement. Where none was in force, nobody has to report on the days before it.
        """
        if interval == self.interval:
            return
        resumes, self.interval = self.interval is None, interval
        if self.last_day is not None:
            self.anchor, self.counted = self.last_day, 0
        if resumes and since is not None and self.anchor is not None and since > self.anchor:
            self.anchor, self.counted = since, 0

    def begin(self, anchor: date) -> None:
        """Periods count from this day; said once."""
        self.anchor = self.anchor or anchor

    def next_period(self, until: date) -> Period | None:
        """The period that follows, cut off at `until`, the end of the term; None where nothing is agreed or the term is over."""
        if self.interval is None or self.anchor is None:
            return None
        before = max(self.last_day or self.anchor, self.anchor)
        if before >= until:
            return None
        if self.interval.after(self.anchor, self.counted) <= before:
            self.counted += 1
        last_day = min(self.interval.after(self.anchor, self.counted), until)
        self.number, self.last_day = self.number + 1, last_day
        return Period(self.number, before + timedelta(days=1), last_day)

    def await_report(self, report: str) -> None:
        """Somebody has to deliver it."""
        if report not in self.awaited:
            self.awaited.append(report)

    def note_delivered(self, report: str) -> None:
        """It is in."""
        self.awaited = [each for each in self.awaited if each != report]

    def end(self) -> None:
        """The project is over: no period runs any more."""
        self.interval, self.awaited = None, []
