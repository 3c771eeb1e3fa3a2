from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.calendar import Calendar, HolidayNotice
from chassis.errors import RuleViolated
from services.evaluation.domain.deadline import Basis, Deadline, set_self_evaluation_deadline
from services.evaluation.domain.policy import SelfEvaluationPolicy
from services.evaluation.domain.terms import DeadlineState
from tests.unit.evaluation.examples import NOW, PROJECT, UNIT

POLICY = SelfEvaluationPolicy(days=30, rolls=True, warn_days=(15, 7, 1))


def set_from(ended_on: date, calendar: Calendar | None = None) -> Deadline:
    return set_self_evaluation_deadline(PROJECT, UNIT, ended_on, Basis(POLICY, "2026.1", calendar or Calendar(), NOW))


@pytest.mark.rule("6.2")
def test_due_thirty_days_after_the_term_at_midnight_in_china() -> None:
    deadline = set_from(date(2025, 12, 31))
    assert deadline.last_day == date(2026, 1, 30)
    assert deadline.end == datetime(2026, 1, 30, 16, tzinfo=UTC)
    (fact,) = deadline.announce()
    assert (fact.kind, fact.responsible_role, fact.responsible, fact.rule) == ("self_evaluation", "undertaking_unit", UNIT, "6.2")


@pytest.mark.rule("6.2")
def test_a_day_off_rolls_to_the_next_working_day() -> None:
    deadline = set_from(date(2024, 1, 12))
    assert deadline.last_day == date(2024, 2, 18)
    assert deadline.skipped[0].day == date(2024, 2, 11)


@pytest.mark.rule("4.5")
def test_met_before_the_end_is_in_time_and_after_it_late() -> None:
    deadline = set_from(date(2025, 12, 31))
    (fact,) = deadline.meet(deadline.end - timedelta(milliseconds=1))
    assert (fact.late, fact.rule) == (False, "6.2")
    deadline = set_from(date(2025, 12, 31))
    deadline.mark_overdue(deadline.end)
    (fact,) = deadline.meet(deadline.end + timedelta(days=3))
    assert (fact.late, fact.rule, deadline.state) == (True, "4.5", DeadlineState.MET)


@pytest.mark.rule("4.5")
def test_overdue_is_said_once_and_not_before_the_end() -> None:
    deadline = set_from(date(2025, 12, 31))
    with pytest.raises(RuleViolated) as refused:
        deadline.mark_overdue(deadline.end - timedelta(milliseconds=1))
    assert refused.value.reason == "DEADLINE_NOT_OVER"
    (fact,) = deadline.mark_overdue(deadline.end + timedelta(hours=2))
    assert fact.overdue_at == deadline.end
    assert fact.marked_at == deadline.end + timedelta(hours=2)
    with pytest.raises(RuleViolated):
        deadline.mark_overdue(deadline.end)


@pytest.mark.rule("4.5")
def test_warnings_go_ahead_and_those_of_the_past_do_not() -> None:
    deadline = set_from(date(2025, 12, 31))
    ahead = deadline.warnings_ahead(datetime(2026, 1, 20, tzinfo=UTC))
    assert ahead == [(7, datetime(2026, 1, 22, 16, tzinfo=UTC)), (1, datetime(2026, 1, 28, 16, tzinfo=UTC))]
    (fact,) = deadline.warn(7)
    assert (fact.days_left, fact.rule, deadline.warned) == (7, "4.5", [7])


@pytest.mark.rule("4.3")
def test_an_unknown_year_is_provisional_until_its_notice_comes() -> None:
    deadline = set_from(date(2037, 1, 9))
    assert deadline.provisional
    notice = HolidayNotice(2037, (date(2037, 2, 9), date(2037, 2, 10)), (), "国办发明电〔2036〕7号")
    first = deadline.last_day
    moved = deadline.redate(Calendar([notice]), date(2037, 1, 10), "2037年节假日安排已公布")
    assert [fact.previous_last_day for fact in moved] == [first]
    assert not deadline.provisional
    assert deadline.redate(Calendar([notice]), date(2037, 1, 10), "再次公布") == []


@pytest.mark.rule("4.3")
def test_dating_anew_never_goes_into_the_past() -> None:
    deadline = set_from(date(2024, 1, 12))
    deadline.last_day, deadline.end = date(2024, 3, 20), datetime(2024, 3, 20, 16, tzinfo=UTC)
    deadline.redate(Calendar(), date(2024, 3, 15), "改正")
    assert deadline.last_day == date(2024, 3, 15)


@pytest.mark.rule("4.5")
def test_a_closed_deadline_stays_closed() -> None:
    deadline = set_from(date(2025, 12, 31))
    deadline.cancel("评价已作出结论")
    assert deadline.state is DeadlineState.CANCELLED
    for act in (lambda: deadline.meet(deadline.end), lambda: deadline.cancel("再次"), lambda: deadline.warn(1)):
        with pytest.raises(RuleViolated) as refused:
            act()
        assert refused.value.reason == "DEADLINE_CLOSED"
