"""A date is told with how it came about."""

from datetime import UTC, date, datetime

import pytest

from console.project.chart import strip_of
from console.project.working import lamp_of, working_of
from console.show import day_note

REVIEW = {
    "last_day": "2026-02-14",
    "basis": {"start": "2026-01-05", "days": 30, "counting": "COUNTING_WORKING", "rolls": False},
    "skipped": [{"day": f"2026-01-{day}", "why": "周末"} for day in ("10", "11", "17", "18", "24", "25", "31")]
    + [{"day": f"2026-02-0{day}", "why": "周末"} for day in (1, 7, 8)],
    "makeup_days": ["2026-02-14"],
    "provisional": False,
    "state": "DEADLINE_STATE_OPEN",
    "late": False,
    "warned": [15],
    "redatings": [],
}


def test_days_off_that_follow_each_other_are_told_together_and_a_worked_weekend_is_counted_in() -> None:
    how = working_of(REVIEW)
    assert ("起算", "2026-01-05（周一），当日不计入") in how.facts and ("期间", "30 个工作日") in how.facts
    assert ("最后一日", "2026-02-14（周六，调休上班），当日 24:00 届满") in how.facts
    assert [(row.days, row.count, row.what) for row in how.rows] == [
        ("2026-01-10（周六）至 01-11（周日）", 2, "跳过"),
        ("2026-01-17（周六）至 01-18（周日）", 2, "跳过"),
        ("2026-01-24（周六）至 01-25（周日）", 2, "跳过"),
        ("2026-01-31（周六）至 02-01（周日）", 2, "跳过"),
        ("2026-02-07（周六）至 02-08（周日）", 2, "跳过"),
        ("2026-02-14（周六，调休上班）", 1, "计入"),
    ]


def test_the_strip_counts_to_the_number_of_the_period() -> None:
    strip = strip_of(REVIEW)
    assert strip is not None
    assert (strip.days[-1].number, strip.days[-1].kind, strip.days[-1].is_last) == (30, "makeup", True)
    assert [day.number for day in strip.days[:8]] == [0, 1, 2, 3, 4, 0, 0, 5]


def test_a_month_of_one_day_has_no_name_that_the_next_one_would_stand_in() -> None:
    basis = {"start": "2026-07-31", "days": 30, "counting": "COUNTING_CALENDAR", "rolls": True}
    strip = strip_of({**REVIEW, "last_day": "2026-08-31", "basis": basis, "skipped": [], "makeup_days": []})
    begun = strip_of(REVIEW)
    assert strip is not None and [day.month for day in strip.days[:3]] == ["", "8 月", ""]
    assert begun is not None and begun.days[0].month == "1 月"


def test_a_day_that_rolls_says_from_where_to_where() -> None:
    rolled = {
        **REVIEW,
        "last_day": "2026-08-31",
        "basis": {"start": "2026-07-31", "days": 30, "counting": "COUNTING_CALENDAR", "rolls": True},
    }
    rolled |= {"skipped": [{"day": "2026-08-30", "why": "周末"}], "makeup_days": []}
    assert ("第 30 日", "2026-08-30（周日），是休息日，顺延至其后第一个工作日 2026-08-31") in working_of(rolled).facts


@pytest.mark.parametrize(
    ("today", "lamp"),
    [
        ("2026-02-15", ("late", "逾期 1 天")),
        ("2026-02-14", ("soon", "今天届满")),
        ("2026-02-10", ("soon", "剩 4 天")),
        ("2026-01-20", ("fine", "还有 25 天")),
    ],
)
def test_lamps_count_days_of_the_calendar_in_china(today: str, lamp: tuple[str, str]) -> None:
    now = datetime.fromisoformat(f"{today}T00:30:00+08:00").astimezone(UTC)
    assert lamp_of(REVIEW, now, 15) == lamp


def test_days_say_what_they_are() -> None:
    assert day_note(date(2026, 2, 14)) == "周六，调休上班"
    assert day_note(date(2026, 10, 1)) == "周四，放假"
    assert day_note(date(2026, 9, 8)) == "周二"
