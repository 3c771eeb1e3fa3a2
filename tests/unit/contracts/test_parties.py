"""Who has which role in a project's contracts, as the contract set tells."""

import pytest

from services.contracts.domain.words import EngagementState
from tests.unit.contracts.examples import BUREAU, CHIEF, CHIEF_ROLE, MANAGER, SUCCESSOR, UNIT, card, contract_set, drawn_up, in_effect


@pytest.mark.rule("2.5")
def test_who_is_selected_or_has_a_row_drawn_up_reads_as_what_they_are_to_be():
    contracts = contract_set()
    assert contracts.parties(card()).roles_of(MANAGER, "", "") == {"project_manager"}
    assert contracts.parties(card()).roles_of(CHIEF, "", "") == frozenset()
    in_effect(contracts, drawn_up(contracts))
    drawn_up(contracts, CHIEF_ROLE, CHIEF)
    assert contracts.parties(card()).roles_of(CHIEF, "", "") == {"technical_chief"}
    assert contracts.parties(card()).roles_of(MANAGER, "", "") == {"project_manager", "lead"}


@pytest.mark.rule("2.5")
def test_who_was_selected_later_is_no_manager_while_another_is_in_effect():
    contracts = contract_set()
    in_effect(contracts, drawn_up(contracts))
    contracts.selected = SUCCESSOR
    assert contracts.parties(card()).roles_of(SUCCESSOR, "", "") == frozenset()


@pytest.mark.rule("2.5")
def test_the_parties_of_the_card_have_their_roles_and_no_others():
    parties = contract_set().parties(card(commissioners=["people/gao"]))
    assert parties.roles_of("people/x", BUREAU, "") == {"owner"}
    assert parties.roles_of("people/x", UNIT, "yuci") == {"undertaking_unit", "county"}
    assert parties.roles_of("people/gao", "", "") == {"commissioner"}
    assert parties.roles_of("people/x", "", "") == frozenset()


@pytest.mark.rule("4.7")
def test_who_was_engaged_once_stays_known():
    contracts = contract_set()
    manager = drawn_up(contracts)
    assert contracts.engaged == []
    in_effect(contracts, manager)
    contracts.entry(manager.name).state = EngagementState.ENDED
    (engaged,) = contracts.engaged
    assert (engaged.person, engaged.is_lead, engaged.active) == (MANAGER, True, False)
