"""Panels of milestones over gRPC (4.7): who sits, who votes, who sees it, who is objected to."""

import json

import pytest

from tests.harness.suite import Person, Refused
from tests.integration.milestones.calls import (
    BOSS,
    CLERK,
    EXPERTS,
    LEAD,
    NODE,
    OFFICIAL,
    SERVICE,
    call,
    china,
    convene,
    report,
    submit,
    vote,
)
from tests.integration.milestones.conftest import Staged
from tests.integration.milestones.played import running_project


@pytest.mark.rule("4.7")
@pytest.mark.rule("7.5")
async def test_a_panel_is_checked_with_the_neighbours_and_not_without_them(staged: Staged) -> None:
    async with staged() as stage:
        suite, neighbours = stage.suite, stage.neighbours
        await running_project(suite)
        await suite.advance(china("2024-01-20 10:00"))
        await submit(suite)
        neighbours.supervision.barred.add("people/li")
        neighbours.registry.organizations["people/wang"] = "organizations/lead-institute"
        with pytest.raises(Refused) as refused:
            await convene(suite)
        assert (refused.value.reason, refused.value.rule) == ("EXPERT_NOT_INDEPENDENT", "4.7")
        grounds = [(each["person"], each["reason"]) for each in json.loads(refused.value.metadata["failures"])]
        assert grounds == [("people/li", "EXPERT_BARRED"), ("people/wang", "FROM_LEADS_ORGANIZATION")]
        neighbours.supervision.barred.clear()
        del neighbours.registry.organizations["people/wang"]
        neighbours.supervision.down = True
        with pytest.raises(Refused) as down:
            await convene(suite)
        assert down.value.code.name == "UNAVAILABLE"
        neighbours.supervision.down = False
        await convene(suite)
        neighbours.supervision.barred.add("people/li")
        with pytest.raises(Refused) as barred:
            await vote(suite, EXPERTS[1])
        assert (barred.value.reason, barred.value.rule) == ("EXPERT_BARRED", "7.5")
        await call(suite, "ReplacePanelMember", LEAD, member="people/li", successor="people/zhao", reason="被列入负面清单")
        await vote(suite, Person("people/zhao", ("expert",)))


@pytest.mark.rule("4.7")
async def test_nobody_sees_a_vote_or_a_tally_before_all_are_in_and_then_only_who_may(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await suite.advance(china("2024-01-20 10:00"))
        county = Person("people/county", ("county",), "organizations/taigu-bureau", "county_department", "taigu")
        auditor = Person("people/auditor", ("auditor",), "organizations/audit", "department")
        everybody = (OFFICIAL, BOSS, LEAD, CLERK, county, auditor, *EXPERTS)

        async def seen() -> list[tuple[str, int, int]]:
            """The first expert's vote, and the tally, as each of them sees it."""
            panels = [(await call(suite, "GetNode", who))["reviews"][0]["panel"] for who in everybody]
            return [(panel["members"][0]["vote"].removeprefix("VOTE_"), panel["votes_for"], panel["votes_against"]) for panel in panels]

        await submit(suite)
        await convene(suite)
        hidden = ("UNSPECIFIED", 0, 0)
        for expert, vote_ in ((EXPERTS[0], "VOTE_PASS"), (EXPERTS[1], "VOTE_FAIL")):
            answer = (await vote(suite, expert, vote_))["reviews"][0]["panel"]
            assert (answer["votes_for"], answer["votes_against"], answer["open_to_view"]) == (0, 0, False)
            assert await seen() == [hidden] * 6 + [("PASS", 0, 0), hidden, hidden]
        await vote(suite, EXPERTS[2])
        shown, counted = ("PASS", 2, 1), ("UNSPECIFIED", 2, 1)
        assert await seen() == [shown, shown, shown, counted, counted, shown, shown, counted, counted]


@pytest.mark.rule("4.7")
@pytest.mark.rule("7.5")
async def test_nothing_concludes_on_the_vote_of_somebody_who_may_not_sit_that_day(staged: Staged) -> None:
    async with staged() as stage:
        suite, neighbours = stage.suite, stage.neighbours
        await running_project(suite)
        await suite.advance(china("2024-01-20 10:00"))
        await submit(suite)
        await convene(suite)
        for expert in EXPERTS:
            await vote(suite, expert)
        replacement = {"member": "people/li", "successor": "people/zhao", "reason": "被列入负面清单"}
        with pytest.raises(Refused) as fit:
            await call(suite, "ReplacePanelMember", LEAD, **replacement)
        assert (fit.value.reason, fit.value.rule) == ("MEMBER_HAS_DELIVERED", "4.7")
        neighbours.supervision.barred.add("people/li")
        with pytest.raises(Refused) as refused:
            await report(suite)
        assert (refused.value.reason, refused.value.rule) == ("EXPERT_BARRED", "7.5")
        replaced = (await call(suite, "ReplacePanelMember", LEAD, **replacement))["reviews"][0]["panel"]
        assert (replaced["members"][1]["left"], replaced["votes_for"]) == (True, 0)
        await vote(suite, Person("people/zhao", ("expert",)), "VOTE_FAIL")
        done = await report(suite)
        assert (done["state"], done["reviews"][0]["report"]["votes_for"]) == ("NODE_STATE_PASSED", 2)
        panel = (await call(suite, "GetNode", OFFICIAL))["reviews"][0]["panel"]
        assert panel["members"][1]["vote"] == "VOTE_PASS"


@pytest.mark.rule("4.7")
async def test_who_takes_a_seat_after_the_voting_began_is_objected_to_until_they_vote(staged: Staged) -> None:
    """And whether an owner may object is told beforehand as it is then."""
    async with staged() as stage:
        suite = stage.suite

        async def told() -> tuple[bool, str]:
            asked = {"name": NODE, "rpc": f"{SERVICE}/ObjectToPanelMember"}
            (act,) = (await suite.call("sanzhi.acts.v1.ActsService/ListActs", asked, BOSS, service="milestones"))["acts"]
            return act["allowed"], act["reason"]

        await running_project(suite)
        await suite.advance(china("2024-01-20 10:00"))
        await submit(suite)
        await convene(suite)
        assert await told() == (True, "")
        for expert in EXPERTS[:2]:
            await vote(suite, expert)
        assert await told() == (False, "VOTING_STARTED")
        with pytest.raises(Refused) as begun:
            await call(suite, "ObjectToPanelMember", BOSS, member=EXPERTS[2].name, reason="曾任顾问")
        assert (begun.value.reason, begun.value.rule) == ("VOTING_STARTED", "4.7")
        await call(suite, "ReplacePanelMember", LEAD, member=EXPERTS[2].name, successor="people/zhao", reason="不投票")
        assert await told() == (True, "")
        shown = await call(suite, "ObjectToPanelMember", BOSS, member="people/zhao", reason="曾任顾问")
        assert shown["reviews"][0]["panel"]["members"][3]["left"]
        with pytest.raises(Refused) as vacant:
            await report(suite)
        assert (vacant.value.reason, vacant.value.rule) == ("PANEL_INCOMPLETE", "4.7")
        await call(suite, "ReplacePanelMember", LEAD, member="people/zhao", successor="people/sun", reason="被提出异议")
        await vote(suite, Person("people/sun", ("expert",)))
        assert await told() == (False, "VOTING_STARTED")
        assert (await report(suite))["state"] == "NODE_STATE_PASSED"
