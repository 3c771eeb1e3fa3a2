"""Calls on supervision as its callers make them."""

import base64
from typing import Any

from tests.harness.suite import Person, Suite
from tests.integration.supervision.played import BUREAU, LEAD, POSTER, PROJECT, UNIT

SERVICE = "sanzhi.supervision.v1.SupervisionService"
OFFICIAL = Person("people/official", ("science_bureau",), BUREAU, "science_bureau", "jinzhong")
COUNTY = Person("people/county", ("county",), "organizations/yuci-science", "county_department", "yuci")
OTHER_COUNTY = Person("people/other", ("county",), "organizations/taigu-science", "county_department", "taigu")
BOSS = Person("people/boss", (), POSTER, "enterprise", "yuci")
CLERK = Person("people/clerk", (), UNIT, "enterprise", "taigu")
MANAGER = Person(LEAD, (), "organizations/consulting", "agency", "yuci")
WATCHER = Person("people/watcher", ("science_bureau",), BUREAU, "science_bureau", "jinzhong")
EXPERT = Person("people/qin-hai", ("expert",), "organizations/university", "university", "outside")
DEPARTMENT = Person("people/audit-office", ("department",), "organizations/audit", "government_department", "jinzhong")
AUDITOR = Person("people/auditor", ("auditor",), "organizations/audit", "government_department", "jinzhong")
STRANGER = Person("people/stranger", (), "organizations/elsewhere", "enterprise", "taigu")
PROOF = b"%PDF-1.7 proof"


def upload(content: bytes = PROOF) -> list[dict[str, str]]:
    return [{"name": "证据.pdf", "media_type": "application/pdf", "content": base64.b64encode(content).decode()}]


async def call(suite: Suite, method: str, who: Person, **body: Any) -> dict[str, Any]:
    return await suite.call(f"{SERVICE}/{method}", body, who)


async def name_watcher(suite: Suite, person: str = "people/watcher", who: Person = OFFICIAL, kind: str = "DESIGNATED") -> dict[str, Any]:
    kind = f"COMMISSIONER_KIND_{kind}"
    return await call(suite, "NameCommissioner", who, name=f"{PROJECT}/commission", person=person, kind=kind)


async def analyse(suite: Suite, who: Person, planned: str, actual: str, spent_fen: int) -> dict[str, Any]:
    body = {"parent": PROJECT, "planned_progress": planned, "actual_progress": actual, "spent_fen": str(spent_fen)}
    return await call(suite, "AnalyseProgress", who, **body)


async def raise_against(suite: Suite, who: Person = OFFICIAL, **changed: Any) -> dict[str, Any]:
    body = {
        "subject": LEAD,
        "project": PROJECT,
        "item": "catalogueItems/misused-funds",
        "description": "将设备费用于与项目无关的支出",
        "evidence": upload(),
    }
    return await call(suite, "RaiseFinding", who, **(body | changed))


async def confirm_against(suite: Suite, **changed: Any) -> dict[str, Any]:
    finding = await raise_against(suite, **changed)
    await call(suite, "NotifyFinding", OFFICIAL, name=finding["name"])
    who = Person(finding["subject"]) if finding["subject"].startswith("people/") else CLERK
    await call(suite, "AnswerFinding", who, name=finding["name"], statement="该支出已经业主同意")
    return await call(suite, "ConfirmFinding", OFFICIAL, name=finding["name"], grounds="申辩理由不成立")
