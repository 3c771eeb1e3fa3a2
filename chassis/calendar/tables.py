"""All years in one row of arrays: an answer is an index, however long the period is."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import chain

from chassis.calendar.notices import HolidayNotice
from chassis.calendar.terms import Skipped
from chassis.calendar.years import FIRST_YEAR, LAST_YEAR, Year, notices_by_year, year_of
from chassis.errors import InvalidArgument


class Table:
    """Working days and days off from FIRST_YEAR to LAST_YEAR, counted from the first day on."""

    def __init__(self, notices: Mapping[int, HolidayNotice]) -> None:
        years = [_year(year, notices) for year in range(FIRST_YEAR, LAST_YEAR + 1)]
        self.known = frozenset(notices)
        self.working: tuple[date, ...] = tuple(chain.from_iterable(year.working for year in years))
        self.off: tuple[Skipped, ...] = tuple(chain.from_iterable(year.off for year in years))
        self.makeup: tuple[date, ...] = tuple(chain.from_iterable(year.makeup for year in years))
        self._worked: list[int] = []
        for year in years:
            before = self._worked[-1] if self._worked else 0
            self._worked.extend(before + count for count in year.worked)
        self._origin = date(FIRST_YEAR, 1, 1).toordinal()

    def worked(self, day: date) -> int:
        """How many working days there are up to and with this day. Refuses DATE_OUTSIDE_CALENDAR."""
        return self._worked[self._index(day)]

    def nth(self, count: int) -> date:
        """The working day up to and with which there are `count`."""
        if not 0 < count <= len(self.working):
            raise outside_calendar()
        return self.working[count - 1]

    def days_off(self, after: date, until: date) -> tuple[Skipped, ...]:
        """Days off later than `after`, up to and with `until`."""
        return self.off[self._off_through(after) : self._off_through(until)]

    def makeup_days(self, after: date, until: date) -> tuple[date, ...]:
        """Make-up working days later than `after`, up to and with `until`."""
        return self.makeup[bisect_right(self.makeup, after) : bisect_right(self.makeup, until)]

    def _off_through(self, day: date) -> int:
        index = self._index(day)
        return index + 1 - self._worked[index]

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._origin
        if not 0 <= index < len(self._worked):
            raise outside_calendar()
        return index


@lru_cache(maxsize=32)
def table_for(own: tuple[HolidayNotice, ...]) -> Table:
    """The table that all calendars with these notices share."""
    return Table(notices_by_year(own))


def outside_calendar() -> InvalidArgument:
    """The refusal of a date that the lunar calendar of the package does not reach."""
    return InvalidArgument("DATE_OUTSIDE_CALENDAR", f"日期超出日历范围（{FIRST_YEAR}年至{LAST_YEAR}年）")


def _year(year: int, notices: Mapping[int, HolidayNotice]) -> Year:
    neighbours = tuple(notices[near] for near in (year - 1, year + 1) if near in notices)
    return year_of(year, notices.get(year), neighbours)
