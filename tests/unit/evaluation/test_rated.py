"""What facts of milestones enter in a lead's rating: each conclusion once, in whichever of the lead's projects (3.6)."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.policy import Policies
from services.evaluation.consumed import NodeConcluded
from services.evaluation.domain.policy import EvaluationPolicy
from services.evaluation.domain.rating import Rating, rating_name
from services.evaluation.domain.words import RatingEntryState
from services.evaluation.handlers.rated import rate_node

pytestmark = pytest.mark.rule("3.6")
LEAD = "people/sun-li"


class Tx:
    """A transaction that knows one rating and no evaluation."""

    def __init__(self) -> None:
        self.policies = Policies.load("evaluation", EvaluationPolicy)
        self.rating = Rating(rating_name(LEAD), LEAD)
        self.ratings = SimpleNamespace(save=self._save)
        self.evaluations = SimpleNamespace(read_or_none=self._none)
        self.published: list[Any] = []

    def publish(self, *facts: Any) -> None:
        self.published += facts

    async def rating_of(self, person: str) -> Rating:
        assert person == LEAD
        return self.rating

    async def _save(self, rating: Rating) -> None: ...

    async def _none(self, name: str) -> None: ...


async def concluded(tx: Any, project: str, passed: bool = True, round: int = 1, node: str = "trial") -> None:
    at = datetime(2027, 3, round, 2, tzinfo=UTC)
    await rate_node(NodeConcluded(project, node, at, round, LEAD), passed, tx)


@pytest.mark.parametrize("second", [True, False])
async def test_nodes_of_one_id_in_two_projects_are_two_causes(second: bool) -> None:
    tx = Tx()
    await concluded(tx, "projects/valve", passed=False)
    await concluded(tx, "projects/pump", passed=second)
    assert [entry.state for entry in tx.rating.entries] == [RatingEntryState.COUNTING] * 2
    assert [fact.cause for fact in tx.published] == [f"projects/{name}/nodes/trial/reviews/1" for name in ("valve", "pump")]
    assert [fact.corrects for fact in tx.published] == ["", ""]


async def test_rounds_and_nodes_are_causes_of_their_own_and_each_is_entered_once() -> None:
    tx = Tx()
    for _ in range(2):
        await concluded(tx, "projects/valve", passed=False)
        await concluded(tx, "projects/valve", round=2)
        await concluded(tx, "projects/valve", node="series")
    assert [(entry.cause, entry.points) for entry in tx.rating.entries] == [
        ("projects/valve/nodes/trial/reviews/1", -6),
        ("projects/valve/nodes/trial/reviews/2", 4),
        ("projects/valve/nodes/series/reviews/1", 4),
    ]
