"""Every day and every 30-day period of the years that other libraries know, against them."""

from bisect import bisect_right
from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from chassis.calendar import Calendar, published_notice

CALENDAR = Calendar()
FIRST, LAST = min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year
DAYS = [date(FIRST, 1, 1) + timedelta(days=n) for n in range((date(LAST, 12, 31) - date(FIRST, 1, 1)).days + 1)]

# The notice of 2006 (国办发明电〔2005〕35号) has Saturday 2005-12-31 worked; chinesecalendar lacks it (its issue 125).
MISSING_IN_CHINESECALENDAR = {date(2005, 12, 31)}


def _worked(day: date) -> bool:
    return chinese_calendar.is_workday(day) or day in MISSING_IN_CHINESECALENDAR


WORKED = [day for day in DAYS if _worked(day)]


def test_the_years_under_comparison_are_many() -> None:
    assert (FIRST, LAST >= 2026) == (2004, True)


@pytest.mark.rule("4.2")
def test_every_day_is_worked_as_chinesecalendar_says() -> None:
    assert [day for day in DAYS if CALENDAR.is_working_day(day) != _worked(day)] == []


@pytest.mark.rule("4.2")
def test_every_period_of_thirty_working_days() -> None:
    for start in DAYS:
        nth = bisect_right(WORKED, start) + 29
        if nth < len(WORKED):
            assert CALENDAR.working_days_after(start, 30).last_day == WORKED[nth], start


@pytest.mark.rule("4.1")
def test_every_period_of_thirty_calendar_days() -> None:
    for start in DAYS:
        last = start + timedelta(days=30)
        while last.year <= LAST and not _worked(last):
            last += timedelta(days=1)
        if last.year <= LAST:
            assert CALENDAR.calendar_days_after(start, 30).last_day == last, start


@pytest.mark.rule("4.3")
def test_a_year_is_known_exactly_when_chinesecalendar_has_its_notice() -> None:
    assert all(CALENDAR.is_known(year) for year in range(FIRST, LAST + 1))
    known = [year for year in range(1950, 2100) if CALENDAR.is_known(year)]
    assert known == list(range(2001, known[-1] + 1))
    assert not CALENDAR.is_known(LAST + 1) or published_notice(LAST + 1)


def test_the_package_counts_the_same_in_the_years_it_knows() -> None:
    package = holidays.country_holidays("CN", years=range(2000, LAST + 1))
    day = date(2001, 1, 1)
    while day < date(LAST, 11, 1):
        assert CALENDAR.working_days_after(day, 30).last_day == package.get_nth_working_day(day, 30), day
        day += timedelta(days=1)


def test_every_makeup_day_of_the_package_came_over() -> None:
    package = holidays.country_holidays("CN", years=range(2001, LAST + 1))
    assert set(CALENDAR.makeup_days_between(date(2000, 12, 31), date(LAST, 12, 31))) == set(package.weekend_workdays)
