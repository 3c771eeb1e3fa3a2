"""Reports, plans and inspections at their edges, and how they are refused, to the last value (5.1, 5.2)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from chassis.errors import InvalidArgument, RuleViolated
from plan.money import MOST_FEN
from services.milestones.domain.integrated_plan import IntegratedPlan, LeadAnswer, contradictions
from services.milestones.domain.progress import curve, node_on, on, pieces_of, whole
from services.milestones.domain.report_content import Money, NodeActual
from services.milestones.domain.rounds import Interval, Period, Rounds, Unit
from services.milestones.domain.words import DeadlineKind, DispatchPeriod, KeyNodeStanding
from tests.unit.milestones import plans, reports
from tests.unit.milestones.examples import LEAD, PROJECT, at
from tests.unit.milestones.plans import BENCH, DRAWING, content
from tests.unit.milestones.reports import PLAN, nodes
from tests.unit.milestones.test_inspection import EFFECT, inspection
from tests.unit.milestones.test_rounds import rounds
from tests.unit.said import refused

DONE = KeyNodeStanding.DONE
WRONG_NODES = {"field": "nodes"}


@pytest.mark.rule("5.1")
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"nodes": (*nodes(), nodes()[0])}, (InvalidArgument, "LISTED_TWICE", "5.1", WRONG_NODES)),
        (
            {"nodes": (*nodes(), NodeActual("n9", Decimal(1)), NodeActual("n8", Decimal(1)))},
            (InvalidArgument, "NOT_IN_TASK_BOOK", "5.1", {"nodes": ["n8", "n9"]}),
        ),
        ({"nodes": nodes()[:1]}, (RuleViolated, "NODES_MISSING", "5.1", {})),
        ({"nodes": nodes(n1="-0.01")}, (InvalidArgument, "PROGRESS_OUT_OF_RANGE", "5.1", WRONG_NODES)),
        ({"nodes": nodes(n1="Infinity")}, (InvalidArgument, "PROGRESS_OUT_OF_RANGE", "5.1", WRONG_NODES)),
        ({"money": Money(0, 1)}, (RuleViolated, "SPENT_BEYOND_RECEIVED", "5.1", {})),
        ({"money": Money(0, -1)}, (InvalidArgument, "AMOUNT_NEGATIVE", "5.1", {"amount": -1})),
        ({"money": Money(0, 0, MOST_FEN + 1)}, (InvalidArgument, "AMOUNT_TOO_LARGE", "5.1", {"amount": MOST_FEN + 1})),
    ],
)
def test_what_is_wrong_with_a_report(changed: dict[str, Any], told: object) -> None:
    report = reports.awaited()
    assert refused(lambda: reports.submit(report, **changed)) == told
    assert report.editions == []


@pytest.mark.rule("5.1")
@pytest.mark.parametrize(("n1", "n2", "actual"), [("0", "0", "0.00"), ("100", "100", "100.00"), ("0.01", "99.99", "75.00")])
def test_the_bounds_of_progress_are_taken(n1: str, n2: str, actual: str) -> None:
    assert reports.submit(reports.awaited(), nodes=nodes(n1, n2))[0].actual_progress == Decimal(actual)


@pytest.mark.rule("5.1")
def test_how_acts_on_a_report_are_refused() -> None:
    early = refused(lambda: reports.submit(reports.awaited(), "2024-07-19"))
    assert early == (RuleViolated, "DEADLINE_RUNS", "5.1", {"last_day": date(2024, 7, 20)})
    unsaid = (InvalidArgument, "REASON_MISSING", "5.1")
    assert refused(lambda: reports.correct(reports.submitted(), reason=" ")) == (*unsaid, {"field": "reason"})
    assert refused(lambda: reports.ask(reports.submitted(), what=" ")) == (*unsaid, {"field": "what"})
    asked = reports.more_asked()
    reports.correct(asked)
    assert refused(lambda: reports.ask(asked)) == (RuleViolated, "MORE_ASKED_ALREADY", "5.1", {})


@pytest.mark.rule("4.7a")
def test_a_version_is_of_one_report_and_one_plan_alone() -> None:
    report, plan = reports.submitted(), plans.agreed()
    assert replace(report, name="x").etag != report.etag and replace(reports.awaited(), name="x").etag != reports.awaited().etag
    assert replace(plan, name="x").etag != plan.etag


@pytest.mark.rule("5.1")
def test_what_the_lead_has_still_to_deliver() -> None:
    starts: list[Callable[[], Any]] = [reports.awaited, reports.submitted, reports.more_asked, reports.taken_in, reports.cancelled]
    kinds = [start().awaited_kind for start in starts]
    assert kinds == [DeadlineKind.PROGRESS_REPORT, None, DeadlineKind.SUPPLEMENT, None, None]
    report = reports.awaited()
    assert report.deadline(DeadlineKind.PROGRESS_REPORT) == ""
    report.name_deadline(DeadlineKind.PROGRESS_REPORT)
    assert report.deadline(DeadlineKind.SUPPLEMENT) == ""
    assert (report.name, report.deadlines) == (f"{PROJECT}/progressReports/0001", [f"{PROJECT}/deadlines/progress-report-0001"])


@pytest.mark.rule("5.1")
def test_a_node_without_weight_weighs_one_beside_those_that_have_some() -> None:
    first, second = PLAN.nodes
    mixed = replace(PLAN, nodes=(replace(first, weight=Decimal(3)), replace(second, weight=None)))
    assert [each.share for each in on(mixed, date(2024, 1, 2))] == [Decimal("75.00"), Decimal("25.00")]
    assert whole(mixed, {"n1": Fraction(100), "n2": Fraction(0)}) == Decimal("75.00")


@pytest.mark.rule("5.1")
def test_pieces_come_by_their_day_and_then_by_their_id() -> None:
    first, second = PLAN.nodes
    same = replace(PLAN, nodes=(replace(second, due_date=first.due_date), first))
    assert [each.id for each in pieces_of(same)] == ["n1", "n2"]
    assert [each.id for each in pieces_of(replace(PLAN, nodes=(second, first)))] == ["n1", "n2"]
    (piece,) = pieces_of(replace(PLAN, nodes=()))
    assert (piece.id, piece.due_date) == ("whole", PLAN.term_end)
    assert [each.day for each in curve(replace(PLAN, nodes=()))] == [PLAN.term_start, PLAN.term_end]


@pytest.mark.rule("5.1")
def test_a_node_begins_on_the_due_date_before_its_own() -> None:
    """n1 is due on 11 April; n2 has 200 days from there."""
    _, second = PLAN.nodes
    days = [date(2024, 4, 10), date(2024, 4, 11), date(2024, 4, 12), date(2024, 10, 27), date(2024, 10, 28)]
    assert [node_on(PLAN, second, day) for day in days] == [0, 0, Fraction(1, 2), Fraction(199, 2), 100]


@pytest.mark.rule("5.2")
@pytest.mark.parametrize(
    ("key_nodes", "told"),
    [
        ((), (InvalidArgument, "KEY_NODES_NEEDED", "5.2", {"field": "key_nodes"})),
        ((DRAWING, replace(BENCH, id="k1")), (InvalidArgument, "LISTED_TWICE", "5.2", {"field": "key_nodes"})),
        ((replace(DRAWING, node="n9"),), (RuleViolated, "PLAN_CONTRADICTS_TASK_BOOK", "5.2", {"task_book_version": 1})),
    ],
)
def test_what_is_wrong_with_a_plan(key_nodes: tuple[Any, ...], told: object) -> None:
    plan = IntegratedPlan(f"{PROJECT}/integratedPlan", PROJECT)
    assert refused(lambda: plans.submit(plan, key_nodes=key_nodes)) == told
    assert plan.editions == []


@pytest.mark.rule("5.2")
def test_every_contradiction_is_named() -> None:
    wrong = (
        replace(DRAWING, due_date=date(2024, 1, 1)),
        replace(BENCH, node="n9"),
        replace(BENCH, due_date=date(2024, 10, 29)),
        replace(BENCH, due_date=date(2024, 10, 28)),
        replace(BENCH, node="", due_date=date(2024, 12, 31)),
    )
    assert contradictions(content(*wrong), PLAN) == [
        "“图纸会签”的日期2024-01-01不在实施期2024-01-02至2024-12-31内",
        "“台架试验完成”所对应的节点“n9”不在任务书中",
        "“台架试验完成”的日期2024-10-29晚于任务书节点“小批量试制”的到期日2024-10-28",
    ]


@pytest.mark.rule("5.2")
def test_how_acts_on_a_plan_are_refused() -> None:
    unsaid = (InvalidArgument, "REASON_MISSING", "5.2", {"field": "reason"})
    assert refused(lambda: plans.submit(plans.agreed(), reason=" ")) == unsaid
    assert refused(lambda: plans.refuse(plans.proposed(), " ")) == unsaid
    plan = plans.agreed()
    assert refused(lambda: plan.admit("agree", at("2024-02-03")))[:3] == (RuleViolated, "PLAN_ANSWERED", "5.2")
    assert plan.edition.answer == LeadAnswer(LEAD, at("2024-02-02"))


@pytest.mark.rule("5.2")
@pytest.mark.parametrize(
    ("period", "interval"),
    [
        (DispatchPeriod.WEEK, Interval(1, Unit.WEEK)),
        (DispatchPeriod.MONTH, Interval(1)),
        (DispatchPeriod.QUARTER, Interval(3)),
    ],
)
def test_how_often_the_chief_reports(period: DispatchPeriod, interval: Interval) -> None:
    plan = IntegratedPlan(f"{PROJECT}/integratedPlan", PROJECT)
    plans.submit(plan, dispatch_period=period)
    assert (plan.interval, plan.in_force) == (None, None)
    plans.agree(plan)
    assert plan.interval == interval


@pytest.mark.rule("1.8")
@pytest.mark.rule("5.2")
def test_a_plan_that_fits_again_is_overtaken_no_more_and_may_be_once_more() -> None:
    plan, (first, second) = plans.agreed(), PLAN.nodes
    shorter = replace(PLAN, version=2, nodes=(first, replace(second, due_date=date(2024, 9, 29))))
    assert len(plan.follow(shorter)) == 1 and plan.overtaken
    assert plan.follow(replace(PLAN, version=3)) == [] and plan.overtaken == []
    assert len(plan.follow(replace(shorter, version=4))) == 1


@pytest.mark.rule("5.2")
@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ((("k1", DONE), ("k1", DONE)), (InvalidArgument, "LISTED_TWICE", "5.2", {"field": "key_nodes"})),
        ((("k1", DONE), ("k2", DONE), ("k3", DONE)), (RuleViolated, "KEY_NODE_NOT_IN_PLAN", "5.2", {})),
        ((("k2", DONE),), (RuleViolated, "KEY_NODES_UNTOLD", "5.2", {})),
    ],
)
def test_what_is_wrong_with_a_report_against_the_plan(told: Any, wanted: object) -> None:
    report = plans.awaited()
    assert refused(lambda: plans.dispatch(report, *told)) == wanted
    assert report.report is None


@pytest.mark.rule("5.2")
def test_a_report_against_the_plan_is_handed_in_from_the_last_day_on_and_has_its_deadlines() -> None:
    early = refused(lambda: plans.dispatch(plans.awaited(), when="2024-02-29"))
    assert early == (RuleViolated, "DEADLINE_RUNS", "5.2", {"last_day": date(2024, 3, 1)})
    assert plans.dispatch(plans.awaited(), when="2024-03-01")
    report, kind = plans.awaited(), DeadlineKind.DISPATCH_REPORT
    assert (report.deadline(kind), report.awaited_kind, plans.dispatched().awaited_kind) == ("", kind, None)
    names = [report.name_deadline(kind).rpartition("/")[2] for _ in range(3)]
    assert names == ["dispatch-report-0001", "dispatch-report-0001-2", "dispatch-report-0001-3"]
    assert report.deadline(kind).endswith("-3") and report.deadline(DeadlineKind.SUPPLEMENT) == ""


@pytest.mark.rule("5.1")
def test_how_an_inspection_is_refused() -> None:
    told = refused(lambda: inspection("2024-01-31").record(EFFECT))
    assert told == (RuleViolated, "INSPECTION_DATE_IMPOSSIBLE", "5.1", {})
    twice = inspection(inspectors=("people/a", "people/b", "people/a"))
    assert refused(lambda: twice.record(EFFECT)) == (InvalidArgument, "LISTED_TWICE", "5.1", {"field": "inspectors"})
    assert inspection(inspectors=()).record(EFFECT)
    midnight = inspection("2024-05-13", recorded_at=datetime(2024, 5, 12, 16, tzinfo=UTC))
    assert midnight.record(EFFECT), "it is the thirteenth in China"


@pytest.mark.rule("5.1")
def test_a_period_is_over_at_the_end_of_its_last_day_in_china() -> None:
    made = rounds()
    assert made.due_at is None
    made.next_period(date(2027, 6, 30))
    assert made.due_at == datetime(2026, 2, 28, 16, tzinfo=UTC)


@pytest.mark.rule("5.1")
def test_weeks_are_counted_in_weeks() -> None:
    made = rounds(2, "2026-01-31", Unit.WEEK)
    assert [made.next_period(date(2027, 1, 1)) for _ in range(2)] == [
        Period(1, date(2026, 2, 1), date(2026, 2, 14)),
        Period(2, date(2026, 2, 15), date(2026, 2, 28)),
    ]


@pytest.mark.rule("5.1")
def test_a_term_that_ends_on_the_anchor_has_no_period_and_one_a_day_later_has() -> None:
    assert rounds().next_period(date(2026, 1, 31)) is None
    assert rounds().next_period(date(2026, 2, 1)) == Period(1, date(2026, 2, 1), date(2026, 2, 1))


@pytest.mark.rule("5.1")
def test_what_is_awaited_is_known_once_until_it_is_in_or_all_is_over() -> None:
    made = rounds()
    for report in ("a", "b", "a", "c"):
        made.await_report(report)
    made.note_delivered("b")
    assert made.awaited == ["a", "c"]
    made.end()
    assert (made.awaited, made.interval, made.next_period(date(2027, 1, 1))) == ([], None, None)


@pytest.mark.rule("5.1")
def test_an_interval_agreed_before_effect_counts_from_it() -> None:
    made = Rounds(f"{PROJECT}/rounds/reports", PROJECT)
    made.agree(Interval(1))
    made.agree(Interval(3))
    made.begin(date(2026, 1, 15))
    assert made.next_period(date(2027, 1, 1)) == Period(1, date(2026, 1, 16), date(2026, 4, 15))
    assert (made.counted, made.anchor) == (1, date(2026, 1, 15))
    made.agree(Interval(1, Unit.WEEK))
    assert (made.counted, made.anchor) == (0, date(2026, 4, 15))


@pytest.mark.rule("5.1", "5.2", "1.10", "6.4")
@pytest.mark.parametrize("rule", ["1.10", "6.4"])
def test_what_nobody_reports_any_more_is_refused_by_the_rule_of_the_projects_end(rule: str) -> None:
    report, dispatch = reports.awaited(), plans.awaited()
    report.cancel(rule)
    dispatch.cancel(rule)
    for act in (lambda: reports.submit(report), lambda: plans.dispatch(dispatch)):
        with pytest.raises(RuleViolated) as refused:
            act()
        assert (refused.value.reason, refused.value.rule) == ("PROJECT_ENDED", rule)
