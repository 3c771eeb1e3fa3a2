"""The deadline of the self-evaluation; the kernel's own tests are in tests/unit/plan."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.calendar import Calendar
from plan.deadlines import ProjectDeadline
from services.evaluation.domain.deadlines import basis, deadline_name, demand
from services.evaluation.domain.policy import SelfEvaluationPolicy
from tests.unit.evaluation.examples import NOW, PROJECT, UNIT

POLICY = SelfEvaluationPolicy(days=30, rolls=True, warn_days=(15, 7, 1))


DEMAND = demand(deadline_name(PROJECT), PROJECT, UNIT, POLICY, "2026.1")


def set_from(ended_on: date) -> ProjectDeadline:
    return ProjectDeadline.set(DEMAND, basis(ended_on, POLICY), Calendar(), NOW)[0]


@pytest.mark.rule("6.2")
def test_due_thirty_days_after_the_term_at_midnight_in_china() -> None:
    deadline, (fact,) = ProjectDeadline.set(DEMAND, basis(date(2025, 12, 31), POLICY), Calendar(), NOW)
    assert deadline.last_day == date(2026, 1, 30)
    assert deadline.end == datetime(2026, 1, 30, 16, tzinfo=UTC)
    assert (fact.kind, fact.responsible_role, fact.responsible, fact.rule) == ("self_evaluation", "undertaking_unit", UNIT, "6.2")
    assert (deadline.warn_days, deadline.policy_version) == ([15, 7, 1], "2026.1")


@pytest.mark.rule("6.2")
def test_a_day_off_rolls_to_the_next_working_day() -> None:
    deadline = set_from(date(2024, 1, 12))
    assert deadline.last_day == date(2024, 2, 18)
    assert deadline.skipped[0].day == date(2024, 2, 11)


@pytest.mark.rule("4.5")
def test_late_before_the_timer_fired_is_overdue_all_the_same() -> None:
    """Seen drifting: only milestones said so, and supervision opened no deviation of a late self-evaluation (7.2)."""
    deadline = set_from(date(2025, 12, 31))
    overdue, met = deadline.facts(deadline.meet(deadline.end + timedelta(hours=1)))
    assert (overdue.TYPE, overdue.overdue_at, met.TYPE, met.late) == ("deadline.overdue.v1", deadline.end, "deadline.met.v1", True)
