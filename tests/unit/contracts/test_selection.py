from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chassis.errors import InvalidArgument, PermissionDenied, Refusal, RuleViolated
from plan.independence import Candidate
from plan.panels import PanelPolicy
from plan.parties import Regime
from services.contracts.domain.lead_score import ExpertScore, LeadScore, check_rescored, check_scores
from services.contracts.domain.policy import ContractsPolicy, SelectionMethods
from services.contracts.domain.selection import Choice, Selection, check_choice
from services.contracts.domain.words import SelectionMethod, SelectionState
from tests.unit.contracts.examples import (
    BUREAU,
    CHIEF,
    FOUNDRY,
    MANAGER,
    NOW,
    PROJECT,
    SUCCESSOR,
    UNIT,
    card,
    consent,
    contract_set,
)

PROCUREMENT, PANEL = SelectionMethod.GOVERNMENT_PROCUREMENT, SelectionMethod.EXPERT_PANEL
POLICY = ContractsPolicy(SelectionMethods((PROCUREMENT, PANEL), (PANEL,)), PanelPolicy(3, True), PanelPolicy(3, True))
TODAY = date(2026, 3, 2)
CHOICE = Choice(MANAGER, PROCUREMENT, date(2026, 3, 1), "选定王某", reference="晋中采-2026-017")
EXPERTS = ("people/e1", "people/e2", "people/e3")
BY_PANEL = Choice(MANAGER, PANEL, date(2026, 3, 1), "三票同意", panel=EXPERTS)


def recorded(person=MANAGER, contracts=None):
    contracts = contracts or contract_set()
    choice = replace(CHOICE, person=person)
    selection, facts = Selection.record(contracts.open_selection(), card(), choice, consent(BUREAU))
    contracts.settle_selection(selection)
    return selection, facts, contracts


@pytest.mark.rule("1.2")
def test_the_record_keeps_how_it_was_done():
    check_choice(card(), CHOICE, POLICY, TODAY)
    check_choice(card(), BY_PANEL, POLICY, TODAY)


@pytest.mark.rule("1.2")
@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        (replace(CHOICE, reference=" "), "REFERENCE_MISSING"),
        (replace(CHOICE, selected_on=date(2026, 3, 3)), "DATE_IN_FUTURE"),
    ],
)
def test_an_incomplete_record(choice, reason):
    with pytest.raises(InvalidArgument) as refusal:
        check_choice(card(), choice, POLICY, TODAY)
    assert (refusal.value.reason, refusal.value.rule) == (reason, "1.2")


@pytest.mark.rule("1.2")
def test_procurement_is_open_only_where_the_bureau_is_an_owner():
    private = card(owners=[FOUNDRY], owner_kinds={FOUNDRY: "enterprise"})
    check_choice(private, BY_PANEL, POLICY, TODAY)
    with pytest.raises(RuleViolated) as refusal:
        check_choice(private, CHOICE, POLICY, TODAY)
    assert (refusal.value.reason, refusal.value.rule) == ("SELECTION_METHOD_NOT_ALLOWED", "1.2")


@pytest.mark.rule("1.4")
def test_nobody_is_selected_under_the_chief_responsible_regime():
    with pytest.raises(RuleViolated) as refusal:
        card(regime=Regime.CHIEF_RESPONSIBLE).demand_manager_regime()
    assert refusal.value.reason == "REGIME_HAS_NO_MANAGER"


@pytest.mark.rule("4.7")
@pytest.mark.parametrize(
    ("panel", "reason"),
    [
        (EXPERTS[:1], "PANEL_TOO_SMALL"),
        (tuple(f"people/x{number}" for number in range(101)), "PANEL_TOO_LARGE"),
        ((*EXPERTS, "people/e4"), "PANEL_EVEN"),
        ((*EXPERTS[:2], "people/e1"), "LISTED_TWICE"),
    ],
)
def test_a_panel_is_odd_and_has_three_or_more(panel, reason):
    for choice in (BY_PANEL, CHOICE):  # one that is named beside a procurement is a panel, too
        with pytest.raises(Refusal) as refusal:
            check_choice(card(), replace(choice, panel=panel), POLICY, TODAY)
        assert (refusal.value.reason, refusal.value.rule) == (reason, "4.7")


def expert(person="people/e1", organization="", **more):
    return Candidate(person, person, organization, **more)


@pytest.mark.rule("4.7")
@pytest.mark.parametrize(
    ("candidate", "why"),
    [
        (expert(organization=UNIT), "FROM_UNDERTAKING_UNIT"),
        (expert(organization=FOUNDRY), "FROM_OWNER_ENTERPRISE"),
        (expert(organization=BUREAU), "FROM_OWNER_BUREAU"),
        (expert(organization="organizations/agency"), "FROM_LEADS_ORGANIZATION"),
        (expert(MANAGER), "IS_THE_LEAD"),
        (expert(CHIEF), "ENGAGED_IN_PROJECT"),
    ],
)
def test_experts_are_independent(candidate, why):
    circle = card().circle_of_selection(MANAGER, "organizations/agency", frozenset({CHIEF}))
    circle.check([expert("people/e2"), expert("people/e3", "organizations/x")])
    with pytest.raises(RuleViolated) as refusal:
        circle.check([candidate])
    assert refusal.value.reason == "EXPERT_NOT_INDEPENDENT"
    failures: Any = refusal.value.metadata["failures"]
    assert [failure["reason"] for failure in failures] == [why]


