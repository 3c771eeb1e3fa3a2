from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from services.contracts.domain.panel import Panelist, check_independence

from chassis.errors import InvalidArgument, RuleViolated
from services.contracts.domain.check import CheckFailure
from services.contracts.domain.consents import Answer
from services.contracts.domain.lead_score import ExpertScore, check_rescored, check_scores, rescore
from services.contracts.domain.policy import ContractsPolicy, PanelPolicy, SelectionMethods
from services.contracts.domain.selection import Choice, Selection, check_choice, not_for_panel
from services.contracts.domain.words import Regime, SelectionMethod, SelectionState
from tests.unit.contracts.examples import BUREAU, FOUNDRY, MANAGER, NOW, PROJECT, SUCCESSOR, UNIT, card, contract_set

PROCUREMENT, PANEL = SelectionMethod.GOVERNMENT_PROCUREMENT, SelectionMethod.EXPERT_PANEL
POLICY = ContractsPolicy(SelectionMethods((PROCUREMENT, PANEL), (PANEL,)), PanelPolicy(3, True), PanelPolicy(3, True))
TODAY = date(2026, 3, 2)
CHOICE = Choice(MANAGER, PROCUREMENT, date(2026, 3, 1), "选定王某", reference="晋中采-2026-017")
EXPERTS = ("people/e1", "people/e2", "people/e3")
BY_PANEL = Choice(MANAGER, PANEL, date(2026, 3, 1), "三票同意", panel=EXPERTS)


def recorded(person=MANAGER, contracts=None):
    contracts = contracts or contract_set()
    choice = replace(CHOICE, person=person)
    selection, facts = Selection.record(contracts.open_selection(), card(), choice, Answer(BUREAU, "people/b"), NOW)
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
        (replace(CHOICE, reference=" "), "SELECTION_REFERENCE_MISSING"),
        (replace(CHOICE, selected_on=date(2026, 3, 3)), "SELECTION_DATE_IN_FUTURE"),
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
        check_choice(card(regime=Regime.CHIEF_RESPONSIBLE), CHOICE, POLICY, TODAY)
    assert refusal.value.reason == "REGIME_HAS_NO_MANAGER"


@pytest.mark.rule("4.7")
@pytest.mark.parametrize(
    ("panel", "reason"),
    [
        (EXPERTS[:1], "PANEL_TOO_SMALL"),
        ((*EXPERTS, "people/e4"), "PANEL_EVEN"),
        ((*EXPERTS[:2], "people/e1"), "PANEL_MEMBER_REPEATED"),
    ],
)
def test_a_panel_is_odd_and_has_three_or_more(panel, reason):
    with pytest.raises(RuleViolated) as refusal:
        check_choice(card(), replace(BY_PANEL, panel=panel), POLICY, TODAY)
    assert (refusal.value.reason, refusal.value.rule) == (reason, "4.7")


@pytest.mark.rule("4.7")
def test_experts_are_independent():
    barred = not_for_panel(card(), MANAGER, "organizations/agency")
    check_independence([Panelist("people/e1", BUREAU), Panelist("people/e2", ""), Panelist("people/e3", "organizations/x")], barred)
    for organization, why in ((UNIT, "承担单位"), (FOUNDRY, "业主企业"), ("organizations/agency", "所在单位")):
        with pytest.raises(RuleViolated) as refusal:
            check_independence([Panelist("people/e1", organization)], barred)
        assert refusal.value.reason == "EXPERT_NOT_INDEPENDENT" and why in refusal.value.message
    with pytest.raises(RuleViolated) as refusal:
        check_independence([Panelist(MANAGER, "")], barred)
    assert refusal.value.reason == "EXPERT_NOT_INDEPENDENT"


@pytest.mark.rule("7.5")
def test_who_is_barred_sits_on_no_panel():
    with pytest.raises(RuleViolated) as refusal:
        check_independence([Panelist("people/e1", "", (CheckFailure("7.5", "BARRED", "限制至2027年"),))], {})
    assert (refusal.value.reason, refusal.value.rule) == ("EXPERT_BARRED", "7.5")


