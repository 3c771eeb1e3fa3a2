"""A node that a version of the task book takes out, and a later one puts back (1.8)."""

import pytest

from chassis.errors import RuleViolated
from services.milestones.domain.node import Node
from services.milestones.domain.words import NodeState
from tests.unit.milestones.examples import AUDIT, SELF, awaiting, planned, submit, under_review


def put_back(node: Node) -> Node:
    node.cancel("任务书第2版", "1.8")
    node.restore("样件设计", node.due_date, midterm=False)
    return node


@pytest.mark.rule("1.8")
@pytest.mark.parametrize("made", [planned, awaiting, under_review])
def test_it_is_awaited_from_the_start(made) -> None:
    node = put_back(made())
    before = len(node.reviews)
    assert (node.state, node.cancelled_because) == (NodeState.PLANNED, "")
    node.wake()
    assert (node.state, len(node.reviews), node.follows_task_book) == (NodeState.AWAITING_MATERIALS, before + 1, True)
    assert (node.review.round, node.review.files, node.rectifications) == (before + 1, (), 0)
    submit(node, SELF, AUDIT)
    assert node.state is NodeState.UNDER_REVIEW


@pytest.mark.rule("1.8", "4.8")
def test_the_review_that_was_cut_off_is_no_rectification() -> None:
    node = put_back(under_review())
    node.wake()
    assert node.rectifications == 0
    assert not any(review.rectifies for review in node.reviews)


@pytest.mark.rule("1.8")
@pytest.mark.parametrize("state", [state for state in NodeState if state is not NodeState.CANCELLED])
def test_what_is_not_cancelled_is_not_put_back(state: NodeState) -> None:
    node = awaiting()
    node.state = state
    with pytest.raises(RuleViolated):
        node.restore("样件设计", node.due_date, midterm=False)
