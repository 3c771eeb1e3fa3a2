from typing import Any

import pytest

from cli.story.marked import parse
from cli.story.matching import differences
from cli.story.places import Place
from cli.story.values import EnumText

PLACE = Place("s.yaml", 1)
STATE = EnumText("APPLICATION_STATE_SUBMITTED", "APPLICATION_STATE_")
FOUND: dict[str, Any] = {
    "name": "applications/a",
    "state": STATE,
    "at": "2026-01-05T01:00:00.000Z",
    "day": "2026-01-05",
    "score": "85.50",
    "amount_fen": 12_000_000,
    "late": False,
    "met_at": None,
    "content": b"abc",
    "nodes": [{"id": "n1", "title": "样件"}, {"id": "n2", "title": "小批"}],
    "kinds": {"organizations/x": "enterprise"},
}


def unmet(expected: str) -> list[str]:
    return [str(one) for one in differences(parse(expected, "s.yaml"), FOUND, PLACE)]


@pytest.mark.parametrize(
    "expected",
    [
        "state: SUBMITTED",
        "state: submitted",
        "state: APPLICATION_STATE_SUBMITTED",
        'at: "2026-01-05 09:00"',
        'at: "2026-01-05"',
        'at: "2026-01-05T01:00:00.000Z"',
        'day: "2026-01-05"',
        "score: 85.5",
        'score: "85.50"',
        "amount_fen: 12000000",
        'amount_fen: "12000000"',
        "amountFen: 12000000",
        "late: false",
        "met_at: null",
        "nothing: null",
        "content: YWJj",
        "nodes[0].id: n1",
        "nodes[-1].title: 小批",
        'nodes[id=n2]: {title: "小批"}',
        "nodes: [{id: n1}, {id: n2}]",
        'kinds["organizations/x"]: enterprise',
        "nodes: {$count: 2}",
        "nodes: {$has: {id: n2}}",
        "nodes: {$has: [{id: n2}, {id: n1}]}",
        "name: {$contains: applications}",
        "met_at: {$not: x}",
        "state: {$not: DRAFT}",
        "name: {$not: null}",
        "score: {$at_least: 85.5}",
        "amount_fen: {$at_most: 12000000}",
    ],
)
def test_what_is_found_matches(expected: str) -> None:
    assert unmet(expected) == []


@pytest.mark.parametrize(
    "expected",
    [
        "state: MITTED",
        "state: DRAFT",
        'at: "2026-01-05 08:59"',
        'at: "2026-01-04"',
        'day: "2026-01-06"',
        "score: 85.51",
        'score: "85.5"',
        "amount_fen: 1",
        "late: true",
        "late: 0",
        "late: null",
        "met_at: false",
        "nothing: x",
        "content: YWJk",
        "nodes[2].id: n1",
        "nodes[id=n3].id: n3",
        "nodes: [{id: n1}]",
        "nodes: [{id: n2}, {id: n1}]",
        "nodes: []",
        "nodes: n1",
        'kinds["organizations/y"]: enterprise',
        "nodes: {$count: 3}",
        "name: {$count: 1}",
        "nodes: {$has: {id: n3}}",
        "name: {$contains: projects}",
        "state: {$not: SUBMITTED}",
        "met_at: {$not: null}",
        "score: {$at_least: 86}",
        "name: {$at_least: 1}",
        "amount_fen: {$at_most: 11999999}",
    ],
)
def test_what_is_not_found_is_a_difference_with_its_line(expected: str) -> None:
    assert unmet(expected)[0].startswith("s.yaml:1: ")


def test_a_difference_stands_where_the_expectation_is_written() -> None:
    found = unmet("name: applications/a\nnodes:\n  - id: n1\n  - id: n3\n")
    assert found == ["s.yaml:4: nodes[1].id：预期 “n3”，实际 “n2”"]
