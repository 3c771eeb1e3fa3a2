"""Any sequence of acts: each is refused and leaves everything as it was, or moves as the table says. Nothing else."""

import copy
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import Refusal
from services.supervision.domain.deviation import Deviation, Observation
from services.supervision.domain.finding import Answer, Finding
from services.supervision.domain.states import DEVIATION, FINDING
from services.supervision.domain.words import DeviationState, FindingState
from tests.unit.supervision.examples import (
    CALENDAR,
    LEAD,
    NOW,
    OFFICIAL,
    PROOF,
    TEN_WORKING_DAYS,
    WATCHER,
    assignment,
    deviation,
    raised,
    until,
)

PEOPLE = st.sampled_from([LEAD, WATCHER, "people/engineer", ""])
PROOFS = st.sampled_from([(), (PROOF,)])
DAYS = st.integers(0, 1200)
ON_DEVIATION = st.one_of(
    st.tuples(st.just("observe")),
    st.tuples(st.just("follow_lead"), PEOPLE),
    st.tuples(st.just("assign"), PEOPLE, st.integers(-3, 30)),
    st.tuples(st.just("warn")),
    st.tuples(st.just("mark_overdue")),
    st.tuples(st.just("redate")),
    st.tuples(st.just("report_correction"), PEOPLE, PROOFS),
    st.tuples(st.just("close"), PEOPLE, PROOFS),
)
ON_FINDING = st.sampled_from(list(FINDING.moves))


def act_on_deviation(made: Deviation, step: tuple[Any, ...], now: Any) -> None:
    match step:
        case ("observe",):
            made.observe(Observation("f", "x", now))
        case "follow_lead", person:
            made.follow_lead(person)
        case "assign", person, days:
            made.assign(assignment(assignee=person, deadline=until(now.date() + timedelta(days=days), now)), now)
        case ("warn",):
            made.warn(1)
        case ("redate",):
            made.redate(CALENDAR, now, "x")
        case ("mark_overdue",):
            made.mark_overdue(now)
        case "report_correction", person, proof:
            made.report_correction(person, "已改", proof, now)
        case "close", person, proof:
            made.close(person, "核实", proof, now)


def act_on_finding(made: Finding, act: str, now: Any) -> None:
    match act:
        case "notify":
            made.notify(CALENDAR, TEN_WORKING_DAYS, now)
        case "redate":
            made.redate(CALENDAR, now, "x")
        case "note_unanswered":
            made.note_unanswered(now)
        case "answer":
            made.answer(Answer("申辩", (), LEAD, now))
        case "confirm":
            made.confirm(OFFICIAL, "属实", now)
        case "dismiss":
            made.dismiss(OFFICIAL, "不实", now)
        case "lift":
            made.lift("影响已消除", now)
        case "expire":
            made.expire(now)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(ON_DEVIATION, st.integers(0, 20)), max_size=30))
def test_no_sequence_of_acts_takes_a_deviation_elsewhere(steps: list[tuple[tuple[Any, ...], int]]) -> None:
    made, now = deviation(), NOW
    for step, days in steps:
        before, now = copy.deepcopy(made), now + timedelta(days=days)
        try:
            act_on_deviation(made, step, now)
        except Refusal:
            assert made == before
        else:
            assert made.state is DEVIATION.moves[step[0]][before.state]
        if made.state is DeviationState.CLOSED:
            assert made.closing_evidence or made.corrections
            assert made.closed_by not in {made.assignee, *(each.reported_by for each in made.corrections)}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(ON_FINDING, DAYS), max_size=20))
def test_no_sequence_of_acts_takes_a_finding_elsewhere(steps: list[tuple[str, int]]) -> None:
    made, now = raised(), NOW
    for act, days in steps:
        before, now = copy.deepcopy(made), now + timedelta(days=days % 40 if days < 1000 else days)
        try:
            act_on_finding(made, act, now)
        except Refusal:
            assert made == before
        else:
            assert made.state is FINDING.moves[act][before.state]
        if made.bars_at(now):
            assert made.state is FindingState.CONFIRMED
            assert made.notified_at
