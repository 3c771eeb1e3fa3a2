"""Periods of regular reports: without gaps, to the end of the term (5.1; Civil Code art. 202)."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.milestones.domain.rounds import Interval, Period, Rounds, Unit

PROJECT = "projects/valves"
END = date(2027, 6, 30)


def rounds(every: int = 1, anchor: str = "2026-01-31", unit: Unit = Unit.MONTH) -> Rounds:
    made = Rounds(f"{PROJECT}/rounds/reports", PROJECT)
    made.agree(Interval(every, unit))
    made.begin(date.fromisoformat(anchor))
    return made


def periods(made: Rounds, until: date = END) -> list[Period]:
    found = []
    while (period := made.next_period(until)) is not None:
        found.append(period)
    return found


@pytest.mark.rule("5.1")
def test_a_month_ends_on_the_counterpart_day_and_does_not_creep() -> None:
    found = [period.last_day.isoformat() for period in periods(rounds(), date(2026, 6, 30))]
    assert found == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]


@pytest.mark.rule("5.1")
def test_the_last_period_is_cut_off_at_the_end_of_the_term_and_goes_on_where_that_is_prolonged() -> None:
    made = rounds(3, "2026-01-15")
    found = periods(made, date(2026, 5, 31))
    assert [(each.first_day.isoformat(), each.last_day.isoformat()) for each in found] == [
        ("2026-01-16", "2026-04-15"),
        ("2026-04-16", "2026-05-31"),
    ]
    more = periods(made, date(2026, 10, 31))
    assert [(each.number, each.first_day.isoformat(), each.last_day.isoformat()) for each in more] == [
        (3, "2026-06-01", "2026-07-15"),
        (4, "2026-07-16", "2026-10-15"),
        (5, "2026-10-16", "2026-10-31"),
    ]


@pytest.mark.rule("1.9")
@pytest.mark.rule("5.1")
def test_another_interval_counts_from_the_end_of_the_period_that_runs() -> None:
    made = rounds(3, "2026-01-15")
    assert made.next_period(END) == Period(1, date(2026, 1, 16), date(2026, 4, 15))
    made.agree(Interval(1))
    assert made.next_period(END) == Period(2, date(2026, 4, 16), date(2026, 5, 15))
    made.agree(Interval(1))
    assert made.next_period(END) == Period(3, date(2026, 5, 16), date(2026, 6, 15))


@pytest.mark.rule("5.1")
def test_nothing_is_reported_where_nothing_is_agreed_or_before_effect() -> None:
    made = Rounds(f"{PROJECT}/rounds/reports", PROJECT)
    assert made.next_period(END) is None
    made.agree(Interval(1))
    assert made.next_period(END) is None
    made.begin(date(2026, 1, 15))
    made.begin(date(2026, 3, 1))  # Said once.
    assert made.next_period(END) == Period(1, date(2026, 1, 16), date(2026, 2, 15))
    made.agree(None)
    assert made.next_period(END) is None


@pytest.mark.rule("1.9", "5.1")
@pytest.mark.parametrize(
    ("since", "first"),
    [
        # The first lead's contract asked for none: nobody owes what no contract asked for.
        ("2026-06-10", Period(1, date(2026, 6, 11), date(2026, 9, 10))),
        ("2026-01-15", Period(1, date(2026, 1, 16), date(2026, 4, 15))),
    ],
)
def test_where_none_was_agreed_periods_count_from_the_agreement(since: str, first: Period) -> None:
    made = Rounds(f"{PROJECT}/rounds/reports", PROJECT)
    made.agree(None, date(2026, 1, 15))
    made.begin(date(2026, 1, 15))
    made.agree(Interval(3), date.fromisoformat(since))
    assert made.next_period(END) == first


@pytest.mark.rule("1.9", "5.1")
@pytest.mark.parametrize(
    ("since", "second"),
    [
        ("2026-03-31", Period(2, date(2026, 4, 16), date(2026, 5, 15))),  # The period that was agreed runs still.
        ("2026-06-30", Period(2, date(2026, 7, 1), date(2026, 7, 30))),
    ],
)
def test_the_days_on_which_none_was_agreed_are_left_out(since: str, second: Period) -> None:
    made = rounds(3, "2026-01-15")
    assert made.next_period(END) == Period(1, date(2026, 1, 16), date(2026, 4, 15))
    made.agree(None, date(2026, 3, 1))
    assert made.next_period(END) is None
    made.agree(Interval(1), date.fromisoformat(since))
    assert made.next_period(END) == second


@pytest.mark.rule("1.9", "5.1")
def test_another_interval_that_follows_one_at_once_leaves_no_day_out() -> None:
    made = rounds(3, "2026-01-15")
    assert made.next_period(END) == Period(1, date(2026, 1, 16), date(2026, 4, 15))
    made.agree(Interval(1), date(2026, 8, 1))
    assert made.next_period(END) == Period(2, date(2026, 4, 16), date(2026, 5, 15))


@pytest.mark.rule("5.1")
@given(st.integers(1, 24), st.sampled_from(Unit), st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(1, 900))
def test_periods_follow_each_other_without_gap_or_overlap(every: int, unit: Unit, anchor: date, days: int) -> None:
    until = date.fromordinal(anchor.toordinal() + days)
    found = periods(rounds(every, anchor.isoformat(), unit), until)
    assert found[0].first_day.toordinal() == anchor.toordinal() + 1
    assert found[-1].last_day == until
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    assert all(each.first_day <= each.last_day for each in found)
    assert all(after.first_day.toordinal() == before.last_day.toordinal() + 1 for before, after in pairwise(found))
