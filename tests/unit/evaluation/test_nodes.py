from datetime import UTC, date, datetime

import pytest

from chassis.errors import InvalidArgument, RuleViolated
from services.evaluation.domain.card import ProjectCard
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.nodes import NodeConclusion
from services.evaluation.domain.words import NodeOutcome, OpeningGround
from tests.unit.evaluation.examples import NOW, convene, opened, planned, self_evaluated, submission


@pytest.mark.rule("6.2")
def test_every_node_is_concluded_or_missing_before_the_start() -> None:
    evaluation = self_evaluated(settled=False)
    evaluation.note_node(NodeConclusion("design", NodeOutcome.FAILED, NOW))
    with pytest.raises(RuleViolated) as refused:
        convene(evaluation)
    assert (refused.value.reason, refused.value.metadata["nodes"]) == ("NODES_OPEN", ["trial"])
    assert "“小批量试制”（2027-06-30到期）" in refused.value.message
    (fact,) = evaluation.record_missing_node("trial", "责任人未组织考核", "people/official", NOW)
    assert (fact.node, fact.rule) == ("trial", "6.2")
    convene(evaluation)
    assert evaluation.missing_nodes == ("trial",)


@pytest.mark.rule("6.2")
def test_what_was_concluded_or_recorded_is_not_recorded_as_missing() -> None:
    evaluation = opened(settled=False)
    evaluation.note_node(NodeConclusion("design", NodeOutcome.PASSED, NOW))
    evaluation.record_missing_node("trial", "未组织考核", "people/official", NOW)
    for node, reason in (("design", "NODE_CONCLUDED"), ("trial", "NODE_ALREADY_MISSING")):
        with pytest.raises(RuleViolated) as refused:
            evaluation.record_missing_node(node, "未组织考核", "people/official", NOW)
        assert refused.value.reason == reason
    with pytest.raises(InvalidArgument):
        evaluation.record_missing_node("nowhere", "未组织考核", "people/official", NOW)


@pytest.mark.rule("6.2")
def test_a_node_recorded_as_missing_may_still_be_concluded() -> None:
    evaluation = opened(settled=False)
    evaluation.record_missing_node("trial", "未组织考核", "people/official", NOW)
    evaluation.note_node(NodeConclusion("trial", NodeOutcome.PASSED, NOW))
    assert evaluation.missing_nodes == ()
    assert evaluation.nodes[1].reason == ""


@pytest.mark.rule("1.10")
def test_a_termination_excuses_the_nodes_that_were_not_due() -> None:
    evaluation = planned()
    (fact,) = evaluation.open(OpeningGround.TERMINATED, date(2026, 12, 1), NOW)
    assert (fact.rule, fact.ground) == ("1.10,6.2", OpeningGround.TERMINATED)
    assert [node.outcome for node in evaluation.nodes] == [NodeOutcome.OPEN, NodeOutcome.NOT_DUE]
    evaluation.submit_self_evaluation(submission())
    with pytest.raises(RuleViolated) as refused:
        convene(evaluation)
    assert refused.value.metadata["nodes"] == ["design"]


@pytest.mark.rule("1.10")
def test_a_node_due_on_the_day_of_the_termination_was_due() -> None:
    evaluation = planned()
    evaluation.open(OpeningGround.TERMINATED, date(2026, 9, 30), NOW)
    assert [node.outcome for node in evaluation.nodes] == [NodeOutcome.OPEN, NodeOutcome.NOT_DUE]


RECTIFY_BY = date(2027, 8, 31)
BEFORE, AFTER = datetime(2027, 8, 31, 15, 59, tzinfo=UTC), datetime(2027, 8, 31, 16, 0, tzinfo=UTC)  # 23:59 and 24:00 in China


def rectified(evaluation: Evaluation) -> Evaluation:
    evaluation.note_node(NodeConclusion("design", NodeOutcome.PASSED, NOW))
    evaluation.note_node(NodeConclusion("trial", NodeOutcome.FAILED, NOW, RECTIFY_BY))
    return evaluation


@pytest.mark.rule("6.2")
@pytest.mark.rule("4.8")
@pytest.mark.parametrize("outcome", [NodeOutcome.PASSED, NodeOutcome.FAILED])
def test_nothing_is_evaluated_while_a_failed_node_is_rectified(outcome: NodeOutcome) -> None:
    evaluation = rectified(self_evaluated(settled=False))
    with pytest.raises(RuleViolated) as refused:
        convene(evaluation)
    assert (refused.value.reason, refused.value.rule, refused.value.metadata["nodes"]) == ("NODES_OPEN", "6.2", ["trial"])
    assert "整改期限2027-08-31" in refused.value.message
    evaluation.note_node(NodeConclusion("trial", outcome, NOW))
    convene(evaluation)


@pytest.mark.rule("6.2")
def test_a_rectification_is_given_up_only_when_its_date_is_over_and_the_node_stays_failed() -> None:
    evaluation = rectified(self_evaluated(settled=False))
    with pytest.raises(RuleViolated, match="RECTIFICATION_RUNNING"):
        evaluation.record_missing_node("trial", "未整改", "people/official", BEFORE)
    evaluation.record_missing_node("trial", "未整改", "people/official", AFTER)
    assert (evaluation.nodes[1].outcome, evaluation.nodes[1].reason) == (NodeOutcome.FAILED, "未整改")
    with pytest.raises(RuleViolated, match="NODE_CONCLUDED"):
        evaluation.record_missing_node("trial", "未整改", "people/official", AFTER)
    convene(evaluation)


@pytest.mark.rule("1.10")
@pytest.mark.parametrize("told_first", [True, False])
def test_a_terminated_project_rectifies_nothing_whichever_fact_comes_first(told_first: bool) -> None:
    evaluation = planned()
    if told_first:
        rectified(evaluation)
    evaluation.open(OpeningGround.TERMINATED, date(2027, 8, 1), NOW)
    if not told_first:
        rectified(evaluation)
    assert not any(node.is_open for node in evaluation.nodes)
    assert evaluation.nodes[1].outcome is NodeOutcome.FAILED


@pytest.mark.rule("4.8")
def test_the_card_keeps_a_rectification_for_a_replanned_evaluation() -> None:
    card = ProjectCard("projects/p")
    assert card.rectify("trial", RECTIFY_BY) is None
    card.note_node(NodeConclusion("design", NodeOutcome.PASSED, NOW))
    assert card.rectify("design", RECTIFY_BY) is None
    card.note_node(NodeConclusion("trial", NodeOutcome.FAILED, NOW))
    assert card.rectify("trial", RECTIFY_BY) == NodeConclusion("trial", NodeOutcome.FAILED, NOW, RECTIFY_BY)
    assert card.node_conclusions[-1].rectify_by == RECTIFY_BY
    card.note_node(NodeConclusion("trial", NodeOutcome.PASSED, NOW))
    assert card.node_conclusions[-1].rectify_by is None
