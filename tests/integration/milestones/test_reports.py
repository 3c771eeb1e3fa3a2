"""The lead's reports on the real parts: from the contract's interval to what the owner takes in (5.1, 1.9)."""

import json
from typing import Any

import pytest

from tests.harness.suite import Person, Refused, Suite
from tests.integration.milestones.calls import LEAD, OFFICIAL, SERVICE, china, deadlines
from tests.integration.milestones.conftest import Staged
from tests.integration.milestones.played import PROJECT, approved, engaged, left, tell, took_effect

FIRST = f"{PROJECT}/progressReports/0001"
SUCCESSOR = Person("people/successor", (), "organizations/agency", "agency", "")


def content(design: str = "50", trial: str = "0", spent_fen: int = 100) -> dict[str, Any]:
    nodes = [{"node": "design", "actual": design}, {"node": "trial", "actual": trial}]
    return {"nodes": nodes, "received_fen": 200, "spent_fen": spent_fen, "summary": "按计划推进"}


async def on(suite: Suite, method: str, who: Person, **body: Any) -> dict[str, Any]:
    return await suite.call(f"{SERVICE}/{method}", {"name": FIRST} | body, who)


async def reporting(suite: Suite, every: int = 3) -> None:
    """A project whose lead reports every so many months, from 1 March 2023 on."""
    await approved(suite)
    await engaged(suite, report_every_months=every)
    await took_effect(suite)


@pytest.mark.rule("5.1")
async def test_a_report_from_the_contracts_interval_to_the_owner(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await reporting(suite)
        assert (await deadlines(suite))["progress-report-0001"] == ("OPEN", "2023-06-15")
        with pytest.raises(Refused) as early:
            await on(suite, "SubmitProgressReport", LEAD, content=content())
        assert (early.value.reason, early.value.rule) == ("DEADLINE_RUNS", "5.1")
        await suite.advance(china("2023-06-20 10:00"))
        listed = await deadlines(suite)
        assert listed["progress-report-0001"] == ("OVERDUE", "2023-06-15")
        assert listed["progress-report-0002"] == ("OPEN", "2023-09-15")
        late = await on(suite, "SubmitProgressReport", LEAD, content=content())
        assert (late["editions"][0]["late"], late["editions"][0]["actual"]) == (True, "25.00")
        with pytest.raises(Refused) as foreign:
            await on(suite, "TakeInProgressReport", LEAD, etag=late["etag"])
        assert foreign.value.reason == "ROLE_REQUIRED"
        asked = await on(suite, "AskForMore", OFFICIAL, what="补充试验记录", etag=late["etag"])
        assert (asked["state"], (await deadlines(suite))["progress-report-0001-supplement"]) == (
            "REPORT_STATE_MORE_ASKED",
            ("OPEN", "2023-06-28"),
        )
        corrected = await on(suite, "CorrectProgressReport", LEAD, content=content(design="40"), reason="补充试验记录")
        with pytest.raises(Refused) as stale:
            await on(suite, "TakeInProgressReport", OFFICIAL, etag=late["etag"])
        assert (stale.value.reason, stale.value.rule) == ("CHANGED_SINCE_SEEN", "4.7a")
        taken = await on(suite, "TakeInProgressReport", OFFICIAL, etag=corrected["etag"])
        assert (taken["state"], len(taken["editions"])) == ("REPORT_STATE_TAKEN_IN", 2)
        told = [json.loads(fact["body"]) for fact in await suite.facts("milestones", ".progress.reported.v1")]
        assert [(each["edition"], each["late"], each["actual_progress"]) for each in told] == [(1, True, "25.00"), (2, False, "20.00")]
        shown = await suite.call(f"{SERVICE}/GetProgress", {"project": PROJECT, "on": "2024-01-12"}, OFFICIAL)
        assert (shown["planned"], [each["progress"] for each in shown["actual_line"]]) == ("50.00", ["20.00"])
        assert [each["day"] for each in shown["planned_line"]] == ["2023-02-01", "2024-01-12", "2024-10-31"]


@pytest.mark.rule("1.9")
async def test_a_replaced_lead_hands_over_what_is_due(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await reporting(suite)
        await suite.advance(china("2023-06-10 10:00"))
        await left(suite, ended_on="2023-06-10")
        await suite.advance(china("2023-07-03 10:00"))
        listed = await deadlines(suite)
        assert (listed["progress-report-0001"][0], listed["progress-report-0002"][0]) == ("CANCELLED", "CANCELLED")
        await engaged(suite, SUCCESSOR.name, "2023-07-03T02:00:00Z", report_every_months=1)
        listed = await deadlines(suite)
        assert (listed["progress-report-0001-2"], listed["progress-report-0002-2"]) == (("OPEN", "2023-07-17"), ("OPEN", "2023-09-15"))
        with pytest.raises(Refused):
            await on(suite, "SubmitProgressReport", LEAD, content=content())
        handed_in = await on(suite, "SubmitProgressReport", SUCCESSOR, content=content())
        assert not handed_in["editions"][0].get("late")
        await suite.advance(china("2023-09-02 00:30"))
        third = await suite.call(f"{SERVICE}/GetProgressReport", {"name": f"{PROJECT}/progressReports/0003"}, OFFICIAL)
        assert (third["first_day"], third["last_day"]) == ("2023-09-02", "2023-10-01")


@pytest.mark.rule("1.9", "5.1")
async def test_reports_that_a_successors_contract_alone_asks_for_begin_with_it(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await reporting(suite, every=0)
        await suite.advance(china("2023-07-03 10:00"))
        await left(suite, ended_on="2023-07-03")
        await engaged(suite, SUCCESSOR.name, "2023-07-03T02:00:00Z", report_every_months=1)
        listed = await deadlines(suite)
        assert {name: of for name, of in listed.items() if name.startswith("progress")} == {"progress-report-0001": ("OPEN", "2023-08-17")}
        first = await suite.call(f"{SERVICE}/GetProgressReport", {"name": FIRST}, OFFICIAL)
        assert (first["first_day"], first["last_day"]) == ("2023-07-04", "2023-08-03")


@pytest.mark.rule("5.1", "1.10")
async def test_after_a_termination_nothing_more_is_asked_for(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await reporting(suite)
        await suite.advance(china("2023-06-10 10:00"))
        handed_in = await on(suite, "SubmitProgressReport", LEAD, content=content())
        await tell(suite, "registry.project.terminated.v1", decided_on="2023-06-10", reason="市场变化")
        with pytest.raises(Refused) as refused:
            await on(suite, "AskForMore", OFFICIAL, what="补充试验记录", etag=handed_in["etag"])
        assert (refused.value.reason, refused.value.rule) == ("PROJECT_ENDED", "1.10")
        assert not [name for name, (state, _) in (await deadlines(suite)).items() if state == "OPEN"]
