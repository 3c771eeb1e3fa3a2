import asyncio
import base64
from datetime import datetime

import pytest

from tests.harness.suite import Person, Refused
from tests.integration.evaluation.calls import CLERK, EXPERTS, FINANCE, OFFICIAL, PANEL, REPORT, SERVICE, assess, call, convene, submit
from tests.integration.evaluation.conftest import Staged
from tests.integration.evaluation.played import POSTER, PROJECT, approved, engaged, node_concluded, tell, term_ended


@pytest.mark.rule("6.2")
@pytest.mark.rule("6.3")
@pytest.mark.rule("6.4")
async def test_from_the_end_of_the_term_to_the_filing(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        assert (await call(suite, "GetEvaluation", OFFICIAL))["state"] == "EVALUATION_STATE_PLANNED"
        await engaged(suite)
        await node_concluded(suite, "design")
        await node_concluded(suite, "trial", "failed")
        await term_ended(suite)
        (deadline,) = (await suite.call(f"{SERVICE}/ListDeadlines", {}, CLERK))["deadlines"]
        assert (deadline["last_day"], deadline["state"]) == ("2026-01-30", "DEADLINE_STATE_OPEN")

        await submit(suite)
        convened = await convene(suite)
        assert convened["panel_size"] == 3
        for expert in EXPERTS:
            shown = await assess(suite, expert)
            assert [each["expert"] for each in shown["assessments"]] == [expert.name]
            assert shown["panel"] == []
        verdict = (await call(suite, "ConcludeEvaluation", OFFICIAL))["verdict"]
        assert (verdict["conclusion"], verdict["degree"]) == ("CONCLUSION_PARTLY_MET", "0.9600")
        assert "废品率" in verdict["working"]["table"]

        filing = await call(suite, "FileWithFinance", OFFICIAL, reference="市科绩备〔2026〕3号")
        receipt = await call(suite, "AcknowledgeFiling", FINANCE, name=filing["name"], receipt_reference="财绩收〔2026〕8号")
        assert receipt["state"] == "FILING_STATE_ACKNOWLEDGED"
        await suite.quiet()
        types = [fact["attributes"]["type"].removeprefix("sanzhi.evaluation.") for fact in await suite.facts("evaluation")]
        assert types == [
            "evaluation.opened.v1",
            "deadline.set.v1",
            "self_evaluation.submitted.v1",
            "deadline.met.v1",
            "evaluation.panel_convened.v1",
            "evaluation.panel_named.v1",
            *["evaluation.items_assessed.v1"] * 3,
            "evaluation.values_verified.v1",
            "evaluation.concluded.v1",
            "rating.entered.v1",
            "filing.filed.v1",
            "filing.acknowledged.v1",
        ]
        internal = [fact["topic"].endswith(".internal") for fact in await suite.facts("evaluation")]
        assert internal.count(True) == 6


@pytest.mark.rule("6.4")
async def test_nothing_changes_after_the_filing(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await node_concluded(suite, "design")
        await node_concluded(suite, "trial")
        await term_ended(suite)
        await submit(suite)
        await convene(suite)
        for expert in EXPERTS:
            await assess(suite, expert)
        await call(suite, "ConcludeEvaluation", OFFICIAL)
        await call(suite, "FileWithFinance", OFFICIAL, reference="市科绩备〔2026〕3号")
        before = await call(suite, "GetEvaluation", OFFICIAL)
        acts = [
            submit(suite),
            convene(suite),
            assess(suite, EXPERTS[0]),
            call(suite, "RecordMissingNode", OFFICIAL, node="trial", reason="改记"),
            call(suite, "ReplacePanelMember", OFFICIAL, member="people/li", successor=PANEL[0] | {"person": "people/sun"}, reason="改换"),
            call(suite, "ConcludeEvaluation", OFFICIAL),
            call(suite, "FileWithFinance", OFFICIAL, reference="市科绩备〔2026〕4号"),
        ]
        for act in acts:
            with pytest.raises(Refused) as refused:
                await act
            assert (refused.value.code.name, refused.value.reason, refused.value.rule) == ("FAILED_PRECONDITION", "EVALUATION_FILED", "6.4")
            assert "备案" in refused.value.message
        await node_concluded(suite, "trial", "failed")
        assert await call(suite, "GetEvaluation", OFFICIAL) == before


@pytest.mark.rule("2.5")
async def test_who_may_do_and_see_what(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await node_concluded(suite, "design")
        await node_concluded(suite, "trial")
        await term_ended(suite)
        stranger = Person("people/stranger", (), "organizations/elsewhere", "enterprise", "taigu")
        for who in (stranger, OFFICIAL):
            with pytest.raises(Refused) as refused:
                await submit(suite, who)
            assert (refused.value.code.name, refused.value.rule) == ("PERMISSION_DENIED", "2.5")
        with pytest.raises(Refused) as refused:
            await call(suite, "GetEvaluation", stranger)
        assert refused.value.reason == "ROLE_REQUIRED"
        await submit(suite)
        with pytest.raises(Refused):
            await assess(suite, EXPERTS[0])
        await convene(suite)
        await assess(suite, EXPERTS[0])
        with pytest.raises(Refused):
            await assess(suite, Person("people/sun", ("expert",)))

        digest = (await call(suite, "GetEvaluation", CLERK))["self_evaluation"]["report"]["digest"]
        for who in (CLERK, EXPERTS[1], Person("people/auditor", ("auditor",))):
            file = await call(suite, "DownloadFile", who, digest=digest)
            assert base64.b64decode(file["content"]) == REPORT
        seen = {
            who.name: len((await call(suite, "GetEvaluation", who))["assessments"]) for who in (OFFICIAL, CLERK, EXPERTS[0], EXPERTS[1])
        }
        assert seen == {"people/official": 3, "people/clerk": 0, "people/zhang": 1, "people/li": 1}
        listed = {
            who.name: len((await suite.call(f"{SERVICE}/ListEvaluations", {}, who))["evaluations"])
            for who in (OFFICIAL, CLERK, EXPERTS[0], stranger)
        }
        assert listed == {"people/official": 1, "people/clerk": 1, "people/zhang": 1, "people/stranger": 0}


@pytest.mark.rule("4.5")
async def test_warnings_overdue_and_on_without_the_unit(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await node_concluded(suite, "design")
        await node_concluded(suite, "trial")
        await term_ended(suite)
        with pytest.raises(Refused) as refused:
            await convene(suite)
        assert (refused.value.reason, refused.value.rule) == ("SELF_EVALUATION_AWAITED", "6.2")
        await suite.advance(datetime.fromisoformat("2026-02-03T09:00:00+08:00"))
        warned = await suite.facts("evaluation", ".deadline.warned.v1")
        assert [fact["attributes"]["time"].isoformat()[:13] for fact in warned] == ["2026-01-14T16", "2026-01-22T16", "2026-01-28T16"]
        (overdue,) = await suite.facts("evaluation", ".deadline.overdue.v1")
        assert overdue["attributes"]["time"] == datetime.fromisoformat("2026-01-31T00:00:00+08:00")
        assert (await convene(suite))["without_self_evaluation"]
        late = await submit(suite)
        assert late["self_evaluation"]["late"]
        (deadline,) = (await suite.call(f"{SERVICE}/ListDeadlines", {"parent": PROJECT}, OFFICIAL))["deadlines"]
        assert (deadline["state"], deadline["late"]) == ("DEADLINE_STATE_MET", True)


@pytest.mark.rule("4.7")
@pytest.mark.rule("7.5")
async def test_experts_are_asked_after(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await node_concluded(suite, "design")
        await node_concluded(suite, "trial")
        await term_ended(suite)
        await submit(suite)
        lead = stage.neighbours.registry.organizations["people/lead"]
        stage.neighbours.registry.organizations |= {"people/zhang": POSTER, "people/li": lead}
        stage.neighbours.supervision.barred = {"people/wang"}
        with pytest.raises(Refused) as refused:
            await convene(suite)
        assert (refused.value.reason, refused.value.rule) == ("EXPERT_NOT_INDEPENDENT", "4.7")
        for reason in ("FROM_OWNER_ENTERPRISE", "FROM_LEADS_ORGANIZATION", "EXPERT_BARRED"):
            assert reason in refused.value.metadata["failures"]
        stage.neighbours.registry.organizations = {}
        stage.neighbours.supervision.barred = set()
        await stage.neighbours.server.stop(0)
        with pytest.raises(Refused) as refused:
            await convene(suite)
        assert refused.value.code.name == "UNAVAILABLE"
        assert (await call(suite, "GetEvaluation", OFFICIAL))["state"] == "EVALUATION_STATE_SELF_EVALUATED"


@pytest.mark.rule("6.2")
async def test_two_officials_at_once_conclude_once(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await node_concluded(suite, "design")
        await node_concluded(suite, "trial")
        await term_ended(suite)
        await submit(suite)
        await convene(suite)
        await asyncio.gather(*(assess(suite, expert) for expert in EXPERTS))
        answers = await asyncio.gather(*(call(suite, "ConcludeEvaluation", OFFICIAL) for _ in range(5)), return_exceptions=True)
        refused = [answer for answer in answers if isinstance(answer, Refused)]
        assert [each.reason for each in refused] == ["EVALUATION_CONCLUDED"] * 4
        assert len(await suite.facts("evaluation", ".evaluation.concluded.v1")) == 1


@pytest.mark.rule("1.9")
async def test_the_last_lead_still_reads_and_a_replaced_one_does_not(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        lead, successor = Person("people/lead"), Person("people/successor")
        ended = {"project": PROJECT, "role": "project_manager", "is_lead": True, "person": lead.name}
        await tell(suite, "contracts.engagement.ended.v1", name=f"{PROJECT}/engagements/manager", **ended)
        assert (await call(suite, "GetEvaluation", lead))["project"] == PROJECT
        await tell(
            suite, "contracts.engagement.activated.v1", name=f"{PROJECT}/engagements/manager-2", **(ended | {"person": successor.name})
        )
        for who, listed in ((lead, 0), (successor, 1)):
            assert len((await suite.call(f"{SERVICE}/ListEvaluations", {}, who))["evaluations"]) == listed
        with pytest.raises(Refused):
            await call(suite, "GetEvaluation", lead)
