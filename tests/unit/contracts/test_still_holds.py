"""What a row was drawn up on must hold when it takes effect, and who has left changes nothing any more (1.2, 1.3, 1.9)."""

import pytest

from chassis.errors import RuleViolated
from services.contracts.domain.contract_set import ContractSet
from services.contracts.domain.engagement import Engagement
from services.contracts.domain.words import EngagementState
from tests.unit.contracts.examples import (
    BUREAU,
    CHIEF,
    CHIEF_ROLE,
    FOUNDRY,
    LATER,
    MANAGER,
    SUCCESSOR,
    consent,
    contract_set,
    drawn_up,
    end,
    in_effect,
    passed,
    sign_all,
)


def concluded(contracts: ContractSet, engagement: Engagement) -> Engagement:
    """The check of 1.7 passes; what stands in the set is added to it, as at the instant of effect."""
    engagement.conclude(passed().with_failures(*contracts.obstacles(engagement)))
    return engagement


def leave(contracts: ContractSet, engagement: Engagement) -> None:
    end(engagement)
    engagement.consent_to_end(consent(FOUNDRY))
    engagement.finish()
    contracts.follow(engagement, LATER)


@pytest.mark.rule("1.2")
@pytest.mark.parametrize(
    ("selected", "state"),
    [
        (MANAGER, EngagementState.ACTIVATED),
        (SUCCESSOR, EngagementState.BLOCKED),  # selected while the first was signing
        ("", EngagementState.BLOCKED),
        (CHIEF, EngagementState.BLOCKED),
    ],
)
def test_only_who_is_selected_on_that_day_takes_office(selected: str, state: EngagementState) -> None:
    contracts = contract_set()
    engagement = drawn_up(contracts)
    sign_all(engagement)
    contracts.selected = selected
    assert concluded(contracts, engagement).state is state
    assert [failure.reason for failure in engagement.failures] == ([] if selected == MANAGER else ["MANAGER_NOT_SELECTED"])


@pytest.mark.rule("1.2")
def test_a_blocked_row_takes_effect_once_its_person_is_selected_again() -> None:
    contracts = contract_set()
    engagement = drawn_up(contracts)
    sign_all(engagement)
    contracts.selected = SUCCESSOR
    concluded(contracts, engagement)
    contracts.selected = MANAGER
    assert concluded(contracts, engagement).state is EngagementState.ACTIVATED


@pytest.mark.rule("1.2")
def test_selecting_a_successor_does_not_hold_up_the_chief_of_who_is_still_in_office() -> None:
    contracts = contract_set()
    in_effect(contracts, drawn_up(contracts))
    chief = drawn_up(contracts, CHIEF_ROLE, CHIEF)
    contracts.selected = SUCCESSOR
    assert contracts.obstacles(chief) == ()


@pytest.mark.rule("1.9")
@pytest.mark.parametrize("activated", [False, True])
@pytest.mark.parametrize("party", [MANAGER, CHIEF, BUREAU])
def test_who_has_left_neither_signs_nor_changes_what_they_had_signed(activated: bool, party: str) -> None:
    contracts = contract_set()
    manager = drawn_up(contracts)
    in_effect(contracts, manager)
    chief = drawn_up(contracts, CHIEF_ROLE, CHIEF)
    if activated:
        in_effect(contracts, chief)
    contracts.demand_in_office(chief, party)  # as long as the manager is there
    leave(contracts, manager)
    contracts.demand_in_office(manager, party)
    if party == CHIEF and not activated:
        contracts.demand_in_office(chief, party)  # the check of 1.7 holds the row up
        return
    with pytest.raises(RuleViolated, match="PARTY_HAS_LEFT"):
        contracts.demand_in_office(chief, party)
