"""A progress report: in time or late, in versions, taken in, or more asked for once (5.1)."""

from decimal import Decimal
from typing import Any

import pytest

from chassis.errors import InvalidArgument, Refusal, RuleViolated
from services.milestones.domain.report_content import Money, NodeActual
from services.milestones.domain.words import DeadlineKind, ReportState
from tests.unit.milestones.examples import LEAD, at
from tests.unit.milestones.reports import (
    ask,
    awaited,
    content,
    correct,
    more_asked,
    nodes,
    submit,
    submitted,
    take_in,
    taken_in,
)


@pytest.mark.rule("5.1")
def test_a_report_says_plan_and_actual_by_node_and_for_the_whole() -> None:
    report = awaited()
    (told,) = submit(report, late=True)
    assert report.edition is not None
    # n2 is planned half way on 20 July: 25 + 75 × 50 %; actual 25 + 75 × 40 %.
    assert (report.edition.planned, report.edition.actual) == (Decimal("62.50"), Decimal("55.00"))
    assert [(each.node, each.planned, each.actual) for each in report.edition.nodes] == [("n1", 100, 100), ("n2", 50, 40)]
    assert (told.planned_progress, told.actual_progress, told.late, told.edition) == (Decimal("62.50"), Decimal("55.00"), True, 1)
    assert (told.received_fen, told.spent_fen, told.budget_fen, told.lead) == (200_000_00, 150_000_00, 300_000_00, LEAD)
    assert (told.risks, told.high_risks, told.route_changed) == (1, 1, False)


@pytest.mark.rule("5.1")
def test_it_is_handed_in_from_the_last_day_of_its_period_on() -> None:
    for when, hour in (("2024-07-20", 0), ("2024-07-20", 23)):
        assert awaited().submit(content(), *_by(when, hour))
    with pytest.raises(RuleViolated, match="DEADLINE_RUNS") as early:
        awaited().submit(content(), *_by("2024-07-19", 23))
    assert "2024-07-20" in early.value.message


def _by(when: str, hour: int) -> Any:
    from tests.unit.milestones.reports import PLAN

    return PLAN, LEAD, at(when, hour), False


@pytest.mark.rule("5.1")
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"nodes": nodes()[:1]}, "NODES_MISSING"),
        ({"nodes": ()}, "NODES_MISSING"),
        ({"nodes": (*nodes(), nodes()[0])}, "LISTED_TWICE"),
        ({"nodes": (*nodes(), NodeActual("n9", Decimal(1)))}, "NOT_IN_TASK_BOOK"),
        ({"nodes": nodes(n2="100.01")}, "PROGRESS_OUT_OF_RANGE"),
        ({"nodes": nodes(n2="-1")}, "PROGRESS_OUT_OF_RANGE"),
        ({"nodes": nodes(n2="NaN")}, "PROGRESS_OUT_OF_RANGE"),
        ({"money": Money(100, 101)}, "SPENT_BEYOND_RECEIVED"),
        ({"money": Money(100, 111, 10)}, "SPENT_BEYOND_RECEIVED"),
        ({"money": Money(100, 101, 0, " ")}, "SPENT_BEYOND_RECEIVED"),
        ({"money": Money(-1, 0)}, "AMOUNT_NEGATIVE"),
        ({"money": Money(0, -1)}, "AMOUNT_NEGATIVE"),
        ({"money": Money(0, 0, -1)}, "AMOUNT_NEGATIVE"),
    ],
)
def test_what_does_not_add_up_is_not_taken(changed: dict[str, Any], reason: str) -> None:
    for report, hand_in in ((awaited(), submit), (submitted(), correct)):
        before = len(report.editions)
        with pytest.raises(Refusal, match=reason) as refused:
            hand_in(report, **changed)
        assert (refused.value.rule, len(report.editions)) == ("5.1", before)


@pytest.mark.rule("5.1")
@pytest.mark.parametrize("money", [Money(0, 0), Money(100, 100), Money(100, 110, 10), Money(100, 101, 0, "垫付设备款")])
def test_money_spent_is_covered_or_explained(money: Money) -> None:
    assert submit(awaited(), money=money)


@pytest.mark.rule("5.1")
@pytest.mark.parametrize("start", [submitted, more_asked, taken_in])
def test_a_new_version_corrects_the_earlier_one_which_stays(start: Any) -> None:
    report = start()
    before = report.editions[0]
    (told,) = correct(report, nodes=nodes(n2="30"))
    assert (report.state, report.taken_in, len(report.editions)) == (ReportState.SUBMITTED, None, 2)
    assert report.editions[0] == before
    assert (told.edition, told.actual_progress, told.reason) == (2, Decimal("47.50"), "误将预付款计入支出")
    take_in(report, "2024-08-21")
    assert report.taken_in is not None


@pytest.mark.rule("5.1")
def test_a_correction_says_why_and_there_is_something_to_correct() -> None:
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        correct(submitted(), reason=" ")
    with pytest.raises(RuleViolated, match="REPORT_AWAITED"):
        correct(awaited())
    with pytest.raises(RuleViolated, match="REPORT_SUBMITTED"):
        submit(submitted())


@pytest.mark.rule("5.1")
def test_the_owner_asks_for_more_once() -> None:
    report = submitted()
    (told,) = ask(report)
    assert (report.state, told.what) == (ReportState.MORE_ASKED, "补充试验记录")
    with pytest.raises(RuleViolated, match="MORE_AWAITED"):
        take_in(report)
    correct(report)
    with pytest.raises(RuleViolated, match="MORE_ASKED_ALREADY"):
        ask(report, "2024-08-21")
    take_in(report, "2024-08-21")
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        ask(submitted(), what="")


@pytest.mark.rule("4.7a")
def test_its_version_is_what_it_says_and_not_what_owners_say_to_it() -> None:
    report = awaited()
    empty = report.etag
    submit(report)
    first = report.etag
    ask(report)
    assert report.etag == first != empty
    correct(report)
    assert report.etag != first


@pytest.mark.rule("1.9")
def test_its_deadlines_are_told_apart() -> None:
    report = awaited()
    names = [report.name_deadline(kind).rpartition("/")[2] for kind in (DeadlineKind.PROGRESS_REPORT, DeadlineKind.SUPPLEMENT) * 2]
    assert names == [f"progress-report-0001{end}" for end in ("", "-supplement", "-2", "-supplement-2")]
    assert report.deadline(DeadlineKind.PROGRESS_REPORT).endswith("/progress-report-0001-2")
