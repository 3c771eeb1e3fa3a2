"""All years in one row of arrays: an answer is an index, however long the period is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate, chain, repeat

from chassis.calendar.notices import HolidayNotice
from chassis.calendar.terms import Skipped
from chassis.calendar.years import FIRST_YEAR, LAST_YEAR, Year, notices_by_year, year_of
from chassis.errors import InvalidArgument


class Table:
    """Working days and days off from FIRST_YEAR to LAST_YEAR; a day is known by its position among all of these days.

    worked, made_up: how many working days, and how many make-up days among them, there are up to and with each position.
    """

    def __init__(self, notices: Mapping[int, HolidayNotice]) -> None:
        years = [_year(year, notices) for year in range(FIRST_YEAR, LAST_YEAR + 1)]
        self.known = frozenset(notices)
        self.working: tuple[date, ...] = tuple(chain.from_iterable(year.working for year in years))
        self.off: tuple[Skipped, ...] = tuple(chain.from_iterable(year.off for year in years))
        self.makeup: tuple[date, ...] = tuple(chain.from_iterable(year.makeup for year in years))
        self.worked = _running(year.worked for year in years)
        self.made_up = _running(year.made_up for year in years)
        # Up to each position, without it: how many days of years that have no notice yet.
        unknown = (repeat(number not in notices, len(year.worked)) for number, year in enumerate(years, FIRST_YEAR))
        self._unknown = list(accumulate(chain.from_iterable(unknown), initial=0))
        self._origin = date(FIRST_YEAR, 1, 1).toordinal()

    def position(self, day: date) -> int:
        """Refuses DATE_OUT_OF_RANGE."""
        position = day.toordinal() - self._origin
        if not 0 <= position < len(self.worked):
            raise outside_calendar()
        return position

    def nth(self, count: int) -> date:
        """The working day up to and with which there are `count`. Refuses DATE_OUT_OF_RANGE."""
        if not 0 < count <= len(self.working):
            raise outside_calendar()
        return self.working[count - 1]

    def days_off(self, after: int, until: int) -> tuple[Skipped, ...]:
        """Days off later than position `after`, up to and with `until`."""
        return self.off[after + 1 - self.worked[after] : until + 1 - self.worked[until]]

    def provisional(self, first: int, last: int) -> bool:
        """Whether a year from that of position `first` to that of `last` has no notice yet (4.3); `last` is not before `first`."""
        return self._unknown[last + 1] > self._unknown[first]

    def makeup_days(self, after: int, until: int) -> tuple[date, ...]:
        """Make-up working days later than position `after`, up to and with `until`."""
        return self.makeup[self.made_up[after] : self.made_up[until]]


def _running(counts: Iterable[Sequence[int]]) -> list[int]:
    total: list[int] = []
    for within in counts:
        before = total[-1] if total else 0
        total.extend(before + count for count in within)
    return total


@lru_cache(maxsize=32)
def table_for(own: tuple[HolidayNotice, ...]) -> Table:
    """The table that all calendars with these notices share."""
    return Table(notices_by_year(own))


def outside_calendar() -> InvalidArgument:
    """The refusal of a date that the lunar calendar of the package does not reach."""
    return InvalidArgument("DATE_OUT_OF_RANGE", f"日期超出日历范围（{FIRST_YEAR}年至{LAST_YEAR}年）")


def _year(year: int, notices: Mapping[int, HolidayNotice]) -> Year:
    neighbours = tuple(notices[near] for near in (year - 1, year + 1) if near in notices)
    return year_of(year, notices.get(year), neighbours)
