from dataclasses import replace

import pytest

from chassis.errors import RuleViolated
from services.evaluation.domain.panel import Candidate, check_composition, check_independence
from services.evaluation.domain.terms import Expertise
from tests.unit.evaluation.examples import CIRCLE, PANEL, candidate, candidates


def composition(*people: str, financial: int = 1) -> None:
    members = [candidate(person).panelist for person in people]
    members = [replace(each, expertise=Expertise.FINANCIAL) if at < financial else each for at, each in enumerate(members)]
    check_composition(members, PANEL)


@pytest.mark.rule("4.7")
def test_an_odd_panel_of_three_or_more_is_right() -> None:
    composition("a", "b", "c")
    composition("a", "b", "c", "d", "e")


@pytest.mark.rule("4.7")
@pytest.mark.parametrize(
    ("people", "reason"), [("a", "PANEL_TOO_SMALL"), ("ab", "PANEL_TOO_SMALL"), ("abcd", "PANEL_EVEN"), ("aba", "PANEL_MEMBER_REPEATED")]
)
def test_a_panel_that_is_not_is_refused(people: str, reason: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        composition(*people)
    assert (refused.value.reason, refused.value.rule) == (reason, "4.7")


@pytest.mark.rule("6.2")
@pytest.mark.parametrize("financial", [0, 3])
def test_technical_and_financial_sit_together(financial: int) -> None:
    with pytest.raises(RuleViolated) as refused:
        composition("a", "b", "c", financial=financial)
    assert (refused.value.reason, refused.value.rule) == ("PANEL_EXPERTISE_MISSING", "6.2")


@pytest.mark.rule("4.7")
def test_experts_from_elsewhere_are_independent() -> None:
    check_independence([*candidates(), candidate("retired", organization="")], CIRCLE)


@pytest.mark.rule("4.7")
@pytest.mark.parametrize(
    ("tied", "reason"),
    [
        (candidate("qian", organization=CIRCLE.undertaking_unit), "FROM_UNDERTAKING_UNIT"),
        (candidate("qian", organization="organizations/yuci-hydraulics"), "FROM_OWNER_ENTERPRISE"),
        (candidate("qian", organization="organizations/jinzhong-institute"), "FROM_LEADS_ORGANIZATION"),
        (candidate("lead"), "ENGAGED_IN_PROJECT"),
        (candidate("former-lead"), "ENGAGED_IN_PROJECT"),
        (candidate("chief"), "ENGAGED_IN_PROJECT"),
        (candidate("commissioner"), "COMMISSIONER"),
        (candidate("group-member"), "PROJECT_EXPERT"),
    ],
)
def test_who_is_tied_to_the_project_is_refused(tied: Candidate, reason: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        check_independence([*candidates(), tied], CIRCLE)
    assert (refused.value.reason, refused.value.rule) == ("EXPERT_NOT_INDEPENDENT", "4.7")
    failures = refused.value.metadata["failures"]
    assert [(each["reason"], each["person"]) for each in failures] == [(reason, tied.panelist.person)]  # type: ignore[attr-defined]
    assert tied.display_name in refused.value.message


@pytest.mark.rule("7.5")
def test_who_is_barred_sits_on_no_panel_and_all_grounds_are_named() -> None:
    barred = replace(candidate("sun", organization=CIRCLE.undertaking_unit), barred=True, grounds=("评审舞弊，至2029-01-01",))
    with pytest.raises(RuleViolated) as refused:
        check_independence([*candidates(), barred], CIRCLE)
    failures = refused.value.metadata["failures"]
    assert [(each["rule"], each["reason"]) for each in failures] == [("4.7", "FROM_UNDERTAKING_UNIT"), ("7.5", "ON_NEGATIVE_LIST")]  # type: ignore[attr-defined]
    assert "至2029-01-01" in refused.value.message
