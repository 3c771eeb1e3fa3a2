from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.figures import mean, shown


@given(st.fractions(min_value=0, max_value=10), st.integers(min_value=0, max_value=6))
def test_rounding_is_half_up_and_near(value: Fraction, places: int) -> None:
    difference = Fraction(shown(value, places)) - value
    half = Fraction(1, 2 * 10**places)
    assert -half < difference <= half


@pytest.mark.rule("3.5", "6.3")
@given(
    st.fractions(min_value=0, max_value=100, max_denominator=10**9),
    st.decimals(0, 100, places=3),
    st.sampled_from([Fraction(0), Fraction(1, 10**7), Fraction(-1, 10**7), Fraction(1, 3 * 10**8), Fraction(-1, 3 * 10**8)]),
)
def test_what_is_shown_never_contradicts_what_was_decided(value: Fraction, bound: Decimal, hair: Fraction) -> None:
    for exact in (value, Fraction(bound) + hair):
        assert (Fraction(shown(exact, 2, bound)) >= bound) == (exact >= bound)


@pytest.mark.parametrize(
    ("value", "bound", "figure"),
    [
        ("59.997", "60", "59.997"),
        ("74.998", "75", "74.998"),
        ("59.994", "60", "59.99"),
        ("59.9999999999", "60", "59.9999999999"),
        ("60", "60", "60.00"),
        ("60.0001", "60", "60.00"),
        ("74.9992", "74.999", "75.00"),
        ("74.9949", "74.9947", "74.995"),
        ("0", "0", "0.00"),
        ("-6.666", "0", "-6.67"),
    ],
)
def test_a_figure_has_more_places_where_two_would_mislead(value: str, bound: str, figure: str) -> None:
    assert str(shown(Fraction(value), 2, Decimal(bound))) == figure


def test_a_mean_is_exact() -> None:
    assert mean([Decimal("59.995"), Decimal("60"), Decimal("60.01")]) == Fraction(180005, 3000)


@pytest.mark.parametrize(
    ("value", "places", "figure"), [("0.125", 2, "0.13"), ("-0.125", 2, "-0.12"), ("2/3", 0, "1"), ("1234.5", 1, "1234.5")]
)
def test_half_goes_up(value: str, places: int, figure: str) -> None:
    assert str(shown(Fraction(value), places)) == figure


def test_a_figure_misleads_about_none_of_several_bounds() -> None:
    assert str(shown(Fraction("59.996"), 2, Decimal(10), Decimal(60))) == "59.996"
    assert str(shown(Fraction("59.996"), 2, Decimal(60), Decimal(10))) == "59.996"
    assert str(shown(Fraction("59.996"), 2, Decimal(10), Decimal(70))) == "60.00"


def test_a_mean_of_one_is_that() -> None:
    assert mean([Decimal("0.1")]) == Fraction(1, 10)
