"""Confirmed results of a project are shown at their targets (8.1)."""

import pytest

from services.evaluation.domain.card import ProjectCard
from services.evaluation.domain.targets import PromisedResult
from tests.unit.evaluation.examples import planned

PATENT = PromisedResult("projects/p1/results/1", "t1", "patent", "一种低碱玻璃的配方")


@pytest.mark.rule("8.1")
def test_a_result_is_kept_once_and_shown_without_changing_what_is_assessed() -> None:
    card, made = ProjectCard("projects/p1"), planned()
    seen = made.etag
    assert card.note_result(PATENT) and not card.note_result(PATENT)
    made.show_results(card.results)
    assert (made.results, made.etag) == ([PATENT], seen)


@pytest.mark.rule("8.1")
def test_a_result_that_was_withdrawn_is_shown_no_more() -> None:
    card, made = ProjectCard("projects/p1"), planned()
    card.note_result(PATENT)
    assert not card.drop_result("projects/p1/results/2")
    assert card.drop_result(PATENT.name) and not card.drop_result(PATENT.name)
    made.show_results(card.results)
    assert made.results == []
