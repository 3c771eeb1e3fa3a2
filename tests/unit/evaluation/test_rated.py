"""What facts of milestones enter in a lead's rating: each conclusion once, in whichever of the lead's projects (3.6)."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.policy import Policies
from services.evaluation.consumed import DeadlineMet, DeadlineOverdue, NodeConcluded
from services.evaluation.domain.policy import EvaluationPolicy
from services.evaluation.domain.rating import Rating, rating_name
from services.evaluation.domain.words import RatingEntryState
from services.evaluation.handlers.rated import rate_missed_report, rate_node, rate_report

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


REPORT, LAST_DAY = "projects/valve/deadlines/progress-report-0001", date(2027, 4, 15)


async def met(tx: Any, when: str, *, late: bool) -> None:
    at = datetime.fromisoformat(f"{when}T10:00:00+08:00")
    await rate_report(DeadlineMet(REPORT, "projects/valve", "progress_report", LEAD, LAST_DAY, at, late), tx)


async def missed(tx: Any) -> None:
    await rate_missed_report(
        DeadlineOverdue(REPORT, "projects/valve", "progress_report", LEAD, LAST_DAY, datetime(2027, 4, 15, 16, tzinfo=UTC)), tx
    )


async def test_a_report_in_time_is_in_the_rating_of_the_day_on_which_it_came() -> None:
    tx = Tx()
    await met(tx, "2027-04-06", late=False)
    policy = tx.policies.current(LAST_DAY)
    standings = [tx.rating.as_of(date(2027, 4, day), policy.values.rating, policy.version) for day in (5, 6, 7)]
    assert [each.entries_counted for each in standings] == [0, 1, 1]
    assert [(fact.entered_on, fact.points) for fact in tx.published] == [(date(2027, 4, 6), 1)]


async def test_a_missed_report_is_one_of_its_last_day_whenever_it_comes() -> None:
    tx = Tx()
    await missed(tx)
    await met(tx, "2027-04-20", late=True)
    assert [(entry.on, entry.points, entry.state) for entry in tx.rating.entries] == [(LAST_DAY, -2, RatingEntryState.COUNTING)]
    late = Tx()
    await met(late, "2027-04-20", late=True)
    assert [(entry.on, entry.points) for entry in late.rating.entries] == [(LAST_DAY, -2)]
