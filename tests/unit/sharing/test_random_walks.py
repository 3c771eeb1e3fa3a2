"""Any sequence of acts: each is refused and leaves everything as it was, or moves as the table says. Nothing else."""

import copy
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import Refusal
from services.sharing.domain.licences import Licence, demand_licensable
from services.sharing.domain.result import Result
from services.sharing.domain.states import REQUEST, RESULT
from services.sharing.domain.use_request import Complaint, UseRequest
from services.sharing.domain.words import Purpose, RequestState
from tests.unit.sharing.examples import (
    CALENDAR,
    FACTORY,
    NOW,
    OFFICIAL,
    PARTNER,
    POLICY,
    UNIT,
    UNIVERSITY,
    deadline,
    no,
    particulars,
    request,
    result,
    yes,
)

DAYS = st.integers(0, 60)
REASONS = st.sampled_from(["", "  ", "核查记录"])
HOLDERS = st.sampled_from([UNIT, PARTNER, FACTORY])
ENDS = st.one_of(st.none(), st.dates(date(2025, 12, 1), date(2028, 12, 31)))
ON_RESULT = st.one_of(
    st.tuples(st.just("correct"), ENDS, REASONS, st.integers(0, 10)),
    st.tuples(st.just("return"), REASONS),
    st.tuples(st.just("confirm")),
    st.tuples(st.just("end_embargo")),
    st.tuples(st.just("withdraw"), REASONS),
)
ON_REQUEST = st.one_of(
    st.tuples(st.just("warn")),
    st.tuples(st.just("mark_overdue")),
    st.tuples(st.just("redate")),
    st.tuples(st.just("answer"), HOLDERS, st.booleans(), REASONS),
    st.tuples(st.just("withdraw")),
    st.tuples(st.just("lapse")),
    st.tuples(st.just("contest"), REASONS),
    st.tuples(st.just("rule"), st.booleans(), REASONS),
)


def act_on_result(made: Result, step: tuple[Any, ...], now: datetime) -> None:
    match step:
        case "correct", until, reason, readiness:
            made.correct(particulars(embargo_until=until, embargo_reason=reason, readiness=readiness), now, POLICY)
        case "return", reason:
            made.send_back(reason)
        case ("confirm",):
            made.confirm(OFFICIAL, now)
        case ("end_embargo",):
            made.end_embargo(now)
        case "withdraw", reason:
            made.withdraw(reason, OFFICIAL, now)


def act_on_request(made: UseRequest, step: tuple[Any, ...], now: datetime) -> None:
    match step:
        case ("warn",):
            made.warn(1)
        case ("mark_overdue",):
            made.mark_overdue(now)
        case ("redate",):
            made.redate(CALENDAR, now, "x")
        case "answer", holder, agreed, reason:
            made.answer(yes(holder, now) if agreed else no(holder, reason, now))
        case ("withdraw",):
            made.withdraw("people/buyer", now)
        case ("lapse",):
            made.lapse("检测数据经核查不实", now)
        case "contest", reason:
            made.contest(Complaint(reason, "people/buyer", now))
        case "rule", upheld, reason:
            made.rule(upheld, reason, OFFICIAL, deadline(now), now)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(ON_RESULT, DAYS), max_size=20))
def test_no_sequence_of_acts_takes_a_result_elsewhere(steps: list[tuple[tuple[Any, ...], int]]) -> None:
    made, now = result(), NOW
    for step, days in steps:
        before, now = copy.deepcopy(made), now + timedelta(days=days)
        try:
            act_on_result(made, step, now)
        except Refusal:
            assert made == before
        else:
            leads_to = {RESULT.moves[act].get(before.state) for act in (step[0], f"{step[0]}_under_embargo") if act in RESULT.moves}
            assert made.state in leads_to
        assert made.is_withdrawn or made.is_published == (made.published_at is not None)
        assert made.is_confirmed == (bool(made.confirmed_by) and not made.is_withdrawn)
        assert made.is_withdrawn == bool(made.withdrawn_because)
        if before.is_confirmed:
            assert (made.summary, made.embargo_until, made.confirmed_at) == (before.summary, before.embargo_until, before.confirmed_at)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(ON_REQUEST, DAYS), max_size=20))
def test_no_sequence_of_acts_takes_a_request_elsewhere(steps: list[tuple[tuple[Any, ...], int]]) -> None:
    """All holders agree, or one refuses; the bureau is asked once, and a second refusal is the last word (8.2)."""
    made, now = request([UNIT, PARTNER]), NOW
    ends = {"answer": ("answer", "grant", "refuse"), "rule": ("uphold", "reopen")}
    for step, days in steps:
        before, now = copy.deepcopy(made), now + timedelta(days=days)
        try:
            act_on_request(made, step, now)
        except Refusal:
            assert made == before
        else:
            assert made.state in {REQUEST.moves[act].get(before.state) for act in ends.get(step[0], (step[0],))}
        if made.state is RequestState.GRANTED:
            assert {each.organization for each in made.answers if each.agreed} == {UNIT, PARTNER}
        assert (made.ended_at is not None) == (made.state not in (RequestState.PENDING,))
        assert len(made.earlier_refusals) <= 1
        if before.complaint is not None:
            assert made.complaint is not None and made.complaint.reason == before.complaint.reason


WANTED = st.tuples(
    st.sampled_from([UNIT, FACTORY, UNIVERSITY]), st.sampled_from(Purpose), st.booleans(), st.integers(1, 36), st.integers(0, 400)
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WANTED, max_size=12))
def test_what_one_has_alone_nobody_else_has(wanted: list[tuple[str, Purpose, bool, int, int]]) -> None:
    """Whatever is asked for in whatever order: no two organisations have licences on a day on which one of them has it alone (8.2)."""
    licences: list[Licence] = []
    today = NOW.date()
    for organization, purpose, exclusive, months, days in wanted:
        alone, today = exclusive and purpose is not Purpose.STUDY, today + timedelta(days=days)
        try:
            demand_licensable(licences, organization, purpose, alone, today)
        except Refusal:
            continue
        licences.append(Licence(f"l{len(licences)}", organization, purpose, alone, today, today + timedelta(days=30 * months)))
    for sole in (each for each in licences if each.exclusive):
        others = [each for each in licences if each.organization != sole.organization and each.purpose is not Purpose.STUDY]
        assert not [each for each in others if each.since <= sole.until and sole.since <= each.until]
