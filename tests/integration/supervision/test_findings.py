from datetime import datetime
from typing import Any

import grpc
import pytest

from tests.harness.suite import Person, Refused
from tests.integration.supervision.calls import (
    AUDITOR,
    BOSS,
    CLERK,
    COUNTY,
    DEPARTMENT,
    EXPERT,
    MANAGER,
    OFFICIAL,
    OTHER_COUNTY,
    STRANGER,
    call,
    confirm_against,
    name_watcher,
    raise_against,
)
from tests.integration.supervision.conftest import Staged
from tests.integration.supervision.played import LEAD, PROJECT, approved, engaged, notice_published, tell


async def clear(stage: object, subject: str = LEAD, who: Person = OFFICIAL, **more: str) -> dict[str, object]:
    return await call(stage.suite, "CheckClearance", who, subject=subject, purpose="nomination", **more)  # type: ignore[attr-defined]


@pytest.mark.rule("7.4")
@pytest.mark.rule("7.5")
async def test_from_raised_to_confirmed_to_expired(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        await name_watcher(suite, "people/qin-hai", BOSS)
        finding = await raise_against(suite, EXPERT)
        name = finding["name"]
        assert (name, finding["subject_kind"], finding["raised_for"]) == ("findings/2026-0001", "SUBJECT_KIND_PROJECT_MANAGER", "")
        notified = await call(suite, "NotifyFinding", OFFICIAL, name=name)
        assert (notified["answer_last_day"], notified["answer_provisional"]) == ("2026-03-16", False)
        with pytest.raises(Refused) as early:
            await call(suite, "ConfirmFinding", OFFICIAL, name=name, grounds="属实")
        assert (early.value.reason, early.value.rule) == ("DEADLINE_RUNS", "7.4")
        assert (await clear(stage))["clear"]
        await call(suite, "AnswerFinding", MANAGER, name=name, statement="该支出已经业主同意")
        confirmed = await call(suite, "ConfirmFinding", OFFICIAL, name=name, grounds="申辩理由不成立")
        assert (confirmed["bars"], confirmed["until"]) == (True, "2031-03-02")
        barred = await clear(stage)
        assert not barred["clear"]
        grounds: Any = barred["grounds"]
        (ground,) = grounds
        assert (ground["finding"], ground["until"]) == (name, "2031-03-02")
        assert "违规使用项目经费" in ground["message"]
        await suite.advance(datetime.fromisoformat("2031-03-03T00:00:00+08:00"))
        assert (await clear(stage))["clear"]
        assert (await call(suite, "GetFinding", OFFICIAL, name=name))["state"] == "FINDING_STATE_EXPIRED"
        facts = [fact for fact in await suite.facts("supervision") if ".finding." in fact["attributes"]["type"]]
        told = [(fact["attributes"]["type"].split(".")[3], fact["topic"].endswith(".internal")) for fact in facts]
        assert told == [("raised", True), ("notified", True), ("answered", True), ("confirmed", False), ("expired", False)]
        for fact in facts[3:]:
            assert "设备费".encode() not in fact["data"]


@pytest.mark.rule("7.4")
async def test_without_an_answer_it_is_decided_after_the_period_and_can_be_lifted(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        name = (await raise_against(suite, BOSS))["name"]
        await call(suite, "NotifyFinding", OFFICIAL, name=name)
        await suite.advance(datetime.fromisoformat("2026-03-17T00:00:00+08:00"))
        assert len(await suite.facts("supervision", "finding.unanswered.v1")) == 1
        with pytest.raises(Refused) as late:
            await call(suite, "AnswerFinding", MANAGER, name=name, statement="来迟了")
        assert (late.value.reason, late.value.rule) == ("DEADLINE_PASSED", "7.4")
        await call(suite, "ConfirmFinding", OFFICIAL, name=name, grounds="证据充分")
        lifted = await call(suite, "LiftFinding", OFFICIAL, name=name, reason="资金已退回，影响消除")
        assert lifted["state"] == "FINDING_STATE_LIFTED"
        assert (await clear(stage))["clear"]
        assert await suite.apps["supervision"].mongo["timers"].count_documents({}) == 0


@pytest.mark.rule("7.4")
async def test_a_dismissed_one_stays_inside(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        name = (await raise_against(suite))["name"]
        await call(suite, "NotifyFinding", OFFICIAL, name=name)
        await call(suite, "AnswerFinding", MANAGER, name=name, statement="无此事")
        assert (await call(suite, "DismissFinding", OFFICIAL, name=name, grounds="证据不足"))["state"] == "FINDING_STATE_DISMISSED"
        assert (await clear(stage))["clear"]
        (fact,) = await suite.facts("supervision", "finding.dismissed.v1")
        assert fact["topic"].endswith(".internal")
        assert (await call(suite, "ListFindings", DEPARTMENT))["findings"] == []


@pytest.mark.rule("7.4")
async def test_who_may_raise_what(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        assert (await raise_against(suite, COUNTY))["raised_for"] == COUNTY.organization
        without = await raise_against(suite, COUNTY, project="")
        assert without["project"] == ""
        of_project = await raise_against(suite, BOSS, subject=PROJECT, project="")
        assert (of_project["subject_kind"], of_project["bars"]) == ("SUBJECT_KIND_PROJECT", False)
        refusals: list[tuple[Any, Any, str, str]] = [
            (OTHER_COUNTY, {}, "ROLE_REQUIRED", "7.4"),
            (OTHER_COUNTY, {"project": ""}, "ROLE_REQUIRED", "7.4"),
            (CLERK, {}, "ROLE_REQUIRED", "7.4"),
            (STRANGER, {}, "ROLE_REQUIRED", "7.4"),
            (BOSS, {"project": ""}, "PROJECT_REQUIRED", "7.4"),
            (BOSS, {"subject": "people/stranger"}, "SUBJECT_NOT_OF_PROJECT", "7.4"),
            (OFFICIAL, {"evidence": []}, "EVIDENCE_REQUIRED", "7.4"),
            (OFFICIAL, {"item": "catalogueItems/nothing"}, "NOT_FOUND", "7.3"),
            (OFFICIAL, {"subject": PROJECT, "item": "catalogueItems/bribery"}, "ITEM_NOT_FOR_SUBJECT", "7.3"),
            (OFFICIAL, {"occurred_on": "2026-03-03"}, "DATE_IN_FUTURE", "7.4"),
            (OFFICIAL, {"subject": "organizations/foundry"}, "SUBJECT_INVALID", "7.4"),
        ]
        for who, changed, reason, rule in refusals:
            with pytest.raises(Refused) as refused:
                await raise_against(suite, who, **changed)
            assert (refused.value.reason, refused.value.rule) == (reason, rule), (who.name, changed)
        with pytest.raises(Refused) as nobody:
            await raise_against(suite, subject="people/nobody")
        assert nobody.value.code is grpc.StatusCode.NOT_FOUND
        stage.neighbours.registry.away = True
        with pytest.raises(Refused) as away:
            await raise_against(suite)
        assert away.value.code is grpc.StatusCode.UNAVAILABLE
        await tell(suite, "contracts.engagement.drawn_up.v1", name=f"{PROJECT}/engagements/chief", person="people/stranger")
        stage.neighbours.registry.away = False
        assert (await raise_against(suite, BOSS, subject="people/stranger"))["state"] == "FINDING_STATE_RAISED"


@pytest.mark.rule("7.4")
async def test_who_sees_what(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        finding = await raise_against(suite, BOSS)
        name, digest = finding["name"], finding["evidence"][0]["digest"]
        for who in (OFFICIAL, BOSS, AUDITOR):
            assert (await call(suite, "GetFinding", who, name=name))["description"]
        for who in (MANAGER, CLERK, DEPARTMENT, COUNTY):
            with pytest.raises(Refused) as refused:
                await call(suite, "GetFinding", who, name=name)
            assert (refused.value.reason, refused.value.rule) == ("FINDING_NOT_PUBLIC", "2.5")
            assert (await call(suite, "ListFindings", who))["findings"] == []
        await call(suite, "NotifyFinding", OFFICIAL, name=name)
        assert (await call(suite, "GetFinding", MANAGER, name=name))["description"]
        assert (await call(suite, "DownloadFile", MANAGER, name=name, digest=digest))["file"]["name"] == "证据.pdf"
        with pytest.raises(Refused) as hidden:
            await call(suite, "DownloadFile", CLERK, name=name, digest=digest)
        assert hidden.value.reason == "FINDING_NOT_PUBLIC"
        with pytest.raises(Refused) as other:
            await call(suite, "AnswerFinding", CLERK, name=name, statement="替他申辩")
        assert (other.value.reason, other.value.rule) == ("ROLE_REQUIRED", "7.4")
        await call(suite, "AnswerFinding", MANAGER, name=name, statement="该支出已经业主同意")
        await call(suite, "ConfirmFinding", OFFICIAL, name=name, grounds="申辩理由不成立")
        (public,) = (await call(suite, "ListFindings", DEPARTMENT, subject=LEAD))["findings"]
        assert public == await call(suite, "GetFinding", STRANGER, name=name)
        assert (public["title"], public["state"], public["bars"]) == ("违规使用项目经费", "FINDING_STATE_CONFIRMED", True)
        private = ("description", "evidence", "answers", "grounds", "raised_by", "raised_for", "answer_last_day", "occurred_on")
        assert not any(public[field] for field in private)
        assert public.get("notified_at") is None


@pytest.mark.rule("7.4")
async def test_a_project_answers_by_its_unit_and_bars_nobody(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        confirmed = await confirm_against(suite, subject=PROJECT, project="")
        assert (confirmed["bars"], confirmed["answers"][0]["answered_by"]) == (False, CLERK.name)
        assert (await clear(stage))["clear"]
        assert (await clear(stage, PROJECT))["clear"]


@pytest.mark.rule("7.5")
async def test_who_may_ask_for_a_clearance(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        assert (await clear(stage, who=BOSS, project=PROJECT))["clear"]
        assert (await clear(stage, who=COUNTY, project=PROJECT))["clear"]
        for who, project in ((BOSS, ""), (STRANGER, PROJECT), (OTHER_COUNTY, PROJECT)):
            with pytest.raises(Refused) as refused:
                await clear(stage, who=who, project=project)
            assert refused.value.reason == "ROLE_REQUIRED"
        body = {"subject": LEAD, "purpose": "taking_effect"}
        token = suite.issuer.service_token("contracts")
        method = "sanzhi.supervision.v1.SupervisionService/CheckClearance"
        assert (await suite.call(method, body, OFFICIAL, token=token))["clear"]
        with pytest.raises(Refused) as wrong:
            await clear(stage, "organizations/foundry")
        assert wrong.value.reason == "SUBJECT_INVALID"


@pytest.mark.rule("4.3")
async def test_a_notice_moves_the_end_of_the_answer_period(staged: Staged) -> None:
    async with staged("2037-09-25T09:00:00+08:00") as stage:
        suite = stage.suite
        await approved(suite)
        name = (await raise_against(suite))["name"]
        before = await call(suite, "NotifyFinding", OFFICIAL, name=name)
        assert before["answer_provisional"]
        await notice_published(suite, 2037, [f"2037-10-{day:02}" for day in range(1, 9)])
        after = await call(suite, "GetFinding", OFFICIAL, name=name)
        assert (after["answer_last_day"], after["answer_provisional"]) == ("2037-10-19", False)
        await suite.advance(datetime.fromisoformat("2037-10-19T12:00:00+08:00"))
        assert await suite.facts("supervision", "finding.unanswered.v1") == []
        await suite.advance(datetime.fromisoformat("2037-10-20T00:00:00+08:00"))
        assert len(await suite.facts("supervision", "finding.unanswered.v1")) == 1


@pytest.mark.rule("7.3")
async def test_the_catalogue_is_read_by_anybody_page_by_page_and_by_version(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        whole = (await call(suite, "ListCatalogueItems", STRANGER))["catalogue_items"]
        codes = [each["code"] for each in whole]
        assert codes == sorted(codes)
        first = await call(suite, "ListCatalogueItems", STRANGER, page_size=5)
        rest = await call(suite, "ListCatalogueItems", STRANGER, page_size=50, page_token=first["next_page_token"])
        assert [each["code"] for each in first["catalogue_items"] + rest["catalogue_items"]] == codes
        item = await call(suite, "GetCatalogueItem", STRANGER, name="catalogueItems/misused-funds", policy_version="2026.1")
        assert (item["bars"], item["months"], item["severity"]) == (True, 60, "SEVERITY_GRAVE")
        for body, reason in (
            ({"name": "catalogueItems/none"}, "NOT_FOUND"),
            ({"name": "catalogueItems/bribery", "policy_version": "1999.1"}, "NOT_FOUND"),
        ):
            with pytest.raises(Refused) as refused:
                await call(suite, "GetCatalogueItem", STRANGER, **body)
            assert refused.value.reason == reason
