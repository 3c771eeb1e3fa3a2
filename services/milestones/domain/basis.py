"""How a last day is computed from the day it counts from (1.6a, 4.1, 4.2)."""

from dataclasses import dataclass
from datetime import date

from chassis.calendar import Calendar, Term
from services.milestones.domain.terms import Counting


@dataclass(frozen=True)
class Basis:
    """Day 1 is the day after `start`, or the first working day after it."""

    start: date
    days: int
    counting: Counting
    rolls: bool = False

    @classmethod
    def fixed(cls, start: date, last_day: date) -> "Basis":
        """A date that was granted or agreed (4.4): it does not roll, and no notice changes it."""
        return cls(start, (last_day - start).days, Counting.FIXED)

    def term(self, calendar: Calendar) -> Term:
        """The period, by what the calendar knows today."""
        if self.counting is Counting.WORKING:
            return calendar.working_days_after(self.start, self.days)
        return calendar.calendar_days_after(self.start, self.days, self.rolls)