@pytest.mark.rule("4.7")
def test_a_bureau_that_is_no_owner_is_not_too_close_nor_are_commissioners_when_a_manager_is_selected():
    private = card(owners=[FOUNDRY], owner_kinds={FOUNDRY: "enterprise"}, commissioners=["people/e1"])
    private.circle_of_selection(MANAGER, "organizations/agency", frozenset()).check([expert(organization=BUREAU)])


@pytest.mark.rule("7.5")
def test_who_is_barred_sits_on_no_panel():
    circle = card().circle_of_selection(MANAGER, "", frozenset())
    with pytest.raises(RuleViolated) as refusal:
        circle.check([expert(barred=True, grounds=("限制至2027年",))])
    assert (refusal.value.reason, refusal.value.rule) == ("EXPERT_BARRED", "7.5")


@pytest.mark.rule("4.7")
def test_who_sat_on_the_panel_is_told_inside_the_suite_alone():
    panel = [expert(person, "organizations/x") for person in EXPERTS]
    _, facts = Selection.record("s", card(), BY_PANEL, consent(BUREAU), panel)
    named = next(fact for fact in facts if fact.TYPE == "selection.panel_named.v1")
    assert named.INTERNAL and [each.person for each in named.members] == list(EXPERTS)


@pytest.mark.rule("1.1")
def test_a_selection_waits_for_every_owner():
    selection, facts, contracts = recorded()
    assert [fact.TYPE for fact in facts] == ["selection.recorded.v1"] and facts[0].waiting_for == (FOUNDRY,)
    assert selection.state == SelectionState.PROPOSED and contracts.selection == ""
    facts = selection.consent(consent(FOUNDRY))
    contracts.settle_selection(selection)
    assert [fact.TYPE for fact in facts] == ["selection.consented.v1", "manager.selected.v1"]
    assert (selection.state, contracts.selected) == (SelectionState.SELECTED, MANAGER)


@pytest.mark.rule("1.1")
def test_one_refusal_refuses_for_all():
    selection, _, contracts = recorded()
    with pytest.raises(InvalidArgument) as refusal:
        selection.consent(consent(FOUNDRY, agreed=False))
    assert refusal.value.reason == "REASON_MISSING"
    (fact,) = selection.consent(consent(FOUNDRY, agreed=False, reason="另有人选"))
    contracts.settle_selection(selection)
    assert fact.TYPE == "selection.refused.v1" and selection.state == SelectionState.REFUSED
    assert contracts.open_selection() == f"{PROJECT}/selections/2"
    with pytest.raises(RuleViolated) as late:
        selection.consent(consent(BUREAU))
    assert late.value.reason == "ACT_DECIDED"


@pytest.mark.rule("1.1")
def test_an_owner_answers_once_and_only_owners_do():
    selection, _, _ = recorded()
    with pytest.raises(RuleViolated) as refusal:
        selection.consent(consent(BUREAU))
    assert refusal.value.reason == "ALREADY_CONSENTED"
    with pytest.raises(PermissionDenied, match="CONSENT_NOT_YOURS"):
        selection.consent(consent(UNIT))


@pytest.mark.rule("1.1")
def test_an_owner_that_has_consented_may_still_refuse_while_it_is_pending():
    selection, _, contracts = recorded()
    (fact,) = selection.consent(consent(BUREAU, agreed=False, reason="人选另有任务"))
    contracts.settle_selection(selection)
    assert (fact.TYPE, fact.owner) == ("selection.refused.v1", BUREAU)
    assert (selection.state, selection.awaiting, contracts.pending_selection) == (SelectionState.REFUSED, [], "")
    assert [(each.organization, each.agreed) for each in selection.consents] == [(BUREAU, False)]


@pytest.mark.rule("1.2")
def test_one_selection_at_a_time_and_a_later_one_takes_its_place():
    first, _, contracts = recorded()
    with pytest.raises(RuleViolated) as refusal:
        contracts.open_selection()
    assert refusal.value.reason == "SELECTION_PENDING"
    first.consent(consent(FOUNDRY))
    contracts.settle_selection(first)
    second, _, _ = recorded(SUCCESSOR, contracts)
    second.consent(consent(FOUNDRY))
    assert contracts.settle_selection(second) == first.name
    first.supersede()
    assert (first.state, contracts.selected) == (SelectionState.SUPERSEDED, SUCCESSOR)


