from datetime import date

import pytest

from chassis.errors import RuleViolated
from services.milestones.domain import facts
from services.milestones.domain.schedule import Schedule
from services.milestones.domain.task_book import Plan, PlannedNode
from services.milestones.domain.words import ScheduleState
from tests.unit.milestones.examples import PROJECT, at

NODES = (PlannedNode("n1", "样件设计", date(2024, 3, 31)), PlannedNode("n2", "试制", date(2024, 9, 30), midterm=True))
PLAN = Plan(1, date(2024, 1, 1), date(2025, 12, 31), NODES)


def asleep() -> Schedule:
    return Schedule(f"{PROJECT}/schedule", PROJECT)


def awake() -> Schedule:
    schedule = asleep()
    schedule.plan, schedule.effective_at = PLAN, at("2024-02-01")
    schedule.wake(at("2024-02-01"))
    return schedule


@pytest.mark.rule("1.6")
def test_it_wakes_when_it_is_both_approved_and_in_effect() -> None:
    schedule = asleep()
    schedule.effective_at = at("2024-02-01")
    assert not schedule.can_wake
    schedule.plan = PLAN
    assert schedule.can_wake
    (awoke,) = schedule.wake(at("2024-02-01"))
    assert (awoke.nodes, awoke.midterm_on, schedule.state) == (("n1", "n2"), date(2024, 9, 30), ScheduleState.AWAKE)


@pytest.mark.rule("1.6")
def test_it_does_not_wake_with_a_part_missing_or_twice() -> None:
    schedule = asleep()
    with pytest.raises(RuleViolated, match="CONTRACTS_NOT_IN_EFFECT"):
        schedule.wake(at("2024-02-01"))
    schedule.effective_at = at("2024-02-01")
    with pytest.raises(RuleViolated, match="PROJECT_NOT_APPROVED"):
        schedule.wake(at("2024-02-01"))
    with pytest.raises(RuleViolated, match="SCHEDULE_AWAKE"):
        awake().wake(at("2024-02-02"))


@pytest.mark.rule("6.2")
def test_the_term_ends_at_24_00_of_its_last_day_once() -> None:
    schedule = awake()
    with pytest.raises(RuleViolated, match="TERM_NOT_OVER"):
        schedule.end_term(at("2025-12-31", 23))
    (ended,) = schedule.end_term(at("2026-01-01", 0))
    assert (ended.term_end, schedule.state, schedule.is_awake) == (date(2025, 12, 31), ScheduleState.TERM_ENDED, True)
    with pytest.raises(RuleViolated, match="TERM_OVER"):
        schedule.end_term(at("2026-01-02"))


@pytest.mark.rule("1.8")
def test_a_new_task_book_says_what_it_changes() -> None:
    schedule = awake()
    moved = PlannedNode("n2", "试制", date(2024, 12, 31), midterm=True)
    (changed,) = schedule.follow(
        Plan(2, date(2024, 1, 1), date(2026, 6, 30), (moved, PlannedNode("n3", "验证", date(2025, 6, 30)))), "延期", at("2024-06-01")
    )
    assert isinstance(changed, facts.ScheduleChanged)
    assert (changed.added, changed.removed, changed.moved) == (("n3",), ("n1",), ("n2",))
    assert schedule.task_book_version == 2


@pytest.mark.rule("1.8")
def test_an_ended_project_follows_no_task_book() -> None:
    schedule = awake()
    schedule.terminate(at("2024-05-01"))
    with pytest.raises(RuleViolated, match="PROJECT_ENDED"):
        schedule.follow(PLAN, "延期", at("2024-06-01"))


@pytest.mark.rule("1.8", "6.2")
@pytest.mark.parametrize(("term_end", "state"), [(date(2026, 6, 30), ScheduleState.AWAKE), (date(2026, 1, 9), ScheduleState.TERM_ENDED)])
def test_a_term_prolonged_after_its_end_is_not_over_and_ends_anew(term_end: date, state: ScheduleState) -> None:
    schedule = awake()
    schedule.end_term(at("2026-01-01", 0))
    schedule.follow(Plan(2, PLAN.term_start, term_end, NODES), "延期", at("2026-01-10", 0))
    assert (schedule.state, schedule.ended_at is None) == (state, state is ScheduleState.AWAKE)
    if state is ScheduleState.AWAKE:
        (ended,) = schedule.end_term(at("2026-07-01", 0))
        assert ended.term_end == term_end


@pytest.mark.rule("1.10")
def test_nothing_is_decided_after_the_end_of_a_project() -> None:
    schedule = awake()
    schedule.demand_not_ended()
    schedule.terminate(at("2024-05-01"))
    with pytest.raises(RuleViolated, match="PROJECT_ENDED") as ended:
        schedule.demand_not_ended()
    assert ended.value.rule == "1.10"
