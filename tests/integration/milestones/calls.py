"""Calls on milestones as its callers make them."""

import base64
from datetime import datetime
from typing import Any

from tests.harness.suite import Person, Suite
from tests.integration.milestones.played import BUREAU, POSTER, PROJECT, UNIT

SERVICE = "sanzhi.milestones.v1.MilestonesService"
NODE = f"{PROJECT}/nodes/design"
OFFICIAL = Person("people/official", ("science_bureau",), BUREAU, "science_bureau", "jinzhong")
BOSS = Person("people/boss", (), POSTER, "enterprise", "yuci")
CLERK = Person("people/clerk", (), UNIT, "enterprise", "taigu")
LEAD = Person("people/lead", (), "organizations/lead-institute", "research_institute")
SUCCESSOR = Person("people/successor", (), "organizations/agency", "agency")
EXPERTS = [Person(f"people/{name}", ("expert",), "organizations/taiyuan-university") for name in ("zhang", "li", "wang")]
SELF, AUDIT = "MATERIAL_KIND_SELF_EVALUATION_REPORT", "MATERIAL_KIND_SPECIAL_AUDIT_REPORT"


def china(text: str) -> datetime:
    """A time in China: "2024-02-18 10:00"."""
    return datetime.fromisoformat(f"{text}:00+08:00")


async def call(suite: Suite, method: str, who: Person, **body: Any) -> dict[str, Any]:
    return await suite.call(f"{SERVICE}/{method}", {"name": NODE} | body, who)


def upload(kind: str) -> dict[str, str]:
    content = base64.b64encode(f"%PDF-1.7 {kind}".encode()).decode()
    return {"kind": kind, "name": "报告.pdf", "media_type": "application/pdf", "content": content}


async def submit(suite: Suite, *kinds: str, who: Person = CLERK, **body: Any) -> dict[str, Any]:
    return await call(suite, "SubmitMaterials", who, materials=[upload(kind) for kind in kinds or (SELF, AUDIT)], **body)


async def convene(suite: Suite, *members: str, who: Person = LEAD, **body: Any) -> dict[str, Any]:
    return await call(suite, "ConvenePanel", who, members=members or [each.name for each in EXPERTS], **body)


async def vote(suite: Suite, who: Person, what: str = "VOTE_PASS", **body: Any) -> dict[str, Any]:
    return await call(suite, "RecordVote", who, vote=what, opinion="资料齐全，指标达到", **body)


async def report(suite: Suite, who: Person = LEAD, **body: Any) -> dict[str, Any]:
    content = base64.b64encode(b"%PDF-1.7 milestone report").decode()
    return await call(suite, "SubmitMilestoneReport", who, report={"name": "里程碑报告.pdf", "content": content}, **body)


async def reviewed(suite: Suite, verdict: str = "VOTE_PASS", **body: Any) -> dict[str, Any]:
    """Materials to report, in one go."""
    await submit(suite, **body)
    await convene(suite, **body)
    for expert in EXPERTS:
        await vote(suite, expert, verdict, **body)
    return await report(suite, **body)


async def deadlines(suite: Suite, who: Person = OFFICIAL, **body: Any) -> dict[str, tuple[str, str]]:
    """State and last day of each deadline, by the last part of its name."""
    listed = await suite.call(f"{SERVICE}/ListDeadlines", body, who)
    return {
        each["name"].rpartition("/")[2]: (each["state"].removeprefix("DEADLINE_STATE_"), each["last_day"]) for each in listed["deadlines"]
    }


async def types(suite: Suite) -> list[str]:
    """What milestones has said, in order."""
    return [fact["attributes"]["type"].removeprefix("sanzhi.milestones.") for fact in await suite.facts("milestones")]
