import json
from typing import Any

import grpc
import pytest

from tests.harness.suite import Refused, eventually
from tests.integration.contracts.conftest import Staged
from tests.integration.contracts.played import BUREAU, EXPERTS, MANAGER, POSTER, PROJECT, STRANGER


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


def by_panel(panel: list[str]) -> dict[str, Any]:
    return {"method": "SELECTION_METHOD_EXPERT_PANEL", "selected_on": "2026-01-08", "decision": "选定", "panel": panel}


@pytest.mark.rule("4.7", "7.5")
async def test_nobody_is_selected_on_the_word_of_an_expert_who_may_not_sit_any_more(staged: Staged) -> None:
    async with staged() as stage:
        await stage.approved()
        body = by_panel(EXPERTS)
        selection = await stage.call("RecordSelection", BUREAU, parent=PROJECT, person=MANAGER.name, **body)
        stage.neighbours.barred[EXPERTS[1]] = "限制期内"
        with pytest.raises(Refused) as refusal:
            await stage.call("ConsentToSelection", POSTER, name=selection["name"])
        assert (refusal.value.reason, refusal.value.rule) == ("EXPERT_BARRED", "7.5")
        refused = await stage.call("ConsentToSelection", BUREAU, name=selection["name"], refuse=True, reason="专家小组须重新组建")
        assert refused["state"] == "SELECTION_STATE_REFUSED"
        stage.neighbours.barred.clear()
        await stage.selected()


@pytest.mark.rule("4.7")
async def test_experts_of_a_bureau_that_is_an_owner_select_nobody(staged: Staged) -> None:
    async with staged() as stage:
        await stage.approved()
        body = by_panel([*EXPERTS[:2], BUREAU.name])
        with pytest.raises(Refused) as refusal:
            await stage.call("RecordSelection", POSTER, parent=PROJECT, person=MANAGER.name, **body)
        assert (refusal.value.reason, refusal.value.rule) == ("EXPERT_NOT_INDEPENDENT", "4.7")