@pytest.mark.rule("1.1")
def test_a_selection_waits_for_every_owner():
    selection, facts, contracts = recorded()
    assert [fact.TYPE for fact in facts] == ["selection.recorded.v1"] and facts[0].waiting_for == (FOUNDRY,)
    assert selection.state == SelectionState.PROPOSED and contracts.selection == ""
    facts = selection.consent(Answer(FOUNDRY, "people/f"), NOW)
    contracts.settle_selection(selection)
    assert [fact.TYPE for fact in facts] == ["selection.consented.v1", "manager.selected.v1"]
    assert (selection.state, contracts.selected) == (SelectionState.SELECTED, MANAGER)


@pytest.mark.rule("1.1")
def test_one_refusal_refuses_for_all():
    selection, _, contracts = recorded()
    with pytest.raises(InvalidArgument) as refusal:
        selection.consent(Answer(FOUNDRY, "people/f", agreed=False), NOW)
    assert refusal.value.reason == "REFUSAL_WITHOUT_REASON"
    (fact,) = selection.consent(Answer(FOUNDRY, "people/f", agreed=False, reason="另有人选"), NOW)
    contracts.settle_selection(selection)
    assert fact.TYPE == "selection.refused.v1" and selection.state == SelectionState.REFUSED
    assert contracts.open_selection() == f"{PROJECT}/selections/2"
    with pytest.raises(RuleViolated) as late:
        selection.consent(Answer(BUREAU, "people/b"), NOW)
    assert late.value.reason == "SELECTION_NOT_PENDING"


@pytest.mark.rule("1.1")
def test_an_owner_answers_once_and_only_owners_do():
    selection, _, _ = recorded()
    with pytest.raises(RuleViolated) as refusal:
        selection.consent(Answer(BUREAU, "people/b2"), NOW)
    assert refusal.value.reason == "OWNER_ANSWERED_ALREADY"
    with pytest.raises(RuleViolated) as refusal:
        selection.consent(Answer(UNIT, "people/u"), NOW)
    assert refusal.value.reason == "NOT_ONE_OF_THE_OWNERS"


@pytest.mark.rule("1.2")
def test_one_selection_at_a_time_and_a_later_one_takes_its_place():
    first, _, contracts = recorded()
    with pytest.raises(RuleViolated) as refusal:
        contracts.open_selection()
    assert refusal.value.reason == "SELECTION_PENDING"
    first.consent(Answer(FOUNDRY, "people/f"), NOW)
    contracts.settle_selection(first)
    second, _, _ = recorded(SUCCESSOR, contracts)
    second.consent(Answer(FOUNDRY, "people/f"), NOW)
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
    score, facts = rescore(card(), SUCCESSOR, scores, NOW)
    assert (score.total, score.reaches) == (Decimal(total), reaches)
    assert total in score.working
    assert [fact.TYPE for fact in facts] == ["lead.rescored.v1", "lead.scored.v1"]
    if reaches:
        check_rescored(card(), SUCCESSOR, score)
        return
    with pytest.raises(RuleViolated) as refusal:
        check_rescored(card(), SUCCESSOR, score)
    assert (refusal.value.reason, refusal.value.rule) == ("SCORE_BELOW_THRESHOLD", "1.2a")


@pytest.mark.rule("3.5")
def test_scores_that_are_none():
    with pytest.raises(RuleViolated) as refusal:
        check_scores(card(), MANAGER, ())
    assert refusal.value.reason == "LEAD_WAS_NOMINATED"
    with pytest.raises(InvalidArgument) as invalid:
        check_scores(card(), SUCCESSOR, (ExpertScore("people/e1", Decimal("100.5")),))
    assert invalid.value.reason == "SCORE_OUT_OF_RANGE"
