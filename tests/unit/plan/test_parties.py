"""Who has which role in a project, and whose consent an act of the owner needs (1.1, 1.4, 1.9, 1.11, 2.5, 4.7)."""

from datetime import UTC, datetime

import pytest

from plan.independence import Circle
from plan.parties import SCIENCE_BUREAU, Engaged, Parties, Regime, With, with_experts

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


@pytest.mark.rule("2.5")
def test_what_follows_from_the_matter_at_hand_comes_besides_the_roles_in_the_project() -> None:
    made = parties()
    on = With(made, {"subject": frozenset({"people/clerk"}), "party": frozenset({UNIT, ""})})
    assert on.roles_of("people/clerk", UNIT, "taigu") == {"undertaking_unit", "county", "subject", "party"}
    assert on.roles_of("people/clerk", "", "taigu") == {"county", "subject"}
    assert on.roles_of("people/other", UNIT, "") == {"undertaking_unit", "party"}
    assert on.roles_of("", "", "") == frozenset()


@pytest.mark.rule("1.1")
def test_why_a_role_is_set_aside() -> None:
    made = parties()
    made.name_commissioners([LEAD, "people/clerk"])
    for on in (made, with_experts(made, [LEAD])):
        assert {role: why.stays for role, why in on.set_aside(LEAD, POSTER, "").items()} == {
            "owner": "project_manager",
            "commissioner": "project_manager",
        }
        assert {role: why.stays for role, why in on.set_aside("people/clerk", UNIT, "").items()} == {"commissioner": "undertaking_unit"}
        assert on.set_aside("people/clerk", POSTER, "") == {}
    assert made.hats_of(LEAD, POSTER, "taigu") == {"project_manager", "lead", "owner", "commissioner", "county"}
    assert made.roles_of(LEAD, POSTER, "taigu") == {"project_manager", "lead", "county"}


@pytest.mark.rule("2.5")
def test_what_is_not_known_gives_nobody_a_role() -> None:
    bare = Parties("projects/pipes", owners=[""], commissioners=[""], expert_group=[""])
    bare.engage(Engaged("engagements/odd", "", "technical_chief", True, True))
    assert bare.hats_of("", "", "") == frozenset()
    assert (bare.regime, bare.lead, bare.last_lead, Parties("projects/pipes").last_lead) == (Regime.MANAGER, "", "", "")
    grouped = Parties("projects/pipes", expert_group=["people/one"])
    assert grouped.roles_of("people/one", "", "") == {"expert_group"}


@pytest.mark.rule("1.9")
def test_of_several_leads_the_last_that_is_in_effect_leads() -> None:
    made = parties()
    second = Engaged("engagements/second", "people/second", "project_manager", True, True, SINCE)
    made.engage(second)
    assert (made.lead, made.last_lead) == ("people/second", "people/second")
    made.release("engagements/second", "people/second", "project_manager", is_lead=True)
    assert (made.lead, made.last_lead) == (LEAD, LEAD), "who leads goes before who led last"
    assert made.engaged[-1] == Engaged("engagements/second", "people/second", "project_manager", True, False, SINCE)
    assert made.people_engaged == {LEAD, CHIEF, "people/second"}
    assert [each.engagement for each in made.engaged] == ["engagements/manager", "engagements/chief", "engagements/second"]
    made.release("engagements/manager", LEAD, "project_manager", is_lead=True)
    assert (made.lead, made.last_lead) == ("", LEAD)


@pytest.mark.rule("7.1")
def test_owners_by_their_kind() -> None:
    made = parties()
    made.owner_kinds["organizations/elsewhere"] = "enterprise"
    assert (made.owner_enterprises, made.bureau_is_owner, made.unit_is_owner) == ((POSTER,), True, False)
    own = parties(owners=(UNIT,))
    assert (own.owner_enterprises, own.bureau_is_owner, own.unit_is_owner) == ((UNIT,), False, True)
    assert parties(owners=(POSTER,)).consent_of_owners().required == [POSTER]
    assert parties(owners=(UNIT, "organizations/kjj")).consent_of_owners("organizations/kjj").required == [UNIT, "organizations/kjj"]


@pytest.mark.rule("4.7")
def test_who_is_too_close_is_told_whole() -> None:
    made = parties()
    made.name_commissioners(["people/b", "people/a", "people/a"])
    made.form_expert_group(["people/two", "people/one"])
    assert made.commissioners == ["people/a", "people/b"]
    assert made.circle("people/next", "organizations/institute") == Circle(
        undertaking_unit=UNIT,
        owners=frozenset({BUREAU, POSTER}),
        lead="people/next",
        lead_organization="organizations/institute",
        engaged=frozenset({LEAD, CHIEF}),
        expert_group=frozenset({"people/one", "people/two"}),
        commissioners=frozenset({"people/a", "people/b"}),
        bureau=frozenset({BUREAU}),
    )
