"""The chief's integrated work plan: in versions, agreed to by the lead, within the task book; reports against it (5.2)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chassis.errors import InvalidArgument, Refusal, RuleViolated
from plan.parties import Engaged
from services.milestones.domain.integrated_plan import IntegratedPlan, KeyNode, LeadAnswer
from services.milestones.domain.rounds import Interval, Unit
from services.milestones.domain.task_book import Plan
from services.milestones.domain.words import DeadlineKind, DispatchPeriod, DispatchState, KeyNodeStanding, PlanState
from tests.unit.milestones.examples import CHIEF, LEAD, PROJECT, at, card, chief_card
from tests.unit.milestones.plans import BENCH, DRAWING, agree, agreed, awaited, dispatch, proposed, refuse, refused, submit
from tests.unit.milestones.reports import PLAN

DONE, BEHIND = KeyNodeStanding.DONE, KeyNodeStanding.BEHIND


@pytest.mark.rule("5.2")
def test_a_version_is_in_force_once_the_lead_agrees_and_stays_so_until_the_next() -> None:
    plan = proposed()
    assert (plan.edition_in_force, plan.interval) == (0, None)
    (told,) = agree(plan)
    assert (plan.state, plan.edition_in_force, plan.interval) == (PlanState.AGREED, 1, Interval(1))
    assert (told.chief, told.agreed_by, [each.id for each in told.key_nodes]) == (CHIEF, LEAD, ["k1", "k2"])
    submit(plan, dispatch_period=DispatchPeriod.WEEK)
    assert (plan.state, plan.edition_in_force, plan.interval) == (PlanState.PROPOSED, 1, Interval(1))
    refuse(plan)
    assert (plan.state, plan.edition_in_force) == (PlanState.REFUSED, 1)
    submit(plan, dispatch_period=DispatchPeriod.WEEK)
    agree(plan)
    assert (plan.edition_in_force, plan.interval, len(plan.editions)) == (3, Interval(1, Unit.WEEK), 3)


@pytest.mark.rule("5.2")
def test_who_revises_or_does_not_agree_says_why_and_nobody_answers_twice() -> None:
    for start in (proposed, agreed, refused):
        with pytest.raises(InvalidArgument, match="REASON_MISSING"):
            submit(start(), reason=" ")
    assert submit(IntegratedPlan(f"{PROJECT}/integratedPlan", PROJECT), reason="")
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        refuse(proposed(), "")
    for start in (agreed, refused):
        with pytest.raises(RuleViolated, match="PLAN_ANSWERED"):
            agree(start())
        with pytest.raises(RuleViolated, match="PLAN_ANSWERED"):
            refuse(start())


@pytest.mark.rule("5.2")
@pytest.mark.parametrize(
    ("key_nodes", "reason"),
    [
        ((DRAWING, replace(BENCH, id="k1")), "LISTED_TWICE"),
        ((DRAWING, replace(BENCH, title=DRAWING.title)), "LISTED_TWICE"),
        ((replace(DRAWING, due_date=date(2024, 1, 1)),), "PLAN_CONTRADICTS_TASK_BOOK"),  # the day before the term
        ((replace(BENCH, node="", due_date=date(2025, 1, 1)),), "PLAN_CONTRADICTS_TASK_BOOK"),  # the day after it
        ((replace(DRAWING, due_date=date(2024, 4, 12)),), "PLAN_CONTRADICTS_TASK_BOOK"),  # the day after n1
        ((replace(DRAWING, node="n9"),), "PLAN_CONTRADICTS_TASK_BOOK"),
    ],
)
def test_key_nodes_lie_within_the_term_and_not_against_the_task_book(key_nodes: tuple[KeyNode, ...], reason: str) -> None:
    with pytest.raises(Refusal, match=reason) as found:
        submit(proposed(), *key_nodes)
    assert found.value.rule == "5.2"


@pytest.mark.rule("5.2")
@pytest.mark.parametrize(
    "key_node",
    [
        replace(DRAWING, due_date=date(2024, 1, 2), node=""),
        replace(BENCH, due_date=date(2024, 12, 31), node=""),
        replace(DRAWING, due_date=date(2024, 4, 11)),
    ],
)
def test_key_nodes_on_the_very_edge_are_taken(key_node: KeyNode) -> None:
    assert submit(proposed(), key_node)


@pytest.mark.rule("5.2")
def test_a_plan_without_key_nodes_is_none() -> None:
    with pytest.raises(InvalidArgument, match="KEY_NODES_NEEDED"):
        submit(proposed(), key_nodes=())


def shorter() -> Plan:
    first, second = PLAN.nodes
    return replace(PLAN, version=2, nodes=(first, replace(second, due_date=date(2024, 9, 29))))


@pytest.mark.rule("1.8")
@pytest.mark.rule("5.2")
def test_what_fitted_when_it_was_submitted_must_fit_when_it_is_agreed_to() -> None:
    plan = proposed()
    with pytest.raises(RuleViolated, match="PLAN_CONTRADICTS_TASK_BOOK") as found:
        plan.agree(LeadAnswer(LEAD, at("2024-02-02")), shorter())
    assert "台架试验完成" in found.value.message
    assert plan.state is PlanState.PROPOSED


@pytest.mark.rule("1.8")
@pytest.mark.rule("5.2")
def test_a_new_task_book_overtakes_the_version_in_force_and_a_revised_one_is_whole_again() -> None:
    plan = agreed()
    assert plan.follow(PLAN) == [] and proposed().follow(shorter()) == []
    (told,) = plan.follow(shorter())
    assert (told.edition, told.task_book_version, len(told.contradictions)) == (1, 2, 1)
    assert plan.follow(shorter()) == []  # Said once.
    submit(plan, DRAWING)
    agree(plan)
    assert plan.overtaken == []


@pytest.mark.rule("5.2", "1.4")
def test_only_a_chief_who_does_not_lead_writes_a_plan() -> None:
    beside = card()
    beside.demand_chief_beside_lead()
    assert beside.chief == CHIEF
    leading = chief_card()
    assert leading.chief == ""
    with pytest.raises(RuleViolated, match="CHIEF_LEADS"):
        leading.demand_chief_beside_lead()
    beside.engage(Engaged(f"{PROJECT}/engagements/chief", CHIEF, "technical_chief", False, False))
    assert beside.chief == ""


@pytest.mark.rule("4.7a")
def test_its_version_is_what_the_last_edition_says() -> None:
    plan = proposed()
    first = plan.etag
    agree(plan)
    assert plan.etag == first
    submit(plan)
    assert plan.etag != first


@pytest.mark.rule("5.2")
def test_a_report_says_how_every_key_node_stands() -> None:
    report = awaited()
    (told,) = dispatch(report)
    assert (told.key_nodes, told.done, told.behind, told.plan_edition, report.state) == (2, 1, 1, 1, DispatchState.SUBMITTED)


@pytest.mark.rule("5.2")
@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ((("k1", DONE),), "KEY_NODES_UNTOLD"),
        ((("k1", DONE), ("k2", BEHIND), ("k3", DONE)), "KEY_NODE_NOT_IN_PLAN"),
        ((("k1", DONE), ("k1", BEHIND)), "LISTED_TWICE"),
    ],
)
def test_a_report_tells_of_the_plan_in_force(told: Any, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        dispatch(awaited(), *told)


@pytest.mark.rule("5.2")
def test_a_report_comes_from_the_last_day_of_its_period_on() -> None:
    assert dispatch(awaited(), when="2024-03-01")
    with pytest.raises(RuleViolated, match="DEADLINE_RUNS"):
        dispatch(awaited(), when="2024-02-29")


@pytest.mark.rule("1.9")
def test_the_deadlines_of_a_report_are_told_apart() -> None:
    report = awaited()
    names = [report.name_deadline(DeadlineKind.DISPATCH_REPORT).rpartition("/")[2] for _ in range(3)]
    assert names == ["dispatch-report-0001", "dispatch-report-0001-2", "dispatch-report-0001-3"]
    assert report.deadline(DeadlineKind.DISPATCH_REPORT).endswith(names[-1])
    assert report.deadline(DeadlineKind.REVIEW) == ""
