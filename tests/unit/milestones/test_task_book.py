from datetime import date

import pytest

from services.milestones.domain.task_book import counts_from
from tests.unit.milestones.examples import CALENDAR, POLICY, at


@pytest.mark.rule("1.6a")
def test_a_node_date_that_passed_before_effect_counts_from_effect() -> None:
    assert counts_from(date(2024, 1, 12), at("2024-03-01")) == (date(2024, 3, 1), "1.6a,4.1")


@pytest.mark.rule("1.6a")
@pytest.mark.parametrize("effect", ["2024-01-12", "2023-12-01"])
def test_a_node_date_that_has_not_passed_counts_from_itself(effect: str) -> None:
    assert counts_from(date(2024, 1, 12), at(effect)) == (date(2024, 1, 12), "4.1")


@pytest.mark.rule("1.6a", "1.8")
def test_a_node_that_comes_with_a_past_date_is_not_overdue_at_birth() -> None:
    start, rules = counts_from(date(2023, 6, 30), at("2024-03-01"))
    assert POLICY.materials.after(start).term(CALENDAR).last_day == date(2024, 4, 1)
    assert rules == "1.6a,4.1"


@pytest.mark.rule("4.1")
def test_the_materials_are_due_thirty_days_after_and_roll_over_the_spring_festival() -> None:
    assert POLICY.materials.after(date(2024, 1, 12)).term(CALENDAR).last_day == date(2024, 2, 18)


@pytest.mark.rule("4.2")
def test_the_review_ends_thirty_working_days_after_receipt() -> None:
    assert POLICY.review.after(date(2026, 1, 5)).term(CALENDAR).last_day == date(2026, 2, 14)
