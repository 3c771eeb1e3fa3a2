from datetime import timedelta

import pytest

from chassis.errors import RuleViolated
from services.milestones.domain import facts
from services.milestones.domain.panel import PanelReplacement
from services.milestones.domain.words import NodeState, Vote
from tests.unit.milestones.examples import (
    EXPERTS,
    LEAD,
    POSTER,
    at,
    awaiting,
    convened,
    failed,
    member,
    panel,
    passed,
    report,
    returned,
    under_review,
    voted,
)

NOW = at("2024-02-21")


def replacement(member_: str = EXPERTS[0], successor: str = "people/zhao", unfit: bool = False) -> PanelReplacement:
    return PanelReplacement(member_, member(successor), "接替", unfit)


@pytest.mark.rule("4.2")
def test_a_panel_is_convened_once_after_receipt() -> None:
    node = under_review()
    said = node.convene_panel(panel())
    assert [type(each) for each in said] == [facts.PanelConvened, facts.PanelNamed]
    assert said[1].INTERNAL
    with pytest.raises(RuleViolated, match="PANEL_ALREADY_CONVENED"):
        node.convene_panel(panel())
    with pytest.raises(RuleViolated, match="MATERIALS_NOT_RECEIVED"):
        awaiting().convene_panel(panel())


@pytest.mark.rule("4.7")
def test_the_majority_concludes() -> None:
    assert passed().state is NodeState.PASSED
    node = voted(Vote.FAIL, Vote.PASS, Vote.FAIL)
    (failed,) = report(node)
    assert (type(failed), failed.votes_for, failed.votes_against, node.state) == (facts.NodeFailed, 1, 2, NodeState.FAILED)


@pytest.mark.rule("4.7")
def test_every_member_votes_once() -> None:
    node = voted(Vote.PASS, Vote.PASS)
    with pytest.raises(RuleViolated, match="DELIVERY_MISSING") as missing:
        report(node)
    assert EXPERTS[2] in missing.value.message
    with pytest.raises(RuleViolated, match="ALREADY_DELIVERED"):
        node.record_vote(EXPERTS[0], Vote.FAIL, "改主意", at("2024-02-22"))


@pytest.mark.rule("4.7")
def test_the_lead_and_strangers_have_no_vote() -> None:
    for person in (LEAD, "people/stranger"):
        with pytest.raises(RuleViolated, match="NOT_ON_PANEL"):
            convened().record_vote(person, Vote.PASS, "同意", at("2024-02-21"))
    with pytest.raises(RuleViolated, match="PANEL_NOT_CONVENED"):
        under_review().record_vote(EXPERTS[0], Vote.PASS, "同意", at("2024-02-21"))


@pytest.mark.rule("4.7")
def test_a_member_objected_to_leaves_and_is_replaced_before_anybody_votes() -> None:
    node = convened()
    node.object_to_panel_member(EXPERTS[0], POSTER, "曾任竞争对手顾问", NOW)
    with pytest.raises(RuleViolated, match="PANEL_INCOMPLETE"):
        node.record_vote(EXPERTS[1], Vote.PASS, "同意", at("2024-02-21"))
    with pytest.raises(RuleViolated, match="EXPERT_NAMED_ALREADY"):
        node.replace_panel_member(replacement(successor=EXPERTS[0]), NOW)
    node.replace_panel_member(replacement(), NOW)
    assert node.panel_members == {*EXPERTS[1:], "people/zhao"}
    with pytest.raises(RuleViolated, match="PANEL_COMPLETE"):
        node.replace_panel_member(replacement(successor="people/qian"), NOW)
    node.record_vote("people/zhao", Vote.PASS, "同意", at("2024-02-21"))


@pytest.mark.rule("4.7")
def test_an_objection_comes_beforehand_and_a_vote_cannot_be_replaced_away() -> None:
    node = voted(Vote.FAIL)
    with pytest.raises(RuleViolated, match="VOTING_STARTED"):
        node.object_to_panel_member(EXPERTS[1], POSTER, "不满意", NOW)
    with pytest.raises(RuleViolated, match="MEMBER_HAS_DELIVERED"):
        node.replace_panel_member(replacement(), NOW)
    node.replace_panel_member(replacement(EXPERTS[1]), NOW)
    assert "people/zhao" in node.panel_members


@pytest.mark.rule("4.7")
def test_the_vote_of_one_who_may_not_sit_any_more_does_not_count_and_stays_on_record() -> None:
    node = voted(Vote.FAIL, Vote.PASS, Vote.FAIL)
    (replaced,) = node.replace_panel_member(replacement(unfit=True), NOW)
    assert isinstance(replaced, facts.PanelMemberReplaced)
    assert (replaced.member, replaced.successor, replaced.reason) == (EXPERTS[0], "people/zhao", "接替")
    seats = node.review.convened_panel()
    assert (seats.votes_for, seats.votes_against, seats.open_to_view) == (1, 1, False)
    assert (seats.members[0].vote, seats.members[0].left) == (Vote.FAIL, True)
    with pytest.raises(RuleViolated, match="DELIVERY_MISSING"):
        report(node)
    node.record_vote("people/zhao", Vote.PASS, "资料齐全", NOW)
    (concluded,) = report(node)
    assert (type(concluded), concluded.votes_for, concluded.votes_against) == (facts.NodePassed, 2, 1)


@pytest.mark.rule("1.9")
def test_a_new_lead_convenes_a_new_panel() -> None:
    node = voted(Vote.FAIL)
    (dissolved,) = node.change_lead("责任人更换")
    assert (type(dissolved), node.review.panel, len(node.review.dissolved_panels)) == (facts.PanelDissolved, None, 1)
    node.convene_panel(panel())
    assert under_review().change_lead("责任人更换") == []


@pytest.mark.rule("4.7a")
@pytest.mark.rule("4.7")
def test_a_vote_does_not_change_what_another_member_saw_and_the_last_changes_what_the_lead_concludes_on() -> None:
    node = convened()
    seen = node.etag
    for person in sorted(node.panel_members)[:-1]:
        node.record_vote(person, Vote.PASS, "达到", at("2024-02-20"), seen)
        assert node.etag == seen
    node.record_vote(sorted(node.panel_members)[-1], Vote.FAIL, "未达到", at("2024-02-20"), seen)
    assert node.etag != seen
    assert {each.seen for each in node.review.convened_panel().members} == {seen}


@pytest.mark.rule("4.7a")
def test_another_material_another_panel_another_round_is_another_version() -> None:
    versions = [awaiting().etag, under_review().etag, returned().etag, convened().etag, failed().etag, passed().etag]
    assert len(set(versions)) == len(versions)


@pytest.mark.rule("4.7a")
def test_a_node_that_the_task_book_calls_otherwise_or_dates_otherwise_is_another_version() -> None:
    node = convened()
    seen, title, day = node.etag, node.title, node.due_date
    node.change(title, day, node.midterm)
    assert node.etag == seen
    node.change("小批量试制", day, node.midterm)
    renamed = node.etag
    node.change("小批量试制", day + timedelta(days=30), node.midterm)
    assert len({seen, renamed, node.etag}) == 3
