from datetime import date

import pytest

from chassis.errors import InvalidArgument, RuleViolated
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
    assert "小批量试制（trial，2027-06-30到期）" in refused.value.message
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
