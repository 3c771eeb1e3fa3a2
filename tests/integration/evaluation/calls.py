"""Calls on evaluation as its callers make them."""

import base64
from typing import Any

from tests.harness.suite import Person, Suite
from tests.integration.evaluation.played import BUREAU, PROJECT, UNIT

SERVICE = "sanzhi.evaluation.v1.EvaluationService"
NAME = f"{PROJECT}/evaluation"
OFFICIAL = Person("people/official", ("science_bureau",), BUREAU, "science_bureau", "jinzhong")
CLERK = Person("people/clerk", (), UNIT, "enterprise", "taigu")
FINANCE = Person("people/finance", ("finance_bureau",), "organizations/finance", "finance_bureau", "jinzhong")
EXPERTS = [Person(f"people/{name}", ("expert",), "organizations/taiyuan-university") for name in ("zhang", "li", "wang")]
PANEL = [{"person": each.name, "expertise": "EXPERTISE_TECHNICAL"} for each in EXPERTS[:2]]
PANEL.append({"person": "people/wang", "expertise": "EXPERTISE_FINANCIAL"})
REPORT = b"%PDF-1.7 self-evaluation"


async def call(suite: Suite, method: str, who: Person, **body: Any) -> dict[str, Any]:
    return await suite.call(f"{SERVICE}/{method}", {"name": NAME} | body, who)


async def submit(suite: Suite, who: Person = CLERK, **changed: Any) -> dict[str, Any]:
    items = [
        {"target": "pressure", "achieved_value": "36.5", "evidence": "检测报告 JC-2025-118"},
        {"target": "scrap", "achieved_value": "3.9", "evidence": "2025年生产台账"},
    ]
    report = {"name": "自评价报告.pdf", "media_type": "application/pdf", "content": base64.b64encode(REPORT).decode()}
    body = {"items": items, "report": report, "received_fen": "500000000", "spent_fen": "480000000"}
    return await call(suite, "SubmitSelfEvaluation", who, **(body | changed))


async def convene(suite: Suite, panel: list[dict[str, str]] | None = None) -> dict[str, Any]:
    return await call(suite, "ConveneEvaluationPanel", OFFICIAL, panel=panel or PANEL)


async def assess(suite: Suite, who: Person, pressure: str = "36", scrap: str = "4.4") -> dict[str, Any]:
    items = [
        {"target": "pressure", "verified_value": pressure, "opinion": "与检测报告一致"},
        {"target": "scrap", "verified_value": scrap, "opinion": "按台账核算"},
    ]
    finding = {"received_fen": "500000000", "spent_fen": "478000000", "finding": "FUNDS_FINDING_COMPLIANT", "opinion": "凭证齐全"}
    return await call(suite, "AssessItems", who, items=items, funds=finding)
