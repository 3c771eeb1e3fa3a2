import pytest

from tests.unit.milestones.examples import BUREAU, CHIEF, LEAD, POSTER, PROJECT, UNIT, at, card, chief_card


@pytest.mark.rule("2.5")
@pytest.mark.parametrize(
    ("person", "organization", "roles"),
    [
        (LEAD, "organizations/x", {"project_manager", "lead"}),
        (CHIEF, "", {"technical_chief"}),
        ("people/clerk", UNIT, {"undertaking_unit"}),
        ("people/official", BUREAU, {"owner"}),
        ("people/boss", POSTER, {"owner"}),
        ("people/stranger", "organizations/elsewhere", set()),
        ("people/nobody", "", set()),
    ],
)
def test_roles_follow_from_the_facts_of_the_project(person: str, organization: str, roles: set[str]) -> None:
    assert card().roles_of(person, organization, "") == roles


@pytest.mark.rule("2.2")
def test_a_county_department_has_its_role_in_its_own_area() -> None:
    assert card().roles_of("people/c", "organizations/county", "taigu") == {"county"}
    assert card().roles_of("people/c", "organizations/county", "yuci") == set()


@pytest.mark.rule("2.5")
def test_who_has_a_role_finds_the_project_in_lists_and_who_has_left_does_not() -> None:
    own = card()
    own.name_commissioners(["people/watching"])
    assert own.readers == sorted([BUREAU, POSTER, UNIT, LEAD, CHIEF, "people/watching", "areas/taigu"])
    own.name_commissioners([])
    assert "people/watching" not in own.readers


@pytest.mark.rule("1.9")
def test_without_a_lead_there_is_none_until_the_successor_is_in_effect() -> None:
    own = card()
    own.release(f"{PROJECT}/engagements/manager", LEAD, "project_manager", is_lead=True)
    assert (own.lead, own.roles_of(LEAD, "", "")) == ("", frozenset())
    assert LEAD not in own.readers
    assert chief_card().lead == CHIEF


@pytest.mark.rule("4.7")
def test_the_bureau_objects_under_the_chief_responsible_regime_and_where_the_owner_is_the_unit() -> None:
    assert not card().bureau_objects
    assert chief_card().bureau_objects
    own = card()
    own.owners = [UNIT]
    assert own.bureau_objects


@pytest.mark.rule("1.9")
def test_an_end_that_comes_before_its_beginning_is_kept() -> None:
    own = chief_card()
    own.release("engagement", "people/early", "technical_chief", is_lead=False)
    assert own.engaged[-1].effective_at is None
    assert at("2023-02-01") == own.engaged[0].effective_at
