"""Any sequence of acts on reports and plans (5.1, 5.2): each is refused and leaves everything as it was, or moves as the table says."""

import copy
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import Refusal
from services.milestones.domain.integrated_plan import IntegratedPlan, KeyNode, LeadAnswer
from services.milestones.domain.progress_report import MoreAsked, ProgressReport, TakenIn
from services.milestones.domain.states import INTEGRATED_PLAN, REPORT
from services.milestones.domain.words import PlanState, ReportState
from tests.unit.milestones import plans, reports
from tests.unit.milestones.examples import BUREAU, CHIEF, LEAD, at
from tests.unit.milestones.plans import BENCH, DRAWING
from tests.unit.milestones.reports import PLAN

DAYS = st.integers(0, 20)
REASONS = st.sampled_from(["", "误将预付款计入支出"])
PERCENTS = st.sampled_from(["-1", "0", "40", "100", "101"])
LATE_NODE = KeyNode("k3", "晚于任务书的节点", BENCH.due_date + timedelta(days=60), "n2")
ON_REPORT = st.one_of(
    st.tuples(st.just("submit"), PERCENTS, REASONS),
    st.tuples(st.just("correct"), PERCENTS, REASONS),
    st.tuples(st.just("take_in")),
    st.tuples(st.just("ask_for_more"), REASONS),
    st.tuples(st.just("cancel")),
)
ON_PLAN = st.one_of(
    st.tuples(st.just("submit"), st.sampled_from([(DRAWING,), (DRAWING, BENCH), (BENCH, BENCH), (LATE_NODE,)]), REASONS),
    st.tuples(st.just("agree")),
    st.tuples(st.just("refuse"), REASONS),
    st.tuples(st.just("follow"), st.booleans()),
)
SHORTER = replace(PLAN, version=2, term_end=DRAWING.due_date + timedelta(days=30), nodes=PLAN.nodes[:1])


def act_on_report(made: ProgressReport, step: tuple[Any, ...], now: datetime) -> None:
    match step:
        case "submit", percent, reason:
            made.submit(reports.content(nodes=reports.nodes(n2=percent), reason=reason), PLAN, LEAD, now, False)
        case "correct", percent, reason:
            made.correct(reports.content(nodes=reports.nodes(n2=percent), reason=reason), PLAN, LEAD, now, True)
        case ("take_in",):
            made.take_in(TakenIn("people/official", BUREAU, now))
        case "ask_for_more", what:
            made.ask_for_more(MoreAsked("people/official", BUREAU, what, now), now.date() + timedelta(days=7))
        case ("cancel",):
            made.cancel("1.10")


def act_on_plan(made: IntegratedPlan, step: tuple[Any, ...], now: datetime) -> None:
    match step:
        case "submit", key_nodes, reason:
            made.submit(plans.content(*key_nodes, reason=reason), PLAN, CHIEF, now)
        case ("agree",):
            made.agree(LeadAnswer(LEAD, now), PLAN)
        case "refuse", reason:
            made.refuse(LeadAnswer(LEAD, now, agreed=False, reason=reason))
        case "follow", fits:
            made.follow(PLAN if fits else SHORTER)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(ON_REPORT, DAYS), max_size=20))
def test_no_sequence_of_acts_takes_a_report_elsewhere(steps: list[tuple[tuple[Any, ...], int]]) -> None:
    """Every version stays, numbered without gaps; more is asked for once; nothing is taken in that was not handed in (5.1)."""
    made, now, asked = reports.awaited(), at("2024-07-10"), 0
    for step, days in steps:
        before, now = copy.deepcopy(made), now + timedelta(days=days)
        try:
            act_on_report(made, step, now)
        except Refusal:
            assert made == before
        else:
            assert made.state is REPORT.moves[step[0]][before.state]
            asked += step[0] == "ask_for_more"
        assert made.editions[: len(before.editions)] == before.editions
        assert [each.number for each in made.editions] == list(range(1, len(made.editions) + 1))
        assert asked <= 1
        assert (made.edition is None) == (made.state in (ReportState.AWAITED, ReportState.CANCELLED))
        assert (made.taken_in is not None) == (made.state is ReportState.TAKEN_IN)
        if made.edition:
            assert Decimal(0) <= made.edition.actual <= Decimal(100)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(ON_PLAN, DAYS), max_size=20))
def test_no_sequence_of_acts_takes_a_plan_elsewhere(steps: list[tuple[tuple[Any, ...], int]]) -> None:
    """What the lead agreed to is in force until the lead agrees to another version, and fitted the task book then (5.2)."""
    made, now = plans.proposed(), at("2024-02-02")
    for step, days in steps:
        before, now = copy.deepcopy(made), now + timedelta(days=days)
        try:
            act_on_plan(made, step, now)
        except Refusal:
            assert made == before
        else:
            assert step[0] == "follow" or made.state is INTEGRATED_PLAN.moves[step[0]][before.state]
        assert len(made.editions) >= len(before.editions)
        assert made.edition_in_force >= before.edition_in_force
        assert made.edition_in_force == before.edition_in_force or step[0] == "agree"
        assert (made.edition.answer is None) == (made.state is PlanState.PROPOSED)
        if made.in_force:
            assert LATE_NODE not in made.in_force.content.key_nodes
