"""ListActs on the running service: what is shown is what a try says, for everybody, at each step of a finding and a deviation."""

from typing import Any

import pytest

from tests.harness.suite import Person, Refused, Suite
from tests.integration.supervision.calls import (
    AUDITOR,
    BOSS,
    MANAGER,
    OFFICIAL,
    SERVICE,
    STRANGER,
    WATCHER,
    call,
    name_watcher,
    raise_against,
    upload,
)
from tests.integration.supervision.conftest import Staged
from tests.integration.supervision.played import PROJECT, approved, engaged

PEOPLE = (OFFICIAL, MANAGER, BOSS, WATCHER, STRANGER, AUDITOR)
BODIES: dict[str, dict[str, Any]] = {
    "NotifyFinding": {},
    "AnswerFinding": {"statement": "该支出已经业主同意"},
    "ConfirmFinding": {"grounds": "属实"},
    "DismissFinding": {"grounds": "不属实"},
    "LiftFinding": {"reason": "已整改"},
    "AssignDeviation": {"corrective_action": "补齐"},
    "ReportCorrection": {"done": "已补齐", "evidence": upload()},
    "CloseDeviation": {"conclusion": "属实", "evidence": upload()},
}


async def listed(suite: Suite, name: str, who: Person) -> dict[str, tuple[str, str]]:
    answer, _ = await suite.submit("sanzhi.acts.v1.ActsService/ListActs", {"name": name}, who, service="supervision")
    for act in answer["acts"]:
        assert act["allowed"] == (act["reason"] == "") == (act["message"] == "")
    return {act["rpc"].partition("/")[2]: (act["reason"], act["rule"]) for act in answer["acts"]}


async def tried(suite: Suite, name: str, who: Person, act: str) -> tuple[str, str]:
    try:
        await suite.call(f"{SERVICE}/{act}", {"name": name} | BODIES[act], who, validate_only="true")
    except Refused as refused:
        return refused.reason, refused.rule
    return "", ""


async def demand_truth(suite: Suite, name: str) -> None:
    for who in PEOPLE:
        shown = await listed(suite, name, who)
        assert shown == {act: await tried(suite, name, who, act) for act in shown}, who.name


@pytest.mark.rule("2.5")
@pytest.mark.rule("7.4")
async def test_a_finding_shows_at_each_step_what_may_be_done_by_whom(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        name = (await raise_against(suite))["name"]
        assert {act for act, why in (await listed(suite, name, OFFICIAL)).items() if why == ("", "")} == {"NotifyFinding"}
        await demand_truth(suite, name)
        await call(suite, "NotifyFinding", OFFICIAL, name=name)
        assert (await listed(suite, name, MANAGER))["AnswerFinding"] == ("", "")
        assert (await listed(suite, name, OFFICIAL))["ConfirmFinding"] == ("DEADLINE_RUNS", "7.4")
        assert (await listed(suite, name, STRANGER))["ConfirmFinding"] == ("ROLE_REQUIRED", "2.5")
        await demand_truth(suite, name)
        await call(suite, "AnswerFinding", MANAGER, name=name, statement="该支出已经业主同意")
        await demand_truth(suite, name)
        await call(suite, "ConfirmFinding", OFFICIAL, name=name, grounds="属实")
        await demand_truth(suite, name)
        assert {act for act, why in (await listed(suite, name, OFFICIAL)).items() if why == ("", "")} == {"LiftFinding"}


@pytest.mark.rule("7.2")
async def test_a_deviation_is_corrected_by_its_assignee_and_closed_by_another(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        opened = await call(
            suite, "OpenDeviation", BOSS, parent=PROJECT, aspect="DEVIATION_ASPECT_SCHEDULE", description="设备到货延迟", evidence=[]
        )
        name = opened["name"]
        assert (await listed(suite, name, OFFICIAL))["CloseDeviation"] == ("CORRECTIVE_ACTION_MISSING", "7.2")
        await demand_truth(suite, name)
        await name_watcher(suite)
        assert (await listed(suite, name, OFFICIAL))["AssignDeviation"] == ("ROLE_REQUIRED", "7.2")
        await demand_truth(suite, name)
        await call(suite, "AssignDeviation", WATCHER, name=name, corrective_action="补齐")
        await call(suite, "ReportCorrection", MANAGER, name=name, done="已补齐", evidence=upload())
        assert (await listed(suite, name, WATCHER))["CloseDeviation"] == ("", "")
        await demand_truth(suite, name)


async def test_a_resource_without_acts_lists_none_and_one_that_is_not_there_is_not_found(staged: Staged) -> None:
    async with staged() as stage:
        assert await listed(stage.suite, "catalogueItems/misused-funds", OFFICIAL) == {}
        with pytest.raises(Refused) as refused:
            await listed(stage.suite, "findings/2026-9999", OFFICIAL)
        assert refused.value.code.name == "NOT_FOUND"
