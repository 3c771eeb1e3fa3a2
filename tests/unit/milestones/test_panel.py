import pytest

from chassis.errors import RuleViolated
from services.milestones.domain import facts
from services.milestones.domain.independence import Candidate, Circle
from services.milestones.domain.panel import PanelMember, check_composition
from services.milestones.domain.terms import NodeState, Vote
from tests.unit.milestones.examples import (
    BUREAU,
    CHIEF,
    EXPERTS,
    LEAD,
    POLICY,
    POSTER,
    UNIT,
    at,
    awaiting,
    card,
    convened,
    panel,
    passed,
    report,
    under_review,
    voted,
)

UNIVERSITY = "organizations/university"
INSTITUTE = "organizations/lead-institute"


def circle() -> Circle:
    own = card()
    own.expert_group, own.commissioners = ["people/grouped"], ["people/watching"]
    return Circle(own, INSTITUTE)


def candidate(person: str = "people/zhang", organization: str = UNIVERSITY, barred: bool = False) -> Candidate:
    return Candidate(person, "张工", organization, barred, ("评审舞弊",) if barred else ())


@pytest.mark.rule("4.7")
def test_a_panel_is_odd_and_has_at_least_three_members() -> None:
    check_composition(list(EXPERTS), POLICY.panel)
    for people, reason in (
        (EXPERTS[:1], "PANEL_TOO_SMALL"),
        ((*EXPERTS, "people/zhao"), "PANEL_EVEN"),
        ((*EXPERTS[:2], EXPERTS[0]), "PANEL_MEMBER_REPEATED"),
    ):
        with pytest.raises(RuleViolated, match=reason) as refused:
            check_composition(list(people), POLICY.panel)
        assert refused.value.rule == "4.7"


@pytest.mark.rule("4.7")
def test_independent_experts_may_sit_also_those_of_the_bureau() -> None:
    circle().check([candidate(), candidate("people/retired", ""), candidate("people/official", BUREAU)])


@pytest.mark.rule("4.7")
@pytest.mark.parametrize(
    ("who", "ground"),
    [
        (candidate(organization=UNIT), "FROM_UNDERTAKING_UNIT"),
        (candidate(organization=POSTER), "FROM_OWNER_ENTERPRISE"),
        (candidate(organization=INSTITUTE), "FROM_LEADS_ORGANIZATION"),
        (candidate(LEAD), "ENGAGED_IN_PROJECT"),
        (candidate(CHIEF), "ENGAGED_IN_PROJECT"),
        (candidate("people/grouped"), "PROJECT_EXPERT"),
        (candidate("people/watching"), "COMMISSIONER"),
    ],
)
def test_a_tie_to_the_project_keeps_an_expert_out(who: Candidate, ground: str) -> None:
    with pytest.raises(RuleViolated, match="EXPERT_NOT_INDEPENDENT") as refused:
        circle().check([candidate(), who])
    (failure,) = refused.value.metadata["failures"]  # type: ignore[misc]
    assert (failure["reason"], failure["rule"], failure["person"]) == (ground, "4.7", who.person)


@pytest.mark.rule("7.5")
def test_a_barred_expert_is_kept_out_and_all_grounds_are_named_at_once() -> None:
    with pytest.raises(RuleViolated) as refused:
        circle().check([candidate(barred=True), candidate("people/watching", UNIT)])
    grounds = [(each["rule"], each["reason"]) for each in refused.value.metadata["failures"]]  # type: ignore[attr-defined]
    assert grounds == [("7.5", "ON_NEGATIVE_LIST"), ("4.7", "FROM_UNDERTAKING_UNIT"), ("4.7", "COMMISSIONER")]
    assert "评审舞弊" in refused.value.message


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
    with pytest.raises(RuleViolated, match="VOTES_MISSING") as missing:
        report(node)
    assert EXPERTS[2] in missing.value.message
    with pytest.raises(RuleViolated, match="VOTE_ALREADY_RECORDED"):
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
    node.object_to_member(EXPERTS[0], POSTER, "曾任竞争对手顾问")
    with pytest.raises(RuleViolated, match="PANEL_INCOMPLETE"):
        node.record_vote(EXPERTS[1], Vote.PASS, "同意", at("2024-02-21"))
    with pytest.raises(RuleViolated, match="PANEL_MEMBER_REPEATED"):
        node.replace_member(EXPERTS[0], PanelMember(EXPERTS[0], UNIVERSITY), "再次提名")
    node.replace_member(EXPERTS[0], PanelMember("people/zhao", UNIVERSITY), "接替")
    assert node.panel_members == {*EXPERTS[1:], "people/zhao"}
    with pytest.raises(RuleViolated, match="PANEL_COMPLETE"):
        node.replace_member(EXPERTS[0], PanelMember("people/qian", UNIVERSITY), "再补一人")
    node.record_vote("people/zhao", Vote.PASS, "同意", at("2024-02-21"))


@pytest.mark.rule("4.7")
def test_an_objection_comes_beforehand_and_a_vote_cannot_be_replaced_away() -> None:
    node = voted(Vote.FAIL)
    with pytest.raises(RuleViolated, match="VOTING_STARTED"):
        node.object_to_member(EXPERTS[1], POSTER, "不满意")
    with pytest.raises(RuleViolated, match="MEMBER_HAS_VOTED"):
        node.replace_member(EXPERTS[0], PanelMember("people/zhao", UNIVERSITY), "不满意")
    node.replace_member(EXPERTS[1], PanelMember("people/zhao", UNIVERSITY), "生病")
    assert "people/zhao" in node.panel_members


@pytest.mark.rule("1.9")
def test_a_new_lead_convenes_a_new_panel() -> None:
    node = voted(Vote.FAIL)
    (dissolved,) = node.change_lead("责任人更换")
    assert (type(dissolved), node.review.panel, len(node.review.dissolved_panels)) == (facts.PanelDissolved, None, 1)
    node.convene_panel(panel())
    assert under_review().change_lead("责任人更换") == []
