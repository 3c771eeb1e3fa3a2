import json
from typing import Any

import pytest

from services.milestones.handlers import holidays
from tests.harness.suite import Person, Refused
from tests.integration.milestones.calls import (
    BOSS,
    CLERK,
    EXPERTS,
    LEAD,
    NODE,
    OFFICIAL,
    SERVICE,
    SUCCESSOR,
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
from tests.integration.milestones.played import (
    NODES,
    POSTER,
    PROJECT,
    UNIT,
    approved,
    engaged,
    left,
    running_project,
    task_book,
    tell,
    took_effect,
)

MATERIALS = f"{PROJECT}/deadlines/design-materials"
FAR = [{"id": "far", "title": "示范应用", "due_date": "2035-01-08", "midterm": False}]
NOTICE: dict[str, Any] = {
    "year": 2035,
    "days_off": ["2035-01-01", *(f"2035-02-{day:02}" for day in range(7, 15))],
    "makeup_days": ["2035-02-17"],
    "reference": "国办发明电〔2034〕9号（示例）",
}


@pytest.mark.rule("1.6a")
async def test_a_node_that_passed_before_effect_has_thirty_days_from_effect(staged: Staged) -> None:
    async with staged("2024-03-01T08:00:00+08:00") as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        await took_effect(suite, "2024-03-01T02:00:00Z")
        found = await call(suite, "GetDeadline", CLERK, name=MATERIALS)
        assert (found["basis"]["start"], found["last_day"], found["rule"]) == ("2024-03-01", "2024-04-01", "1.6a,4.1")


@pytest.mark.rule("4.3")
async def test_a_notice_dates_provisional_deadlines_anew(staged: Staged) -> None:
    async with staged("2034-06-01T08:00:00+08:00") as stage:
        suite = stage.suite
        await running_project(suite, task_book=task_book(nodes=FAR, term_end="2036-12-31"))
        name = f"{PROJECT}/deadlines/far-materials"
        before = await call(suite, "GetDeadline", CLERK, name=name)
        assert before["provisional"]
        with pytest.raises(Refused):
            await suite.call(f"{SERVICE}/PublishHolidayNotice", NOTICE, BOSS)
        await suite.call(f"{SERVICE}/PublishHolidayNotice", NOTICE, OFFICIAL)
        await suite.quiet()
        after = await call(suite, "GetDeadline", CLERK, name=name)
        assert (after["last_day"], after["provisional"], after["redatings"][0]["rule"]) == ("2035-02-15", False, "4.3")
        assert after["redatings"][0]["previous_last_day"] == before["last_day"] != after["last_day"]
        (redated,) = await suite.facts("milestones", ".deadline.redated.v1")
        assert json.loads(redated["body"])["previous_last_day"] == before["last_day"]
        due = await suite.apps["milestones"].mongo["timers"].find_one({"_id": f"{name}/end"})
        assert due["due"] == china("2035-02-16 00:00")
        with pytest.raises(Refused) as same:
            await suite.call(f"{SERVICE}/PublishHolidayNotice", NOTICE, OFFICIAL)
        assert same.value.reason == "NOTICE_UNCHANGED"
        notices = await suite.call(f"{SERVICE}/ListHolidayNotices", {}, CLERK)
        assert [each["year"] for each in notices["holiday_notices"]] == [2035]


@pytest.mark.rule("4.3")
async def test_many_deadlines_are_dated_anew_a_batch_at_a_time(staged: Staged, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holidays, "BATCH", 2)
    async with staged("2034-06-01T08:00:00+08:00") as stage:
        suite = stage.suite
        nodes = [FAR[0] | {"id": f"far-{number}"} for number in range(5)]
        await running_project(suite, task_book=task_book(nodes=nodes, term_end="2036-12-31"))
        await suite.call(f"{SERVICE}/PublishHolidayNotice", NOTICE, OFFICIAL)
        await suite.quiet()
        assert {last_day for _, last_day in (await deadlines(suite)).values()} == {"2035-02-15"}
        corrected = NOTICE | {"days_off": [*NOTICE["days_off"], "2035-02-15", "2035-02-16"], "reference": "更正（示例）"}
        await suite.call(f"{SERVICE}/PublishHolidayNotice", corrected, OFFICIAL)
        await suite.quiet()
        assert {last_day for _, last_day in (await deadlines(suite)).values()} == {"2035-02-17"}
        assert len(await suite.facts("milestones", ".deadline.redated.v1")) == 10


@pytest.mark.rule("4.4")
@pytest.mark.rule("1.1")
async def test_an_extension_with_the_consent_of_both_owners(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await suite.advance(china("2024-02-10 10:00"))
        body = {"name": MATERIALS, "last_day": "2024-03-10", "reason": "第三方检测排期"}
        for who in (LEAD, OFFICIAL):
            with pytest.raises(Refused):
                await call(suite, "RequestExtension", who, **body)
        await call(suite, "RequestExtension", CLERK, **body)
        with pytest.raises(Refused):
            await call(suite, "ConsentToExtension", CLERK, name=MATERIALS)
        await call(suite, "ConsentToExtension", OFFICIAL, name=MATERIALS)
        granted = await call(suite, "ConsentToExtension", BOSS, name=MATERIALS)
        assert (granted["last_day"], granted["extensions"][0]["state"]) == ("2024-03-10", "EXTENSION_STATE_GRANTED")
        await suite.advance(china("2024-03-10 23:00"))
        assert (await submit(suite))["reviews"][0]["materials_late"] is False
        assert "deadline.overdue.v1" not in await types(suite)
        with pytest.raises(Refused) as closed:
            await call(suite, "RequestExtension", CLERK, **body)
        assert closed.value.reason == "DEADLINE_CLOSED"


@pytest.mark.rule("1.11")
async def test_where_the_owner_is_the_unit_the_bureau_consents_and_objects(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite, owners=[UNIT], owner_kinds={UNIT: "enterprise"})
        await suite.advance(china("2024-02-10 10:00"))
        await call(suite, "RequestExtension", CLERK, name=MATERIALS, last_day="2024-03-10", reason="检测排期")
        assert (await call(suite, "ConsentToExtension", CLERK, name=MATERIALS))["last_day"] == "2024-02-18"
        assert (await call(suite, "ConsentToExtension", OFFICIAL, name=MATERIALS))["last_day"] == "2024-03-10"
        await submit(suite)
        await convene(suite)
        with pytest.raises(Refused) as refused:
            await call(suite, "ObjectToPanelMember", CLERK, member="people/li", reason="不合适")
        assert (refused.value.reason, refused.value.rule) == ("OBJECTION_NOT_YOURS", "4.7")
        shown = await call(suite, "ObjectToPanelMember", OFFICIAL, member="people/li", reason="曾任顾问")
        assert shown["reviews"][0]["panel"]["members"][1]["left"]


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


@pytest.mark.rule("4.8")
async def test_a_failed_node_is_rectified_and_reviewed_once_more(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await suite.advance(china("2024-02-05 10:00"))
        assert (await reviewed(suite, "VOTE_FAIL"))["state"] == "NODE_STATE_FAILED"
        body = {"choice": "REMEDY_CHOICE_RECTIFY", "rectify_by": "2024-05-31", "reason": "缺陷可整改"}
        for who in (CLERK, LEAD, Person("people/o", ("science_bureau",), "organizations/other-bureau")):
            with pytest.raises(Refused):
                await call(suite, "ChooseRemedy", who, **body)
        half = await call(suite, "ChooseRemedy", OFFICIAL, **body)
        assert (half["waiting_for"], half["decision"]) == ([POSTER], "REMEDY_CHOICE_UNSPECIFIED")
        decided = await call(suite, "ChooseRemedy", BOSS, **body)
        assert decided["decision"] == "REMEDY_CHOICE_RECTIFY"
        assert (await deadlines(suite))["design-materials-2"] == ("OPEN", "2024-07-01")
        await suite.advance(china("2024-06-20 10:00"))
        assert (await reviewed(suite, "VOTE_FAIL"))["reviews"][1]["round"] == 2
        with pytest.raises(Refused) as twice:
            await call(suite, "ChooseRemedy", OFFICIAL, **body | {"rectify_by": "2024-09-30"})
        assert (twice.value.reason, twice.value.rule) == ("ALREADY_RECTIFIED_ONCE", "4.8")
        going_on = {"choice": "REMEDY_CHOICE_CONTINUE", "reason": "不影响总体目标"}
        for who in (OFFICIAL, BOSS):
            await call(suite, "ChooseRemedy", who, **going_on)
        assert (await types(suite)).count("remedy.decided.v1") == 2
        assert (await call(suite, "GetNode", CLERK))["remedy"]["decision"] == "REMEDY_CHOICE_CONTINUE"


@pytest.mark.rule("4.8")
async def test_cannot_finish_leads_to_the_owners_choice(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await suite.advance(china("2024-01-15 10:00"))
        check = f"{PROJECT}/midtermCheck"
        body = {"judgement": "JUDGEMENT_CANNOT_FINISH", "reasons": "核心设备停产", "consulted": [UNIT]}
        await call(suite, "JudgeMidterm", OFFICIAL, name=check, **body)
        for who in (OFFICIAL, BOSS):
            remedy = await call(suite, "ChooseRemedy", who, name=check, choice="REMEDY_CHOICE_TERMINATE", reason="无法完成")
        assert remedy["decision"] == "REMEDY_CHOICE_TERMINATE"
        await tell(suite, "registry.project.terminated.v1", decided_on="2024-01-20", reason="核心设备停产")
        assert {state for state, _ in (await deadlines(suite)).values()} == {"CANCELLED"}
        assert (await call(suite, "GetNode", CLERK))["state"] == "NODE_STATE_CANCELLED"
        with pytest.raises(Refused) as ended:
            await submit(suite)
        assert ended.value.reason == "NODE_CANCELLED"
        await suite.advance(china("2026-02-01 10:00"))
        said = await types(suite)
        assert not {"term.ended.v1", "deadline.overdue.v1"} & set(said)
        assert said.count("deadline.cancelled.v1") == said.count("node.cancelled.v1") == 2


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
