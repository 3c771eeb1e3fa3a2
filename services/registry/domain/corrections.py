"""The period within which a returned application may come back (2.6), dated anew when the calendar learns its year (4.3)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chassis.calendar import Calendar, start_of_day
from chassis.errors import InvalidArgument


@dataclass(frozen=True)
class CorrectionPeriod:
    """`working_days` after the day of the return; `end` is exclusive. Provisional while a year's notice is not known."""

    start: date
    working_days: int
    last_day: date
    provisional: bool

    @classmethod
    def after(cls, start: date, working_days: int, calendar: Calendar) -> "CorrectionPeriod":
        """Day 1 is the first working day after `start`."""
        term = calendar.working_days_after(start, working_days)
        return cls(start, working_days, term.last_day, term.provisional)

    @property
    def end(self) -> datetime:
        """24:00 of the last day in China."""
        return start_of_day(self.last_day + timedelta(days=1))

    def redated(self, calendar: Calendar, today: date) -> "CorrectionPeriod":
        """As the calendar has it now; a last day never moves into the past, and one that is past never moves (4.3)."""
        if not self.provisional or self.last_day < today:
            return self
        anew = CorrectionPeriod.after(self.start, self.working_days, calendar)
        return CorrectionPeriod(self.start, self.working_days, max(anew.last_day, today), anew.provisional)


def demand_reasons(reasons: list[str]) -> None:
    """A return says why. Refuses REASON_REQUIRED."""
    if not any(reason.strip() for reason in reasons):
        raise InvalidArgument("REASON_REQUIRED", "退回须写明理由", rule="2.6", field="reasons")
