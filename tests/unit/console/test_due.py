"""A last day is counted again from what began it; where the count leads elsewhere, the service has the word and no rows are shown."""

from datetime import UTC, datetime

import pytest

from console.due import Step, chosen, due_of, period_of

NOW = datetime(2026, 9, 8, 2, 42, tzinfo=UTC)
ANSWER = {"days": 10, "counting": "working"}


def test_the_count_is_shown_where_it_leads_to_the_very_day() -> None:
    due = due_of("2026-09-15", False, Step("告知当事人之日", "2026-09-01T02:00:00Z", ANSWER), NOW)
    assert due is not None and due.working is not None and due.lamp == ("soon", "剩 7 天")
    assert due.working.facts[0] == ("起算", "2026-09-01（周二）告知当事人之日，当日不计入") and len(due.working.rows) == 2


@pytest.mark.parametrize("began", [None, "2026-09-02T02:00:00Z"])
def test_elsewhere_the_period_alone_is_shown_and_the_day_is_the_services(began: str | None) -> None:
    due = due_of("2026-09-15", True, Step("退回之日", began, ANSWER), NOW)
    assert due is not None and due.working is not None
    assert due.working.rows == [] and due.working.is_provisional
    assert due.working.facts == [
        ("起算", "退回之日，当日不计入"),
        ("期间", "10 个工作日"),
        ("最后一日", "2026-09-15（周二），当日 24:00 届满"),
    ]


def test_no_day_is_no_due_and_a_day_that_somebody_named_is_not_counted() -> None:
    assert due_of("", False, Step("", None, ANSWER), NOW) is None
    assert chosen("2026-09-30", False, "赵明", NOW).working is not None
    assert due_of("2026-09-30", False, Step("", None, None), NOW).working is None  # type: ignore[union-attr]


def test_periods_are_those_of_the_version_that_a_thing_names() -> None:
    assert period_of("supervision", "2026.1", "answer") == ANSWER
    assert period_of("support", "2026.1", "claims", "pay") == {"days": 30, "counting": "working"}
    assert period_of("support", "1999.1", "question") is None and period_of("support", "2026.1", "areas") is None
