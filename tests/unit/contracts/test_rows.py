import pytest

from chassis.errors import InvalidArgument, RuleViolated
from plan.parties import Regime
from services.contracts.domain.engagement import texts_of_row
from services.contracts.domain.hiring import check_lead, engagers_of
from services.contracts.domain.rows import CHIEF_ROW, LEADING_CHIEF_ROW, MANAGER_ROW, row_for, rows_needed
from services.contracts.domain.words import ContractSetState, DocumentKind, HiredBy
from tests.unit.contracts.examples import (
    BUREAU,
    CHIEF,
    CHIEF_ROLE,
    FOUNDRY,
    MANAGER,
    MANAGER_ROLE,
    SUCCESSOR,
    UNIT,
    card,
    contract_set,
    drawn_up,
    in_effect,
)

MANAGER_CALLS, UNIT_CALLS = frozenset({"project_manager"}), frozenset({"undertaking_unit"})


@pytest.mark.rule("1.5")
@pytest.mark.parametrize(
    ("regime", "role", "documents"),
    [
        (Regime.MANAGER, MANAGER_ROLE, ["委托管理合同", "信用承诺书", "任期目标责任书"]),
        (Regime.MANAGER, CHIEF_ROLE, ["技术管理合同", "信用承诺书", "技术目标责任书"]),
        (Regime.CHIEF_RESPONSIBLE, CHIEF_ROLE, ["委托管理合同", "信用承诺书", "任期目标责任书"]),
    ],
)
def test_each_row_has_its_three_documents(regime, role, documents):
    assert [kind.chinese for kind in row_for(regime, role).documents] == documents


@pytest.mark.rule("1.4")
def test_chief_responsible_has_no_manager():
    assert row_for(Regime.CHIEF_RESPONSIBLE, CHIEF_ROLE).is_lead
    with pytest.raises(RuleViolated) as refusal:
        row_for(Regime.CHIEF_RESPONSIBLE, MANAGER_ROLE)
    assert (refusal.value.reason, refusal.value.rule) == ("REGIME_HAS_NO_MANAGER", "1.4")


@pytest.mark.rule("1.6")
def test_rows_needed_at_the_start():
    assert rows_needed(Regime.MANAGER, False) == (MANAGER_ROW,)
    assert rows_needed(Regime.MANAGER, True) == (MANAGER_ROW, CHIEF_ROW)
    assert rows_needed(Regime.CHIEF_RESPONSIBLE, True) == (LEADING_CHIEF_ROW,)


@pytest.mark.rule("1.5")
def test_every_joint_owner_is_a_first_party_and_the_unit_hires_a_leading_chief():
    assert engagers_of(MANAGER_ROW, card(), contract_set(), None, frozenset()).parties == [BUREAU, FOUNDRY]
    led = card(regime=Regime.CHIEF_RESPONSIBLE)
    assert engagers_of(LEADING_CHIEF_ROW, led, contract_set(led), None, frozenset()).parties == [UNIT]


@pytest.mark.rule("1.5")
@pytest.mark.parametrize(
    ("kinds", "reason"),
    [
        (MANAGER_ROW.documents[:2], "DOCUMENTS_INCOMPLETE"),
        ((*MANAGER_ROW.documents, DocumentKind.TECHNICAL_MANAGEMENT_CONTRACT), "DOCUMENT_NOT_OF_ROW"),
    ],
)
def test_the_documents_of_a_row_are_all_needed_and_no_others(kinds, reason):
    with pytest.raises(InvalidArgument) as refusal:
        texts_of_row(MANAGER_ROW, {kind: kind for kind in kinds}, len(kinds))
    assert (refusal.value.reason, refusal.value.rule) == (reason, "1.5")
    assert texts_of_row(MANAGER_ROW, {kind: kind for kind in reversed(MANAGER_ROW.documents)}, 3) == list(MANAGER_ROW.documents)


@pytest.mark.rule("1.2")
def test_only_who_was_selected_is_engaged_as_manager():
    contracts = contract_set()
    check_lead(MANAGER_ROW, MANAGER, contracts)
    with pytest.raises(RuleViolated) as refusal:
        check_lead(MANAGER_ROW, SUCCESSOR, contracts)
    assert refusal.value.reason == "MANAGER_NOT_SELECTED"


@pytest.mark.rule("1.3")
def test_a_manager_hires_only_once_in_effect():
    contracts = contract_set()
    manager = drawn_up(contracts)
    with pytest.raises(RuleViolated) as refusal:
        engagers_of(CHIEF_ROW, card(), contracts, None, MANAGER_CALLS)
    assert (refusal.value.reason, refusal.value.rule) == ("MANAGER_NOT_IN_EFFECT", "1.3")
    in_effect(contracts, manager)
    engagers = engagers_of(CHIEF_ROW, card(), contracts, None, MANAGER_CALLS)
    assert (engagers.parties, engagers.role) == ([MANAGER], "project_manager")


@pytest.mark.rule("1.3")
def test_the_task_book_says_who_hires_at_the_start():
    by_unit = card(chief_hired_by=HiredBy.UNDERTAKING_UNIT)
    assert engagers_of(CHIEF_ROW, by_unit, contract_set(), None, UNIT_CALLS).parties == [UNIT]
    for asked, caller in ((HiredBy.UNDERTAKING_UNIT, UNIT_CALLS), (None, UNIT_CALLS)):
        with pytest.raises(RuleViolated) as refusal:
            engagers_of(CHIEF_ROW, card(), contract_set(), asked, caller)
        assert refusal.value.reason == "HIRED_BY_ANOTHER"


@pytest.mark.rule("1.3")
def test_a_chief_added_later_is_hired_by_either():
    without = card(chief_needed=False, chief_hired_by=None)
    contracts = contract_set(without)
    in_effect(contracts, drawn_up(contracts, project=without))
    assert contracts.state == ContractSetState.IN_EFFECT
    assert engagers_of(CHIEF_ROW, without, contracts, None, UNIT_CALLS).parties == [UNIT]
    assert engagers_of(CHIEF_ROW, without, contracts, HiredBy.MANAGER, MANAGER_CALLS).parties == [MANAGER]
    chief = drawn_up(contracts, CHIEF_ROLE, CHIEF, without, HiredBy.UNDERTAKING_UNIT)
    assert [fact.TYPE for fact in in_effect(contracts, chief)] == ["engagement.activated.v1"]
    assert [row.needed_at_start for row in contracts.rows] == [True, False]
