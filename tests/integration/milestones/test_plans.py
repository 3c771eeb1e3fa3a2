"""The chief's integrated work plan and the lead's inspections on the real parts (5.1, 5.2, 1.8)."""

import json
from typing import Any

import pytest

from tests.harness.suite import Person, Refused, Suite
from tests.integration.milestones.calls import LEAD, OFFICIAL, SERVICE, china, deadlines
from tests.integration.milestones.conftest import Staged
from tests.integration.milestones.played import NODES, PROJECT, running_project, task_book, tell

CHIEF = Person("people/chief", (), "organizations/institute", "research_institute")
PLAN, FIRST = f"{PROJECT}/integratedPlan", f"{PROJECT}/dispatchReports/0001"


async def with_chief(suite: Suite) -> None:
    """A project whose chief is beside the lead."""
    await running_project(suite)
    body = {"role": "technical_chief", "is_lead": False, "person": CHIEF.name, "effective_at": "2023-03-01T02:00:00Z"}
    await tell(suite, "contracts.engagement.activated.v1", name=f"{PROJECT}/engagements/chief-1", report_every_months=0, **body)


async def submit(suite: Suite, due: str, who: Person = CHIEF, **body: Any) -> dict[str, Any]:
    key_node = {"id": "k1", "title": "图纸会签", "due_date": due, "node": "design"}
    said = {"dispatch_period": "DISPATCH_PERIOD_MONTH", "key_nodes": [key_node], "time_control": "每周排定", "coordination": "联合例会"}
    return await suite.call(f"{SERVICE}/SubmitIntegratedPlan", {"parent": PROJECT} | said | body, who)


@pytest.mark.rule("5.2")
@pytest.mark.rule("1.8")
async def test_a_plan_from_the_chief_through_the_lead_to_the_first_report(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await with_chief(suite)
        with pytest.raises(Refused) as foreign:
            await submit(suite, "2023-06-30", LEAD)
        assert foreign.value.reason == "ROLE_REQUIRED"
        with pytest.raises(Refused) as late:
            await submit(suite, "2024-01-13")
        assert (late.value.reason, late.value.rule) == ("PLAN_CONTRADICTS_TASK_BOOK", "5.2")
        plan = await submit(suite, "2024-01-12")
        agreed = await suite.call(f"{SERVICE}/AgreeToIntegratedPlan", {"name": PLAN, "etag": plan["etag"]}, LEAD)
        assert (agreed["state"], agreed["edition_in_force"]) == ("PLAN_STATE_AGREED", 1)
        assert (await deadlines(suite))["dispatch-report-0001"] == ("OPEN", "2023-04-06")
        await suite.advance(china("2023-04-04 10:00"))
        told = [{"key_node": "k1", "standing": "KEY_NODE_STANDING_ON_TIME"}]
        report = await suite.call(f"{SERVICE}/SubmitDispatchReport", {"name": FIRST, "key_nodes": told, "summary": "按计划"}, CHIEF)
        assert (report["state"], report["report"]["plan_edition"]) == ("DISPATCH_STATE_SUBMITTED", 1)
        assert (await deadlines(suite))["dispatch-report-0001"][0] == "MET"
        nodes = [NODES[0] | {"due_date": "2023-12-31"}, NODES[1]]
        await tell(suite, "registry.task_book.changed.v1", version=2, reason="提前", task_book=task_book(2, nodes))
        overtaken = await suite.call(f"{SERVICE}/GetIntegratedPlan", {"name": PLAN}, OFFICIAL)
        assert len(overtaken["overtaken"]) == 1


@pytest.mark.rule("5.1")
async def test_what_an_inspection_finds_is_told_on_the_internal_topic(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        issue = {"aspect": "ISSUE_ASPECT_TECHNICAL", "description": "基础未验收即安装", "deviates": True}
        body = {"parent": PROJECT, "found": "记录完整", "issues": [issue]}
        with pytest.raises(Refused) as ahead:
            await suite.call(f"{SERVICE}/RecordInspection", body | {"inspected_on": "2023-03-02"}, LEAD)
        assert (ahead.value.reason, ahead.value.rule) == ("INSPECTION_DATE_IMPOSSIBLE", "5.1")
        recorded = await suite.call(f"{SERVICE}/RecordInspection", body, LEAD)
        assert (recorded["name"], recorded["inspected_on"]) == (f"{PROJECT}/inspections/0001", "2023-03-01")
        (found,) = [json.loads(fact["body"]) for fact in await suite.facts("milestones", ".inspection.found.v1")]
        assert found["issues"] == [{"aspect": "technical", "description": "基础未验收即安装", "deviates": True}]