@pytest.mark.rule("1.2a")
def test_selection_confirms_or_replaces_the_nominated_lead():
    assert recorded()[0].confirms_nominee
    assert not recorded(SUCCESSOR)[0].confirms_nominee
    check_rescored(card(), MANAGER, None)
    with pytest.raises(RuleViolated) as refusal:
        check_rescored(card(), SUCCESSOR, None)
    assert (refusal.value.reason, refusal.value.rule) == ("LEAD_NOT_RESCORED", "1.2a")


@pytest.mark.rule("1.2a", "3.5")
@pytest.mark.parametrize(("given", "total", "reaches"), [(("80", "80", "80"), "80.00", True), (("79", "80", "80"), "79.93", False)])
def test_the_total_with_another_lead_must_reach_the_threshold(given, total, reaches):
    scores = tuple(ExpertScore(expert, Decimal(score)) for expert, score in zip(EXPERTS, given, strict=True))
    check_scores(card(), SUCCESSOR, scores)
    score = LeadScore("projects/castings/leadScores/zhao", PROJECT, SUCCESSOR)
    facts = score.rescore(card(), scores, "2026.1", NOW)
    assert (score.total, score.reaches) == (Decimal(total), reaches)
    assert total in score.working
    assert [fact.TYPE for fact in facts] == ["lead.rescored.v1", "lead.scored.v1"]
    if reaches:
        check_rescored(card(), SUCCESSOR, score)
        return
    with pytest.raises(RuleViolated) as refusal:
        check_rescored(card(), SUCCESSOR, score)
    assert (refusal.value.reason, refusal.value.rule) == ("SCORE_BELOW_THRESHOLD", "1.2a")


@pytest.mark.rule("1.2a")
@pytest.mark.parametrize(
    ("rest", "weight", "given", "threshold", "total", "reaches"),
    [
        ("42", "30", ("59.99",) * 3, "60", "59.997", False),  # Rounded it was 60.00.
        ("42", "30", ("59.999999",) * 3, "60", "59.9999997", False),
        ("42", "30", ("60",) * 3, "60", "60.00", True),
        ("181/6", "50", ("59", "60", "60"), "60", "60.00", True),  # 181/6 + 179/6, neither of which a decimal holds.
        ("181/6", "50", ("59", "60", "59.999999"), "60", "59.9999998", False),
        ("127/3", "33.333333", ("100",) * 3, "75.666666", "75.67", True),
    ],
)
def test_the_exact_total_decides_over_another_lead(
    rest: str, weight: str, given: tuple[str, ...], threshold: str, total: str, reaches: bool
) -> None:
    shown = card()
    shown.approval = replace(shown.approved, exact_without_lead=rest, lead_weight=Decimal(weight), threshold=Decimal(threshold))
    score = LeadScore("projects/castings/leadScores/zhao", PROJECT, SUCCESSOR)
    score.rescore(shown, [ExpertScore(who, Decimal(each)) for who, each in zip(EXPERTS, given, strict=True)], "2026.1", NOW)
    assert (str(score.total), score.reaches) == (total, reaches)
    assert ("，达到" in score.working) == reaches


@pytest.mark.rule("3.5")
def test_scores_that_are_none():
    with pytest.raises(RuleViolated) as refusal:
        check_scores(card(), MANAGER, ())
    assert refusal.value.reason == "LEAD_WAS_NOMINATED"
    with pytest.raises(InvalidArgument) as invalid:
        check_scores(card(), SUCCESSOR, (ExpertScore("people/e1", Decimal("100.5")),))
    assert invalid.value.reason == "SCORE_OUT_OF_RANGE"


@pytest.mark.rule("4.7a")
def test_who_records_consents_to_what_is_recorded_and_another_owners_answer_leaves_the_version_as_it_is():
    selection, _, _ = recorded()
    seen = selection.etag
    assert [each.seen for each in selection.consents] == [seen]
    selection.consent(consent(FOUNDRY))
    assert selection.etag == seen


@pytest.mark.rule("4.7a")
@pytest.mark.parametrize("changed", ["name", "person", "method", "selected_on", "decision", "reference", "panel"])
def test_whom_the_owners_select_and_how_is_the_substance(changed):
    one, _, _ = recorded()
    other, _, _ = recorded()
    setattr(other, changed, {"panel": ["people/x"]}.get(changed, "另"))
    assert one.etag != other.etag


@pytest.mark.rule("1.2")
@pytest.mark.rule("1.1")
def test_who_is_to_be_selected_neither_selects_nor_consents_for_an_owner():
    own = replace(consent(BUREAU), person=MANAGER)
    with pytest.raises(PermissionDenied, match="ROLES_INCOMPATIBLE"):
        Selection.record("projects/castings/selections/9", card(), CHOICE, own)
    selection, _, _ = recorded()
    for answer in (replace(consent(FOUNDRY), person=MANAGER), replace(consent(FOUNDRY, agreed=False, reason="不合适"), person=MANAGER)):
        with pytest.raises(PermissionDenied, match="ROLES_INCOMPATIBLE"):
            selection.consent(answer)
    selection.consent(consent(FOUNDRY))
    assert selection.state is SelectionState.SELECTED
