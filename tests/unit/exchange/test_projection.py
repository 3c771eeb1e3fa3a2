"""What of a fact leaves the suite: the marked fields alone, and of those on request the granted ones."""

import json
from typing import Any

import pytest

from services.exchange.catalogue import CATALOGUE as OF_THE_SUITE
from services.exchange.catalogue import PROJECTION as REAL
from services.exchange.domain.catalogue import service_of
from services.exchange.domain.words import Mark
from tests.contract.test_facts import golden
from tests.unit.exchange.examples import APPROVED, CATALOGUE, FACT, PROJECTION


def told(*granted: str) -> dict[str, Any]:
    return PROJECTION.public(APPROVED, FACT, frozenset(granted))


OPEN = {"name": "ships/a", "title": "破浪", "book": {"nodes": [{"day": "2026-01-05"}, {"day": "2026-02-05"}]}}


def test_without_a_grant_the_open_fields_are_told() -> None:
    assert told() == OPEN


def test_what_is_granted_is_told_too() -> None:
    assert told("reason") == OPEN | {"reason": "理由"}
    nodes = [{"day": "2026-01-05", "note": "甲"}, {"day": "2026-02-05", "note": "乙"}]
    assert told("book.nodes.note")["book"] == {"nodes": nodes}


def test_what_is_never_told_or_not_marked_cannot_be_granted() -> None:
    assert told("age", "book.secret", "crew.wage", "unmarked", "book", "crew") == OPEN


def test_of_what_has_nothing_to_tell_not_even_how_many_there_are() -> None:
    assert "crew" not in told("reason", "book.nodes.note")


@pytest.mark.parametrize("value", [None, "a text", 7])
def test_what_is_not_of_the_form_that_was_marked_tells_nothing(value: Any) -> None:
    assert PROJECTION.public(APPROVED, FACT | {"book": value}, frozenset())["book"] is None


def test_services_and_fields_of_a_catalogue() -> None:
    assert {name: sorted(types) for name, types in CATALOGUE.services.items()} == {
        "army": ["sanzhi.army.regiment.marched.v1"],
        "navy": ["sanzhi.navy.ship.approved.v1", "sanzhi.navy.ship.ended.v1"],
    }
    assert CATALOGUE.fields(APPROVED, Mark.ON_REQUEST) == ("book.nodes.note", "reason")


def paths(body: Any, above: str = "") -> set[str]:
    """Of all that stands in a body."""
    if isinstance(body, list):
        return {path for each in body for path in paths(each, above)}
    if isinstance(body, dict):
        return {path for name, value in body.items() for path in paths(value, f"{above}.{name}".removeprefix("."))}
    return {above}


@pytest.mark.parametrize("kind", OF_THE_SUITE.marks)
def test_every_public_fact_of_the_suite_is_told_by_its_marks(kind: str) -> None:
    """Of the golden of each: open fields alone without a grant, nothing that is never told with all of them."""
    marks = OF_THE_SUITE.marks[kind]
    body = json.loads(golden(service_of(kind), kind.split(".", 2)[2]))
    never = {path for path, mark in marks.items() if mark is Mark.NEVER}
    opened, whole = (paths(REAL.public(kind, body, granted)) for granted in (frozenset(), frozenset(marks)))
    there = {path for path in paths(body) if path in marks}
    assert opened & set(marks) == {path for path in there if marks[path] is Mark.OPEN}
    assert whole & set(marks) == there - never
