"""Calls on sharing as its callers make them."""

import base64
from typing import Any

from tests.harness.suite import Person, Suite
from tests.integration.sharing.played import BUREAU, FACTORY, LEAD, PROJECT, RIVAL, UNIT, UNIVERSITY

SERVICE = "sanzhi.sharing.v1.SharingService"
OFFICIAL = Person("people/official", ("science_bureau",), BUREAU, "science_bureau", "jinzhong")
CLERK = Person("people/clerk", (), UNIT, "enterprise", "taigu")
MANAGER = Person(LEAD, (), "organizations/consulting", "agency", "yuci")
TEACHER = Person("people/teacher", (), UNIVERSITY, "university", "jinzhong")
BUYER = Person("people/buyer", (), FACTORY, "enterprise", "yuci")
COMPETITOR = Person("people/competitor", (), RIVAL, "enterprise", "yuci")
PAPER = b"%PDF-1.7 paper"
SAID: dict[str, Any] = {
    "parent": PROJECT,
    "kind": "RESULT_KIND_PATENT",
    "title": "球墨铸铁管的低温浇铸方法",
    "summary": "浇铸温度降低四十摄氏度，废品率降至百分之二",
    "authors": ["李静", "王强"],
    "readiness": 7,
    "target": "t1",
    "identifier": "ZL200310102344.5",
    "files": [{"name": "证书.pdf", "media_type": "application/pdf", "content": base64.b64encode(PAPER).decode()}],
}
WISH = {"purpose": "PURPOSE_PRODUCE", "intention": "用于浇铸生产线", "months": 24, "sector": "C", "area": "晋中市榆次区"}


async def call(suite: Suite, method: str, who: Person, **body: Any) -> dict[str, Any]:
    return await suite.call(f"{SERVICE}/{method}", body, who)


async def registered(suite: Suite, who: Person = CLERK, **changed: Any) -> dict[str, Any]:
    return await call(suite, "RegisterResult", who, **(SAID | changed))


async def confirmed(suite: Suite, **changed: Any) -> str:
    result = await registered(suite, **changed)
    await call(suite, "ConfirmResult", OFFICIAL, name=result["name"])
    return str(result["name"])


async def asked(suite: Suite, result: str, who: Person = BUYER, **changed: Any) -> dict[str, Any]:
    return await call(suite, "RequestUse", who, parent=result, **(WISH | changed))
