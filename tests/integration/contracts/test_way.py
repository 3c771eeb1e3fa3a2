import base64
from datetime import datetime

import grpc
import pytest

from services.contracts.algorithms import ALGORITHMS
from services.contracts.domain.verification import verify
from tests.harness.suite import Refused
from tests.integration.contracts.conftest import Staged
from tests.integration.contracts.played import (
    AUDITOR,
    BUREAU,
    CHIEF,
    COUNTY,
    EXPERTS,
    MANAGER,
    POSTER,
    PROJECT,
    STRANGER,
    SUCCESSOR,
    UNIT,
    tell,
)


@pytest.mark.rule("1.5", "1.6")
async def test_from_approval_to_the_whole_set_in_effect(staged: Staged):
    async with staged() as stage:
        manager, chief = await stage.whole()
        contracts = await stage.contract_set()
        assert contracts["state"] == "CONTRACT_SET_STATE_IN_EFFECT"
        assert (contracts["lead"], contracts["technical_chief"]) == (MANAGER.name, CHIEF.name)
        assert [row["engagement"] for row in contracts["rows"]] == [manager, chief]
        types = await stage.types()
        assert types.count("document.signed.v1") == 15
        assert types[-2:] == ["engagement.activated.v1", "contract_set.took_effect.v1"]
        exported = await stage.call("ExportContractSet", AUDITOR, name=f"{PROJECT}/contractSet")
        verdict = verify(base64.b64decode(exported["content"]), ALGORITHMS)
        assert verdict.holds and verdict.signatures == 15


@pytest.mark.rule("1.2", "1.2a")
async def test_another_than_the_nominated_lead_is_scored_anew(staged: Staged):
    async with staged() as stage:
        await stage.approved()
        with pytest.raises(Refused) as refusal:
            await stage.drawn_up()
        assert (refusal.value.reason, refusal.value.rule) == ("MANAGER_NOT_SELECTED", "1.2")
        await stage.selected(SUCCESSOR.name)
        with pytest.raises(Refused) as refusal:
            await stage.drawn_up(person=SUCCESSOR)
        assert refusal.value.reason == "LEAD_NOT_RESCORED"
        for score, reason in (("50", "SCORE_BELOW_THRESHOLD"), ("60", "")):
            scores = [{"expert": expert, "score": score} for expert in EXPERTS]
            found = await stage.call("RescoreLead", BUREAU, parent=PROJECT, person=SUCCESSOR.name, scores=scores)
            assert found["reaches"] is (not reason)
            if reason:
                with pytest.raises(Refused) as refusal:
                    await stage.drawn_up(person=SUCCESSOR)
                assert (refusal.value.reason, refusal.value.rule) == (reason, "1.2a")
        assert (await stage.drawn_up(person=SUCCESSOR))["person"] == SUCCESSOR.name
        internal = [fact for fact in await stage.suite.facts("contracts") if fact["topic"].endswith(".internal")]
        kinds = [fact["attributes"]["type"].removeprefix("sanzhi.contracts.") for fact in internal]
        assert kinds == ["selection.panel_named.v1", "lead.scored.v1", "lead.scored.v1"]


@pytest.mark.rule("1.4")
async def test_a_chief_leads_where_the_unit_chose_so(staged: Staged):
    async with staged() as stage:
        await stage.approved(regime="chief_responsible", nominated_lead=CHIEF.name, chief_hired_by="undertaking_unit")
        with pytest.raises(Refused) as refusal:
            await stage.drawn_up()
        assert refusal.value.reason == "REGIME_HAS_NO_MANAGER"
        with pytest.raises(Refused) as refusal:
            await stage.drawn_up("TECHNICAL_CHIEF", CHIEF, POSTER, leads=True)
        assert refusal.value.reason == "ROLE_REQUIRED"
        chief = await stage.drawn_up("TECHNICAL_CHIEF", CHIEF, UNIT, leads=True)
        assert (chief["row"], chief["is_lead"]) == ("1.5/3", True)
        await stage.sign_all(chief, UNIT, CHIEF)
        await stage.suite.quiet()
        contracts = await stage.contract_set()
        assert (contracts["state"], contracts["lead"]) == ("CONTRACT_SET_STATE_IN_EFFECT", CHIEF.name)


@pytest.mark.rule("1.9", "1.1")
async def test_a_lead_is_replaced_and_the_chief_signs_anew(staged: Staged):
    async with staged() as stage:
        manager, chief = await stage.whole()
        await stage.call("EndEngagement", BUREAU, name=manager, ended_on="2026-01-31", reason="调任")
        await stage.call("ConsentToEnd", POSTER, name=manager)
        assert (await stage.engagement(manager))["state"] == "ENGAGEMENT_STATE_ACTIVATED"
        await stage.suite.advance(datetime.fromisoformat("2026-02-01T00:00:00+08:00"))
        assert (await stage.engagement(manager))["state"] == "ENGAGEMENT_STATE_ENDED"
        assert (await stage.contract_set())["lead"] == ""
        await stage.selected(SUCCESSOR.name)
        scores = [{"expert": expert, "score": "90"} for expert in EXPERTS]
        await stage.call("RescoreLead", BUREAU, parent=PROJECT, person=SUCCESSOR.name, scores=scores)
        successor = await stage.drawn_up(person=SUCCESSOR)
        await stage.sign_all(successor, BUREAU, POSTER, SUCCESSOR)
        await stage.suite.quiet()
        renewed = await stage.drawn_up("TECHNICAL_CHIEF", CHIEF, SUCCESSOR)
        assert renewed["replaces"] == chief
        await stage.sign_all(renewed, SUCCESSOR, CHIEF)
        await stage.suite.quiet()
        assert (await stage.engagement(chief))["state"] == "ENGAGEMENT_STATE_ENDED"
        contracts = await stage.contract_set()
        assert (contracts["lead"], contracts["technical_chief"]) == (SUCCESSOR.name, CHIEF.name)
        assert (await stage.types())[-2:] == ["engagement.ended.v1", "engagement.activated.v1"]


