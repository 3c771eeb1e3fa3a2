import re
from datetime import date

import pytest

from services.supervision.domain.periods import months_after
from services.supervision.domain.policy import DayKind, Period
from services.supervision.domain.words import SubjectKind
from tests.unit.supervision.examples import CALENDAR, policy


@pytest.mark.rule("7.3")
def test_the_catalogue_says_of_each_conduct_whom_it_concerns_and_what_follows() -> None:
    entries = policy().catalogue
    assert len(entries) >= 10
    assert len({entry.code for entry in entries}) == len(entries)
    for entry in entries:
        assert re.fullmatch(r"[a-z][a-z0-9-]{0,62}", entry.code)
        assert entry.title
        assert entry.conduct
        assert entry.subject_kinds
        assert entry.measures
        assert entry.months >= 0


@pytest.mark.rule("7.3")
def test_a_conduct_that_only_a_person_can_show_is_none_of_a_project() -> None:
    found = policy().find("catalogueItems/academic-misconduct")
    assert found is not None
    assert SubjectKind.PROJECT not in found.subject_kinds
    assert policy().find("catalogueItems/none") is None


@pytest.mark.parametrize(
    ("start", "months", "last_day"),
    [
        (date(2026, 3, 2), 12, date(2027, 3, 2)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 8, 31), 60, date(2031, 8, 31)),
    ],
)
def test_months_end_on_their_counterpart_or_the_end_of_the_month(start: date, months: int, last_day: date) -> None:
    assert months_after(start, months) == last_day


def test_a_period_counts_working_or_calendar_days() -> None:
    friday = date(2026, 3, 6)
    assert Period(1, DayKind.WORKING).after(friday, CALENDAR).last_day == date(2026, 3, 9)
    assert Period(1, DayKind.CALENDAR).after(friday, CALENDAR).last_day == date(2026, 3, 9)
    assert Period(1, DayKind.CALENDAR, rolls=False).after(friday, CALENDAR).last_day == date(2026, 3, 7)
