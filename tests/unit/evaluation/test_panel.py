"""How an evaluation's panel is made up, replaced and closed to view; who may sit is the kernel's (tests/unit/plan)."""

import pytest

from chassis.errors import Refusal, RuleViolated
from services.evaluation.domain.assessments import Findings
from services.evaluation.domain.panel import Panelist, check_panel
from services.evaluation.domain.words import Expertise, FundsFinding
from tests.unit.evaluation.examples import NOW, PANEL, found, funds, opened, replace, seat, self_evaluated, under_review

ALL = {"pressure": "35", "scrap": "4", "patents": "6"}


def composition(*people: str, financial: int = 1) -> None:
    kinds = [Expertise.FINANCIAL if at < financial else Expertise.TECHNICAL for at, _ in enumerate(people)]
    check_panel([Panelist(person, kind) for person, kind in zip(people, kinds, strict=True)], PANEL)


@pytest.mark.rule("4.7")
def test_an_odd_panel_of_three_or_more_is_right() -> None:
    composition("a", "b", "c")
    composition("a", "b", "c", "d", "e")


@pytest.mark.rule("4.7")
@pytest.mark.parametrize(
    ("people", "reason"), [("a", "PANEL_TOO_SMALL"), ("ab", "PANEL_TOO_SMALL"), ("abcd", "PANEL_EVEN"), ("aba", "LISTED_TWICE")]
)
def test_a_panel_that_is_not_is_refused(people: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        composition(*people)
    assert (refused.value.reason, refused.value.rule) == (reason, "4.7")


@pytest.mark.rule("6.2")
@pytest.mark.parametrize("financial", [0, 3])
def test_technical_and_financial_sit_together(financial: int) -> None:
    with pytest.raises(RuleViolated) as refused:
        composition("a", "b", "c", financial=financial)
    assert (refused.value.reason, refused.value.rule) == ("PANEL_EXPERTISE_MISSING", "6.2")


@pytest.mark.rule("4.7")
def test_a_replaced_member_stays_on_record_and_what_they_found_does_not_count() -> None:
    evaluation = under_review()
    evaluation.assess_items("people/li", Findings(found(pressure="20"), None), NOW)
    replace(evaluation, "people/li", seat("zhao"))
    assert [each.expert for each in evaluation.assessments] == ["people/zhang", "people/wang", "people/zhao"]
    assert evaluation.experts is not None
    left = next(each for each in evaluation.experts.members if each.person == "people/li")
    assert (left.left, left.assessment.items[0].target) == (True, "pressure")
    with pytest.raises(RuleViolated) as refused:
        evaluation.assess_items("people/li", Findings(found(scrap="4"), None), NOW)
    assert refused.value.reason == "NOT_ON_PANEL"


@pytest.mark.rule("4.7")
def test_who_has_assessed_all_is_replaced_only_if_they_may_not_sit_any_more() -> None:
    evaluation = under_review()
    evaluation.assess_items("people/li", Findings(found(**ALL), funds(FundsFinding.COMPLIANT)), NOW)
    with pytest.raises(RuleViolated) as refused:
        replace(evaluation, "people/li", seat("zhao"))
    assert (refused.value.reason, refused.value.rule) == ("MEMBER_HAS_DELIVERED", "4.7")
    replace(evaluation, "people/li", seat("zhao"), unfit=True)
    assert evaluation.members == {"people/zhang", "people/wang", "people/zhao"}


@pytest.mark.rule("4.7")
def test_closed_to_view_until_all_have_assessed_all() -> None:
    evaluation = under_review()
    for expert in ("people/zhang", "people/li"):
        evaluation.assess_items(expert, Findings(found(**ALL), funds()), NOW)
    evaluation.assess_items("people/wang", Findings(found(**ALL), None), NOW)
    assert not evaluation.open_to_view
    evaluation.assess_items("people/wang", Findings((), funds()), NOW)
    assert evaluation.open_to_view and evaluation.assessments_complete == 3


@pytest.mark.rule("4.7a")
@pytest.mark.rule("4.7")
def test_one_experts_findings_do_not_change_what_another_saw_and_the_last_change_what_is_concluded_on() -> None:
    evaluation = under_review()
    seen = evaluation.etag
    people = sorted(evaluation.members)
    for person in people[:-1]:
        evaluation.assess_items(person, Findings(found(**ALL), funds()), NOW, seen)
        assert evaluation.etag == seen
    evaluation.assess_items(people[-1], Findings(found(**ALL), funds()), NOW, seen)
    assert evaluation.etag != seen
    assert {each.seen for each in evaluation.assessments} == {seen}


@pytest.mark.rule("4.7a")
def test_a_self_evaluation_is_another_version() -> None:
    assert opened().etag != self_evaluated().etag
