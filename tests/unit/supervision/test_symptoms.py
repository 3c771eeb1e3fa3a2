from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Refusal
from services.supervision.domain.policy import Thresholds
from services.supervision.domain.progress import ProgressAnalysis
from services.supervision.domain.symptoms import Symptom, failed, found, of_progress, overdue, relieved
from services.supervision.domain.words import DeviationAspect, DeviationCause
from tests.unit.supervision.examples import NOW, PROJECT, WATCHER

LIMITS = Thresholds(progress_behind=Decimal(10), money_ahead=Decimal(15))
BUDGET = 1_000_000_00


def analysis(planned: str, actual: str, spent_fen: int = 0, budget: int = BUDGET, **changed: Any) -> ProgressAnalysis:
    made = ProgressAnalysis(
        name=f"{PROJECT}/progressAnalyses/0001",
        project=PROJECT,
        as_of=date(2026, 2, 28),
        planned_progress=Decimal(planned),
        actual_progress=Decimal(actual),
        spent_fen=spent_fen,
        budget_fen=budget,
        analysed_by=WATCHER,
        analysed_at=NOW,
        policy_version="2026.1",
    )
    return replace(made, **changed)


def shown(planned: str, actual: str, spent_fen: int = 0, budget: int = BUDGET) -> list[Symptom]:
    return of_progress(analysis(planned, actual, spent_fen, budget), LIMITS)


@pytest.mark.rule("7.2")
def test_an_analysis_says_what_was_compared() -> None:
    (fact,) = analysis("0", "100", 5).analyse()
    assert (fact.planned_progress, fact.actual_progress, fact.spent_fen) == (Decimal(0), Decimal(100), 5)
    assert analysis("50", "40", 1, 3).ahead == Decimal("-6.67")


@pytest.mark.rule("7.2")
@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (analysis("100.1", "40"), "PROGRESS_OUT_OF_RANGE"),
        (analysis("50", "-1"), "PROGRESS_OUT_OF_RANGE"),
        (analysis("NaN", "1"), "PROGRESS_OUT_OF_RANGE"),
        (analysis("50", "40", -1), "AMOUNT_NEGATIVE"),
        (analysis("50", "40", as_of=date(2026, 3, 3)), "DATE_IN_FUTURE"),
    ],
)
def test_figures_that_cannot_be(made: ProgressAnalysis, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        made.analyse()
    assert (refused.value.reason, refused.value.rule) == (reason, "7.2")


@pytest.mark.rule("7.2")
def test_a_missed_deadline_is_a_matter_of_schedule() -> None:
    found = overdue("fact", f"{PROJECT}/deadlines/n1-materials", "materials", date(2026, 2, 24), NOW)
    assert (found.key, found.aspect, found.cause) == ("n1-materials-overdue", DeviationAspect.SCHEDULE, DeviationCause.DEADLINE_OVERDUE)
    assert found.description == "应于2026-02-24前（含当日）提交里程碑材料，逾期未完成"


@pytest.mark.rule("7.2")
def test_a_deadline_of_a_kind_not_known_here_opens_a_deviation_too() -> None:
    assert "办理规定事项" in overdue("fact", f"{PROJECT}/deadlines/x", "something_new", date(2026, 2, 24), NOW).description


@pytest.mark.rule("7.2")
def test_a_failed_node_is_a_technical_matter() -> None:
    found = failed("fact", f"{PROJECT}/nodes/n2", NOW, (1, 2))
    assert (found.key, found.aspect) == ("n2-failed", DeviationAspect.TECHNICAL)
    assert "赞成1票，反对2票" in found.description


@pytest.mark.rule("7.2")
def test_progress_at_the_threshold_shows_a_deviation_and_below_it_none() -> None:
    (found,) = shown("50", "40")
    assert (found.cause, found.key) == (DeviationCause.PROGRESS_BEHIND, "progress-behind")
    assert "计划进度50%，实际40%，落后10个百分点" in found.description
    assert shown("50", "40.1") == []


@pytest.mark.rule("7.2")
def test_money_at_the_threshold_shows_a_deviation_and_below_it_none() -> None:
    (found,) = shown("40", "40", 550_000_00)
    assert (found.cause, found.aspect) == (DeviationCause.MONEY_AHEAD, DeviationAspect.FUNDS)
    assert "已支出总额的55%，实际进度40%，超前15个百分点" in found.description
    assert shown("40", "40", 549_999_99) == []


@pytest.mark.rule("7.2")
@pytest.mark.parametrize(
    ("planned", "actual", "words"),
    [("50", "40", "落后10个百分点"), ("50.009", "40.001", "落后10.008个百分点"), ("49.999999", "40", ""), ("50", "40.000001", "")],
)
def test_a_threshold_is_reached_exactly_or_not_at_all(planned: str, actual: str, words: str) -> None:
    descriptions = [each.description for each in shown(planned, actual)]
    assert [words in each for each in descriptions] == ([True] if words else [])


@pytest.mark.rule("7.2")
def test_one_report_may_show_both_and_a_project_without_a_budget_no_money() -> None:
    assert [each.cause for each in shown("80", "40", 900_000_00)] == [DeviationCause.PROGRESS_BEHIND, DeviationCause.MONEY_AHEAD]
    assert shown("40", "40", 900_000_00, budget=0) == []


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, BUDGET))
def test_what_is_ahead_of_plan_and_under_budget_shows_nothing(planned: int, ahead: int, spent: int) -> None:
    actual = Decimal(planned + ahead) / 10
    found = shown(str(Decimal(planned) / 10), str(actual), spent)
    assert bool(found) == (Decimal(spent * 100) / BUDGET - actual >= 15)


@pytest.mark.rule("5.1", "7.2")
def test_an_inspection_shows_each_issue_by_itself() -> None:
    symptom = found("fact-1", f"{PROJECT}/inspections/0002", 3, (DeviationAspect.TECHNICAL, "基础未验收即安装"), NOW)
    assert (symptom.key, symptom.cause, symptom.aspect) == ("inspection-0002-3", DeviationCause.INSPECTION, DeviationAspect.TECHNICAL)
    assert symptom.description == "检查发现：基础未验收即安装"


@pytest.mark.rule("5.1", "7.2")
def test_a_report_is_the_subject_of_what_its_figures_show() -> None:
    of_report = analysis("60", "50", report=f"{PROJECT}/progressReports/0001")
    (symptom,) = of_progress(of_report, LIMITS)
    assert symptom.subject == of_report.report
    (own,) = of_progress(analysis("60", "50"), LIMITS)
    assert own.subject == own.source


@pytest.mark.rule("7.2")
def test_later_figures_below_the_threshold_relieve_what_they_are_about() -> None:
    behind, ahead = DeviationCause.PROGRESS_BEHIND, DeviationCause.MONEY_AHEAD
    made = analysis("60", "55")
    assert relieved(behind, made, frozenset()) == "截至2026-02-28的数据不再达到界限"
    assert relieved(behind, made, frozenset({behind})) == ""
    assert relieved(ahead, made, frozenset({behind}))
    assert relieved(DeviationCause.NODE_FAILED, made, frozenset()) == ""
