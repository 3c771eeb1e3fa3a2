"""Who has which role in a project, and whose consent an act of the owner needs (1.1, 1.4, 1.9, 1.11, 2.5, 4.7)."""

from datetime import UTC, datetime

import pytest

from plan.parties import SCIENCE_BUREAU, Engaged, Parties, Regime, with_experts

UNIT, POSTER, BUREAU = "organizations/unit", "organizations/poster", "organizations/bureau"
LEAD, CHIEF = "people/lead", "people/chief"
SINCE = datetime(2023, 2, 1, tzinfo=UTC)


def parties(owners: tuple[str, ...] = (BUREAU, POSTER), regime: Regime = Regime.MANAGER) -> Parties:
    kinds = {owner: "science_bureau" if owner == BUREAU else "enterprise" for owner in owners}
    made = Parties("projects/valves", regime, list(owners), kinds, UNIT, "taigu")
    if regime is Regime.MANAGER:
        made.engage(Engaged("engagements/manager", LEAD, "project_manager", True, True, SINCE))
    made.engage(Engaged("engagements/chief", CHIEF, "technical_chief", regime is Regime.CHIEF_RESPONSIBLE, True, SINCE))
    return made


@pytest.mark.rule("2.5")
@pytest.mark.parametrize(
    ("person", "organization", "area", "roles"),
    [
        (LEAD, "organizations/x", "", {"project_manager", "lead"}),
        (CHIEF, "", "", {"technical_chief"}),
        ("people/clerk", UNIT, "", {"undertaking_unit"}),
        ("people/official", BUREAU, "", {"owner"}),
        ("people/boss", POSTER, "", {"owner"}),
        ("people/county", "organizations/county", "taigu", {"county"}),
        ("people/county", "organizations/county", "yuci", set()),
        ("people/watching", "", "", {"commissioner"}),
        ("people/stranger", "organizations/elsewhere", "", set()),
        ("", "", "", set()),
    ],
)
def test_roles_follow_from_the_facts_of_the_project(person: str, organization: str, area: str, roles: set[str]) -> None:
    made = parties()
    made.name_commissioners(["people/watching"])
    assert made.roles_of(person, organization, area) == roles


@pytest.mark.rule("2.5")
def test_an_expert_is_one_on_the_panel_at_hand_alone() -> None:
    standing = with_experts(parties(), ["people/zhang"])
    assert standing.roles_of("people/zhang", "", "") == {"expert"}
    assert standing.roles_of("people/li", "", "") == set()
    assert standing.roles_of(LEAD, "", "") == {"project_manager", "lead"}


@pytest.mark.rule("1.9")
def test_without_a_lead_nobody_acts_as_one_until_the_successor_is_in_effect() -> None:
    made = parties()
    made.release("engagements/manager", LEAD, "project_manager", is_lead=True)
    assert (made.lead, made.last_lead, made.roles_of(LEAD, "", "")) == ("", LEAD, frozenset())
    assert LEAD in made.people_engaged
    made.engage(Engaged("engagements/second", "people/successor", "project_manager", True, True, SINCE))
    assert (made.lead, made.last_lead) == ("people/successor", "people/successor")


@pytest.mark.rule("1.9")
def test_an_end_that_comes_before_its_beginning_is_kept() -> None:
    made = parties()
    made.release("engagements/early", "people/early", "technical_chief", is_lead=False)
    assert made.engaged[-1].effective_at is None
    made.release("engagements/chief", CHIEF, "technical_chief", is_lead=False)
    assert made.engaged[-1].effective_at == SINCE


@pytest.mark.rule("1.4")
def test_under_the_chief_responsible_regime_the_chief_leads() -> None:
    assert parties(regime=Regime.CHIEF_RESPONSIBLE).lead == CHIEF
    assert parties().lead == LEAD


@pytest.mark.rule("4.7")
def test_the_bureau_objects_under_the_chief_responsible_regime_and_where_the_owner_is_the_unit() -> None:
    assert not parties().bureau_objects
    assert parties(regime=Regime.CHIEF_RESPONSIBLE).bureau_objects
    assert parties(owners=(UNIT,)).bureau_objects


@pytest.mark.rule("4.7")
def test_who_was_of_the_expert_group_once_stays_too_close_and_who_was_commissioner_does_not() -> None:
    made = parties()
    made.form_expert_group(["people/one", "people/two"])
    made.form_expert_group(["people/two", "people/three"])
    made.name_commissioners(["people/old"])
    made.name_commissioners(["people/new"])
    assert made.expert_group == ["people/one", "people/three", "people/two"]
    assert made.commissioners == ["people/new"]


@pytest.mark.rule("1.1")
def test_every_owner_consents() -> None:
    assert parties().consent_of_owners().required == [BUREAU, POSTER]


@pytest.mark.rule("1.11")
def test_where_the_owner_is_the_unit_the_bureau_consents_as_well_once() -> None:
    assert parties(owners=(UNIT,)).consent_of_owners().required == [UNIT, SCIENCE_BUREAU]
    assert parties(owners=(UNIT,)).consent_of_owners("organizations/kjj").required == [UNIT, "organizations/kjj"]
    assert parties(owners=(UNIT, BUREAU)).consent_of_owners().required == [UNIT, BUREAU]