@pytest.mark.rule("1.10", "7.5", "7.1")
async def test_facts_of_the_neighbours_take_effect(staged: Staged):
    async with staged() as stage:
        commission = {"name": f"{PROJECT}/commission", "project": PROJECT, "commissioners": [{"person": STRANGER.name}]}
        await tell(stage.suite, "supervision.commission.named.v1", **commission)
        manager, chief = await stage.whole()
        assert (await stage.call("GetEngagement", STRANGER, name=manager))["name"] == manager
        finding = {"name": "findings/1", "project": PROJECT, "subject": MANAGER.name, "item": "A-03", "bars": True}
        await tell(stage.suite, "supervision.finding.confirmed.v1", **finding)
        told = await stage.engagement(manager)
        assert (told["findings"], told["state"]) == (["findings/1"], "ENGAGEMENT_STATE_ACTIVATED")
        await stage.call("EndEngagement", MANAGER, name=chief, ended_on="2026-01-10", reason="离职")
        pending = await stage.drawn_up("TECHNICAL_CHIEF", CHIEF, MANAGER)
        await tell(stage.suite, "registry.project.terminated.v1", project=PROJECT)
        assert (await stage.engagement(pending["name"]))["state"] == "ENGAGEMENT_STATE_VOIDED"
        with pytest.raises(Refused) as refusal:
            await stage.drawn_up("TECHNICAL_CHIEF", CHIEF, MANAGER)
        assert (refusal.value.reason, refusal.value.rule) == ("PROJECT_ENDED", "1.10")


@pytest.mark.rule("2.5")
async def test_who_may_look_and_who_may_not(staged: Staged):
    async with staged() as stage:
        manager, _ = await stage.whole()
        for who in (BUREAU, POSTER, UNIT, MANAGER, CHIEF, COUNTY, AUDITOR):
            assert (await stage.call("GetEngagement", who, name=manager))["name"] == manager
        for who in (STRANGER, SUCCESSOR):
            with pytest.raises(Refused) as refusal:
                await stage.call("GetEngagement", who, name=manager)
            assert (refusal.value.code, refusal.value.rule) == (grpc.StatusCode.PERMISSION_DENIED, "2.5")
        group = await stage.call("FormExpertGroup", CHIEF, parent=PROJECT, members=EXPERTS)
        assert group["members"] == EXPERTS
        with pytest.raises(Refused) as refusal:
            await stage.call("FormExpertGroup", MANAGER, parent=PROJECT, members=EXPERTS)
        assert refusal.value.reason == "ROLE_REQUIRED"
        with pytest.raises(Refused) as refusal:
            await stage.call("GetContractSet", AUDITOR, name="projects/none/contractSet")
        assert refusal.value.reason == "NOT_FOUND"


@pytest.mark.rule("4.7a")
async def test_who_saw_the_end_by_june_has_not_consented_to_the_one_by_january(staged: Staged):
    async with staged() as stage:
        manager, _ = await stage.whole()
        june = await stage.call("EndEngagement", BUREAU, name=manager, ended_on="2026-06-30", reason="调任")
        assert [each["seen"] for each in june["ending"]["consents"]] == [june["etag"]]
        await stage.call("ConsentToEnd", BUREAU, name=manager, refuse=True, reason="须提前")
        await stage.call("EndEngagement", BUREAU, name=manager, ended_on="2026-01-31", reason="调任")
        for etag, reason in ((june["etag"], "CHANGED_SINCE_SEEN"), ("", "SEEN_MISSING")):
            with pytest.raises(Refused) as refusal:
                await stage.call("ConsentToEnd", POSTER, name=manager, etag=etag)
            assert (refusal.value.reason, refusal.value.rule) == (reason, "4.7a")
        january = await stage.engagement(manager)
        assert refusal.value.metadata["etag"] == january["etag"] != june["etag"]
        with pytest.raises(Refused) as denied:
            await stage.call("ConsentToEnd", STRANGER, name=manager, etag=june["etag"])
        assert denied.value.reason == "ROLE_REQUIRED" and "etag" not in denied.value.metadata
        await stage.call("ConsentToEnd", POSTER, "consent", name=manager, etag=january["etag"])
        (fact,) = await stage.suite.facts("contracts", "engagement.end_consented.v1")
        assert fact["attributes"]["seenversion"] == january["etag"]
        entry = await stage.suite.apps["contracts"].mongo["audit"].find_one({"request_id": "consent"})
        assert entry["seen_version"] == january["etag"]
