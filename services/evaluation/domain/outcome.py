"""What the rule of 6.3 makes of the recorded values. Pure arithmetic. Home of 6.3."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from plan.figures import shown
from services.evaluation.domain.assessments import Assessment, FundsAssessment
from services.evaluation.domain.policy import RealisationPolicy
from services.evaluation.domain.realisation import WHOLE, TargetResult, result_of
from services.evaluation.domain.targets import Target
from services.evaluation.domain.words import Conclusion, FundsFinding

RANK = {Conclusion.NOT_MET: 0, Conclusion.PARTLY_MET: 1, Conclusion.MET: 2}


@dataclass(frozen=True)
class FundsConclusion:
    """What the panel found on the funds; amounts in fen."""

    budget_fen: int
    received_fen: int
    spent_fen: int
    finding: FundsFinding
    votes_compliant: int
    votes_non_compliant: int


@dataclass(frozen=True)
class Outcome:
    """What the rule makes of the assessments, before anybody signs it. Sums are exact; `degree` shows their quotient."""

    results: tuple[TargetResult, ...]
    funds: FundsConclusion
    weighted_sum: Fraction
    weight_sum: Fraction
    degree: Decimal
    by_degree: Conclusion
    conclusion: Conclusion


def judge(targets: list[Target], assessments: list[Assessment], budget_fen: int, policy: RealisationPolicy) -> Outcome:
    """Apply the rule to complete assessments of an odd number of experts."""
    results = tuple(result_of(target, [_value(each, target) for each in assessments], policy) for target in targets)
    weighted_sum = sum((result.weighted for result in results), Fraction(0))
    weight_sum = sum((Fraction(target.weight) for target in targets), Fraction(0))
    # Nothing is weighted: every target counts alike.
    exact = weighted_sum / weight_sum if weight_sum else sum((result.exact for result in results), Fraction(0)) / len(results)
    degree = shown(exact, policy.places, policy.overall_partly_met_from, WHOLE)
    by_degree = _by_degree(results, exact, policy)
    funds = _funds([each.funds for each in assessments if each.funds], budget_fen)
    conclusion = by_degree
    if funds.finding is FundsFinding.NON_COMPLIANT:
        conclusion = min(by_degree, policy.non_compliant_funds_cap, key=RANK.__getitem__)
    return Outcome(results, funds, weighted_sum, weight_sum, degree, by_degree, conclusion)


def _value(assessment: Assessment, target: Target) -> Decimal | None:
    item = assessment.item(target.id)
    return item.verified_value if item else None


def _by_degree(results: tuple[TargetResult, ...], exact: Fraction, policy: RealisationPolicy) -> Conclusion:
    if all(result.conclusion is Conclusion.MET for result in results):
        return Conclusion.MET
    return Conclusion.PARTLY_MET if exact >= Fraction(policy.overall_partly_met_from) else Conclusion.NOT_MET


def _funds(findings: list[FundsAssessment], budget_fen: int) -> FundsConclusion:
    middle = len(findings) // 2
    compliant = sum(each.finding is FundsFinding.COMPLIANT for each in findings)
    against = len(findings) - compliant
    return FundsConclusion(
        budget_fen=budget_fen,
        received_fen=sorted(each.received_fen for each in findings)[middle],
        spent_fen=sorted(each.spent_fen for each in findings)[middle],
        finding=FundsFinding.COMPLIANT if compliant > against else FundsFinding.NON_COMPLIANT,
        votes_compliant=compliant,
        votes_non_compliant=against,
    )
