"""The days of a year, sorted into worked and not worked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from chassis.calendar.notices import HolidayNotice, package_year, published_notice
from chassis.calendar.terms import Skipped

# The package knows the statutory days from 1950 on and the lunar calendar up to 2099.
FIRST_YEAR, LAST_YEAR = 1950, 2099
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
# The last day that periods are counted from: half a year on there still is a calendar, for whatever an office makes of a period.
LAST_START = date(LAST_YEAR, 6, 30)

_SATURDAY = 5
WEEKEND = "周末"
_NEARBY = timedelta(days=10)


@dataclass(frozen=True)
class Year:
    """worked, made_up: how many working days, and make-up days among them, there are up to and with each day of the year."""

    worked: tuple[int, ...]
    made_up: tuple[int, ...]
    working: tuple[date, ...]
    off: tuple[Skipped, ...]
    makeup: tuple[date, ...]


def notices_by_year(own: Iterable[HolidayNotice]) -> dict[int, HolidayNotice]:
    """Every notice there is: the suite's own ones take the place of those in the package; of two for a year, the later given."""
    packaged = (published_notice(year) for year in range(FIRST_YEAR, LAST_YEAR + 1))
    found = {notice.year: notice for notice in packaged if notice}
    return found | {notice.year: notice for notice in own}


@lru_cache(maxsize=1024)
def year_of(year: int, notice: HolidayNotice | None, neighbours: tuple[HolidayNotice, ...]) -> Year:
    """Sort the days of a year. Without its notice: weekends and statutory days, with the days in lieu of them, alone (4.3)."""
    package = package_year(year)
    off = dict.fromkeys(package.statutory if notice else package.days_off, True)
    for given in sorted((*neighbours, *([notice] if notice else [])), key=lambda each: each.year):
        off |= dict.fromkeys(given.days_off, True) | dict.fromkeys(given.makeup_days, False)
    return _sorted_days(year, off)


def _sorted_days(year: int, exceptions: Mapping[date, bool]) -> Year:
    names = _festivals_around(year)
    worked: list[int] = []
    made_up: list[int] = []
    working: list[date] = []
    off: list[Skipped] = []
    makeup: list[date] = []
    day = date(year, 1, 1)
    while day.year == year:
        weekend = day.weekday() >= _SATURDAY
        if exceptions.get(day, weekend):
            off.append(Skipped(day, _why(day, weekend and day not in exceptions, names)))
        else:
            working.append(day)
            makeup += [day] if weekend else []
        worked.append(len(working))
        made_up.append(len(makeup))
        day += timedelta(days=1)
    return Year(tuple(worked), tuple(made_up), tuple(working), tuple(off), tuple(makeup))


def _festivals_around(year: int) -> dict[date, str]:
    return {day: name for near in (year - 1, year, year + 1) for day, name in package_year(near).statutory.items()}


def _why(day: date, plain_weekend: bool, festivals: Mapping[date, str]) -> str:
    if plain_weekend:
        return WEEKEND
    nearest = min(festivals, key=lambda festival: abs(festival - day))
    return festivals[nearest] if abs(nearest - day) <= _NEARBY else "放假"
