import base64
import json

import pytest

from tests.harness.suite import Person, Refused
from tests.integration.milestones.calls import (
    AUDIT,
    BOSS,
    CLERK,
    EXPERTS,
    LEAD,
    NODE,
    OFFICIAL,
    SELF,
    SERVICE,
    call,
    china,
    convene,
    deadlines,
    report,
    reviewed,
    submit,
    types,
    vote,
)
from tests.integration.milestones.conftest import Staged
from tests.integration.milestones.played import PROJECT, approved, engaged, running_project, took_effect


@pytest.mark.rule("1.6")
@pytest.mark.parametrize("effect_first", [False, True], ids=["approval-first", "effect-first"])
async def test_the_schedule_wakes_when_approval_and_effect_are_there(staged: Staged, effect_first: bool) -> None:
    async with staged() as stage:
        suite = stage.suite
        for step in (took_effect, approved) if effect_first else (approved, took_effect):
            assert await types(suite) == []
            await step(suite)
        shown = await call(suite, "GetSchedule", OFFICIAL, name=f"{PROJECT}/schedule")
        assert (shown["state"], shown["term_end"]) == ("SCHEDULE_STATE_AWAKE", "2025-12-31")
        assert await types(suite) == ["schedule.awoke.v1", "deadline.set.v1", "deadline.set.v1"]
        assert await deadlines(suite) == {"design-materials": ("OPEN", "2024-02-18"), "trial-materials": ("OPEN", "2024-12-02")}


