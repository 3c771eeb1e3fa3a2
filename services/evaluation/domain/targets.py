"""Performance targets (6.1) and the arithmetic that holds a value against one (6.3). Exact throughout."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from chassis.errors import InvalidArgument
from services.evaluation.domain.words import Comparator

# Integer digits and decimal places of a value: more than any measurement has, and little enough to print.
DIGITS, FINEST = 15, -9


@dataclass(frozen=True)
class PromisedResult:
    """A confirmed result of the project, shown at the target that promised it (8.1). kind: as sharing has it; target: its id."""

    name: str
    target: str
    kind: str
    title: str


@dataclass(frozen=True)
class Target:
    """What the task book promises: `metric` `comparator` `value` `unit`, with its weight among the targets."""

    id: str
    metric: str
    unit: str
    comparator: Comparator
    value: Decimal
    verification: str
    weight: Decimal

    @property
    def promised(self) -> str:
        """The promise as users see it: ≥ 95."""
        return f"{self.comparator.sign} {plain(self.value)}"

    def is_met_by(self, value: Decimal) -> bool:
        """Whether a value keeps the promise."""
        match self.comparator:
            case Comparator.AT_LEAST:
                return value >= self.value
            case Comparator.AT_MOST:
                return value <= self.value
            case Comparator.EQUAL:
                return value == self.value
            case Comparator.MORE:
                return value > self.value
            case Comparator.LESS:
                return value < self.value

    def degree_of(self, value: Decimal) -> Fraction:
        """1 for a value that keeps the promise; else 1 - |value - promise| / |promise|, not below 0; 0 for a promise of 0. Exact."""
        if self.is_met_by(value):
            return Fraction(1)
        if self.value == 0:
            return Fraction(0)
        missing = abs(Fraction(value) - Fraction(self.value)) / abs(Fraction(self.value))
        return max(Fraction(0), 1 - missing)

    @property
    def less_is_better(self) -> bool:
        """Whether the promise is an upper bound, so that the greatest value is the worst."""
        return self.comparator in (Comparator.AT_MOST, Comparator.LESS)


def plain(value: Decimal) -> str:
    """A number as people write it: no exponent, no trailing zeros."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def checked_value(value: Decimal, field: str) -> Decimal:
    """A value as it came in. Refuses VALUE_OUT_OF_RANGE for one that no measurement has."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < FINEST or value.adjusted() >= DIGITS:
        raise InvalidArgument("VALUE_OUT_OF_RANGE", f"{field}的数值最多{DIGITS}位整数、{-FINEST}位小数", field=field)
    return value
