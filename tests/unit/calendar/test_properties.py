"""What holds for every start and every length."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chassis.calendar import Calendar, china_date, start_of_day

CALENDAR = Calendar()
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
LENGTHS = st.integers(1, 800)


@given(DAYS, LENGTHS)
def test_the_last_day_is_worked_and_the_count_comes_back(start: date, n: int) -> None:
    last = CALENDAR.working_days_after(start, n).last_day
    assert CALENDAR.is_working_day(last)
    assert CALENDAR.working_days_between(start, last) == n


@given(DAYS, LENGTHS)
def test_every_day_after_the_start_is_worked_or_named_as_skipped(start: date, n: int) -> None:
    term = CALENDAR.working_days_after(start, n)
    skipped = {each.day for each in term.skipped}
    days = [start + timedelta(days=k) for k in range(1, (term.last_day - start).days + 1)]
    assert all(CALENDAR.is_working_day(day) is not (day in skipped) for day in days)
    assert len(days) == n + len(term.skipped)
    assert set(term.makeup_days) == {day for day in days if day.weekday() >= 5 and CALENDAR.is_working_day(day)}
    assert all(each.why for each in term.skipped)


@given(DAYS, LENGTHS, LENGTHS)
def test_periods_add_up(start: date, first: int, second: int) -> None:
    middle = CALENDAR.working_days_after(start, first).last_day
    assert CALENDAR.working_days_after(middle, second).last_day == CALENDAR.working_days_after(start, first + second).last_day


@given(DAYS, st.integers(0, 400), LENGTHS)
def test_a_later_start_never_ends_earlier(start: date, gap: int, n: int) -> None:
    later = start + timedelta(days=gap)
    assert CALENDAR.working_days_after(start, n).last_day <= CALENDAR.working_days_after(later, n).last_day
    assert CALENDAR.calendar_days_after(start, n).last_day <= CALENDAR.calendar_days_after(later, n).last_day


@given(DAYS, LENGTHS)
def test_a_longer_period_of_working_days_ends_later(start: date, n: int) -> None:
    assert CALENDAR.working_days_after(start, n).last_day < CALENDAR.working_days_after(start, n + 1).last_day


@given(DAYS, LENGTHS)
def test_rolling_stops_at_the_first_working_day(start: date, n: int) -> None:
    nominal = CALENDAR.calendar_days_after(start, n, rolls=False).last_day
    term = CALENDAR.calendar_days_after(start, n)
    assert nominal == start + timedelta(days=n) and CALENDAR.is_working_day(term.last_day)
    assert [each.day for each in term.skipped] == [nominal + timedelta(days=k) for k in range((term.last_day - nominal).days)]
    assert not any(CALENDAR.is_working_day(each.day) for each in term.skipped)


@given(DAYS, DAYS, DAYS)
def test_counts_between_days_add_up(a: date, b: date, c: date) -> None:
    assert CALENDAR.working_days_between(a, b) + CALENDAR.working_days_between(b, c) == CALENDAR.working_days_between(a, c)


@given(DAYS, LENGTHS)
def test_provisional_is_exactly_what_touches_an_unknown_year(start: date, n: int) -> None:
    term = CALENDAR.working_days_after(start, n)
    years = range(start.year, term.last_day.year + 1)
    assert term.provisional == any(not CALENDAR.is_known(year) for year in years)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)))
def test_an_instant_lies_in_its_china_day(instant: datetime) -> None:
    day = china_date(instant)
    assert start_of_day(day) <= instant < start_of_day(day + timedelta(days=1))
