"""Planned progress follows from the nodes and weights of the task book (5.1)."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.milestones.domain.progress import WHOLE, curve, on, planned_whole, whole
from services.milestones.domain.task_book import Plan, PlannedNode

START, END = date(2026, 1, 1), date(2026, 12, 31)


def node(name: str, due: str, weight: str | None = None) -> PlannedNode:
    return PlannedNode(name, f"节点{name}", date.fromisoformat(due), weight=None if weight is None else Decimal(weight))


def plan(*nodes: PlannedNode) -> Plan:
    return Plan(1, START, END, nodes)


# 100 days to the first node, 200 more to the second.
TWO = plan(node("b", "2026-10-28", "75"), node("a", "2026-04-11", "25"))


@pytest.mark.rule("5.1")
@pytest.mark.parametrize(
    ("day", "planned"),
    [
        ("2025-06-01", "0.00"),
        ("2026-01-01", "0.00"),
        ("2026-01-02", "0.25"),  # one of 100 days, a quarter of the work
        ("2026-04-11", "25.00"),
        ("2026-04-12", "25.38"),  # 25 + 75/200 = 25.375
        ("2026-07-20", "62.50"),
        ("2026-10-27", "99.63"),
        ("2026-10-28", "100.00"),
        ("2027-05-01", "100.00"),
    ],
)
def test_planned_progress_runs_evenly_from_one_due_date_to_the_next(day: str, planned: str) -> None:
    assert planned_whole(TWO, date.fromisoformat(day)) == Decimal(planned)


@pytest.mark.rule("5.1")
def test_every_node_says_its_share_and_how_far_it_is_to_be() -> None:
    first, second = on(TWO, date(2026, 7, 20))
    assert (first.node, first.share, first.planned) == ("a", Decimal("25.00"), Decimal("100.00"))
    assert (second.node, second.share, second.planned) == ("b", Decimal("75.00"), Decimal("50.00"))


@pytest.mark.rule("5.1")
def test_without_weights_all_nodes_weigh_the_same_and_without_nodes_the_work_is_one_piece() -> None:
    three = plan(node("a", "2026-04-11"), node("b", "2026-07-20"), node("c", "2026-10-28"))
    assert [each.share for each in on(three, START)] == [Decimal("33.33")] * 3
    assert planned_whole(three, date(2026, 4, 11)) == Decimal("33.33")
    assert [each.node for each in on(plan(), END)] == [WHOLE]
    assert planned_whole(plan(), END) == Decimal("100.00")


@pytest.mark.rule("5.1")
def test_nodes_of_one_day_begin_together_and_one_due_on_the_first_day_is_there_at_once() -> None:
    same = plan(node("a", "2026-04-11"), node("b", "2026-10-28"), node("c", "2026-10-28"))
    assert [each.planned for each in on(same, date(2026, 7, 20))] == [Decimal("100.00"), Decimal("50.00"), Decimal("50.00")]
    assert planned_whole(plan(node("a", "2026-01-01")), START) == Decimal("100.00")


@pytest.mark.rule("5.1")
def test_what_is_not_finished_is_not_shown_as_finished() -> None:
    almost = whole(TWO, {"a": Fraction(100), "b": Fraction("99.999")})
    assert almost < 100
    assert whole(TWO, {"a": Fraction(100), "b": Fraction(100)}) == Decimal("100.00")


@pytest.mark.rule("5.1")
def test_the_line_has_its_corners_at_the_due_dates() -> None:
    assert [(each.day.isoformat(), each.progress) for each in curve(TWO)] == [
        ("2026-01-01", Decimal("0.00")),
        ("2026-04-11", Decimal("25.00")),
        ("2026-10-28", Decimal("100.00")),
    ]


WEIGHTS = st.decimals(min_value="0.01", max_value=1000, places=2)
NODES = st.lists(st.tuples(st.integers(0, 364), WEIGHTS), min_size=1, max_size=8)


@pytest.mark.rule("5.1")
@given(NODES, st.integers(-10, 400))
def test_planned_progress_never_falls_and_ends_at_a_hundred(given_nodes: list[tuple[int, Decimal]], offset: int) -> None:
    nodes = tuple(
        PlannedNode(f"n{number}", "节点", START + timedelta(days=days), weight=weight) for number, (days, weight) in enumerate(given_nodes)
    )
    made, day = plan(*nodes), START + timedelta(days=offset)
    before, after = planned_whole(made, day), planned_whole(made, day + timedelta(days=1))
    assert 0 <= before <= after <= 100
    assert planned_whole(made, max(each.due_date for each in nodes)) == 100
