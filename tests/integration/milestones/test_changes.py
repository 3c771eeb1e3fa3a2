import json
from typing import Any

import pytest

from tests.harness.suite import Refused
from tests.integration.milestones.calls import (
    BOSS,
    CLERK,
    EXPERTS,
    NODE,
    OFFICIAL,
    SUCCESSOR,
    call,
    china,
    convene,
    deadlines,
    report,
    reviewed,
    submit,
    vote,
)
from tests.integration.milestones.conftest import Staged
from tests.integration.milestones.played import NODES, PROJECT, approved, engaged, left, running_project, task_book, tell, took_effect

MATERIALS = f"{PROJECT}/deadlines/design-materials"


@pytest.mark.rule("1.6a")
async def test_a_node_that_passed_before_effect_has_thirty_days_from_effect(staged: Staged) -> None:
    async with staged("2024-03-01T08:00:00+08:00") as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        await took_effect(suite, "2024-03-01T02:00:00Z")
        found = await call(suite, "GetDeadline", CLERK, name=MATERIALS)
        assert (found["basis"]["start"], found["last_day"], found["rule"]) == ("2024-03-01", "2024-04-01", "1.6a,4.1")


@pytest.mark.rule("1.9")
async def test_a_lead_who_goes_stops_the_review_clock_and_a_successor_starts_it_anew(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await suite.advance(china("2024-02-05 10:00"))
        await submit(suite)
        await convene(suite)
        await vote(suite, EXPERTS[0])
        await left(suite)
        assert (await deadlines(suite))["design-review"][0] == "CANCELLED"
        with pytest.raises(Refused):
            await report(suite)
        trial = f"{PROJECT}/nodes/trial"
        await submit(suite, name=trial)
        (last,) = (await suite.facts("milestones", ".materials.received.v1"))[1:]
        assert json.loads(last["body"])["received_by"] == "owner"
        assert "trial-review" not in await deadlines(suite)
        await suite.advance(china("2024-03-04 09:00"))
        await engaged(suite, SUCCESSOR.name, "2024-03-04T01:00:00Z")
        listed = await deadlines(suite)
        assert listed["design-review-2"] == listed["trial-review"] == ("OPEN", "2024-04-16")
        assert await deadlines(suite, responsible=SUCCESSOR.name) == {each: listed[each] for each in ("design-review-2", "trial-review")}
        with pytest.raises(Refused):
            await convene(suite)
        await convene(suite, who=SUCCESSOR)
        for expert in EXPERTS:
            await vote(suite, expert)
        done = await report(suite, SUCCESSOR)
        assert (done["state"], len(done["reviews"][0]["dissolved_panels"])) == ("NODE_STATE_PASSED", 1)


@pytest.mark.rule("1.9")
async def test_a_successor_in_effect_before_the_end_is_told_starts_the_clock_once(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await suite.advance(china("2024-02-05 10:00"))
        await submit(suite)
        await engaged(suite, SUCCESSOR.name, "2024-02-05T02:00:00Z")
        await left(suite)
        listed = await deadlines(suite)
        assert (listed["design-review"][0], listed["design-review-2"][0]) == ("CANCELLED", "OPEN")
        assert "design-review-3" not in listed


@pytest.mark.rule("1.8")
async def test_a_new_task_book_sets_deadlines_anew_and_leaves_what_was_done(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await suite.advance(china("2024-02-05 10:00"))
        await reviewed(suite)
        before = await call(suite, "GetNode", OFFICIAL)
        nodes = [
            NODES[0] | {"due_date": "2024-05-31"},
            NODES[1] | {"due_date": "2024-12-31"},
            {"id": "verify", "title": "装机验证", "due_date": "2025-06-30", "midterm": False},
        ]
        changed = task_book(2, nodes, "2026-06-30")
        await tell(
            suite, "registry.task_book.changed.v1", name=f"{PROJECT}/taskBook", version=2, reason="试制设备延期到货", task_book=changed
        )
        assert await call(suite, "GetNode", OFFICIAL) == before
        moved = await call(suite, "GetDeadline", CLERK, name=f"{PROJECT}/deadlines/trial-materials")
        assert (moved["last_day"], moved["redatings"][0]["rule"]) == ("2025-02-05", "1.8")
        assert "试制设备延期到货" in moved["redatings"][0]["reason"]
        assert (await deadlines(suite))["verify-materials"][0] == "OPEN"
        removed = task_book(3, [nodes[0], nodes[2]], "2026-06-30")
        await tell(suite, "registry.task_book.changed.v1", name=f"{PROJECT}/taskBook", version=3, reason="取消试制", task_book=removed)
        assert (await deadlines(suite))["trial-materials"][0] == "CANCELLED"
        assert (await call(suite, "GetNode", CLERK, name=f"{PROJECT}/nodes/trial"))["state"] == "NODE_STATE_CANCELLED"
        await suite.advance(china("2026-01-02 10:00"))
        assert await suite.facts("milestones", ".term.ended.v1") == []
        await suite.advance(china("2026-07-01 00:00"))
        assert len(await suite.facts("milestones", ".term.ended.v1")) == 1


@pytest.mark.rule("4.7")
async def test_commissioners_and_the_expert_group_sit_on_no_milestone_panel(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        named = [{"person": "people/zhang", "organization": "organizations/taiyuan-university", "named_by": "science_bureau"}]
        await tell(suite, "supervision.commission.named.v1", name=f"{PROJECT}/commission", commissioners=named)
        await running_project(suite)
        await tell(suite, "contracts.expert_group.formed.v1", name=f"{PROJECT}/expertGroup", members=["people/li"])
        await suite.advance(china("2024-02-05 10:00"))
        await submit(suite)
        with pytest.raises(Refused) as refused:
            await convene(suite)
        grounds = {(each["person"], each["reason"]) for each in json.loads(refused.value.metadata["failures"])}
        assert grounds == {("people/zhang", "COMMISSIONER"), ("people/li", "PROJECT_EXPERT")}
        assert NODE in (await call(suite, "GetSchedule", EXPERTS[0], name=f"{PROJECT}/schedule"))["nodes"]


@pytest.mark.rule("6.4")
async def test_a_closed_project_asks_for_nothing_more(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await tell(suite, "registry.project.closed.v1", filed_at="2024-01-05T02:00:00Z", reference="1")
        assert (await call(suite, "GetSchedule", OFFICIAL, name=f"{PROJECT}/schedule"))["state"] == "SCHEDULE_STATE_CLOSED"
        assert {state for state, _ in (await deadlines(suite)).values()} == {"CANCELLED"}


@pytest.mark.rule("1.8")
async def test_a_new_task_book_sets_an_extended_deadline_anew_by_the_rule(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await call(suite, "RequestExtension", CLERK, name=MATERIALS, last_day="2024-03-10", reason="检测排期")
        for who in (OFFICIAL, BOSS):
            await call(suite, "ConsentToExtension", who, name=MATERIALS)
        book = task_book(2, [NODES[0] | {"due_date": "2024-08-30"}, NODES[1]])
        await tell(suite, "registry.task_book.changed.v1", name=f"{PROJECT}/taskBook", version=2, reason="延期", task_book=book)
        found = await call(suite, "GetDeadline", CLERK, name=MATERIALS)
        # Day 30 is Sunday 29 September 2024, a make-up working day.
        assert (found["last_day"], found["basis"]["counting"]) == ("2024-09-29", "COUNTING_CALENDAR")
        assert [each["rule"] for each in found["redatings"]] == ["4.4", "1.8"]


@pytest.mark.rule("1.8", "1.6a", "6.2")
async def test_a_node_that_comes_back_and_a_term_that_is_prolonged_after_its_end(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)

        async def change(version: int, nodes: list[dict[str, Any]], term_end: str = "2025-12-31") -> None:
            book = task_book(version, nodes, term_end)
            await tell(suite, "registry.task_book.changed.v1", name=f"{PROJECT}/taskBook", version=version, reason="调整", task_book=book)

        await change(2, [NODES[0]])
        await suite.advance(china("2026-01-05 10:00"))
        assert len(await suite.facts("milestones", ".term.ended.v1")) == 1
        late = {"id": "late", "title": "补充试验", "due_date": "2025-06-30", "midterm": False}
        await change(3, [*NODES, late], "2026-06-30")
        listed = await deadlines(suite)
        # Both dates have passed: thirty days from the version's day.
        assert listed["trial-materials-2"] == listed["late-materials"] == ("OPEN", "2026-02-04")
        assert (await call(suite, "GetNode", CLERK, name=f"{PROJECT}/nodes/trial"))["state"] == "NODE_STATE_AWAITING_MATERIALS"
        assert (await submit(suite, name=f"{PROJECT}/nodes/trial"))["reviews"][-1]["materials_late"] is False
        assert (await call(suite, "GetSchedule", OFFICIAL, name=f"{PROJECT}/schedule"))["state"] == "SCHEDULE_STATE_AWAKE"
        await suite.advance(china("2026-07-01 00:00"))
        assert len(await suite.facts("milestones", ".term.ended.v1")) == 2
