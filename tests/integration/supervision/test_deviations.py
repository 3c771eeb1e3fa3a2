from datetime import datetime
from typing import Any

import grpc
import pytest

from tests.harness.suite import Refused
from tests.integration.supervision.calls import (
    BOSS,
    CLERK,
    COUNTY,
    DEPARTMENT,
    EXPERT,
    MANAGER,
    OFFICIAL,
    OTHER_COUNTY,
    STRANGER,
    WATCHER,
    analyse,
    call,
    name_watcher,
    upload,
)
from tests.integration.supervision.conftest import Staged
from tests.integration.supervision.played import LEAD, PROJECT, SUCCESSOR, approved, engaged, notice_published, overdue, tell

OVERDUE = f"{PROJECT}/deviations/n1-materials-overdue"


async def refused(call_: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        await call_
    return caught.value


@pytest.mark.rule("7.2")
async def test_a_missed_deadline_opens_a_deviation_that_a_commissioner_closes_with_evidence(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        source = await overdue(suite)
        opened = await call(suite, "GetDeviation", OFFICIAL, name=OVERDUE)
        assert (opened["assignee"], opened["source"], opened["state"]) == (LEAD, source, "DEVIATION_STATE_OPEN")
        assert opened["due_date"] == "2026-03-30"

        await name_watcher(suite, "people/qin-hai", BOSS)
        action = {"corrective_action": "补交材料并说明原因", "due_date": "2026-03-20"}
        assigned = await call(suite, "AssignDeviation", EXPERT, name=OVERDUE, **action)
        assert (assigned["assignee"], assigned["assigned_by_default"]) == (LEAD, True)
        await call(suite, "ReportCorrection", MANAGER, name=OVERDUE, done="已于3月5日补交", evidence=upload())
        denied = await refused(call(suite, "CloseDeviation", MANAGER, name=OVERDUE, conclusion="已改", evidence=upload()))
        assert (denied.code, denied.reason, denied.rule) == (grpc.StatusCode.PERMISSION_DENIED, "ROLE_REQUIRED", "7.2")
        closed = await call(suite, "CloseDeviation", EXPERT, name=OVERDUE, conclusion="材料齐全，情况属实")
        assert (closed["state"], closed["closed_by"]) == ("DEVIATION_STATE_CLOSED", EXPERT.name)
        await suite.quiet()
        types = [fact["attributes"]["type"].removeprefix("sanzhi.supervision.") for fact in await suite.facts("supervision")]
        assert types == [
            "deviation.opened.v1",
            "deviation.described.v1",
            "commission.named.v1",
            "deviation.assigned.v1",
            "deviation.described.v1",
            "deviation.corrected.v1",
            "deviation.closed.v1",
        ]
        assert await suite.apps["supervision"].mongo["timers"].count_documents({}) == 0


@pytest.mark.rule("7.2")
async def test_an_early_fact_opens_it_and_the_lead_is_filled_in(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        source = await overdue(suite)
        await overdue(suite, identity=source)
        assert (await call(suite, "GetDeviation", OFFICIAL, name=OVERDUE))["assignee"] == ""
        assert (await refused(call(suite, "GetDeviation", BOSS, name=OVERDUE))).reason == "ROLE_REQUIRED"
        await engaged(suite)
        await approved(suite)
        assert (await call(suite, "GetDeviation", BOSS, name=OVERDUE))["assignee"] == LEAD
        assert len(await suite.facts("supervision", "deviation.opened.v1")) == 1


@pytest.mark.rule("7.2")
async def test_one_fact_never_opens_two_and_further_ones_are_noted(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        source = await overdue(suite)
        await overdue(suite, identity=source)
        again = await overdue(suite)
        await tell(suite, "milestones.deadline.met.v1", name=f"{PROJECT}/deadlines/n1-materials", met_at="2026-03-01T02:00:00Z", late=True)
        shown = await call(suite, "GetDeviation", COUNTY, name=OVERDUE)
        assert shown["observations"][0]["source"] == again
        assert shown["observations"][1]["description"] == "逾期事项现已完成"
        assert len(await suite.facts("supervision", "deviation.opened.v1")) == 1

        await call(suite, "AssignDeviation", OFFICIAL, name=OVERDUE, corrective_action="说明原因")
        await call(suite, "CloseDeviation", OFFICIAL, name=OVERDUE, conclusion="已补交", evidence=upload())
        await overdue(suite)
        listed = await call(suite, "ListDeviations", OFFICIAL, parent=PROJECT)
        assert [each["name"] for each in listed["deviations"]] == [OVERDUE, f"{OVERDUE}-2"]


@pytest.mark.rule("7.2")
async def test_a_failed_node_opens_a_deviation_even_before_the_approval_is_known(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        node: dict[str, Any] = {
            "name": f"{PROJECT}/nodes/n2",
            "node": "n2",
            "concluded_at": "2026-03-01T02:00:00Z",
            "votes_for": 1,
            "votes_against": 2,
        }
        await tell(suite, "milestones.node.failed.v1", **node)
        await approved(suite)
        await engaged(suite)
        await overdue(suite, "self-evaluation", "evaluation")
        found, late = (await call(suite, "ListDeviations", BOSS, parent=PROJECT))["deviations"]
        assert (late["name"], late["cause"]) == (f"{PROJECT}/deviations/self-evaluation-overdue", "DEVIATION_CAUSE_DEADLINE_OVERDUE")
        assert (found["name"], found["aspect"], found["assignee"]) == (
            f"{PROJECT}/deviations/n2-failed",
            "DEVIATION_ASPECT_TECHNICAL",
            LEAD,
        )


@pytest.mark.rule("7.2")
async def test_progress_and_money_beyond_the_thresholds_open_deviations(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        first = await analyse(suite, OFFICIAL, "60", "40", 70_000_000)
        assert [name.rpartition("/")[2] for name in first["deviations"]] == ["progress-behind", "money-ahead"]
        assert (first["behind"], first["ahead"]) == ("20", "30.00")
        assert (await analyse(suite, OFFICIAL, "60", "55", 60_000_000))["deviations"] == []
        await name_watcher(suite, "people/qin-hai", BOSS)
        assert (await refused(analyse(suite, OFFICIAL, "80", "60", 61_000_000))).rule == "7.2"
        assert (await refused(analyse(suite, EXPERT, "180", "60", 61_000_000))).reason == "PROGRESS_OUT_OF_RANGE"
        again = await analyse(suite, EXPERT, "80", "60", 61_000_000)
        behind = await call(suite, "GetDeviation", DEPARTMENT, name=f"{PROJECT}/deviations/progress-behind")
        relieved, noted = behind["observations"]
        assert (behind["source"], relieved["remedied"], noted["source"]) == (first["name"], True, again["name"])
        assert "落后20个百分点" in noted["description"]
        listed = (await call(suite, "ListProgressAnalyses", CLERK, parent=PROJECT))["progress_analyses"]
        assert [each["name"].rpartition("/")[2] for each in listed] == ["0001", "0002", "0003"]


@pytest.mark.rule("1.9")
async def test_what_is_the_leads_follows_the_lead(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        await overdue(suite)
        await engaged(suite, LEAD, "ended")
        assert (await call(suite, "GetDeviation", OFFICIAL, name=OVERDUE))["assignee"] == ""
        nobody = await refused(call(suite, "AssignDeviation", OFFICIAL, name=OVERDUE, corrective_action="补交"))
        assert (nobody.reason, nobody.rule) == ("ASSIGNEE_NOT_KNOWN", "7.2")
        await engaged(suite, SUCCESSOR, number=2)
        assert (await call(suite, "GetDeviation", OFFICIAL, name=OVERDUE))["assignee"] == SUCCESSOR
        named = await call(suite, "AssignDeviation", OFFICIAL, name=OVERDUE, corrective_action="补交", assignee="people/engineer")
        assert (named["assignee"], named["assigned_by_default"]) == ("people/engineer", False)
        await engaged(suite, SUCCESSOR, "ended", number=2)
        assert (await call(suite, "GetDeviation", OFFICIAL, name=OVERDUE))["assignee"] == "people/engineer"
        outside = await refused(
            call(suite, "AssignDeviation", OFFICIAL, name=OVERDUE, corrective_action="补交", assignee="people/stranger")
        )
        assert outside.reason == "ASSIGNEE_NOT_OF_PROJECT"
        stage.neighbours.registry.away = True
        away = await refused(call(suite, "AssignDeviation", OFFICIAL, name=OVERDUE, corrective_action="补交", assignee="people/stranger"))
        assert away.code is grpc.StatusCode.UNAVAILABLE


@pytest.mark.rule("7.2")
async def test_a_commissioner_directs_and_the_bureau_until_one_is_named(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        body = {"parent": PROJECT, "aspect": "DEVIATION_ASPECT_TECHNICAL", "description": "试验方案与任务书不符", "evidence": upload()}
        first = await call(suite, "OpenDeviation", COUNTY, **body)
        second = await call(suite, "OpenDeviation", BOSS, **body)
        assert [first["name"], second["name"]] == [f"{PROJECT}/deviations/reported-{number}" for number in (1, 2)]
        for who in (OTHER_COUNTY, CLERK, STRANGER):
            assert (await refused(call(suite, "OpenDeviation", who, **body))).rule == "7.2"
        await call(suite, "AssignDeviation", OFFICIAL, name=first["name"], corrective_action="修订试验方案")
        await name_watcher(suite)
        late = await refused(call(suite, "CloseDeviation", OFFICIAL, name=first["name"], conclusion="已改", evidence=upload()))
        assert (late.reason, late.rule) == ("ROLE_REQUIRED", "7.2")
        closed = await call(suite, "CloseDeviation", WATCHER, name=first["name"], conclusion="已改", evidence=upload())
        file = {"name": first["name"], "digest": closed["closing_evidence"][0]["digest"]}
        assert (await call(suite, "DownloadFile", CLERK, **file))["file"]["size"] == "14"
        assert (await refused(call(suite, "DownloadFile", STRANGER, **file))).reason == "ROLE_REQUIRED"
        again = await refused(call(suite, "CloseDeviation", WATCHER, name=first["name"], conclusion="已改", evidence=upload()))
        assert again.reason == "DEVIATION_CLOSED"
        assert [each["name"] for each in (await call(suite, "ListDeviations", STRANGER))["deviations"]] == []
        await tell(suite, "registry.project.closed.v1")
        assert (await refused(call(suite, "OpenDeviation", BOSS, **body))).reason == "PROJECT_ENDED"


@pytest.mark.rule("4.5")
async def test_the_date_of_a_correction_is_warned_of_and_marked_once(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        await overdue(suite)
        await suite.advance(datetime.fromisoformat("2026-04-10T08:00:00+08:00"))
        warned = [fact["data"] for fact in await suite.facts("supervision", "deviation.warned.v1")]
        assert len(warned) == 2
        (missed,) = await suite.facts("supervision", "deviation.overdue.v1")
        assert missed["attributes"]["time"] == datetime.fromisoformat("2026-03-31T00:00:00+08:00")
        assert (await call(suite, "GetDeviation", MANAGER, name=OVERDUE))["overdue"]
        reported = await call(suite, "ReportCorrection", MANAGER, name=OVERDUE, done="已补交", evidence=upload())
        assert reported["corrections"][0]["late"]


@pytest.mark.rule("4.3")
async def test_a_notice_moves_the_date_of_a_correction(staged: Staged) -> None:
    """Seen drifting: only findings' periods were counted again."""
    async with staged(at="2037-09-10T09:00:00+08:00") as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        await overdue(suite)
        before = await call(suite, "GetDeviation", MANAGER, name=OVERDUE)
        assert before["due_provisional"]
        await notice_published(suite, 2037, [f"2037-10-{day:02}" for day in range(1, 9)])
        after = await call(suite, "GetDeviation", MANAGER, name=OVERDUE)
        assert not after["due_provisional"]
        assert after["due_date"] > before["due_date"]
