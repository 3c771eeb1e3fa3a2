import pytest

from tests.harness.suite import Person, Refused
from tests.integration.milestones.calls import BOSS, CLERK, LEAD, OFFICIAL, call, china, deadlines, reviewed, submit, types
from tests.integration.milestones.conftest import Staged
from tests.integration.milestones.played import POSTER, PROJECT, UNIT, running_project, tell


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
        assert (ended.value.reason, ended.value.rule) == ("NODE_CANCELLED", "1.10")
        await suite.advance(china("2026-02-01 10:00"))
        said = await types(suite)
        assert not {"term.ended.v1", "deadline.overdue.v1"} & set(said)
        assert said.count("deadline.cancelled.v1") == said.count("node.cancelled.v1") == 2
