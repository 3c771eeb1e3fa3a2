"""Figures: decided on exactly, rounded for the eye alone, and never so that what is shown contradicts what was decided (1.2a, 3.5, 6.3)."""

from decimal import Decimal
from fractions import Fraction
from math import floor

_HALF = Fraction(1, 2)


def shown(value: Fraction, places: int, *bounds: Decimal) -> Decimal:
    """A number for people, rounded half up to so many decimal places.

    `bounds`: what the exact number was held against. It has more places where, rounded, it would reach a bound that it does not
    reach, or miss one that it does: 59.997 is no 60.00.
    """
    while True:
        scaled = floor(value * 10**places + _HALF)
        rounded = Fraction(scaled, 10**places)
        if all((rounded >= bound) == (value >= bound) for bound in map(Fraction, bounds)):
            return Decimal(scaled).scaleb(-places)
        places += 1


def mean(values: list[Decimal]) -> Fraction:
    """The exact mean of one or more."""
    return sum(map(Fraction, values), Fraction(0)) / len(values)
