"""The rulebook's own examples, and the corners of art. 201 and 203."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.calendar import Calendar, Skipped, china_date, start_of_day
from chassis.errors import InvalidArgument

CALENDAR = Calendar()


@pytest.mark.rule("4.1")
def test_thirty_calendar_days_roll_over_the_spring_festival_to_a_makeup_sunday() -> None:
    term = CALENDAR.calendar_days_after(date(2024, 1, 12), 30)
    assert term.last_day == date(2024, 2, 18)
    assert term.skipped[0] == Skipped(date(2024, 2, 11), "春节")
    assert term.skipped[-1] == Skipped(date(2024, 2, 17), "周末")
    assert [each.day for each in term.skipped] == [date(2024, 2, 11) + timedelta(days=n) for n in range(7)]
    assert not term.provisional


@pytest.mark.rule("4.2")
def test_thirty_working_days_end_on_a_makeup_saturday() -> None:
    term = CALENDAR.working_days_after(date(2026, 1, 5), 30)
    assert term.last_day == date(2026, 2, 14)
    assert term.makeup_days == (date(2026, 2, 14),)
    assert {each.why for each in term.skipped} == {"周末"}


@pytest.mark.rule("4.2")
def test_a_holiday_is_named_and_its_exchanged_days_with_it() -> None:
    term = CALENDAR.working_days_after(date(2026, 9, 30), 1)
    assert term.last_day == date(2026, 10, 8)
    sunday = date(2026, 10, 4)
    week = (date(2026, 10, day) for day in range(1, 8))
    assert term.skipped == tuple(Skipped(day, "周末" if day == sunday else "国庆节") for day in week)


@pytest.mark.rule("4.2")
def test_received_on_a_day_off_counts_from_the_next_working_day() -> None:
    saturday, friday = date(2026, 3, 14), date(2026, 3, 13)
    assert CALENDAR.working_days_after(saturday, 1).last_day == date(2026, 3, 16)
    assert CALENDAR.working_days_after(saturday, 30).last_day == CALENDAR.working_days_after(friday, 30).last_day


@pytest.mark.rule("4.1")
def test_without_rolling_the_last_day_is_the_thirtieth() -> None:
    term = CALENDAR.calendar_days_after(date(2024, 1, 12), 30, rolls=False)
    assert (term.last_day, term.skipped) == (date(2024, 2, 11), ())


@pytest.mark.rule("4.1")
def test_the_last_day_ends_at_midnight_in_china() -> None:
    term = CALENDAR.calendar_days_after(date(2024, 1, 12), 30)
    assert term.end == datetime(2024, 2, 18, 16, 0, tzinfo=UTC)


@pytest.mark.rule("4.3")
def test_what_touches_an_unknown_year_is_provisional() -> None:
    assert CALENDAR.is_known(2026) and not CALENDAR.is_known(2031)
    assert CALENDAR.working_days_after(date(2030, 12, 20), 30).provisional
    assert CALENDAR.calendar_days_after(date(2030, 12, 20), 30).provisional
    assert not CALENDAR.calendar_days_after(date(2030, 12, 20), 30, rolls=False).provisional
    assert not CALENDAR.working_days_after(date(2025, 12, 20), 30).provisional


@pytest.mark.rule("4.3")
def test_an_unknown_year_has_its_statutory_days_and_those_in_lieu_of_them_but_no_makeup_days() -> None:
    # 2033: New Year's Day is a Saturday, New Year's Eve of the lunar year Sunday 30 January; National Day Saturday to Monday.
    year = (date(2032, 12, 31), date(2033, 12, 31))
    named = [off.day for off in CALENDAR.days_off_between(*year) if off.why != "周末"]
    assert {date(2033, 1, 1), date(2033, 1, 3), date(2033, 1, 30), date(2033, 1, 31), date(2033, 2, 1)} < set(named)
    assert {date(2033, 10, 1), date(2033, 10, 3), date(2033, 10, 4), date(2033, 10, 5)} < set(named)
    assert sum(day.weekday() < 5 for day in named) == 13
    assert not CALENDAR.makeup_days_between(*year)


def test_a_period_has_at_least_one_day() -> None:
    for period in (CALENDAR.working_days_after, CALENDAR.calendar_days_after):
        with pytest.raises(InvalidArgument, match="PERIOD_NOT_POSITIVE"):
            period(date(2026, 1, 5), 0)


@pytest.mark.parametrize("start", [date(1900, 1, 1), date(2099, 12, 30), date(9999, 12, 30)])
def test_dates_that_the_calendar_does_not_reach_are_refused(start: date) -> None:
    for period in (CALENDAR.working_days_after, CALENDAR.calendar_days_after):
        with pytest.raises(InvalidArgument, match="DATE_OUT_OF_RANGE"):
            period(start, 30)


def test_the_date_in_china_changes_at_sixteen_hours_utc() -> None:
    assert china_date(datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert china_date(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == date(2026, 3, 2)
    assert start_of_day(date(2026, 3, 2)) == datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        china_date(datetime(2026, 3, 1))
