"""Periods of days as the Civil Code (art. 201–203) and the plan (4.1, 4.2) count them."""

from collections.abc import Iterable
from datetime import date, timedelta

from chassis.calendar.notices import HolidayNotice
from chassis.calendar.tables import outside_calendar, table_for
from chassis.calendar.terms import Skipped, Term
from chassis.errors import InvalidArgument


class Calendar:
    """Working days by the State Council's notices: those in the `holidays` package, and the suite's own before them.

    A notice of the suite's own replaces the packaged one of its year. Statutory days stay days off whether it lists them
    or not. A year without any notice is computed on weekends and statutory days, and what touches it is provisional (4.3);
    that holds for the years before 2001, the first notice, too.
    """

    def __init__(self, notices: Iterable[HolidayNotice] = ()) -> None:
        by_year = {notice.year: notice for notice in notices}
        self._table = table_for(tuple(by_year[year] for year in sorted(by_year)))

    def is_working_day(self, day: date) -> bool:
        """Whether this day is worked: a weekday that is no day off, or a make-up weekend (4.1)."""
        worked = self._table.worked[self._table.position(day)]
        return worked > 0 and self._table.nth(worked) == day

    def is_known(self, year: int) -> bool:
        """Whether this year's holiday notice is known (4.3)."""
        return year in self._table.known

    def working_days_after(self, start: date, n: int) -> Term:
        """`n` working days; day 1 is the first working day after `start` (4.2)."""
        _demand_positive(n)
        table = self._table
        first = table.position(start)
        last_day = table.nth(table.worked[first] + n)
        last = table.position(last_day)
        return Term(start, last_day, table.provisional(first, last), table.days_off(first, last), table.makeup_days(first, last))

    def calendar_days_after(self, start: date, n: int, rolls: bool = True) -> Term:
        """`n` calendar days; day 1 is the day after `start` (art. 201).

        If day `n` is a day off, the last day is the next working day (art. 203, 4.1). A period that does not roll
        follows no notice and is never provisional.
        """
        _demand_positive(n)
        try:
            nominal = start + timedelta(days=n)
        except OverflowError:
            raise outside_calendar() from None
        if not rolls:
            return Term(start, nominal, provisional=False)
        table = self._table
        before = table.position(nominal - timedelta(days=1))
        last_day = table.nth(table.worked[before] + 1)
        last = table.position(last_day)
        return Term(start, last_day, table.provisional(table.position(start), last), table.days_off(before, last))

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days are later than `a`, up to and with `b`; negative where `b` is before `a`."""
        return self._table.worked[self._table.position(b)] - self._table.worked[self._table.position(a)]

    def days_off_between(self, a: date, b: date) -> tuple[Skipped, ...]:
        """The days off later than `a`, up to and with `b`, each with its reason."""
        return self._table.days_off(self._table.position(a), self._table.position(b))

    def makeup_days_between(self, a: date, b: date) -> tuple[date, ...]:
        """The make-up working days later than `a`, up to and with `b`."""
        return self._table.makeup_days(self._table.position(a), self._table.position(b))


def _demand_positive(n: int) -> None:
    if n < 1:
        raise InvalidArgument("PERIOD_NOT_POSITIVE", f"期限须为至少一日，收到{n}日")
