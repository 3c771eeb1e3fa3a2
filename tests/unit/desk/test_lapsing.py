"""What is not waited for any more leaves the lists, and what is done late does not bring back what was done (1.2a, 1.6, 3.7, 4.8, 6.2)."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from services.desk.domain.holders import BUREAU
from services.desk.domain.news import News
from services.desk.domain.table import KINDS
from services.desk.domain.task import Task
from tests.unit.desk.memory import Desk
from tests.unit.desk.rows import golden

SUBMITTED, OVERDUE, CONVENED = (
    f"evaluation.{what}" for what in ("self_evaluation.submitted", "deadline.overdue", "evaluation.panel_convened")
)
SELECTED, RESCORED, DRAWN_UP, ENDED = (
    f"contracts.{what}" for what in ("manager.selected", "lead.rescored", "engagement.drawn_up", "engagement.ended")
)
ACTIVATED, AMENDED = "contracts.engagement.activated", "contracts.document.amended"
FAILED, DECIDED, PASSED = (f"milestones.{what}" for what in ("node.failed", "remedy.decided", "node.passed"))
SCORED = "evaluation.pay.scored"
MANAGER, CHIEF = {"row": "1.5/1"}, {"row": "1.5/2"}
UNIT = "organizations/unit"
AT = golden(PASSED).at  # the morning of 5 January 2026 in China


def fact(number: int, kind: str, **data: Any) -> News:
    """A golden, as the fact of this number, where it says otherwise."""
    told = golden(kind)
    return replace(told, id=str(number), data={**told.data, **data})


def holders(kind: str, *told: News) -> list[str]:
    """Who is asked once all of these are taken in, in whatever order."""
    outcomes = []
    for order in permutations(told):
        made = Task(name=f"{kind}:x", kind=kind, resource="x", project="")
        for each in order:
            for step in KINDS[kind].on(each.kind):
                if step.when(each):
                    step.take(made, each)
        outcomes.append([share.holder for share in made.shares if share.asked >= made.closed and share.asked > share.done])
    assert all(each == outcomes[0] for each in outcomes)
    return outcomes[0]


@pytest.mark.rule("6.2", "4.5")
def test_a_self_evaluation_that_comes_while_experts_evaluate_asks_for_no_second_panel() -> None:
    assert holders("convene_evaluation_panel", fact(1, SUBMITTED)) == [BUREAU]
    missed = fact(1, OVERDUE)
    assert holders("convene_evaluation_panel", missed, fact(2, SUBMITTED, late=True)) == [BUREAU]
    assert holders("convene_evaluation_panel", missed, fact(2, CONVENED), fact(3, SUBMITTED, late=True)) == []


@pytest.mark.rule("1.2a")
def test_nobody_is_scored_anew_once_the_nominated_lead_is_selected_or_the_row_is_drawn_up() -> None:
    another = fact(1, SELECTED, confirms_nominee=False)
    assert holders("rescore_lead", another) == [BUREAU]
    assert holders("rescore_lead", another, fact(2, SELECTED, confirms_nominee=True)) == []
    assert holders("rescore_lead", fact(0, RESCORED), another) == [BUREAU]
    assert holders("rescore_lead", fact(0, RESCORED), another, fact(2, DRAWN_UP, **MANAGER)) == []
    assert holders("rescore_lead", another, fact(2, DRAWN_UP, **CHIEF)) == [BUREAU]


@pytest.mark.rule("1.2", "1.2a")
def test_who_is_engaged_after_a_second_scoring_need_not_be_selected_again() -> None:
    below, above = fact(1, RESCORED, reaches=False), fact(2, RESCORED, reaches=True)
    assert holders("record_selection", below) == ["owners"]
    assert holders("record_selection", below, above, fact(3, DRAWN_UP, **MANAGER)) == []
    assert holders("record_selection", fact(3, DRAWN_UP, **MANAGER), fact(4, ENDED, **MANAGER)) == ["owners"]
    assert holders("record_selection", below, fact(3, DRAWN_UP, **CHIEF)) == ["owners"]


@pytest.mark.rule("3.7", "4.8")
def test_a_part_is_neither_scored_nor_confirmed_while_its_node_is_rectified() -> None:
    failed, rectified = fact(1, FAILED), fact(3, DECIDED, decision="rectify", rectify_by="2024-05-31")
    assert holders("score_chief", failed) == ["paying_hirer"]
    assert holders("score_chief", failed, rectified) == []
    assert holders("score_chief", failed, rectified, fact(4, PASSED)) == ["paying_hirer"]
    scored = fact(2, SCORED, waiting_for=["organizations/bureau"])
    assert holders("confirm_chief_score", scored) == ["organizations/bureau"]
    assert holders("confirm_chief_score", scored, rectified) == []
    for other in ({"decision": "continue", "rectify_by": None}, {"name": "projects/valve-castings/midtermCheck"}):
        told = fact(3, DECIDED, **other)
        told = replace(told, subject=told.data["name"])
        assert holders("score_chief", failed, told) == ["paying_hirer"]
        assert holders("confirm_chief_score", scored, told) == ["organizations/bureau"]


@pytest.mark.rule("7.5", "1.9")
def test_who_has_decided_to_end_an_engagement_is_not_asked_again_until_its_last_day() -> None:
    questioned, proposed = fact(1, "contracts.engagement.questioned"), fact(2, "contracts.engagement.end_proposed", waiting_for=[])
    assert holders("decide_on_engagement", questioned) == questioned.data["first_parties"]
    assert holders("decide_on_engagement", questioned, proposed) == []
    assert holders("consent_to_end", proposed) == []


class Told(Desk):
    """A desk that takes facts in, and says who has a task of a kind."""

    async def after(self, kind: str, *told: News) -> list[str]:
        for each in told:
            line = {"id": each.id, "type": f"sanzhi.{each.kind}.v1", "time": each.at.isoformat(), "actor": each.actor}
            await self.take(line | {"subject": each.subject, "data": dict(each.data)})
        return sorted({name for task in self.tasks.of.values() if task.kind == kind for name in task.who})


@pytest.mark.rule("1.6", "1.9")
async def test_an_amendment_of_an_engagement_that_has_ended_is_signed_by_nobody() -> None:
    desk = Told()
    activated, amended, ended = fact(1, ACTIVATED), fact(2, AMENDED), fact(3, ENDED, **MANAGER)
    assert await desk.after("sign_document", activated, amended) == sorted(amended.data["waiting_for"])
    assert await desk.after("sign_document", ended) == []
    assert await desk.after("sign_document", replace(amended, id="4", subject=amended.subject.replace("manager-1", "manager-2"))) != []


@pytest.mark.rule("1.9")
@pytest.mark.parametrize(("engager", "successors"), [("people/wang-jianguo", ["people/zhao"]), ("organizations/foundry", [])])
async def test_the_successor_signs_anew_with_the_chief_whom_the_manager_hired(engager: str, successors: list[str]) -> None:
    desk = Told()
    chief = {"role": "technical_chief", "is_lead": False, "person": "people/he"} | CHIEF
    first, left = fact(1, ACTIVATED), fact(3, ENDED, **MANAGER)
    hired = replace(fact(2, ACTIVATED, **chief, first_parties=[engager]), subject=first.subject.replace("manager-1", "chief-1"))
    assert await desk.after("draw_up_chief", first, hired, left) == []
    successor = replace(fact(4, ACTIVATED, person="people/zhao"), subject=first.subject.replace("manager-1", "manager-2"))
    assert await desk.after("draw_up_chief", successor) == successors
    assert await desk.after("draw_up_chief", fact(5, DRAWN_UP, **chief)) == []


@pytest.mark.rule("6.2", "4.5")
async def test_a_self_evaluation_is_asked_for_while_experts_evaluate_and_no_longer_than_the_conclusion() -> None:
    asked, missed = fact(1, "evaluation.deadline.set"), fact(2, OVERDUE)
    assert await Told().after("submit_self_evaluation", asked, missed, fact(3, CONVENED)) == [asked.data["responsible"]]
    over = fact(4, "evaluation.deadline.cancelled")
    assert await Told().after("submit_self_evaluation", asked, missed, fact(3, CONVENED), over) == []


@pytest.mark.rule("3.7", "1.9")
async def test_what_was_concluded_while_there_was_no_chief_is_scored_by_nobody() -> None:
    chief = {"role": "technical_chief", "is_lead": False, "person": "people/he", "first_parties": [UNIT]} | CHIEF
    project = {"project": golden(PASSED).project}
    pool, dropped = fact(0, "evaluation.pay.pool_set", **project), fact(8, "evaluation.pay.score_dropped", **project)
    approved = fact(0, "registry.project.approved", **project, undertaking_unit=UNIT)
    engaged = replace(fact(4, ACTIVATED, **project, **chief), at=AT + timedelta(days=4))
    left = replace(fact(6, ENDED, **project, **chief, ended_on="2026-01-12"), at=AT + timedelta(days=8))

    async def asked(*days: int) -> list[list[str]]:
        passed = [replace(fact(7, PASSED), at=AT + timedelta(days=day)) for day in days]
        return [await Told().after("score_chief", approved, pool, engaged, left, each) for each in passed]

    assert await asked(3, 4, 7, 8) == [[], [UNIT], [UNIT], []]  # in office from the 9th to the end of the 12th
    assert await Told().after("score_chief", approved, pool, engaged, left, replace(dropped, at=AT + timedelta(days=9))) == [UNIT]
