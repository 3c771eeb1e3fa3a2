from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidArgument, RuleViolated
from services.registry.domain.panels import Interests, independence_failures, size_failures
from services.registry.domain.reviews import ExpertReview, FactorScore, ScoreSheet, plain
from tests.unit.registry.examples import BUREAU, EXPERTS, NOW, POSTER, UNIT, chief, in_review, manager, published, sheet

SCORES = st.decimals(0, 100, places=1)


def review() -> ExpertReview:
    return ExpertReview.of(published(), list(EXPERTS), NOW)


@pytest.mark.rule("3.5")
def test_the_total_can_be_followed_by_hand() -> None:
    made = review()
    for expert, scores in zip(EXPERTS, (("80", "70", "90"), ("85", "70", "95"), ("91", "70", "86")), strict=True):
        made.add(sheet(expert, *scores))
    assert {mean.factor: str(mean.score) for mean in made.means} == {"plan": "85.33", "benefit": "70", "lead": "90.33"}
    # 50 × 85.33 + 30 × 70 + 20 × 90.33, over 100.
    assert (made.total, made.total_without_lead) == (Decimal("81.731"), Decimal("63.665"))
    # 1.2a: with another lead's score the total is computed anew from the rest.
    assert made.total_without_lead is not None and made.total_without_lead + 20 * Decimal("90.33") / 100 == made.total


@pytest.mark.rule("2.6")
def test_nothing_shows_until_all_are_in() -> None:
    made = review()
    made.add(sheet(EXPERTS[0], "80", "70", "90"))
    assert (made.total, made.total_without_lead, made.means, made.reached) == (None, None, [], False)


@pytest.mark.rule("2.6")
def test_an_expert_scores_once() -> None:
    made = in_review()
    made.score(sheet(EXPERTS[0], "80", "70", "90"))
    with pytest.raises(RuleViolated, match="ALREADY_SCORED"):
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
def test_a_panel_is_odd_and_at_least_three() -> None:
    assert size_failures(EXPERTS, 3) == []
    assert [failure.reason for failure in size_failures(EXPERTS[:1], 3)] == ["PANEL_TOO_SMALL"]
    assert [failure.reason for failure in size_failures([*EXPERTS, "people/e4"], 3)] == ["PANEL_EVEN"]
    assert [failure.reason for failure in size_failures([*EXPERTS[:2], EXPERTS[0]], 3)] == ["EXPERT_TWICE"]


@pytest.mark.rule("4.7")
def test_an_expert_is_independent_of_unit_owner_enterprises_and_lead() -> None:
    interests = Interests(UNIT.name, (BUREAU, POSTER), "people/sun", "organizations/institute", "people/he")

    def stands_against(organization: str, name: str = "people/e") -> list[str]:
        return [failure.reason for failure in independence_failures([manager(name=name, organization=organization)], interests)]

    assert stands_against("organizations/college") == []
    assert stands_against(BUREAU.name) == []  # the bureau as owner is no enterprise
    assert stands_against("") == []
    for organization in (UNIT.name, POSTER.name, "organizations/institute"):
        assert stands_against(organization) == ["EXPERT_NOT_INDEPENDENT"]
    assert stands_against("organizations/college", "people/sun") == ["EXPERT_NOT_INDEPENDENT"]
    assert [failure.rule for failure in independence_failures([chief()], interests)] == ["4.7"]