@pytest.mark.rule("4.1")
@pytest.mark.rule("4.2")
@pytest.mark.rule("4.7")
async def test_a_node_from_its_materials_to_its_report(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await suite.advance(china("2024-01-20 10:00"))
        assert (await submit(suite, SELF))["state"] == "NODE_STATE_AWAITING_MATERIALS"
        assert (await submit(suite, AUDIT))["state"] == "NODE_STATE_UNDER_REVIEW"
        found = await call(suite, "GetDeadline", LEAD, name=f"{PROJECT}/deadlines/design-review")
        assert (found["last_day"], found["responsible"], found["rule"]) == ("2024-03-06", "people/lead", "4.2")
        assert (found["basis"]["start"], found["basis"]["days"], found["basis"]["counting"]) == ("2024-01-20", 30, "COUNTING_WORKING")
        assert found["makeup_days"] == ["2024-02-04", "2024-02-18"]
        assert any("春节" in each["why"] for each in found["skipped"])
        await convene(suite)
        for expert in EXPERTS:
            await vote(suite, expert, "VOTE_FAIL" if expert is EXPERTS[1] else "VOTE_PASS")
        done = await report(suite)
        last = done["reviews"][-1]
        assert (done["state"], last["report"]["votes_for"], last["report"]["late"]) == ("NODE_STATE_PASSED", 2, False)
        await suite.quiet()
        assert (await types(suite))[3:] == [
            "midterm.fell_due.v1",
            *["material.submitted.v1"] * 2,
            "materials.received.v1",
            "deadline.met.v1",
            "deadline.set.v1",
            "panel.convened.v1",
            "panel.named.v1",
            *["vote.recorded.v1"] * 3,
            "deadline.met.v1",
            "node.passed.v1",
        ]
        (passed,) = await suite.facts("milestones", ".node.passed.v1")
        body = json.loads(passed["body"])
        assert (body["name"], body["node"], body["lead"], body["late"]) == (NODE, "design", "people/lead", False)
        file = await call(suite, "DownloadFile", BOSS, digest=last["report"]["file"]["digest"])
        assert base64.b64decode(file["content"]) == b"%PDF-1.7 milestone report"


@pytest.mark.rule("4.4")
async def test_a_return_stops_the_review_clock_and_completion_starts_it_anew(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await suite.advance(china("2024-02-19 10:00"))
        assert (await deadlines(suite))["design-materials"] == ("OVERDUE", "2024-02-18")
        received = await submit(suite)
        assert received["reviews"][0]["materials_late"]
        back = await call(
            suite, "ReturnMaterials", LEAD, defects=[{"material": AUDIT, "description": "缺少签章页"}], complete_by="2024-03-05"
        )
        assert back["state"] == "NODE_STATE_RETURNED"
        assert await deadlines(suite, parent=PROJECT, state="DEADLINE_STATE_OPEN") == {
            "design-completion": ("OPEN", "2024-03-05"),
            "trial-materials": ("OPEN", "2024-12-02"),
        }
        await suite.advance(china("2024-03-04 10:00"))
        completed = await submit(suite, AUDIT)
        assert (completed["state"], completed["reviews"][0]["materials_late"]) == ("NODE_STATE_UNDER_REVIEW", False)
        listed = await deadlines(suite)
        assert listed["design-review"][0] == "CANCELLED"
        assert listed["design-completion"] == ("MET", "2024-03-05")
        assert listed["design-review-2"] == ("OPEN", "2024-04-16")
        with pytest.raises(Refused) as refused:
            await call(suite, "ReturnMaterials", LEAD, defects=[{"material": SELF, "description": "缺页"}], complete_by="2024-03-15")
        assert (refused.value.reason, refused.value.rule) == ("RETURN_ALREADY_USED", "4.4")


@pytest.mark.rule("4.5")
async def test_a_deadline_warns_ahead_and_is_marked_overdue_once(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await suite.advance(china("2024-03-20 10:00"))
        warned = [json.loads(fact["body"]) for fact in await suite.facts("milestones", ".deadline.warned.v1")]
        assert [(each["days_left"], each["last_day"]) for each in warned] == [(15, "2024-02-18"), (7, "2024-02-18"), (1, "2024-02-18")]
        (overdue,) = [json.loads(fact["body"]) for fact in await suite.facts("milestones", ".deadline.overdue.v1")]
        assert (overdue["overdue_at"], overdue["responsible"], overdue["node"]) == (
            "2024-02-18T16:00:00Z",
            "organizations/taigu-hydraulics",
            "design",
        )
        times = [fact["attributes"]["time"] for fact in await suite.facts("milestones", ".deadline.warned.v1")]
        assert [time.astimezone(china("2024-01-01 00:00").tzinfo).date().isoformat() for time in times] == [
            "2024-02-03",
            "2024-02-11",
            "2024-02-17",
        ]
        await submit(suite)
        (met,) = [json.loads(fact["body"]) for fact in await suite.facts("milestones", ".deadline.met.v1")]
        assert met["late"] is True


@pytest.mark.rule("2.5")
async def test_who_may_do_and_see_what(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await suite.advance(china("2024-01-20 10:00"))
        stranger = Person("people/stranger", (), "organizations/elsewhere", "enterprise", "taigu")
        county = Person("people/county", ("county",), "organizations/taigu-bureau", "county_department", "taigu")
        elsewhere = Person("people/other", ("county",), "organizations/qixian-bureau", "county_department", "qixian")
        for who in (stranger, OFFICIAL, LEAD):
            with pytest.raises(Refused) as refused:
                await submit(suite, who=who)
            assert (refused.value.code.name, refused.value.rule) == ("PERMISSION_DENIED", "2.5")
        await submit(suite)
        with pytest.raises(Refused):
            await convene(suite, who=CLERK)
        await convene(suite)
        with pytest.raises(Refused):
            await vote(suite, LEAD)
        await vote(suite, EXPERTS[0])
        for who in (stranger, elsewhere):
            with pytest.raises(Refused):
                await call(suite, "GetNode", who)
            assert await deadlines(suite, who) == {}
        assert set(await deadlines(suite, county)) == set(await deadlines(suite, CLERK)) == set(await deadlines(suite, OFFICIAL))
        assert set(await deadlines(suite, CLERK, responsible=CLERK.organization)) == {"design-materials", "trial-materials"}
        page = await suite.call(f"{SERVICE}/ListDeadlines", {"page_size": 2}, CLERK)
        rest = await suite.call(f"{SERVICE}/ListDeadlines", {"page_size": 2, "page_token": page["next_page_token"]}, CLERK)
        assert [len(page["deadlines"]), len(rest["deadlines"]), rest["next_page_token"]] == [2, 1, ""]


@pytest.mark.rule("4.4")
async def test_who_misses_the_period_granted_is_not_late_before_the_day_of_4_1(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await suite.advance(china("2024-01-20 10:00"))
        await submit(suite)
        await call(suite, "ReturnMaterials", LEAD, defects=[{"material": AUDIT, "description": "缺少签章页"}], complete_by="2024-01-31")
        await suite.advance(china("2024-02-05 10:00"))
        assert (await deadlines(suite))["design-completion"] == ("OVERDUE", "2024-01-31")
        completed = await submit(suite, AUDIT)
        assert completed["reviews"][0]["materials_late"] is False
        met = await call(suite, "GetDeadline", CLERK, name=f"{PROJECT}/deadlines/design-completion")
        assert (met["state"], met["late"]) == ("DEADLINE_STATE_MET", False)


@pytest.mark.rule("6.2")
async def test_the_term_ends_by_itself(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await suite.advance(china("2026-01-02 10:00"))
        (ended,) = await suite.facts("milestones", ".term.ended.v1")
        assert (json.loads(ended["body"])["term_end"], ended["key"]) == ("2025-12-31", PROJECT)
        late = await reviewed(suite)
        assert late["state"] == "NODE_STATE_PASSED"


async def test_the_same_request_gets_the_first_answer(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        await took_effect(suite)
        first = await submit(suite, request_id="r1")
        assert await submit(suite, request_id="r1") == first
        assert (await types(suite)).count("materials.received.v1") == 1
