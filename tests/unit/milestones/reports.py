"""A progress report, as the tests start from it."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.milestones.domain.progress_report import MoreAsked, ProgressReport, TakenIn
from services.milestones.domain.report_content import Money, NodeActual, ReportContent, Risk
from services.milestones.domain.rounds import Period
from services.milestones.domain.task_book import Plan, PlannedNode
from services.milestones.domain.words import RiskDegree
from tests.unit.milestones.examples import BUREAU, LEAD, PROJECT, at

# 25 % of the work to 11 April, 75 % from there to 28 October.
PLAN = Plan(
    1,
    date(2024, 1, 2),
    date(2024, 12, 31),
    (
        PlannedNode("n1", "样件设计", date(2024, 4, 11), weight=Decimal(25)),
        PlannedNode("n2", "小批量试制", date(2024, 10, 28), weight=Decimal(75)),
    ),
    300_000_00,
)
PERIOD = Period(1, date(2024, 4, 20), date(2024, 7, 20))
ON_TIME, LATER = "2024-07-25", "2024-08-20"


def nodes(n1: str = "100", n2: str = "40") -> tuple[NodeActual, ...]:
    return (NodeActual("n1", Decimal(n1)), NodeActual("n2", Decimal(n2), "试验台延期到货"))


def content(**changed: Any) -> ReportContent:
    said: dict[str, Any] = {
        "nodes": nodes(),
        "money": Money(200_000_00, 150_000_00),
        "summary": "完成样件试制",
        "risks": (Risk("交货期不确定", RiskDegree.HIGH, "验证国产替代"),),
    }
    return ReportContent(**(said | changed))


def awaited() -> ProgressReport:
    return ProgressReport.of(PROJECT, PERIOD)


def submit(report: ProgressReport, when: str = ON_TIME, late: bool = False, **changed: Any) -> Any:
    return report.submit(content(**changed), PLAN, LEAD, at(when), late)


def submitted() -> ProgressReport:
    report = awaited()
    submit(report)
    return report


def correct(report: ProgressReport, when: str = LATER, **changed: Any) -> Any:
    return report.correct(content(**({"reason": "误将预付款计入支出"} | changed)), PLAN, LEAD, at(when), False)


def ask(report: ProgressReport, when: str = "2024-07-26", what: str = "补充试验记录") -> Any:
    return report.ask_for_more(MoreAsked("people/official", BUREAU, what, at(when)), date(2024, 8, 2))


def take_in(report: ProgressReport, when: str = "2024-07-26") -> Any:
    return report.take_in(TakenIn("people/official", BUREAU, at(when)))


def more_asked() -> ProgressReport:
    report = submitted()
    ask(report)
    return report


def taken_in() -> ProgressReport:
    report = submitted()
    take_in(report)
    return report


def cancelled() -> ProgressReport:
    report = awaited()
    report.cancel("1.10")
    return report
