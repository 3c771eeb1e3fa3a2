"""The standing rating of a lead, from neighbours' facts to the objection (3.6)."""

from typing import Any

import pytest

from tests.harness.suite import Person, Refused, Suite
from tests.integration.evaluation.calls import CLERK, OFFICIAL, SERVICE
from tests.integration.evaluation.conftest import Staged
from tests.integration.evaluation.played import PROJECT, approved, tell

LEAD = Person("people/lead", (), "organizations/lead-institute")
RATING = "people/lead/rating"
pytestmark = pytest.mark.rule("3.6")


async def get(suite: Suite, who: Person = OFFICIAL, as_of: str = "") -> dict[str, Any]:
    return await suite.call(f"{SERVICE}/GetRating", {"name": RATING, "as_of": as_of}, who)


async def node(suite: Suite, verdict: str, **changed: Any) -> None:
    name = f"{PROJECT}/nodes/design"
    body = {"project": PROJECT, "node": "design", "round": 1, "lead": LEAD.name, "late": True, "concluded_at": "2025-11-20T02:00:00Z"}
    await tell(suite, f"milestones.node.{verdict}.v1", name=name, **(body | changed))


async def report(suite: Suite, what: str, **more: Any) -> None:
    name = f"{PROJECT}/deadlines/progress-report-1"
    body = {"project": PROJECT, "kind": "progress_report", "responsible": LEAD.name, "last_day": "2025-07-15"}
    await tell(suite, f"milestones.deadline.{what}.v1", name=name, **body, **more)


async def test_facts_of_four_services_are_entered_once_each_and_answered_as_of_any_day(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        assert (await get(suite))["grade"] == "RATING_GRADE_UNRATED"
        await approved(suite, approved_on="2024-01-20", exact_lead_score="269/3")
        await node(suite, "failed")
        await node(suite, "passed", round=2, late=False, concluded_at="2025-12-10T02:00:00Z")
        await report(suite, "overdue", overdue_at="2025-07-15T16:00:00Z")
        await report(suite, "met", met_at="2025-07-20T02:00:00Z", late=True)
        finding = {"title": "多次逾期报送材料", "severity": "minor"}
        confirmed = {"project": PROJECT, "confirmed_at": "2025-12-20T02:00:00Z"}
        other = finding | {"name": "findings/2025-2", "subject": PROJECT}
        await tell(suite, "supervision.finding.confirmed.v1", name="findings/2025-1", subject=LEAD.name, **finding, **confirmed)
        await tell(suite, "supervision.finding.confirmed.v1", **other, **confirmed)
        rescored = {"project": PROJECT, "person": LEAD.name, "exact_score": "181/2", "scored_on": "2025-12-30"}
        await tell(suite, "contracts.lead.rescored.v1", name=f"{PROJECT}/leadScores/lead", **rescored)
        await tell(suite, "supervision.finding.lifted.v1", **other, lifted_at="2025-12-31T02:00:00Z")
        rating = await get(suite)
        rows = [(each["kind"].removeprefix("RATING_CAUSE_"), each["points"], each["counted"]) for each in rating["entries"]]
        assert rows == [
            ("REVIEW_SCORED", 2, "1.5"),
            ("PROGRESS_REPORTED_LATE", -2, "-2"),
            ("NODE_FAILED_LATE", -8, "-8"),
            ("NODE_PASSED", 4, "4"),
            ("FINDING_MINOR", -4, "-4"),
            ("REVIEW_SCORED", 3, "3"),
        ]
        assert (rating["total"], rating["grade"]) == ("-5.5", "RATING_GRADE_POOR")
        assert "节点“样件设计”第2次考核" in rating["working"] and "1.5 ＋ （-2） ＋ （-8） ＋ 4 ＋ （-4） ＋ 3 ＝ -5.5" in rating["working"]
        earlier = await get(suite, as_of="2025-11-30")
        assert (earlier["total"], earlier["entries_counted"]) == ("-8.5", 3)


async def test_the_rated_person_reads_it_and_objects_and_the_bureau_answers(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await node(suite, "failed")
        entry = f"{RATING}/entries/1"
        assert (await get(suite, LEAD))["entries"][0]["name"] == entry
        with pytest.raises(Refused) as refused:
            await get(suite, CLERK)
        assert (refused.value.reason, refused.value.rule) == ("ROLE_REQUIRED", "2.5")
        with pytest.raises(Refused) as refused:
            await suite.call(f"{SERVICE}/ObjectToRatingEntry", {"name": entry, "statement": "替他说"}, OFFICIAL)
        assert (refused.value.reason, refused.value.rule) == ("ROLE_REQUIRED", "3.6")
        seen = (await get(suite))["entries"][0]["etag"]
        shown = await suite.call(f"{SERVICE}/ObjectToRatingEntry", {"name": entry, "statement": "停电三日"}, LEAD)
        assert shown["entries"][0]["state"] == "RATING_ENTRY_STATE_OBJECTED"
        answer = {"name": entry, "sustained": True, "reason": "属不可抗力"}
        with pytest.raises(Refused) as refused:
            await suite.call(f"{SERVICE}/AnswerRatingObjection", answer | {"etag": seen}, OFFICIAL)
        assert (refused.value.reason, refused.value.rule) == ("CHANGED_SINCE_SEEN", "4.7a")
        shown = await suite.call(f"{SERVICE}/AnswerRatingObjection", answer, OFFICIAL)
        assert (shown["entries"][0]["state"], shown["total"], shown["grade"]) == (
            "RATING_ENTRY_STATE_SET_ASIDE",
            "0",
            "RATING_GRADE_UNRATED",
        )
        assert [each["person"] for each in (await suite.call(f"{SERVICE}/ListRatings", {}, OFFICIAL))["ratings"]] == [LEAD.name]
        facts = [fact for fact in await suite.facts("evaluation") if ".rating." in fact["attributes"]["type"]]
        assert [fact["attributes"]["type"].rpartition("rating.")[2] for fact in facts] == [
            "entered.v1",
            "objected.v1",
            "objection_answered.v1",
        ]
        assert all(fact["topic"].endswith(".internal") and fact["key"] == RATING for fact in facts)
