import asyncio
import base64
import json
from datetime import datetime

import grpc
import pytest

from services.contracts.algorithms import ALGORITHMS
from services.contracts.domain.verification import verify
from tests.harness.suite import Refused, eventually
from tests.integration.contracts.conftest import Staged
from tests.integration.contracts.played import (
    AUDITOR,
    BUREAU,
    CHIEF,
    CLERK,
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


@pytest.mark.rule("1.6")
async def test_content_is_readable_and_is_what_the_digest_says(staged: Staged):
    async with staged() as stage:
        await stage.approved()
        await stage.selected()
        engagement = await stage.drawn_up(
            texts=[
                {
                    "kind": "DOCUMENT_KIND_ENTRUSTMENT_CONTRACT",
                    "attachment": base64.b64encode(b"%PDF").decode(),
                    "attachment_name": "合同.pdf",
                },
                {"kind": "DOCUMENT_KIND_CREDIT_COMMITMENT", "terms": {"$a.b": "承诺"}},
                {"kind": "DOCUMENT_KIND_TERM_RESPONSIBILITY_LETTER", "text": "责任"},
            ],
            report_every_months=3,
        )
        contract, commitment, _ = engagement["documents"]
        content = await stage.call("GetDocumentContent", MANAGER, name=contract["name"])
        told = json.loads(base64.b64decode(content["content"]))
        assert (told["name"], told["report_every_months"]) == (contract["name"], 3)
        assert base64.b64decode(content["attachment"]) == b"%PDF"
        content = await stage.call("GetDocumentContent", MANAGER, name=commitment["name"])
        assert json.loads(base64.b64decode(content["content"]))["terms"] == {"$a.b": "承诺"}


@pytest.mark.rule("1.6")
async def test_signatures_that_are_refused(staged: Staged):
    async with staged() as stage:
        await stage.approved()
        await stage.selected()
        document = (await stage.drawn_up())["documents"][0]["name"]
        for who, party, reason in (
            (STRANGER, "", "SIGNER_NOT_A_PARTY"),
            (UNIT, UNIT.organization, "SIGNER_NOT_A_PARTY"),
            (CLERK, CLERK.organization, "SIGNER_NOT_AUTHORIZED"),
            (MANAGER, BUREAU.organization, "SIGNER_ON_BOTH_SIDES"),
        ):
            with pytest.raises(Refused) as refusal:
                await stage.sign(document, who, party)
            assert (refusal.value.reason, refusal.value.rule) == (reason, "1.6")
        with pytest.raises(Refused) as refusal:
            await stage.sign(document, MANAGER, signature=bytes(64))
        assert refusal.value.reason == "SIGNATURE_INVALID"
        await stage.sign(document, MANAGER)
        with pytest.raises(Refused) as refusal:
            await stage.sign(document, MANAGER)
        assert refusal.value.reason == "SIGNED_ALREADY"


@pytest.mark.rule("1.7")
async def test_who_fails_is_named_and_a_neighbour_that_is_down_stores_nothing(staged: Staged):
    async with staged() as stage:
        await stage.approved()
        await stage.selected()
        stage.neighbours.barred[MANAGER.name] = "限制至2027-01-01"
        stage.neighbours.unqualified[MANAGER.name] = "缺少证明"
        with pytest.raises(Refused) as refusal:
            await stage.drawn_up()
        assert (refusal.value.reason, refusal.value.rule) == ("PERSON_NOT_ELIGIBLE", "1.7")
        failures = json.loads(refusal.value.metadata["failures"])
        assert [failure["rule"] for failure in failures] == ["3.4", "7.5"]
        assert MANAGER.name in refusal.value.message and "2027-01-01" in refusal.value.message
        stage.neighbours.away_after = 0
        with pytest.raises(Refused) as refusal:
            await stage.drawn_up()
        assert refusal.value.code == grpc.StatusCode.UNAVAILABLE
        assert (await stage.call("ListEngagements", BUREAU, parent=PROJECT))["engagements"] == []


@pytest.mark.rule("1.6", "1.7")
async def test_the_second_check_waits_for_the_neighbours_and_blocks_who_fails_it(staged: Staged):
    async with staged() as stage:
        await stage.approved()
        await stage.selected()
        engagement = await stage.drawn_up()
        *rest, last = engagement["documents"]
        await stage.sign_all({"documents": rest}, BUREAU, POSTER, MANAGER)
        await stage.sign(last["name"], BUREAU, BUREAU.organization)
        await stage.sign(last["name"], MANAGER)
        timers = stage.suite.apps["contracts"].mongo["timers"]
        stage.neighbours.barred[MANAGER.name] = "限制期内"
        await stage.sign(last["name"], POSTER, POSTER.organization)
        await stage.suite.quiet()
        blocked = await stage.engagement(engagement["name"])
        assert blocked["state"] == "ENGAGEMENT_STATE_BLOCKED"
        assert [failure["rule"] for failure in blocked["failures"]] == ["7.5"]
        assert await timers.count_documents({}) == 0
        with pytest.raises(Refused) as refusal:
            await stage.call("RecheckEngagement", STRANGER, name=engagement["name"])
        assert refusal.value.reason == "NOT_A_PARTY"
        again = await stage.call("RecheckEngagement", POSTER, name=engagement["name"])
        assert again["state"] == "ENGAGEMENT_STATE_BLOCKED"
        stage.neighbours.barred.clear()
        again = await stage.call("RecheckEngagement", POSTER, name=engagement["name"])
        assert again["state"] == "ENGAGEMENT_STATE_ACTIVATED"
        assert (await stage.types()).count("engagement.blocked.v1") == 2


@pytest.mark.rule("1.6")
async def test_a_check_that_nobody_answers_is_tried_until_somebody_does(staged: Staged):
    async with staged() as stage:
        await stage.approved(chief_needed=False, chief_hired_by="")
        await stage.selected()
        engagement = await stage.drawn_up()
        *rest, last = engagement["documents"]
        await stage.sign_all({"documents": rest}, BUREAU, POSTER, MANAGER)
        await stage.sign(last["name"], BUREAU, BUREAU.organization)
        await stage.sign(last["name"], MANAGER)
        # The signer is known; from then on the neighbours are away, until they come back.
        stage.neighbours.away_after = 1
        await stage.sign(last["name"], POSTER, POSTER.organization)
        assert (await stage.engagement(engagement["name"]))["state"] == "ENGAGEMENT_STATE_SIGNED"

        async def tried() -> bool:
            return stage.neighbours.turned_away >= 4

        await eventually(tried)
        assert (await stage.engagement(engagement["name"]))["state"] == "ENGAGEMENT_STATE_SIGNED"
        stage.neighbours.away_after = None
        await stage.suite.quiet()
        assert (await stage.engagement(engagement["name"]))["state"] == "ENGAGEMENT_STATE_ACTIVATED"
        assert (await stage.types()).count("engagement.activated.v1") == 1
        assert (await stage.contract_set())["state"] == "CONTRACT_SET_STATE_IN_EFFECT"


@pytest.mark.rule("1.1", "1.6")
async def test_joint_owners_sign_at_the_same_time(staged: Staged):
    async with staged() as stage:
        await stage.approved(chief_needed=False, chief_hired_by="")
        await stage.selected()
        engagement = await stage.drawn_up()
        for document in engagement["documents"]:
            signing = [stage.sign(document["name"], who, who.organization) for who in (BUREAU, POSTER)]
            await asyncio.gather(*signing, stage.sign(document["name"], MANAGER))
        await stage.suite.quiet()
        contracts = await stage.contract_set()
        assert contracts["state"] == "CONTRACT_SET_STATE_IN_EFFECT"
        types = await stage.types()
        assert [types.count(name) for name in ("document.signed.v1", "engagement.signed.v1", "engagement.activated.v1")] == [9, 1, 1]


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
        assert [fact["attributes"]["type"] for fact in internal] == ["sanzhi.contracts.lead.scored.v1"] * 2


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


@pytest.mark.rule("1.6")
async def test_an_amendment_is_signed_by_the_same_parties(staged: Staged):
    async with staged() as stage:
        manager, _ = await stage.whole()
        old = (await stage.engagement(manager))["documents"][0]["name"]
        amended = await stage.call("AmendDocument", POSTER, name=old, text="第三节点顺延", reason="节点调整")
        new = amended["documents"][3]
        assert (new["version"], new["state"]) == (2, "DOCUMENT_STATE_OPEN")
        for who in (BUREAU, POSTER):
            await stage.sign(new["name"], who, who.organization)
        await stage.sign(new["name"], MANAGER)
        documents = (await stage.engagement(manager))["documents"]
        assert (documents[0]["state"], documents[3]["state"]) == ("DOCUMENT_STATE_SUPERSEDED", "DOCUMENT_STATE_SIGNED")
        content = await stage.call("GetDocumentContent", AUDITOR, name=old)
        assert content["digest"] == documents[0]["digest"]
        again = await stage.call("AmendDocument", MANAGER, name=new["name"], text="再延", reason="疫情")
        refused = await stage.call("RefuseDocument", BUREAU, name=again["documents"][4]["name"], reason="不同意")
        assert refused["documents"][4]["state"] == "DOCUMENT_STATE_REFUSED"
        exported = await stage.call("ExportContractSet", BUREAU, name=f"{PROJECT}/contractSet")
        assert verify(base64.b64decode(exported["content"]), ALGORITHMS).holds


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
        assert (refusal.value.reason, refusal.value.rule) == ("PROJECT_OVER", "1.10")


@pytest.mark.rule("1.10", "1.6")
async def test_no_amendment_for_a_project_that_is_over(staged: Staged):
    async with staged() as stage:
        manager, _ = await stage.whole()
        contract, commitment, _ = (await stage.engagement(manager))["documents"][:3]
        amended = await stage.call("AmendDocument", POSTER, name=contract["name"], text="第三节点顺延", reason="节点调整")
        await tell(stage.suite, "registry.project.closed.v1", project=PROJECT)
        with pytest.raises(Refused) as refusal:
            await stage.call("AmendDocument", POSTER, name=commitment["name"], text="重新承诺", reason="补签")
        assert (refusal.value.reason, refusal.value.rule) == ("PROJECT_OVER", "1.10")
        with pytest.raises(Refused) as refusal:
            await stage.sign(amended["documents"][3]["name"], MANAGER)
        assert (refusal.value.reason, refusal.value.rule) == ("PROJECT_OVER", "1.10")


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
        assert refusal.value.reason == "PROJECT_NOT_FOUND"
