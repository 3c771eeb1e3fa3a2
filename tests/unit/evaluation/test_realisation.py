from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidArgument
from services.evaluation.domain.realisation import result_of
from services.evaluation.domain.targets import Target, checked_value, plain
from services.evaluation.domain.words import Comparator, Conclusion
from tests.unit.evaluation.examples import RULE, target

VALUES = st.decimals(min_value=-1000, max_value=1000, allow_nan=False, allow_infinity=False, places=3)


def outcome(comparator: Comparator, promised: str, *values: str | None) -> tuple[Conclusion, str]:
    verified = [None if value is None else Decimal(value) for value in values]
    result = result_of(target(comparator=comparator, value=promised), verified, RULE)
    return result.conclusion, str(result.degree)


@pytest.mark.rule("6.3")
@pytest.mark.parametrize(
    ("comparator", "promised", "value", "conclusion", "degree"),
    [
        (">=", "35", "35", "met", "1.0000"),
        (">=", "35", "34.9", "partly_met", "0.9971"),
        (">=", "35", "21", "partly_met", "0.6000"),
        (">=", "35", "20.9", "not_met", "0.5971"),
        (">=", "35", "34.9999", "partly_met", "0.999997"),
        (">=", "100", "59.9999", "not_met", "0.599999"),
        ("<=", "4", "4.0000001", "partly_met", "0.99999998"),
        ("=", "100", "100.000000001", "partly_met", "0.99999999999"),
        (">=", "35", "-1", "not_met", "0.0000"),
        (">", "35", "35", "partly_met", "0.9999"),
        (">", "35", "35.001", "met", "1.0000"),
        ("<=", "4", "4", "met", "1.0000"),
        ("<=", "4", "5", "partly_met", "0.7500"),
        ("<=", "4", "8.1", "not_met", "0.0000"),
        ("<", "4", "4", "partly_met", "0.9999"),
        ("<=", "-40", "-35", "partly_met", "0.8750"),
        ("<=", "0", "0.1", "not_met", "0.0000"),
        ("<=", "0", "0", "met", "1.0000"),
        ("=", "3", "3.0", "met", "1.0000"),
        ("=", "3", "4", "partly_met", "0.6667"),
    ],
)
def test_a_value_is_held_against_the_promise(comparator: str, promised: str, value: str, conclusion: str, degree: str) -> None:
    assert outcome(Comparator(comparator), promised, value) == (Conclusion(conclusion), degree)


@pytest.mark.rule("6.3")
def test_the_middle_value_is_recorded() -> None:
    result = result_of(target(), [Decimal("36"), Decimal("30"), Decimal("33")], RULE)
    assert result.recorded == Decimal("33")
    assert result.verified == ("30", "33", "36")
    assert "33" in result.calculation
    assert str(result.degree) in result.calculation


@pytest.mark.rule("6.3")
def test_what_could_not_be_verified_counts_as_the_worst_value() -> None:
    assert outcome(Comparator.AT_LEAST, "35", None, "36", "35")[0] is Conclusion.MET
    assert outcome(Comparator.AT_MOST, "4", None, "3", "4")[0] is Conclusion.MET
    assert outcome(Comparator.AT_MOST, "4", None, "3", "5")[0] is Conclusion.PARTLY_MET


@pytest.mark.rule("6.3")
@pytest.mark.parametrize(
    ("values", "recorded", "order"),
    [
        ((None, "3", "4"), "4", ("3", "4", "无法核实")),
        ((None, "2", "3"), "2", ("无法核实", "2", "3")),
        ((None, "3", "3"), "3", ("无法核实", "3", "3")),
        ((None, "2", "4"), "2", ("无法核实", "2", "4")),
    ],
)
def test_of_a_promise_that_can_be_missed_both_ways_the_worse_end(values: tuple[str | None, ...], recorded: str, order: Any) -> None:
    verified = [None if value is None else Decimal(value) for value in values]
    result = result_of(target(comparator=Comparator.EQUAL, value="3"), verified, RULE)
    assert (result.recorded, result.verified) == (Decimal(recorded), order)


@pytest.mark.rule("6.3")
def test_a_majority_that_could_not_verify_leaves_no_value() -> None:
    result = result_of(target(), [None, Decimal("40"), None], RULE)
    assert (result.recorded, result.conclusion, str(result.degree)) == (None, Conclusion.NOT_MET, "0.0000")


@given(VALUES, VALUES, st.sampled_from(list(Comparator)))
def test_degrees_lie_between_nothing_and_all_and_met_is_all(promised: Decimal, value: Decimal, comparator: Comparator) -> None:
    result = result_of(target(comparator=comparator, value=str(promised)), [value], RULE)
    assert 0 <= result.degree <= 1
    assert (result.conclusion is Conclusion.MET) == (result.degree == 1)
    assert (result.conclusion is Conclusion.NOT_MET) == (result.degree < RULE.partly_met_from)


@given(VALUES, VALUES, VALUES)
def test_nearer_to_the_promise_is_never_worse(promised: Decimal, one: Decimal, other: Decimal) -> None:
    promise: Target = target(value=str(promised))
    low, high = sorted((one, other))
    assert result_of(promise, [low], RULE).degree <= result_of(promise, [high], RULE).degree


@pytest.mark.parametrize(("value", "shown"), [("100", "100"), ("1E+3", "1000"), ("2.50", "2.5"), ("-0.0", "0"), ("0.000001", "0.000001")])
def test_numbers_are_shown_as_people_write_them(value: str, shown: str) -> None:
    assert plain(Decimal(value)) == shown


@pytest.mark.parametrize("value", ["1E+15", "1E+999999", "0.0000000001", "-1E+20", "NaN", "Infinity"])
def test_values_that_no_measurement_has_are_refused(value: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        checked_value(Decimal(value), "产量")
    assert refused.value.reason == "VALUE_OUT_OF_RANGE"


def test_ordinary_values_are_taken_as_they_are() -> None:
    assert checked_value(Decimal("999999999999999.123456789"), "产量") == Decimal("999999999999999.123456789")
