"""How a last day is computed from the day it counts from (1.6a, 4.1, 4.2; Civil Code art. 201, 203). Home of 1.6a."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.calendar import LAST_START, Calendar, Term, start_of_day
from chassis.errors import InvalidArgument
from plan.openness import OPEN

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


class Counting(StrEnum):
    """Which days are counted. A fixed day was agreed or granted: it does not roll, and no notice moves it."""

    CALENDAR = "calendar"
    WORKING = "working"
    FIXED = "fixed"


@dataclass(frozen=True)
class Basis:
    """Day 1 is the day after `start`, or the first working day after it. `rolls`: a day off passes it on (art. 203).

    A fact that tells a last day has it too, so that whoever has the calendar counts it again; facts of before have none.
    """

    start: date
    days: int
    counting: Counting
    rolls: bool = False

    @classmethod
    def fixed(cls, start: date, last_day: date) -> "Basis":
        """A day that was granted or agreed (4.4)."""
        return cls(start, (last_day - start).days, Counting.FIXED)

    def term(self, calendar: Calendar) -> Term:
        """The period, by what the calendar knows today. Refuses DATE_OUT_OF_RANGE, PERIOD_NOT_POSITIVE."""
        if self.counting is Counting.FIXED:
            return Term(self.start, self.start + timedelta(days=self.days), provisional=False)
        if self.counting is Counting.WORKING:
            return calendar.working_days_after(self.start, self.days)
        return calendar.calendar_days_after(self.start, self.days, self.rolls)


@dataclass(frozen=True)
class Span:
    """So many days of a kind, as policy data gives them. `rolls` is of calendar days alone."""

    days: int
    counting: Counting
    rolls: bool = True

    def after(self, start: date) -> Basis:
        """The basis of a period whose day 1 follows `start`."""
        return Basis(start, self.days, self.counting, self.rolls and self.counting is Counting.CALENDAR)


def demand_countable(day: date, what: str, *, field: str) -> None:
    """Refuse DATE_OUT_OF_RANGE for a day that an office sets and from which nobody could count on once it has passed (1.10a).

    what: zh-CN.
    """
    if day > LAST_START:
        raise InvalidArgument("DATE_OUT_OF_RANGE", f"{what}{day}晚于{LAST_START}，其后的期限无法计算", rule="1.10a", field=field)


def end_of(day: date) -> datetime:
    """The instant at which a day is over in China, in UTC; `now < end_of(day)` is in time."""
    return start_of_day(day + timedelta(days=1))
