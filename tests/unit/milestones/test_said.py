"""Each act on reports, plans and inspections says all that others go by, and alters nothing else (5.1, 5.2)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.milestones.domain.inspection import Issue
from services.milestones.domain.integrated_plan import LeadAnswer
from services.milestones.domain.progress_report import MoreAsked, TakenIn
from services.milestones.domain.states import DISPATCH, INTEGRATED_PLAN, REPORT
from services.milestones.domain.words import DispatchPeriod, DispatchState, IssueAspect, KeyNodeStanding, PlanState, ReportState
from tests.unit.milestones import plans, reports
from tests.unit.milestones.examples import BUREAU, CHIEF, LEAD, PROJECT, at
from tests.unit.milestones.plans import BENCH, DRAWING
from tests.unit.milestones.test_inspection import EFFECT, inspection
from tests.unit.said import done, said

REPORTED: dict[str, Any] = {"name": f"{PROJECT}/progressReports/0001", "project": PROJECT, "number": 1, "rule": "5.1"}
PLANNED: dict[str, Any] = {"name": f"{PROJECT}/integratedPlan", "project": PROJECT, "edition": 1, "rule": "5.2"}


@pytest.mark.rule("5.1")
def test_a_progress_report() -> None:
    made = reports.awaited()
    told, changed = done(made, lambda: reports.submit(made, late=True, route_changes=" ", investment_changes="增资"))
    nodes = [("n1", Decimal("100.00"), Decimal(100)), ("n2", Decimal("50.00"), Decimal(40))]
    wanted: dict[str, Any] = {
        "edition": 1,
        "first_day": date(2024, 4, 20),
        "as_of": date(2024, 7, 20),
        "lead": LEAD,
        "reported_at": at(reports.ON_TIME),
        "late": True,
        "planned_progress": Decimal("62.50"),
        "actual_progress": Decimal("55.00"),
        "nodes": tuple({"node": node, "planned": planned, "actual": actual} for node, planned, actual in nodes),
        "received_fen": 200_000_00,
        "spent_fen": 150_000_00,
        "owed_fen": 0,
        "budget_fen": 300_000_00,
        "route_changed": False,
        "investment_changed": True,
        "risks": 1,
        "high_risks": 1,
        "reason": "",
    }
    assert told == [("progress.reported.v1", False, REPORTED | wanted)]
    assert set(changed) == {"state", "editions"} and made.state is ReportState.SUBMITTED
    (edition,) = made.editions
    assert (edition.number, edition.task_book_version, edition.submitted_by, edition.late) == (1, 1, LEAD, True)
    assert edition.content == reports.content(route_changes=" ", investment_changes="增资")
    more = MoreAsked("people/official", BUREAU, "补充", at("2024-07-26"))
    told, changed = done(made, lambda: made.ask_for_more(more, date(2024, 8, 2)))
    asked = {"organization": BUREAU, "what": "补充", "complete_by": date(2024, 8, 2)}
    assert told == [("progress_report.more_asked.v1", False, REPORTED | asked)]
    assert changed == {"state": ReportState.MORE_ASKED, "more": more}
    (fact,) = reports.correct(made)
    assert (fact.edition, fact.reason, fact.late, fact.reported_at) == (2, "误将预付款计入支出", False, at(reports.LATER))
    receipt = TakenIn("people/official", BUREAU, at(reports.LATER))
    told, changed = done(made, lambda: made.take_in(receipt))
    taken = {"edition": 2, "organization": BUREAU, "taken_in_at": at(reports.LATER)}
    assert told == [("progress_report.taken_in.v1", False, REPORTED | taken)]
    assert changed == {"state": ReportState.TAKEN_IN, "receipts": [receipt]}


@pytest.mark.rule("5.2")
def test_a_plan() -> None:
    made = plans.proposed()
    (edition,) = made.editions
    assert (edition.number, edition.task_book_version, edition.submitted_by, edition.submitted_at) == (1, 1, CHIEF, at("2024-02-01"))
    answer = LeadAnswer(LEAD, at("2024-02-02"))
    told, changed = done(made, lambda: made.agree(answer, reports.PLAN))
    nodes = tuple({"id": each.id, "title": each.title, "due_date": each.due_date, "node": each.node} for each in (DRAWING, BENCH))
    agreed = {"chief": CHIEF, "agreed_by": LEAD, "dispatch_period": DispatchPeriod.MONTH, "key_nodes": nodes}
    assert told == [("integrated_plan.agreed.v1", False, PLANNED | agreed)]
    assert set(changed) == {"state", "editions"} and (made.state, made.edition.answer) == (PlanState.AGREED, answer)
    told, changed = done(made, lambda: plans.submit(made, DRAWING))
    assert told == [("integrated_plan.submitted.v1", False, PLANNED | {"edition": 2, "submitted_by": CHIEF, "reason": "检测单位排期调整"})]
    assert set(changed) == {"state", "editions"} and made.state is PlanState.PROPOSED
    told, changed = done(made, lambda: plans.refuse(made))
    refused = {"edition": 2, "refused_by": LEAD, "reason": "没有写明外协件的到货节点"}
    assert told == [("integrated_plan.refused.v1", False, PLANNED | refused)]
    assert set(changed) == {"state", "editions"} and made.state is PlanState.REFUSED
    assert made.edition.answer is not None and not made.edition.answer.agreed


@pytest.mark.rule("5.2")
def test_a_report_against_the_plan() -> None:
    made = plans.awaited()
    stands = (("k1", KeyNodeStanding.DONE), ("k2", KeyNodeStanding.BEHIND))
    told, changed = done(made, lambda: plans.dispatch(made, *stands))
    wanted: dict[str, Any] = {
        "name": f"{PROJECT}/dispatchReports/0001",
        "project": PROJECT,
        "number": 1,
        "first_day": date(2024, 2, 2),
        "as_of": date(2024, 3, 1),
        "chief": CHIEF,
        "reported_at": at("2024-03-04"),
        "late": False,
        "plan_edition": 1,
        "key_nodes": 2,
        "done": 1,
        "behind": 1,
        "rule": "5.2",
    }
    assert told == [("dispatch.reported.v1", False, wanted)]
    assert set(changed) == {"state", "report"} and made.state is DispatchState.SUBMITTED
    assert made.report is not None
    assert (made.report.plan_edition, made.report.submitted_by, made.report.submitted_at) == (1, CHIEF, at("2024-03-04"))


@pytest.mark.rule("5.1")
def test_an_inspection() -> None:
    made = inspection("2024-05-10", Issue(IssueAspect.TECHNICAL, "基础未验收即安装", True), Issue(IssueAspect.FUNDS, "发票未归档"))
    common: dict[str, Any] = {
        "name": f"{PROJECT}/inspections/0001",
        "project": PROJECT,
        "inspected_on": date(2024, 5, 10),
        "rule": "5.1",
    }
    issues = (
        {"aspect": IssueAspect.TECHNICAL, "description": "基础未验收即安装", "deviates": True},
        {"aspect": IssueAspect.FUNDS, "description": "发票未归档", "deviates": False},
    )
    assert said(made.record(EFFECT)) == [
        ("inspection.recorded.v1", False, common | {"regular": True, "recorded_by": LEAD, "issues": 2, "deviations": 1}),
        ("inspection.found.v1", True, common | {"found_at": at("2024-05-12"), "issues": issues}),
    ]


@pytest.mark.parametrize(
    ("table", "state", "act", "reason", "rule"),
    [
        (REPORT, ReportState.AWAITED, "correct", "REPORT_AWAITED", "5.1"),
        (REPORT, ReportState.SUBMITTED, "submit", "REPORT_SUBMITTED", "5.1"),
        (REPORT, ReportState.MORE_ASKED, "take_in", "MORE_AWAITED", "5.1"),
        (REPORT, ReportState.TAKEN_IN, "ask_for_more", "REPORT_TAKEN_IN", "5.1"),
        (REPORT, ReportState.CANCELLED, "submit", "PROJECT_ENDED", "1.10"),
        (INTEGRATED_PLAN, PlanState.AGREED, "agree", "PLAN_ANSWERED", "5.2"),
        (INTEGRATED_PLAN, PlanState.REFUSED, "refuse", "PLAN_ANSWERED", "5.2"),
        (DISPATCH, DispatchState.SUBMITTED, "submit", "REPORT_SUBMITTED", "5.2"),
        (DISPATCH, DispatchState.CANCELLED, "submit", "PROJECT_ENDED", "1.10"),
    ],
)
def test_why_an_act_is_refused(table: Any, state: Any, act: str, reason: str, rule: str) -> None:
    refused = table.refusal(state, act)
    assert (refused.reason, refused.rule) == (reason, rule)
