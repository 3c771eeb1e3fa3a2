from datetime import UTC, date, datetime

import pytest

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from services.milestones.domain import facts
from services.milestones.domain.node import Node
from services.milestones.domain.schedule import Schedule
from services.milestones.domain.words import NodeState, RemedyChoice, Vote
from tests.unit.milestones.examples import (
    AUDIT,
    BUREAU,
    EXPERTS,
    POSTER,
    SELF,
    UNIT,
    at,
    choice,
    failed,
    panel,
    passed,
    report,
    submit,
    timing,
)

RECTIFY, CONTINUE = RemedyChoice.RECTIFY, RemedyChoice.CONTINUE


def rectifying() -> Node:
    node = failed()
    for owner in (BUREAU, POSTER):
        node.choose_remedy(choice(owner, RECTIFY, "2024-05-31"))
    return node


@pytest.mark.rule("4.8")
@pytest.mark.parametrize("what", [CONTINUE, RemedyChoice.CHANGE_TASK_BOOK, RemedyChoice.TERMINATE])
def test_the_owners_decide_by_choosing_the_same(what: RemedyChoice) -> None:
    node = failed()
    (chosen,) = node.choose_remedy(choice(BUREAU, what))
    assert (chosen.waiting_for, chosen.agreed) == ((POSTER,), False)
    said = node.choose_remedy(choice(POSTER, what))
    assert [type(each) for each in said] == [facts.RemedyChosen, facts.RemedyDecided]
    assert (said[1].decision, said[1].rectify_by, node.state) == (what, None, NodeState.FAILED)
    with pytest.raises(RuleViolated, match="REMEDY_ALREADY_DECIDED"):
        node.choose_remedy(choice(POSTER, CONTINUE))


@pytest.mark.rule("4.8")
@pytest.mark.rule("1.1")
def test_owners_who_differ_have_not_decided_until_one_chooses_anew() -> None:
    node = failed()
    node.choose_remedy(choice(BUREAU, RECTIFY, "2024-05-31"))
    assert node.choose_remedy(choice(POSTER, RECTIFY, "2024-06-30"))[0].agreed is False
    assert node.remedy is not None
    assert node.remedy.decision is None
    node.choose_remedy(choice(POSTER, RECTIFY, "2024-05-31"))
    assert node.remedy.decision is RECTIFY


@pytest.mark.rule("4.8")
def test_a_rectified_node_is_reviewed_once_more() -> None:
    node = rectifying()
    assert (node.state, node.review.round, node.review.due_date) == (NodeState.AWAITING_MATERIALS, 2, date(2024, 5, 31))
    assert node.due_date == date(2024, 1, 12)
    submit(node, SELF, AUDIT, when="2024-06-20", due=timing("2024-07-02"))
    node.convene_panel(panel())
    for person in EXPERTS:
        node.record_vote(person, Vote.PASS, "整改到位", at("2024-06-25"))
    (again,) = report(node, "2024-07-01")
    assert (type(again), again.round, node.state) == (facts.NodePassed, 2, NodeState.PASSED)
    assert node.reviews[0].report is not None
    assert not node.reviews[0].report.passed


@pytest.mark.rule("4.8")
def test_it_is_rectified_no_more_than_once() -> None:
    node = failed()
    assert node.remedy is not None
    node.remedy.rectifiable = False
    with pytest.raises(RuleViolated, match="ALREADY_RECTIFIED_ONCE"):
        node.choose_remedy(choice(BUREAU, RECTIFY, "2024-05-31"))
    node.choose_remedy(choice(BUREAU, CONTINUE))


@pytest.mark.rule("4.8")
def test_a_rectification_has_a_date_that_is_not_past_and_nothing_else_has() -> None:
    with pytest.raises(InvalidArgument, match="RECTIFY_BY_REQUIRED"):
        failed().choose_remedy(choice(BUREAU, RECTIFY))
    with pytest.raises(RuleViolated, match="DATE_IN_PAST"):
        failed().choose_remedy(choice(BUREAU, RECTIFY, "2024-03-04"))
    with pytest.raises(InvalidArgument, match="RECTIFY_BY_UNEXPECTED"):
        failed().choose_remedy(choice(BUREAU, CONTINUE, "2024-05-31"))


@pytest.mark.rule("4.8")
def test_only_owners_choose_and_only_after_a_failure() -> None:
    with pytest.raises(PermissionDenied):
        failed().choose_remedy(choice(UNIT, CONTINUE))
    with pytest.raises(RuleViolated, match="NODE_NOT_FAILED"):
        passed().choose_remedy(choice(BUREAU, CONTINUE))


@pytest.mark.rule("4.8")
def test_deadlines_of_the_second_review_have_names_of_their_own() -> None:
    from services.milestones.domain.words import DeadlineKind

    node = failed()
    first = node.name_deadline(DeadlineKind.MATERIALS)
    for owner in (BUREAU, POSTER):
        node.choose_remedy(choice(owner, RECTIFY, "2024-05-31"))
    second = node.name_deadline(DeadlineKind.MATERIALS)
    assert (first.rpartition("/")[2], second.rpartition("/")[2]) == ("n1-materials", "n1-materials-2")
    assert node.review.deadline(DeadlineKind.MATERIALS) == second


@pytest.mark.rule("4.8")
@pytest.mark.rule("6.2")
@pytest.mark.parametrize("choice", RemedyChoice)
def test_once_experts_evaluate_the_owners_can_but_go_on(choice: RemedyChoice) -> None:
    schedule = Schedule("projects/p/schedule", "projects/p")
    schedule.demand_remedy(choice)
    schedule.demand_not_evaluated("作中期检查判断", "4.6")
    schedule.note_evaluation(datetime(2027, 7, 1, tzinfo=UTC))
    with pytest.raises(RuleViolated, match="EVALUATION_STARTED"):
        schedule.demand_not_evaluated("作中期检查判断", "4.6")
    if choice is RemedyChoice.CONTINUE:
        schedule.demand_remedy(choice)
        return
    with pytest.raises(RuleViolated, match="EVALUATION_STARTED"):
        schedule.demand_remedy(choice)
