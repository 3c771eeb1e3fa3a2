"""The degree to which one target was realised, from what the experts verified (6.3)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from plan.figures import shown
from services.evaluation.domain.policy import RealisationPolicy
from services.evaluation.domain.targets import Target, plain
from services.evaluation.domain.words import Comparator, Conclusion

UNVERIFIABLE = "无法核实"
WHOLE = Decimal(1)


@dataclass(frozen=True)
class TargetResult:
    """One target with its recorded value, degree (0 to 1) and conclusion, and how they came about.

    `exact` is what is decided on and weighed; `degree` shows it, and never as 1 where the target is not met.
    """

    target: Target
    verified: tuple[str, ...]
    recorded: Decimal | None
    exact: Fraction
    degree: Decimal
    conclusion: Conclusion
    calculation: str

    @property
    def weighted(self) -> Fraction:
        """Degree times weight, exact."""
        return self.exact * Fraction(self.target.weight)


def in_order(target: Target, values: list[Decimal | None]) -> list[Decimal | None]:
    """The verified values, smallest first; "could not verify" stands at the end that is worst for the target."""
    known: list[Decimal | None] = [*sorted(value for value in values if value is not None)]
    unknown: list[Decimal | None] = [None] * (len(values) - len(known))
    if target.comparator is Comparator.EQUAL:  # Too little and too much are both worse: what comes to less of the two.
        return min(unknown + known, known + unknown, key=lambda ordered: _degree(target, _middle(ordered)))
    return known + unknown if target.less_is_better else unknown + known


def result_of(target: Target, values: list[Decimal | None], policy: RealisationPolicy) -> TargetResult:
    """The recorded value is the middle one of an odd number, so that it is always one that an expert verified."""
    ordered = in_order(target, values)
    recorded = _middle(ordered)
    exact = _exact(target, recorded, policy.places)
    degree = shown(exact, policy.places, policy.partly_met_from, WHOLE)
    verified = tuple(UNVERIFIABLE if value is None else plain(value) for value in ordered)
    calculation = _calculation(target, recorded, exact, degree)
    return TargetResult(target, verified, recorded, exact, degree, _conclusion(target, recorded, exact, policy), calculation)


def _middle(ordered: list[Decimal | None]) -> Decimal | None:
    return ordered[len(ordered) // 2]


def _degree(target: Target, recorded: Decimal | None) -> Fraction:
    return Fraction(0) if recorded is None else target.degree_of(recorded)


def _exact(target: Target, recorded: Decimal | None, places: int) -> Fraction:
    """A target that is not met is never wholly realised, also where nothing is missing by the formula: 35 for a promise of > 35."""
    degree = _degree(target, recorded)
    return degree if recorded is None or target.is_met_by(recorded) or degree < 1 else 1 - Fraction(1, 10**places)


def _calculation(target: Target, recorded: Decimal | None, exact: Fraction, degree: Decimal) -> str:
    if recorded is None:
        return f"居中者为{UNVERIFIABLE}，按 0 计"
    value, promise = plain(recorded), plain(target.value)
    if target.is_met_by(recorded):
        return f"{value} {target.comparator.sign} {promise}，达到，按 1 计"
    if target.value == 0:
        return f"{value} 未达到 {target.promised}，目标值为 0，按 0 计"
    if recorded == target.value:
        return f"{value} 未达到 {target.promised}，差额虽为 0，按 {degree} 计"
    note = "，不足 0 按 0 计" if exact == 0 else ""
    sign = "＝" if Fraction(degree) == exact else "≈"
    return f"1 － |{value} － {_bracketed(promise)}| ÷ {promise.lstrip('-')} {sign} {degree}{note}"


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("-") else number


def _conclusion(target: Target, recorded: Decimal | None, exact: Fraction, policy: RealisationPolicy) -> Conclusion:
    if recorded is None:
        return Conclusion.NOT_MET
    if target.is_met_by(recorded):
        return Conclusion.MET
    return Conclusion.PARTLY_MET if exact >= Fraction(policy.partly_met_from) else Conclusion.NOT_MET
