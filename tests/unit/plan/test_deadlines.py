"""A deadline of any service: counted, warned of, dated anew, met or overdue (4.1 to 4.5)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chassis.calendar import CHINA, Calendar, HolidayNotice
from chassis.errors import RuleViolated
from plan.consents import Consent, joint
from plan.counting import Basis, Counting
from plan.deadlines import DEADLINE, DeadlineState, Demand, Extension, ProjectDeadline, facts
from plan.deadlines.changes import ExtensionRequested

CALENDAR = Calendar()
REASON = "放假安排公布，重新计算"


def at(text: str, hour: int = 10) -> datetime:
    """A morning in China."""
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), CHINA).replace(hour=hour)


def deadline(
    start: str, days: int = 30, counting: Counting = Counting.CALENDAR, calendar: Calendar = CALENDAR, now: str = "2024-01-02"
) -> ProjectDeadline:
    """A deadline that runs."""
    demand = Demand(
        name="projects/valves/deadlines/n1-materials",
        project="projects/valves",
        kind="materials",
        node="n1",
        rule="4.1",
        responsible_role="undertaking_unit",
        responsible="organizations/unit",
        warn_days=(15, 7, 1),
        policy_version="2026.1",
    )
    basis = Basis(date.fromisoformat(start), days, counting, counting is Counting.CALENDAR)
    return ProjectDeadline.set(demand, basis, calendar, at(now))[0]


def notice(days_off: tuple[date, ...] = (), makeup_days: tuple[date, ...] = ()) -> Calendar:
    """A calendar with an invented notice for a year whose own is not yet known."""
    spring = tuple(date(2035, 2, day) for day in range(7, 15))
    return Calendar([HolidayNotice(2035, (date(2035, 1, 1), *spring, *days_off), (date(2035, 2, 17), *makeup_days), "示例")])


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


@pytest.mark.rule("4.5")
def test_warnings_are_set_for_the_days_that_are_still_to_come() -> None:
    made = deadline("2026-03-01")
    assert [days for days, _ in made.warnings_ahead(at("2026-03-02"))] == [15, 7, 1]
    assert made.warnings_ahead(at("2026-03-02"))[0][1] == at("2026-03-16", 0)
    assert [days for days, _ in made.warnings_ahead(at("2026-03-20"))] == [7, 1]
    (warned,) = made.facts(made.warn(7))
    assert isinstance(warned, facts.DeadlineWarned)
    assert (warned.days_left, made.warned) == (7, [7])


@pytest.mark.rule("4.5")
def test_a_warning_at_this_very_instant_is_not_ahead_any_more() -> None:
    made = deadline("2026-03-01")
    (_, first), *_ = made.warnings_ahead(at("2026-03-02"))
    assert [days for days, _ in made.warnings_ahead(first)] == [7, 1]
    assert [days for days, _ in made.warnings_ahead(first - timedelta(microseconds=1))] == [15, 7, 1]


@pytest.mark.rule("4.5")
def test_a_warning_is_due_again_only_where_its_day_comes_again() -> None:
    made = deadline("2026-03-01")
    for days in (15, 7):
        made.warn(days)
    now = at("2026-03-25")
    assert made.last_day == date(2026, 3, 31)
    made.move(Basis.fixed(date(2026, 3, 1), date(2026, 4, 5)), CALENDAR, now, "任务书第2版", "1.8")
    assert made.warned == [15]
    assert [days for days, _ in made.warnings_ahead(now)] == [7, 1]


@pytest.mark.rule("4.5")
def test_a_warning_whose_day_begins_at_this_instant_stays_given() -> None:
    made = deadline("2026-03-01")
    made.warn(7)
    made.move(Basis.fixed(date(2026, 3, 1), date(2026, 4, 5)), CALENDAR, at("2026-03-29", 0), "任务书第2版", "1.8")
    assert made.warned == [7]
    assert [days for days, _ in made.warnings_ahead(at("2026-03-29", 0))] == [1]


@pytest.mark.rule("4.5")
def test_overdue_is_said_once_and_never_early() -> None:
    made = deadline("2024-01-12")
    with pytest.raises(RuleViolated, match="DEADLINE_RUNS"):
        made.mark_overdue(at("2024-02-18", 23))
    (overdue,) = made.facts(made.mark_overdue(at("2024-02-20")))
    assert (overdue.overdue_at, overdue.marked_at) == (at("2024-02-19", 0), at("2024-02-20"))
    with pytest.raises(RuleViolated) as twice:
        made.mark_overdue(at("2024-02-21"))
    assert twice.value.rule == "4.5"


@pytest.mark.rule("4.5")
def test_late_delivery_is_accepted_and_recorded_as_late() -> None:
    made = deadline("2024-01-12")
    made.mark_overdue(at("2024-02-19", 0))
    (met,) = made.facts(made.meet(at("2024-02-25")))
    assert (met.late, made.state, made.late) == (True, DeadlineState.MET, True)


@pytest.mark.rule("4.5")
def test_delivery_just_after_the_end_says_overdue_first_whether_its_timer_fired_or_not() -> None:
    made = deadline("2024-01-12")
    said = made.facts(made.meet(at("2024-02-19", 0)))
    assert [type(each) for each in said] == [facts.DeadlineOverdue, facts.DeadlineMet]
    in_time = deadline("2024-01-12")
    assert [each.late for each in in_time.facts(in_time.meet(at("2024-02-18", 23)))] == [False]


@pytest.mark.rule("4.4")
def test_who_misses_it_within_another_period_is_not_late() -> None:
    made = deadline("2024-01-12")
    said = made.facts(made.meet(at("2024-02-19"), late=False))
    assert [type(each) for each in said] == [facts.DeadlineOverdue, facts.DeadlineMet]
    assert (said[1].late, made.late) == (False, False)


@pytest.mark.rule("4.3")
def test_a_deadline_in_a_year_without_notice_is_provisional_until_the_notice_comes() -> None:
    made = deadline("2035-01-08", now="2034-12-01")
    assert made.provisional
    before = made.last_day
    (redated,) = made.facts(made.redate(notice(), at("2034-12-20"), REASON))
    assert (redated.previous_last_day, redated.last_day, redated.rule) == (before, date(2035, 2, 15), "4.3")
    assert not made.provisional
    assert made.redatings[-1].previous_last_day == before
    assert made.redate(notice(), at("2034-12-21"), REASON) == []


@pytest.mark.rule("4.3")
def test_a_corrected_notice_moves_what_was_certain() -> None:
    made = deadline("2035-01-08", calendar=notice(), now="2034-12-01")
    assert (made.last_day, made.provisional) == (date(2035, 2, 15), False)
    made.redate(notice(days_off=(date(2035, 2, 15), date(2035, 2, 16))), at("2034-12-20"), REASON)
    assert made.last_day == date(2035, 2, 17)


@pytest.mark.rule("4.3")
def test_an_overdue_deadline_whose_last_day_turns_out_to_lie_ahead_runs_again() -> None:
    made = deadline("2035-01-08", now="2034-12-01")
    made.mark_overdue(made.end)
    assert made.last_day < date(2035, 2, 15)
    made.redate(notice(), made.end, REASON)
    assert (made.state, made.last_day, made.overdue_at) == (DeadlineState.OPEN, date(2035, 2, 15), None)


@pytest.mark.rule("4.3")
def test_redating_never_moves_a_last_day_into_the_past() -> None:
    made = deadline("2035-01-15", counting=Counting.WORKING, now="2034-12-01")
    before = made.last_day
    worked = tuple(date(2035, 1, day) for day in (20, 21, 27, 28))
    calendar = Calendar([HolidayNotice(2035, (date(2035, 1, 1),), (*worked, date(2035, 2, 17)), "示例")])
    assert made.basis.term(calendar).last_day < before
    made.redate(calendar, at(before.isoformat()), REASON)
    assert made.last_day == before
    assert not made.has_passed(at(before.isoformat(), 23))


@pytest.mark.rule("1.8")
def test_a_deadline_moves_with_its_task_book_and_an_overdue_one_runs_again() -> None:
    made = deadline("2024-01-12")
    made.mark_overdue(at("2024-02-20"))
    changes = made.move(Basis(date(2024, 3, 1), 30, Counting.CALENDAR, True), CALENDAR, at("2024-02-21"), "任务书第2版：延期", "1.8")
    (moved,) = made.facts(changes)
    assert (moved.rule, moved.last_day, made.state) == ("1.8", date(2024, 4, 1), DeadlineState.OPEN)


@pytest.mark.rule("4.5")
def test_one_that_moves_to_a_later_day_that_has_passed_too_was_missed_then() -> None:
    made = deadline("2024-01-12")
    made.mark_overdue(at("2024-02-20"))
    made.move(Basis.fixed(made.basis.start, date(2024, 2, 20)), CALENDAR, at("2024-02-21"), "任务书第2版：延期", "1.8")
    assert (made.state, made.overdue_at) == (DeadlineState.OVERDUE, made.end) and made.last_day == date(2024, 2, 20)


@pytest.mark.rule("1.8")
def test_a_met_deadline_stays_where_it_was() -> None:
    made = deadline("2024-01-12")
    made.meet(at("2024-02-01"))
    with pytest.raises(RuleViolated, match="DEADLINE_CLOSED"):
        made.move(Basis(date(2024, 3, 1), 30, Counting.CALENDAR, True), CALENDAR, at("2024-02-21"), "任务书第2版", "1.8")


def overdue() -> ProjectDeadline:
    made = deadline("2024-01-12")
    made.mark_overdue(at("2024-02-19", 0))
    return made


def met() -> ProjectDeadline:
    made = deadline("2024-01-12")
    made.meet(at("2024-02-01"))
    return made


def called_off() -> ProjectDeadline:
    made = deadline("2024-01-12")
    made.cancel("项目终止", "1.10")
    return made


STATES: dict[DeadlineState, Callable[[], ProjectDeadline]] = {
    DeadlineState.OPEN: lambda: deadline("2024-01-12"),
    DeadlineState.OVERDUE: overdue,
    DeadlineState.MET: met,
    DeadlineState.CANCELLED: called_off,
}


def move(made: ProjectDeadline, days: int) -> Any:
    return made.move(Basis(made.last_day, days, Counting.CALENDAR), CALENDAR, at("2024-02-20"), "任务书第2版", "1.8")


def extend(made: ProjectDeadline) -> Any:
    now = at("2024-02-01") if made.state is DeadlineState.OPEN else at("2024-02-20")
    return made.request_extension(Extension(date(2024, 6, 1), "检测排期", "people/clerk", now, joint(["organizations/owner"])))


def resume(made: ProjectDeadline) -> Any:
    if made.state is not DeadlineState.OVERDUE:
        raise RuleViolated("DEADLINE_RUNS", "期限尚未届满", rule="4.5")
    return move(made, 60)


ACTS: dict[str, Callable[[ProjectDeadline], Any]] = {
    "warn": lambda made: made.warn(7),
    "extend": extend,
    "date_anew": lambda made: move(made, 1),
    "resume": resume,
    "mark_overdue": lambda made: made.mark_overdue(at("2024-02-20")),
    "meet": lambda made: made.meet(at("2024-02-25")),
    "cancel": lambda made: made.cancel("项目终止", "1.10"),
}


@pytest.mark.parametrize("state", DeadlineState)
@pytest.mark.parametrize("act", ACTS)
def test_a_deadline_moves_as_its_table_says(state: DeadlineState, act: str) -> None:
    made = STATES[state]()
    assert made.state is state
    if not DEADLINE.admits(state, act):
        with pytest.raises(RuleViolated):
            ACTS[act](made)
        assert made.state is state
    else:
        ACTS[act](made)
        assert made.state is DEADLINE.after(state, act)


def test_every_act_is_in_the_table() -> None:
    assert set(ACTS) == set(DEADLINE.moves)


@pytest.mark.rule("4.7a")
@pytest.mark.rule("4.4")
def test_when_the_last_day_moves_under_a_request_the_consents_given_fall_and_all_are_asked_again() -> None:
    made = deadline("2035-01-05", now="2034-12-01")
    made.request_extension(Extension(date(2035, 6, 1), "检测排期", "people/clerk", at("2035-01-08"), joint(["o/a", "o/b"])))
    seen = made.etag
    made.consent_to_extension(frozenset({"o/a"}), Consent("o/a", "people/a", at("2035-01-09"), seen=seen), CALENDAR)
    assert made.etag == seen, "another's answer is no change of what is seen"
    said = made.redate(notice((made.last_day,)), at("2035-01-10"), REASON)
    assert [type(each).__name__ for each in said] == ["Redated", "ExtensionRequested"]
    assert isinstance(said[1], ExtensionRequested) and said[1].waiting_for == ("o/a", "o/b")
    assert made.etag != seen
    made.consent_to_extension(frozenset({"o/b"}), Consent("o/b", "people/b", at("2035-01-11"), seen=made.etag), CALENDAR)
    assert made.pending_extension is not None, "the consent to the earlier date does not count"
    assert [(each.organization, each.seen) for each in made.pending_extension.act.fallen] == [("o/a", seen)]


@pytest.mark.rule("4.7a")
def test_a_request_made_anew_in_the_same_words_is_another_version() -> None:
    made = deadline("2024-01-12")
    versions = []
    for day in ("2024-01-15", "2024-01-16"):
        made.request_extension(Extension(date(2024, 6, 1), "检测排期", "people/clerk", at(day), joint(["o/a"])))
        versions.append(made.etag)
        made.refuse_extension(frozenset({"o/a"}), Consent("o/a", "people/a", at(day), agreed=False, reason="不同意"))
    assert versions[0] != versions[1]
