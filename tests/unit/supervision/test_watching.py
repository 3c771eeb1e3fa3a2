"""What supervision makes of facts about deviations that are open: who is to correct them, and what has come after all (7.2, 1.9)."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from services.supervision.consumed import DeadlineMet, EngagementChanged
from services.supervision.domain.card import ProjectCard
from services.supervision.domain.deviation import Deviation
from services.supervision.domain.facts import DeviationAssigned, DeviationObserved
from services.supervision.handlers.projects import engage, release
from services.supervision.handlers.watching import note_met
from tests.unit.supervision.examples import LEAD, NOW, PROJECT, PROOF, card, deviation

MET = datetime(2026, 3, 9, 2, tzinfo=UTC)


class Tx:
    """A transaction that knows one project with these deviations open, and no commissioners."""

    def __init__(self, *deviations: Deviation) -> None:
        self.now, self.cause = NOW, SimpleNamespace(id="0198-met")
        self.of = {each.name: each for each in deviations}
        self.card = card(open_deviations=list(self.of))
        self.deviations = SimpleNamespace(get=self._get, save=self._save)
        self.commissions = SimpleNamespace(find=self._none)
        self.cards = SimpleNamespace(save=self._save)
        self.published: list[Any] = []

    async def card_of(self, project: str) -> ProjectCard:
        assert project == PROJECT
        return self.card

    async def _get(self, name: str) -> Deviation:
        return self.of[name]

    async def _save(self, aggregate: Any) -> None: ...

    async def _none(self, name: str) -> None: ...

    def publish(self, *facts: Any) -> None:
        self.published += facts


def missed(name: str, deadline: str, **changed: Any) -> Deviation:
    return deviation(name=f"{PROJECT}/deviations/{name}", subject=f"{PROJECT}/deadlines/{deadline}", **changed)


@pytest.mark.rule("7.2", "4.3")
async def test_what_has_come_is_noted_also_where_a_notice_of_days_off_shows_it_in_time() -> None:
    """Missed, then counted again: its last day lies ahead, and what comes until then is not late. The deviation is open all the same."""
    first, again, other = missed("n1-materials-overdue", "n1-materials"), missed("n1-materials-overdue-2", "n1-materials"), deviation()
    other.name, other.subject = f"{PROJECT}/deviations/n1-materials-2-overdue", f"{PROJECT}/deadlines/n1-materials-2"
    tx: Any = Tx(first, again, other)
    await note_met(DeadlineMet(f"{PROJECT}/deadlines/n1-materials", PROJECT, MET), tx)
    assert [(fact.name, fact.remedied) for fact in tx.published] == [(first.name, True), (again.name, True)]
    assert all(isinstance(fact, DeviationObserved) for fact in tx.published) and not other.observations
    await note_met(DeadlineMet(f"{PROJECT}/deadlines/n1-materials", PROJECT, MET), tx)
    assert len(tx.published) == 2, "one fact is noted once"


@pytest.mark.rule("7.2", "1.9")
async def test_a_successor_is_to_correct_what_nobody_has_reported() -> None:
    awaited, reported = missed("n1-materials-overdue", "n1-materials"), missed("n1-review-overdue", "n1-review")
    reported.report_correction(LEAD, "已补交", (PROOF,), NOW)
    tx: Any = Tx(awaited, reported)
    await release(EngagementChanged(f"{PROJECT}/engagements/manager", PROJECT, LEAD, "project_manager", True), tx)
    await engage(EngagementChanged(f"{PROJECT}/engagements/manager-2", PROJECT, "people/successor", "project_manager", True), tx)
    assert all(isinstance(fact, DeviationAssigned) for fact in tx.published)
    assert [(fact.name, fact.assignee) for fact in tx.published] == [(awaited.name, ""), (awaited.name, "people/successor")]
    assert (awaited.assignee, reported.assignee) == ("people/successor", LEAD)
