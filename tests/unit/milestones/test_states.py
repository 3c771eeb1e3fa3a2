"""The pictures in the README are those of the code, and the code moves as its tables say."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import RuleViolated
from plan.deadlines import DEADLINE, DeadlineState, ExtensionState
from plan.deadlines.extensions import EXTENSION
from plan.states import StateTable
from services.milestones.domain.dispatch_report import DispatchReport
from services.milestones.domain.integrated_plan import IntegratedPlan
from services.milestones.domain.midterm import MidtermCheck
from services.milestones.domain.node import Node
from services.milestones.domain.panel import PanelReplacement
from services.milestones.domain.progress_report import ProgressReport
from services.milestones.domain.schedule import Schedule
from services.milestones.domain.states import DISPATCH, INTEGRATED_PLAN, MIDTERM, NODE, REPORT, SCHEDULE
from services.milestones.domain.words import (
    DispatchState,
    Judgement,
    MidtermState,
    NodeState,
    PlanState,
    RemedyChoice,
    ReportState,
    ScheduleState,
    Vote,
)
from tests.unit.milestones import examples, plans, reports, test_midterm, test_schedule
from tests.unit.milestones.examples import AUDIT, BUREAU, EXPERTS, POSTER, SELF, at, choice
from tests.unit.pictures import picture

README = Path(__file__).parents[3] / "services" / "milestones" / "README.md"


PICTURES: dict[str, tuple[StateTable[Any], StrEnum]] = {
    "schedule": (SCHEDULE, ScheduleState.ASLEEP),
    "node": (NODE, NodeState.PLANNED),
    "deadline": (DEADLINE, DeadlineState.OPEN),
    "extension": (EXTENSION, ExtensionState.PENDING),
    "midterm": (MIDTERM, MidtermState.PLANNED),
    "progress report": (REPORT, ReportState.AWAITED),
    "integrated plan": (INTEGRATED_PLAN, PlanState.PROPOSED),
    "dispatch report": (DISPATCH, DispatchState.AWAITED),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_in_the_readme_is_that_of_the_code(name: str) -> None:
    table, first = PICTURES[name]
    assert picture(table.moves, first) in README.read_text()


def all_voted(node: Node, vote: Vote) -> Node:
    if node.state is NodeState.UNDER_REVIEW:
        node.convene_panel(examples.panel())
        for person in EXPERTS:
            node.record_vote(person, vote, "意见", at("2024-02-21"))
    return node


def with_panel(node: Node) -> Node:
    if node.state is NodeState.UNDER_REVIEW:
        node.convene_panel(examples.panel())
    return node


def rectify(node: Node) -> Any:
    node.choose_remedy(choice(BUREAU, RemedyChoice.RECTIFY, "2024-05-31"))
    return node.choose_remedy(choice(POSTER, RemedyChoice.RECTIFY, "2024-05-31"))


NODES: dict[NodeState, Callable[[], Node]] = {
    NodeState.PLANNED: examples.planned,
    NodeState.AWAITING_MATERIALS: examples.awaiting,
    NodeState.UNDER_REVIEW: examples.under_review,
    NodeState.RETURNED: examples.returned,
    NodeState.PASSED: examples.passed,
    NodeState.FAILED: examples.failed,
    NodeState.CANCELLED: examples.cancelled,
}
REPLACEMENT = PanelReplacement(EXPERTS[0], examples.member("people/zhao"), "生病")
NODE_ACTS: dict[str, Callable[[Node], Any]] = {
    "wake": lambda node: node.wake(),
    "submit_materials": lambda node: examples.submit(node, SELF),
    "receive_materials": lambda node: examples.submit(node, SELF, AUDIT),
    "return_materials": lambda node: examples.give_back(node),
    "convene_panel": lambda node: node.convene_panel(examples.panel()),
    "object_to_panel_member": lambda node: with_panel(node).object_to_panel_member(EXPERTS[0], POSTER, "异议", at("2024-02-20")),
    "replace_panel_member": lambda node: with_panel(node).replace_panel_member(REPLACEMENT, at("2024-02-21")),
    "record_vote": lambda node: with_panel(node).record_vote(EXPERTS[0], Vote.PASS, "意见", at("2024-02-21")),
    "submit_milestone_report": lambda node: all_voted(node, Vote.PASS).conclusion(),
    "pass": lambda node: examples.report(all_voted(node, Vote.PASS)),
    "fail": lambda node: examples.report(all_voted(node, Vote.FAIL)),
    "choose_remedy": lambda node: node.choose_remedy(choice(BUREAU, RemedyChoice.CONTINUE)),
    "rectify": rectify,
    "change": lambda node: node.change("样件", date(2024, 2, 1), False),
    "change_lead": lambda node: node.change_lead("责任人更换"),
    "restore": lambda node: node.restore("样件设计", date(2024, 1, 12), False),
    "cancel": lambda node: node.cancel("项目终止", "1.10"),
}


def midterm(state: MidtermState) -> MidtermCheck:
    check = MidtermCheck(test_midterm.NAME, examples.PROJECT, date(2024, 7, 1), "n1")
    if state is not MidtermState.PLANNED:
        check.fall_due()
    if state in (MidtermState.JUDGED, MidtermState.REPORTED):
        test_midterm.judge(check, Judgement.CANNOT_FINISH)
    if state is MidtermState.REPORTED:
        test_midterm.send(check)
    if state is MidtermState.CANCELLED:
        check.cancel()
    return check


def rectify_midterm(check: MidtermCheck) -> Any:
    for owner in (BUREAU, POSTER):
        said = check.choose_remedy(choice(owner, RemedyChoice.RECTIFY, "2024-12-31", "2024-07-20"))
    return said


MIDTERM_ACTS: dict[str, Callable[[MidtermCheck], Any]] = {
    "plan": lambda check: check.plan(date(2024, 8, 1), "n1"),
    "fall_due": lambda check: check.fall_due(),
    "judge_midterm": lambda check: test_midterm.judge(check),
    "report_midterm": lambda check: test_midterm.send(check),
    "choose_remedy": lambda check: check.choose_remedy(choice(BUREAU, RemedyChoice.CONTINUE, when="2024-07-20")),
    "rectify": rectify_midterm,
    "cancel": lambda check: check.cancel(),
}


def schedule(state: ScheduleState) -> Schedule:
    if state is ScheduleState.ASLEEP:
        made = test_schedule.asleep()
        made.plan, made.effective_at = test_schedule.PLAN, at("2024-02-01")
        return made
    made = test_schedule.awake()
    match state:
        case ScheduleState.TERM_ENDED:
            made.end_term(at("2026-01-01"))
        case ScheduleState.TERMINATED:
            made.terminate(at("2024-05-01"))
        case ScheduleState.CLOSED:
            made.close(at("2026-05-01"))
    return made


SCHEDULE_ACTS: dict[str, Callable[[Schedule], Any]] = {
    "plan": lambda each: each.approve(test_schedule.PLAN),
    "take_effect": lambda each: each.take_effect(at("2024-02-01")),
    "wake": lambda each: each.wake(at("2024-02-01")),
    "follow": lambda each: each.follow(test_schedule.PLAN, "第2版", at("2026-01-02")),
    "prolong": lambda each: each.prolong(),
    "end_term": lambda each: each.end_term(at("2026-01-01")),
    "terminate": lambda each: each.terminate(at("2024-05-01")),
    "close": lambda each: each.close(at("2026-05-01")),
    "choose_remedy": lambda each: each.demand_not_ended(),
    "go_on": lambda each: each.demand_going_on(),
}

REPORTS: dict[ReportState, Callable[[], ProgressReport]] = {
    ReportState.AWAITED: reports.awaited,
    ReportState.SUBMITTED: reports.submitted,
    ReportState.MORE_ASKED: reports.more_asked,
    ReportState.TAKEN_IN: reports.taken_in,
    ReportState.CANCELLED: reports.cancelled,
}
REPORT_ACTS: dict[str, Callable[[ProgressReport], Any]] = {
    "submit": reports.submit,
    "correct": reports.correct,
    "take_in": reports.take_in,
    "ask_for_more": reports.ask,
    "cancel": lambda report: report.cancel("1.10"),
}
PLANS: dict[PlanState, Callable[[], IntegratedPlan]] = {
    PlanState.PROPOSED: plans.proposed,
    PlanState.AGREED: plans.agreed,
    PlanState.REFUSED: plans.refused,
}
PLAN_ACTS: dict[str, Callable[[IntegratedPlan], Any]] = {"submit": plans.submit, "agree": plans.agree, "refuse": plans.refuse}
DISPATCHES: dict[DispatchState, Callable[[], DispatchReport]] = {
    DispatchState.AWAITED: plans.awaited,
    DispatchState.SUBMITTED: plans.dispatched,
    DispatchState.CANCELLED: plans.cancelled,
}
DISPATCH_ACTS: dict[str, Callable[[DispatchReport], Any]] = {"submit": plans.dispatch, "cancel": lambda report: report.cancel("1.10")}

WALKS: list[tuple[str, StateTable[Any], Callable[[Any], Any], dict[str, Callable[[Any], Any]], type[StrEnum]]] = [
    ("schedule", SCHEDULE, schedule, SCHEDULE_ACTS, ScheduleState),
    ("node", NODE, lambda state: NODES[state](), NODE_ACTS, NodeState),
    ("midterm", MIDTERM, midterm, MIDTERM_ACTS, MidtermState),
    ("progress report", REPORT, lambda state: REPORTS[state](), REPORT_ACTS, ReportState),
    ("integrated plan", INTEGRATED_PLAN, lambda state: PLANS[state](), PLAN_ACTS, PlanState),
    ("dispatch report", DISPATCH, lambda state: DISPATCHES[state](), DISPATCH_ACTS, DispatchState),
]
CASES = [
    pytest.param(table, make, acts[act], act, state, id=f"{name}-{state}-{act}")
    for name, table, make, acts, states in WALKS
    for state in states
    for act in acts
]


@pytest.mark.parametrize(("table", "make", "perform", "act", "state"), CASES)
def test_an_aggregate_moves_as_its_table_says(
    table: StateTable[Any], make: Callable[[Any], Any], perform: Callable[[Any], Any], act: str, state: Any
) -> None:
    aggregate = make(state)
    assert aggregate.state is state
    if not table.admits(state, act):
        with pytest.raises(RuleViolated):
            perform(aggregate)
        assert aggregate.state is state
    else:
        perform(aggregate)
        assert aggregate.state is table.after(state, act)


@pytest.mark.parametrize(("name", "table", "make", "acts", "states"), WALKS, ids=[walk[0] for walk in WALKS])
def test_every_act_is_in_the_table(name: str, table: StateTable[Any], make: Any, acts: Any, states: Any) -> None:
    assert set(acts) == set(table.moves)
