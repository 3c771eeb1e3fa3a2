"""Months as the Civil Code counts them (art. 202), and how long people have worked (3.1)."""

import calendar
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.months import Period, merged, months, months_after

DAYS = st.dates(date(1970, 1, 1), date(2060, 12, 31))


@pytest.mark.rule("3.1")
def test_whole_years_to_the_day() -> None:
    assert months([(date(2021, 3, 1), date(2024, 3, 1))]) == 36
    assert months([(date(2021, 3, 1), date(2024, 2, 29))]) == 35
    assert months([(date(2023, 1, 22), date(2026, 1, 21))]) == 35  # thirty days of December and January are not yet a month
    assert months([(date(2020, 2, 29), date(2023, 2, 28))]) == 36  # Civil Code art. 202: no corresponding day


@pytest.mark.rule("3.1")
def test_overlaps_count_once() -> None:
    assert months([(date(2020, 1, 1), date(2022, 1, 1)), (date(2021, 1, 1), date(2023, 1, 1))]) == 36
    assert months([(date(2020, 1, 1), date(2020, 7, 1)), (date(2021, 1, 1), date(2021, 7, 1))]) == 12


@pytest.mark.rule("3.1")
def test_days_left_over_count_thirty_to_the_month() -> None:
    assert months([(date(2023, 1, 1), date(2023, 1, 16)), (date(2023, 3, 1), date(2023, 3, 16))]) == 1
    assert months([(date(2023, 1, 1), date(2023, 1, 16)), (date(2023, 3, 1), date(2023, 3, 15))]) == 0


@given(st.lists(st.tuples(DAYS, DAYS), max_size=8))
def test_merged_periods_cover_the_same_days_apart_and_in_order(periods: list[tuple[date, date]]) -> None:
    result = merged(periods)
    assert all(start < end for start, end in result)
    assert all(one[1] < two[0] for one, two in pairwise(result))
    for start, end in periods:
        for day in (start, start + (end - start) / 2, end - timedelta(days=1)):
            if start <= day < end:
                assert any(first <= day < last for first, last in result)


@given(st.lists(st.tuples(DAYS, DAYS), max_size=6), st.tuples(DAYS, DAYS))
def test_more_work_is_never_fewer_months(periods: list[tuple[date, date]], more: tuple[date, date]) -> None:
    start, end = min(more), max(more)
    assert months([(start, end)]) >= 0
    last = max([end for _, end in periods], default=start)
    assert months([*periods, (last + timedelta(days=1), last + timedelta(days=400))]) >= months(periods) + 12


@given(DAYS, st.integers(0, 600))
def test_one_period_counts_the_months_of_the_calendar(start: date, count: int) -> None:
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if start.day <= 28:
        assert months([(start, date(year, month + 1, start.day))]) == count


@given(DAYS, st.integers(1, 600))
def test_a_day_less_is_a_month_less(start: date, count: int) -> None:
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if start.day <= 28:
        assert months([(start, date(year, month + 1, start.day) - timedelta(days=1))]) == count - 1


def plainly_after(start: date, count: int) -> date:
    """Month by month, as one would on paper."""
    year, month = start.year, start.month
    for _ in range(abs(count)):
        month += 1 if count > 0 else -1
        if month in (0, 13):
            year, month = (year - 1, 12) if month == 0 else (year + 1, 1)
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


@pytest.mark.rule("3.1")
@given(DAYS, st.integers(-60, 200))
def test_so_many_months_later_is_the_counterpart_or_the_months_last_day(start: date, count: int) -> None:
    assert months_after(start, count) == plainly_after(start, count)


@pytest.mark.rule("3.1")
def test_a_period_within_another_and_one_that_ends_where_the_next_begins() -> None:
    assert merged([(date(2020, 1, 1), date(2021, 1, 1)), (date(2020, 3, 1), date(2020, 5, 1))]) == [(date(2020, 1, 1), date(2021, 1, 1))]
    assert merged([(date(2020, 1, 1), date(2020, 2, 1)), (date(2020, 2, 1), date(2020, 3, 1))]) == [(date(2020, 1, 1), date(2020, 3, 1))]
    assert merged([(date(2020, 1, 1), date(2020, 1, 1))]) == []


@pytest.mark.rule("3.1")
def test_days_of_one_period_are_never_a_month_but_add_to_those_of_others() -> None:
    thirty = (date(2020, 1, 1), date(2020, 1, 31))
    assert months([thirty]) == 0
    assert months([thirty, (date(2020, 6, 1), date(2020, 6, 2))]) == 1


@pytest.mark.rule("3.1")
@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.lists(st.integers(1, 70), min_size=1, max_size=5))
def test_days_of_several_periods_are_added_thirty_to_a_month(start: date, lengths: list[int]) -> None:
    """Reckoned on paper: whole months of each period by the calendar, the days that are left over together."""
    periods: list[Period] = []
    whole = left = 0
    for length in lengths:
        end = start + timedelta(length)
        periods.append((start, end))
        count = max(each for each in range(4) if months_after(start, each) <= end)
        whole, left = whole + count, left + min((end - months_after(start, count)).days, 29)
        start = end + timedelta(1)
    assert months(reversed(periods)) == whole + left // 30
