from datetime import date

import pytest

from chassis.calendar import Calendar
from chassis.errors import RuleViolated
from services.milestones.domain import facts
from services.milestones.domain.basis import Basis
from services.milestones.domain.task_book import counts_from
from services.milestones.domain.terms import Counting, DeadlineState
from tests.unit.milestones.examples import CALENDAR, at, deadline, far_notice


@pytest.mark.rule("4.1")
def test_thirty_days_roll_over_the_spring_festival_to_a_makeup_sunday() -> None:
    made = deadline("2024-01-12")
    assert (made.last_day, made.end, made.provisional) == (date(2024, 2, 18), at("2024-02-19", 0), False)
    assert date(2024, 2, 11) in {each.day for each in made.skipped}
    assert not made.has_passed(at("2024-02-18", 23))
    assert made.has_passed(at("2024-02-19", 0))


@pytest.mark.rule("4.1")
def test_policy_data_may_switch_rolling_off() -> None:
    assert Basis(date(2024, 1, 12), 30, Counting.CALENDAR, rolls=False).term(CALENDAR).last_day == date(2024, 2, 11)


@pytest.mark.rule("4.2")
def test_thirty_working_days_end_on_a_makeup_saturday() -> None:
    made = deadline("2026-01-05", counting=Counting.WORKING)
    assert made.last_day == date(2026, 2, 14)
    assert made.makeup_days[-1] == date(2026, 2, 14)


@pytest.mark.rule("1.6a")
def test_a_node_date_that_passed_before_effect_counts_from_effect() -> None:
    assert counts_from(date(2024, 1, 12), at("2024-03-01")) == (date(2024, 3, 1), "1.6a,4.1")


@pytest.mark.rule("1.6a")
@pytest.mark.parametrize("effect", ["2024-01-12", "2023-12-01"])
def test_a_node_date_that_has_not_passed_counts_from_itself(effect: str) -> None:
    assert counts_from(date(2024, 1, 12), at(effect)) == (date(2024, 1, 12), "4.1")


@pytest.mark.rule("4.5")
def test_warnings_are_set_for_the_days_that_are_still_to_come() -> None:
    made = deadline("2026-03-01")
    assert [days for days, _ in made.warnings_ahead(at("2026-03-02"))] == [15, 7, 1]
    assert made.warnings_ahead(at("2026-03-02"))[0][1] == at("2026-03-16", 0)
    assert [days for days, _ in made.warnings_ahead(at("2026-03-20"))] == [7, 1]
    (warned,) = made.warn(7)
    assert isinstance(warned, facts.DeadlineWarned)
    assert (warned.days_left, made.warned) == (7, [7])


@pytest.mark.rule("4.5")
def test_overdue_is_said_once_and_never_early() -> None:
    made = deadline("2024-01-12")
    with pytest.raises(RuleViolated) as early:
        made.mark_overdue(at("2024-02-18", 23))
    assert early.value.reason == "DEADLINE_RUNS"
    (overdue,) = made.mark_overdue(at("2024-02-20"))
    assert (overdue.overdue_at, overdue.marked_at) == (at("2024-02-19", 0), at("2024-02-20"))
    with pytest.raises(RuleViolated) as twice:
        made.mark_overdue(at("2024-02-21"))
    assert twice.value.rule == "4.5"


@pytest.mark.rule("4.5")
def test_late_delivery_is_accepted_and_recorded_as_late() -> None:
    made = deadline("2024-01-12")
    made.mark_overdue(at("2024-02-19", 0))
    (met,) = made.meet(at("2024-02-25"))
    assert (met.late, made.state, made.late) == (True, DeadlineState.MET, True)


@pytest.mark.rule("4.5")
def test_delivery_just_after_the_end_says_overdue_first() -> None:
    made = deadline("2024-01-12")
    said = made.meet(at("2024-02-19", 0))
    assert [type(each) for each in said] == [facts.DeadlineOverdue, facts.DeadlineMet]
    assert deadline("2024-01-12").meet(at("2024-02-18", 23))[0].late is False


@pytest.mark.rule("4.3")
def test_a_deadline_in_a_year_without_notice_is_provisional_until_the_notice_comes() -> None:
    made = deadline("2035-01-08", now="2034-12-01")
    assert made.provisional
    before = made.last_day
    (redated,) = made.compute_anew(Calendar([far_notice()]), at("2034-12-20"))
    assert (redated.previous_last_day, redated.last_day, redated.rule) == (before, date(2035, 2, 15), "4.3")
    assert not made.provisional
    assert made.redatings[-1].previous_last_day == before
    assert made.compute_anew(Calendar([far_notice()]), at("2034-12-21")) == []


@pytest.mark.rule("4.3")
def test_redating_never_moves_a_last_day_into_the_past() -> None:
    made = deadline("2035-01-15", counting=Counting.WORKING, now="2034-12-01")
    before = made.last_day
    generous = far_notice()
    worked = tuple(date(2035, 1, day) for day in (20, 21, 27, 28)) + generous.makeup_days
    calendar = Calendar([type(generous)(2035, (date(2035, 1, 1),), worked, "示例")])
    assert made.basis.term(calendar).last_day < before
    made.compute_anew(calendar, at(before.isoformat()))
    assert made.last_day == before
    assert not made.has_passed(at(before.isoformat(), 23))


@pytest.mark.rule("1.8")
def test_a_deadline_moves_with_its_task_book_and_an_overdue_one_runs_again() -> None:
    made = deadline("2024-01-12")
    made.mark_overdue(at("2024-02-20"))
    (moved,) = made.move(Basis(date(2024, 3, 1), 30, Counting.CALENDAR, True), CALENDAR, at("2024-02-21"), "任务书第2版：延期", "1.8")
    assert (moved.rule, moved.last_day, made.state) == ("1.8", date(2024, 4, 1), DeadlineState.OPEN)


@pytest.mark.rule("1.8")
def test_a_met_deadline_stays_where_it_was() -> None:
    made = deadline("2024-01-12")
    made.meet(at("2024-02-01"))
    with pytest.raises(RuleViolated) as closed:
        made.move(Basis(date(2024, 3, 1), 30, Counting.CALENDAR, True), CALENDAR, at("2024-02-21"), "任务书第2版", "1.8")
    assert closed.value.reason == "DEADLINE_CLOSED"
