"""make try-subscriber says no where rows and facts are not the same."""

from collections import Counter

import pytest

from cli.story.loader import load_story
from cli.subscribing import CLERK, GRANTED, PLAYED, Reckoning
from services.exchange.catalogue import CATALOGUE

A, B, C = ("/sanzhi/registry", "a"), ("/sanzhi/registry", "b"), ("/sanzhi/contracts", "a")


def test_each_fact_once_with_its_effect() -> None:
    found = Reckoning(frozenset({A, B, C}), Counter([A, B, C]), effects=3)
    assert (found.whole, found.lost, found.doubled) == (True, 0, 0)


@pytest.mark.parametrize(
    ("rows", "effects", "lost", "doubled"),
    [
        ([A, B], 2, 1, 0),
        ([A, B, C, C], 4, 0, 1),
        ([A, B, C], 4, 0, 1),
        ([A, B, C, ("/sanzhi/registry", "foreign")], 4, 0, 1),
        ([A, A], 2, 2, 1),
    ],
)
def test_what_is_lost_or_doubled_is_counted(rows: list[tuple[str, str]], effects: int, lost: int, doubled: int) -> None:
    found = Reckoning(frozenset({A, B, C}), Counter(rows), effects)
    assert (found.whole, found.lost, found.doubled) == (False, lost, doubled)


def test_an_effect_that_is_missing_is_seen() -> None:
    assert not Reckoning(frozenset({A, B}), Counter([A, B]), effects=1).whole


def test_the_department_of_the_try_is_granted_all_that_it_asks_for() -> None:
    asked, granted = load_story(GRANTED).acts
    assert asked.person == CLERK
    types = load_story(GRANTED).values["types"]
    for share in types:
        CATALOGUE.demand(share["type"], tuple(share.get("fields", ())))
    assert asked.at < granted.at < load_story(PLAYED).acts[0].at, "nothing of the story is missed"


def test_no_facts_at_all_prove_nothing() -> None:
    assert not Reckoning(frozenset(), Counter(), effects=0).whole
