from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidArgument, Refusal, RuleViolated
from plan.independence import Candidate
from services.registry.domain.reviews import ExpertReview, FactorScore, ScoreSheet, plain
from tests.unit.registry.examples import (
    BUREAU,
    EXPERTS,
    NOW,
    POLICY,
    POSTER,
    SCHOOL,
    UNIT,
    in_review,
    panel,
    published,
    recommended,
    reviewer,
    sheet,
    step,
    submitted,
)

SCORES = st.decimals(0, 100, places=1)


def review() -> ExpertReview:
    return ExpertReview.of(published(), panel(), step())


@pytest.mark.rule("3.5")
def test_the_total_can_be_followed_by_hand() -> None:
    made = review()
    for expert, scores in zip(EXPERTS, (("80", "70", "90"), ("85", "70", "95"), ("91", "70", "86")), strict=True):
        made.add(sheet(expert, *scores))
    assert {mean.factor: str(mean.score) for mean in made.means} == {"plan": "85.33", "benefit": "70", "lead": "90.33"}
    # 50 × 256 ÷ 3 + 30 × 70 + 20 × 271 ÷ 3, over 100: means are rounded for the eye alone.
    assert (made.exact_total, made.exact_total_without_lead) == (Fraction(1226, 15), Fraction(191, 3))
    assert (made.total, made.total_without_lead) == (Decimal("81.7333"), Decimal("63.6667"))


@pytest.mark.rule("3.5")
@pytest.mark.parametrize(
    ("scores", "total", "reached"),
    [
        (("74.998", "74.998", "74.998"), "74.998", False),  # Factor by factor it was 75.00, and passed.
        (("74.995", "75", "75"), "74.9983", False),
        (("75", "75", "75"), "75", True),
        (("74.999999", "75", "75"), "74.9999997", False),
        (("75.000001", "75", "75"), "75", True),
        (("0", "100", "100"), "66.6667", False),
    ],
)
def test_the_exact_total_decides_and_what_is_shown_agrees(scores: tuple[str, ...], total: str, reached: bool) -> None:
    made = review()
    for expert, score in zip(EXPERTS, scores, strict=True):
        made.add(sheet(expert, score, score, score))
    assert made.threshold == 75
    assert (str(made.total), made.reached, bool(made.failures)) == (total, reached, not reached)
    assert all((mean.score >= 75) == reached for mean in made.means)


@pytest.mark.rule("2.6")
def test_nothing_shows_until_all_are_in() -> None:
    made = review()
    made.add(sheet(EXPERTS[0], "80", "70", "90"))
    assert (made.total, made.total_without_lead, made.means, made.reached) == (None, None, [], False)


@pytest.mark.rule("2.6")
def test_an_expert_scores_once() -> None:
    made = in_review()
    made.score(sheet(EXPERTS[0], "80", "70", "90"))
    with pytest.raises(RuleViolated, match="ALREADY_DELIVERED"):
        made.score(sheet(EXPERTS[0], "80", "70", "90"))


@pytest.mark.rule("3.5")
def test_every_factor_is_scored_once_between_0_and_100() -> None:
    for scores in ([], [FactorScore("plan", Decimal(80))], [FactorScore("plan", Decimal(80))] * 3):
        with pytest.raises(InvalidArgument, match="SCORES_INCOMPLETE"):
            review().add(ScoreSheet(EXPERTS[0], scores, "", NOW))
    for score in ("-0.1", "100.1"):
        with pytest.raises(InvalidArgument, match="SCORE_OUT_OF_RANGE"):
            review().add(sheet(EXPERTS[0], "80", "70", score))
    review().add(sheet(EXPERTS[0], "0", "100", "50.5"))


@given(st.lists(st.tuples(SCORES, SCORES, SCORES), min_size=3, max_size=3))
def test_the_total_lies_between_the_lowest_and_the_highest_score(given_scores: list[tuple[Decimal, Decimal, Decimal]]) -> None:
    made = review()
    for expert, scores in zip(EXPERTS, given_scores, strict=True):
        made.add(sheet(expert, *map(str, scores)))
    everything = [score for scores in given_scores for score in scores]
    assert made.total is not None
    assert min(everything) - Decimal("0.01") <= made.total <= max(everything) + Decimal("0.01")


def test_numbers_are_shown_without_exponent() -> None:
    assert [str(plain(Decimal(text))) for text in ("80.00", "100", "0.50", "0")] == ["80", "100", "0.5", "0"]


