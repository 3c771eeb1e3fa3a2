"""The pictures in the README are those of the code, and the code moves as its tables say."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import RuleViolated
from plan.states import StateTable
from services.supervision.domain.deviation import Deviation, Observation
from services.supervision.domain.finding import Finding
from services.supervision.domain.states import DEVIATION, FINDING
from services.supervision.domain.words import DeviationState, FindingState
from tests.unit.pictures import picture
from tests.unit.supervision.examples import (
    CALENDAR,
    LEAD,
    NOW,
    OFFICIAL,
    PROOF,
    TEN_WORKING_DAYS,
    WATCHER,
    answer,
    answered,
    assignment,
    confirmed,
    deviation,
    notified,
    raised,
)

README = Path(__file__).parents[3] / "services" / "supervision" / "README.md"
PERIOD_OVER = NOW + timedelta(days=20)
BAR_OVER = NOW + timedelta(days=3 * 366)


@pytest.mark.parametrize(
    ("table", "first"), [(DEVIATION, DeviationState.OPEN), (FINDING, FindingState.RAISED)], ids=["deviation", "finding"]
)
def test_the_picture_in_the_readme_is_that_of_the_code(table: StateTable[Any], first: StrEnum) -> None:
    assert picture(table.moves, first) in README.read_text(), picture(table.moves, first)


def reported() -> Deviation:
    made = deviation()
    made.report_correction(LEAD, "已补交", (PROOF,), NOW)
    return made


def closed() -> Deviation:
    made = reported()
    made.close(WATCHER, "核实无误", (), NOW)
    return made


def assigned() -> Deviation:
    made = deviation()
    made.assign(assignment(), NOW)
    return made


def dismissed() -> Finding:
    made = answered()
    made.dismiss(OFFICIAL, "不实", NOW)
    return made


def lifted() -> Finding:
    made = confirmed()
    made.lift("影响已消除", NOW)
    return made


def expired() -> Finding:
    made = confirmed()
    made.expire(BAR_OVER)
    return made


DEVIATIONS: dict[DeviationState, Callable[[], Deviation]] = {
    DeviationState.OPEN: deviation,
    DeviationState.ASSIGNED: assigned,
    DeviationState.REPORTED: reported,
    DeviationState.CLOSED: closed,
}
FINDINGS: dict[FindingState, Callable[[], Finding]] = {
    FindingState.RAISED: raised,
    FindingState.NOTIFIED: notified,
    FindingState.ANSWERED: answered,
    FindingState.CONFIRMED: confirmed,
    FindingState.DISMISSED: dismissed,
    FindingState.LIFTED: lifted,
    FindingState.EXPIRED: expired,
}
DEVIATION_ACTS: dict[str, Callable[[Deviation], Any]] = {
    "observe": lambda each: each.observe(Observation("f", "x", NOW)),
    "follow_lead": lambda each: each.follow_lead("people/next"),
    "assign": lambda each: each.assign(assignment(), NOW),
    "warn": lambda each: each.warn(1),
    "mark_overdue": lambda each: each.mark_overdue(NOW + timedelta(days=60)),
    "redate": lambda each: each.redate(CALENDAR, NOW, "x"),
    "report_correction": lambda each: each.report_correction(LEAD, "已补交", (PROOF,), NOW),
    "close": lambda each: each.close(WATCHER, "核实无误", (PROOF,), NOW),
}
FINDING_ACTS: dict[str, Callable[[Finding], Any]] = {
    "notify": lambda each: each.notify(CALENDAR, TEN_WORKING_DAYS, NOW),
    "redate": lambda each: each.redate(CALENDAR, NOW, "x"),
    "note_unanswered": lambda each: each.note_unanswered(PERIOD_OVER),
    "answer": lambda each: each.answer(answer()),
    "confirm": lambda each: each.confirm(OFFICIAL, "属实", PERIOD_OVER),
    "dismiss": lambda each: each.dismiss(OFFICIAL, "不实", PERIOD_OVER),
    "lift": lambda each: each.lift("影响已消除", NOW),
    "expire": lambda each: each.expire(BAR_OVER),
}


def walk(made: Any, act: Callable[[Any], Any], target: Any) -> None:
    before = made.state
    if target is None:
        with pytest.raises(RuleViolated):
            act(made)
        assert made.state is before
    else:
        act(made)
        assert made.state is target


@pytest.mark.parametrize("state", DeviationState)
@pytest.mark.parametrize("act", DEVIATION_ACTS)
def test_a_deviation_moves_as_the_table_says(state: DeviationState, act: str) -> None:
    made = DEVIATIONS[state]()
    assert made.state is state
    walk(made, DEVIATION_ACTS[act], DEVIATION.moves[act].get(state))


@pytest.mark.parametrize("state", FindingState)
@pytest.mark.parametrize("act", FINDING_ACTS)
def test_a_finding_moves_as_the_table_says(state: FindingState, act: str) -> None:
    made = FINDINGS[state]()
    assert made.state is state
    walk(made, FINDING_ACTS[act], FINDING.moves[act].get(state))


def test_every_act_is_in_its_table() -> None:
    assert set(DEVIATION_ACTS) == set(DEVIATION.moves)
    assert set(FINDING_ACTS) == set(FINDING.moves)
