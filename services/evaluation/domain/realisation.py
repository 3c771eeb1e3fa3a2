"""The degree to which one target was realised, from what the experts verified (6.3)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.evaluation.domain.policy import RealisationPolicy
from services.evaluation.domain.targets import Target, plain, rounded
from services.evaluation.domain.words import Conclusion

UNVERIFIABLE = "无法核实"


@dataclass(frozen=True)
class TargetResult:
    """One target with its recorded value, degree (0 to 1) and conclusion, and how they came about."""

    target: Target
    verified: tuple[str, ...]
    recorded: Decimal | None
    degree: Decimal
    conclusion: Conclusion
    calculation: str


def in_order(target: Target, values: list[Decimal | None]) -> list[Decimal | None]:
    """The verified values, smallest first; "could not verify" stands at the end that is worst for the target."""
    known: list[Decimal | None] = [*sorted(value for value in values if value is not None)]
    unknown: list[Decimal | None] = [None] * (len(values) - len(known))
    return known + unknown if target.less_is_better else unknown + known


def result_of(target: Target, values: list[Decimal | None], policy: RealisationPolicy) -> TargetResult:
    """The recorded value is the middle one of an odd number, so that it is always one that an expert verified."""
    ordered = in_order(target, values)
    recorded = ordered[len(ordered) // 2]
    degree, calculation = _degree(target, recorded, policy.places)
    shown = tuple(UNVERIFIABLE if value is None else plain(value) for value in ordered)
    return TargetResult(target, shown, recorded, degree, _conclusion(target, recorded, degree, policy), calculation)


def _degree(target: Target, recorded: Decimal | None, places: int) -> tuple[Decimal, str]:
    if recorded is None:
        return rounded(Fraction(0), places), f"居中者为{UNVERIFIABLE}，按 0 计"
    value, promise = plain(recorded), plain(target.value)
    if target.is_met_by(recorded):
        return rounded(Fraction(1), places), f"{value} {target.comparator.sign} {promise}，达到，按 1 计"
    degree = target.shortfall_degree(recorded, places)
    if target.value == 0:
        return degree, f"{value} 未达到 {target.promised}，目标值为 0，按 0 计"
    note = "，不足 0 按 0 计" if degree == 0 else ""
    return degree, f"1 － |{value} － {_bracketed(promise)}| ÷ {promise.lstrip('-')} ＝ {degree}{note}"


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("-") else number


def _conclusion(target: Target, recorded: Decimal | None, degree: Decimal, policy: RealisationPolicy) -> Conclusion:
    if recorded is None:
        return Conclusion.NOT_MET
    if target.is_met_by(recorded):
        return Conclusion.MET
    return Conclusion.PARTLY_MET if degree >= policy.partly_met_from else Conclusion.NOT_MET