@pytest.mark.rule("4.7")
@pytest.mark.parametrize(
    ("people", "reason"),
    [
        (EXPERTS[:1], "PANEL_TOO_SMALL"),
        ([*EXPERTS, "people/e4"], "PANEL_EVEN"),
        ([*EXPERTS[:2], EXPERTS[0]], "LISTED_TWICE"),
    ],
)
def test_a_panel_is_odd_and_at_least_three(people: list[str], reason: str) -> None:
    made = recommended()
    made.pass_formal_review(step())
    with pytest.raises(Refusal, match=reason):
        made.open_review(published(), [reviewer(person) for person in people], POLICY.panel, step())
    assert made.state == "passed"
    made.open_review(published(), panel(), POLICY.panel, step())
    assert made.state == "expert_review"


def ties(organization: str, person: str = "people/e") -> list[str]:
    made = submitted(nominated_chief="people/he")
    return [unfit.reason for unfit in made.circle("organizations/institute").unfit(Candidate(person, person, organization))]


@pytest.mark.rule("4.7")
def test_an_expert_is_independent_of_unit_owners_lead_and_chief() -> None:
    assert ties(SCHOOL.name) == ties("") == []
    assert ties(UNIT.name) == ["FROM_UNDERTAKING_UNIT"]
    assert ties(POSTER.name) == ["FROM_OWNER_ENTERPRISE"]
    assert ties(BUREAU.name) == ["FROM_OWNER_BUREAU"]  # where the bureau is an owner, its people are not independent
    assert ties("organizations/institute") == ["FROM_LEADS_ORGANIZATION"]
    assert ties(SCHOOL.name, "people/sun") == ["IS_THE_LEAD"]
    assert ties(SCHOOL.name, "people/he") == ["IS_THE_NOMINATED_CHIEF"]


@pytest.mark.rule("4.7")
def test_an_expert_who_stands_down_is_replaced_and_the_review_goes_on() -> None:
    made = in_review()
    for expert in EXPERTS[:2]:
        made.score(sheet(expert, "80", "80", "80"))
    (fact,) = made.replace_expert(EXPERTS[2], reviewer("people/e4"), step(reason="因公出国"), unfit=False)
    assert (fact.expert, fact.successor, fact.experts) == (EXPERTS[2], "people/e4", (*EXPERTS[:2], "people/e4"))
    assert made.roles_of(EXPERTS[2], "", "") == frozenset() and made.roles_of("people/e4", "", "") == {"expert"}
    with pytest.raises(RuleViolated, match="NOT_ON_PANEL"):
        made.score(sheet(EXPERTS[2], "80", "80", "80"))
    made.score(sheet("people/e4", "90", "80", "80"))
    assert made.review is not None and made.review.total is not None
    assert (made.review.sheets_in, made.review.sheets_needed) == (3, 3)


@pytest.mark.rule("4.7")
def test_what_an_expert_gave_who_may_not_sit_any_more_does_not_count_and_stays_on_record() -> None:
    made = in_review()
    made.score(sheet(EXPERTS[0], "0", "0", "0"))
    with pytest.raises(RuleViolated, match="MEMBER_HAS_DELIVERED"):
        made.replace_expert(EXPERTS[0], reviewer("people/e4"), step(reason="分数太低"), unfit=False)
    made.replace_expert(EXPERTS[0], reviewer("people/e4"), step(reason="入职承担单位"), unfit=True)
    for expert in (*EXPERTS[1:], "people/e4"):
        made.score(sheet(expert, "80", "80", "80"))
    assert made.review is not None and made.review.total == Decimal(80)
    left = made.review.members[0]
    assert left.left and left.left_because == "入职承担单位" and left.sheet is not None


@pytest.mark.rule("4.7")
def test_an_expert_is_replaced_with_a_reason_and_in_review_alone() -> None:
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        in_review().replace_expert(EXPERTS[0], reviewer("people/e4"), step(reason=" "), unfit=False)
    with pytest.raises(RuleViolated, match="EXPERT_NAMED_ALREADY"):
        in_review().replace_expert(EXPERTS[0], reviewer(EXPERTS[1]), step(reason="出国"), unfit=False)
    with pytest.raises(RuleViolated, match="APPLICATION_NOT_IN_REVIEW"):
        recommended().replace_expert(EXPERTS[0], reviewer("people/e4"), step(reason="出国"), unfit=False)
