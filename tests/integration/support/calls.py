"""Calls on support as its callers make them."""

import base64
from typing import Any

from tests.harness.suite import Person, Suite
from tests.integration.support.played import BUREAU, FACTORY, LAB, PROJECT, RIVAL, UNIT

SERVICE = "sanzhi.support.v1.SupportService"
OFFICIAL = Person("people/official", ("science_bureau",), BUREAU, "science_bureau", "jinzhong")
COUNTY = Person("people/county", ("county",), "organizations/taigu-science", "county_department", "taigu")
CLERK = Person("people/clerk", (), UNIT, "enterprise", "yuci")
BOSS = Person("people/boss", (), FACTORY, "enterprise", "yuci")
COMPETITOR = Person("people/competitor", (), RIVAL, "enterprise", "yuci")
KEEPER = Person("people/keeper", (), LAB, "enterprise", "yuci")
CASHIER = Person("people/cashier", ("finance_bureau",), "organizations/finance", "finance_bureau", "jinzhong")
CERTIFICATE = "首台（套）认定文件"
FACILITY = {
    "facility_id": "line",
    "title": "轻合金中试线",
    "kind": "FACILITY_KIND_PILOT_TEST",
    "organization": LAB,
    "area": "晋中市榆次区",
    "capacity": 1,
    "description": "低压铸造机两台",
}


async def call(suite: Suite, method: str, who: Person, **body: Any) -> dict[str, Any]:
    return await suite.call(f"{SERVICE}/{method}", body, who)


def document() -> dict[str, Any]:
    content = base64.b64encode(b"%PDF-1.7 proof").decode()
    return {"kind": CERTIFICATE, "file": {"name": "认定.pdf", "media_type": "application/pdf", "content": content}}


async def policy(suite: Suite, who: Person = OFFICIAL, **changed: Any) -> str:
    said: dict[str, Any] = {
        "policy_id": "equipment",
        "title": "首台（套）装备奖励",
        "issuer": "晋中市科学技术局",
        "number": "市科发〔2026〕12号",
        "level": "LEVEL_CITY",
        "valid_from": "2026-01-01",
        "valid_until": "2026-12-31",
        "conditions": [
            {"kind": "CONDITION_KIND_ORGANIZATION_KIND", "any_of": ["enterprise"], "text": "承担单位为企业"},
            {"kind": "CONDITION_KIND_PROJECT_FIELD", "any_of": ["materials"], "text": "属于新材料领域"},
        ],
        "documents": [CERTIFICATE],
        "amount_fen": "50000000",
        "summary": "对认定的首台（套）装备给予一次性奖励",
    }
    return str((await call(suite, "PublishPolicy", who, **(said | changed)))["name"])


async def claim(suite: Suite, name: str) -> dict[str, Any]:
    return await call(suite, "SubmitClaim", CLERK, parent=PROJECT, policy=name, documents=[document()], amount_fen="40000000")


async def book(suite: Suite, first_day: str, last_day: str, project: str = PROJECT) -> dict[str, Any]:
    return await call(suite, "BookFacility", CLERK, name="facilities/line", project=project, first_day=first_day, last_day=last_day)
