"""What was true when it was decided is looked at again: dates by a later notice (4.3), experts on the day (4.7, 7.5)."""

import pytest

from tests.harness.suite import Refused
from tests.integration.evaluation.calls import EXPERTS, OFFICIAL, PANEL, SERVICE, assess, call, convene, submit
from tests.integration.evaluation.conftest import Staged
from tests.integration.evaluation.played import POSTER, PROJECT, approved, node_concluded, task_book, tell, term_ended

CHEN = {"person": "people/chen", "expertise": "EXPERTISE_FINANCIAL"}


@pytest.mark.rule("4.3")
async def test_a_notice_of_the_next_year_that_makes_the_last_day_a_day_off_moves_it(staged: Staged) -> None:
    """Seen drifting: evaluation looked only at deadlines that touch the notice's own year."""
    async with staged(at="2025-12-02T08:00:00+08:00") as stage:
        suite = stage.suite
        await approved(suite, task_book=task_book(term_end="2025-12-01"))
        await tell(suite, "milestones.term.ended.v1", name=f"{PROJECT}/schedule", project=PROJECT, term_end="2025-12-01")
        (deadline,) = (await suite.call(f"{SERVICE}/ListDeadlines", {}, OFFICIAL))["deadlines"]
        assert deadline["last_day"] == "2025-12-31"
        notice = {
            "year": 2026,
            "days_off": ["2025-12-31", "2026-01-01", "2026-01-02"],
            "makeup_days": [],
            "reference": "国办发明电〔2025〕7号",
        }
        await tell(suite, "milestones.holiday_notice.published.v1", name="holidayNotices/2026", **notice)
        (deadline,) = (await suite.call(f"{SERVICE}/ListDeadlines", {}, OFFICIAL))["deadlines"]
        assert deadline["last_day"] == "2026-01-05"


@pytest.mark.rule("4.7")
async def test_who_lost_independence_neither_assesses_nor_counts_and_is_replaced(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        for node in ("design", "trial"):
            await node_concluded(suite, node)
        await term_ended(suite)
        await submit(suite)
        await convene(suite, PANEL)
        for expert in EXPERTS[1:]:
            await assess(suite, expert)
        stage.neighbours.registry.organizations["people/wang"] = POSTER
        stage.neighbours.supervision.barred = {"people/zhang"}
        with pytest.raises(Refused) as refused:
            await assess(suite, EXPERTS[0])
        assert (refused.value.reason, refused.value.rule) == ("EXPERT_BARRED", "7.5")
        stage.neighbours.supervision.barred = set()
        await assess(suite, EXPERTS[0])
        with pytest.raises(Refused) as refused:
            await call(suite, "ConcludeEvaluation", OFFICIAL)
        assert (refused.value.reason, refused.value.rule) == ("EXPERT_NOT_INDEPENDENT", "4.7")
        with pytest.raises(Refused) as refused:
            await call(suite, "ReplacePanelMember", OFFICIAL, member="people/zhang", successor=CHEN, reason="出差")
        assert refused.value.reason in ("MEMBER_HAS_DELIVERED", "PANEL_EXPERTISE_MISSING")
        stage.neighbours.registry.organizations["people/chen"] = POSTER
        with pytest.raises(Refused) as refused:  # the successor is asked after as everybody was
            await call(suite, "ReplacePanelMember", OFFICIAL, member="people/wang", successor=CHEN, reason="已调入业主企业")
        assert (refused.value.reason, refused.value.rule) == ("EXPERT_NOT_INDEPENDENT", "4.7")
        assert "people/chen" in refused.value.metadata["failures"]
        del stage.neighbours.registry.organizations["people/chen"]
        shown = await call(suite, "ReplacePanelMember", OFFICIAL, member="people/wang", successor=CHEN, reason="已调入业主企业")
        assert shown["assessments_complete"] == 2
        assert all("items" not in each or not each["items"] for each in shown["assessments"])  # closed again until all are in
