"""An integrated work plan and the reports against it, as the tests start from them."""

from datetime import date
from typing import Any

from services.milestones.domain.dispatch_report import DispatchContent, DispatchReport, KeyNodeProgress
from services.milestones.domain.integrated_plan import IntegratedPlan, KeyNode, LeadAnswer, PlanContent
from services.milestones.domain.rounds import Period
from services.milestones.domain.words import DispatchPeriod, KeyNodeStanding
from tests.unit.milestones.examples import CHIEF, LEAD, PROJECT, at
from tests.unit.milestones.reports import PLAN

DRAWING = KeyNode("k1", "图纸会签", date(2024, 3, 31), "n1")
BENCH = KeyNode("k2", "台架试验完成", date(2024, 9, 30), "n2")
PERIOD = Period(1, date(2024, 2, 2), date(2024, 3, 1))


def content(*key_nodes: KeyNode, **changed: Any) -> PlanContent:
    said: dict[str, Any] = {
        "dispatch_period": DispatchPeriod.MONTH,
        "key_nodes": key_nodes or (DRAWING, BENCH),
        "time_control": "滞后三日即调整",
        "coordination": "三组联合例会",
        "reason": "检测单位排期调整",
    }
    return PlanContent(**(said | changed))


def submit(plan: IntegratedPlan, *key_nodes: KeyNode, **changed: Any) -> Any:
    return plan.submit(content(*key_nodes, **changed), PLAN, CHIEF, at("2024-02-01"))


def agree(plan: IntegratedPlan) -> Any:
    return plan.agree(LeadAnswer(LEAD, at("2024-02-02")), PLAN)


def refuse(plan: IntegratedPlan, reason: str = "没有写明外协件的到货节点") -> Any:
    return plan.refuse(LeadAnswer(LEAD, at("2024-02-02"), agreed=False, reason=reason))


def proposed() -> IntegratedPlan:
    plan = IntegratedPlan(f"{PROJECT}/integratedPlan", PROJECT)
    submit(plan)
    return plan


def agreed() -> IntegratedPlan:
    plan = proposed()
    agree(plan)
    return plan


def refused() -> IntegratedPlan:
    plan = proposed()
    refuse(plan)
    return plan


def awaited() -> DispatchReport:
    return DispatchReport.of(PROJECT, PERIOD)


def dispatch(report: DispatchReport, *told: tuple[str, KeyNodeStanding], when: str = "2024-03-04") -> Any:
    stands = told or (("k1", KeyNodeStanding.DONE), ("k2", KeyNodeStanding.BEHIND))
    said = DispatchContent(tuple(KeyNodeProgress(key, standing) for key, standing in stands), "完成图纸会签")
    in_force = agreed().in_force
    assert in_force is not None
    return report.submit(said, in_force, CHIEF, at(when), False)


def dispatched() -> DispatchReport:
    report = awaited()
    dispatch(report)
    return report


def cancelled() -> DispatchReport:
    report = awaited()
    report.cancel("1.10")
    return report
