from datetime import datetime

import pytest

from tests.harness.suite import Refused
from tests.integration.evaluation.calls import OFFICIAL, SERVICE, call, convene, submit
from tests.integration.evaluation.conftest import Staged
from tests.integration.evaluation.played import PROJECT, TARGETS, approved, node_concluded, task_book, tell, term_ended


@pytest.mark.rule("6.2")
async def test_facts_of_two_topics_come_in_either_order(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await node_concluded(suite, "design", "failed")
        await term_ended(suite)
        assert await suite.facts("evaluation") == []
        await approved(suite)
        shown = await call(suite, "GetEvaluation", OFFICIAL)
        assert shown["state"] == "EVALUATION_STATE_SELF_EVALUATION"
        assert [node["outcome"] for node in shown["nodes"]] == ["NODE_OUTCOME_FAILED", "NODE_OUTCOME_OPEN"]
        assert len(await suite.facts("evaluation", ".evaluation.opened.v1")) == 1
        await term_ended(suite)
        assert len(await suite.facts("evaluation", ".evaluation.opened.v1")) == 1


@pytest.mark.rule("1.10")
async def test_a_terminated_project_is_evaluated_to_date(staged: Staged) -> None:
    async with staged("2025-06-20T10:00:00+08:00") as stage:
        suite = stage.suite
        await approved(suite)
        await node_concluded(suite, "design", "failed")
        await tell(suite, "registry.project.terminated.v1", project=PROJECT, decided_on="2025-06-20", reason="技术路线不可行")
        shown = await call(suite, "GetEvaluation", OFFICIAL)
        assert (shown["ground"], shown["period_ended_on"]) == ("OPENING_GROUND_TERMINATED", "2025-06-20")
        assert [node["outcome"] for node in shown["nodes"]] == ["NODE_OUTCOME_FAILED", "NODE_OUTCOME_NOT_DUE"]
        (deadline,) = (await suite.call(f"{SERVICE}/ListDeadlines", {}, OFFICIAL))["deadlines"]
        assert deadline["last_day"] == "2025-07-21"
        await term_ended(suite)
        await submit(suite)
        assert (await convene(suite))["state"] == "EVALUATION_STATE_UNDER_REVIEW"


@pytest.mark.rule("6.2")
async def test_a_missing_node_is_recorded_before_the_start(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await node_concluded(suite, "design")
        await term_ended(suite)
        await submit(suite)
        with pytest.raises(Refused) as refused:
            await convene(suite)
        assert (refused.value.reason, refused.value.rule) == ("NODES_OPEN", "6.2")
        await call(suite, "RecordMissingNode", OFFICIAL, node="trial", reason="到期后未组织考核")
        assert (await convene(suite))["nodes"][1]["outcome"] == "NODE_OUTCOME_MISSING"


@pytest.mark.rule("1.8", "6.2")
async def test_a_term_prolonged_after_its_end_is_evaluated_after_its_new_end(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await term_ended(suite)
        await submit(suite)
        await tell(suite, "registry.task_book.changed.v1", project=PROJECT, task_book=task_book(2, term_end="2026-06-30"))
        shown = await call(suite, "GetEvaluation", OFFICIAL)
        assert (shown["state"], shown["task_book_version"]) == ("EVALUATION_STATE_PLANNED", 2)
        await term_ended(suite)  # Said before milestones knew of it.
        assert (await call(suite, "GetEvaluation", OFFICIAL))["state"] == "EVALUATION_STATE_PLANNED"
        await term_ended(suite, "2026-06-30")
        listed = (await suite.call(f"{SERVICE}/ListDeadlines", {}, OFFICIAL))["deadlines"]
        found = {each["name"].rpartition("/")[2]: (each["state"], each["last_day"]) for each in listed}
        assert found["self-evaluation-2"] == ("DEADLINE_STATE_OPEN", "2026-07-30")
        assert (await submit(suite))["state"] == "EVALUATION_STATE_SELF_EVALUATED"


@pytest.mark.rule("1.8")
async def test_a_changed_task_book_is_what_counts(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        changed = [TARGETS[0] | {"value": "40"}]
        await tell(suite, "registry.task_book.changed.v1", name=f"{PROJECT}/taskBook", project=PROJECT, task_book=task_book(2, changed))
        shown = await call(suite, "GetEvaluation", OFFICIAL)
        assert (shown["task_book_version"], [each["value"] for each in shown["targets"]]) == (2, ["40"])


@pytest.mark.rule("4.3")
async def test_a_notice_dates_a_provisional_deadline_anew(staged: Staged) -> None:
    async with staged("2037-01-02T08:00:00+08:00") as stage:
        suite = stage.suite
        await approved(suite)
        await tell(suite, "milestones.term.ended.v1", name=f"{PROJECT}/schedule", project=PROJECT, term_end="2037-01-01")
        (deadline,) = (await suite.call(f"{SERVICE}/ListDeadlines", {}, OFFICIAL))["deadlines"]
        assert (deadline["last_day"], deadline["provisional"]) == ("2037-02-02", True)
        notice = {"year": 2037, "days_off": ["2037-02-02", "2037-02-03"], "makeup_days": [], "reference": "国办发明电〔2036〕7号"}
        await tell(suite, "milestones.holiday_notice.published.v1", name="holidayNotices/2037", **notice)
        (deadline,) = (await suite.call(f"{SERVICE}/ListDeadlines", {}, OFFICIAL))["deadlines"]
        assert (deadline["last_day"], deadline["provisional"]) == ("2037-02-04", False)
        await suite.advance(datetime.fromisoformat("2037-02-06T08:00:00+08:00"))
        (overdue,) = await suite.facts("evaluation", ".deadline.overdue.v1")
        assert overdue["attributes"]["time"] == datetime.fromisoformat("2037-02-05T00:00:00+08:00")


@pytest.mark.rule("8.1")
async def test_a_confirmed_result_is_shown_at_its_target_until_it_is_withdrawn(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        result = {"name": f"{PROJECT}/results/1", "project": PROJECT}
        said = {"target": "pressure", "kind": "patent", "title": "一种高压液压阀"}
        await tell(suite, "sharing.result.confirmed.v1", **result, **said)
        await approved(suite)
        (shown,) = (await call(suite, "GetEvaluation", OFFICIAL))["results"]
        assert shown == {"name": result["name"], **said}
        await tell(suite, "sharing.result.withdrawn.v1", **result)
        assert (await call(suite, "GetEvaluation", OFFICIAL))["results"] == []
