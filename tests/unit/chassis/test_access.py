"""Who gets in: global roles, roles in the project at hand, and what neither gives."""

import pytest

from chassis.access.roles import AccessRule, Actor, NotDeclared, held_roles, require
from chassis.errors import PermissionDenied


class Card:
    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        roles = {"county"} if area == "yuci" else set()
        return frozenset(roles | ({"lead"} if person == "people/li" else set()))


def actor(person: str, *roles: str, area: str = "") -> Actor:
    return Actor(person, "organizations/x", "", area, frozenset(roles))


@pytest.mark.rule("2.5")
def test_the_lead_of_this_project_may_and_another_person_may_not() -> None:
    require(actor("people/li"), ("lead",), Card(), "2.5")
    with pytest.raises(PermissionDenied) as refused:
        require(actor("people/wang"), ("lead",), Card(), "2.5")
    assert "责任人" in refused.value.message


@pytest.mark.rule("2.2")
def test_a_county_department_acts_in_its_own_area_alone_and_an_enterprise_there_does_not() -> None:
    require(actor("people/a", "county", area="yuci"), ("county",), Card(), "2.2")
    for other in (actor("people/b", "county", area="taigu"), actor("people/c", area="yuci")):
        with pytest.raises(PermissionDenied):
            require(other, ("county",), Card(), "2.2")


def test_a_global_role_named_like_one_of_the_project_gives_nothing() -> None:
    with pytest.raises(PermissionDenied):
        require(actor("people/x", "lead", "owner", "county"), ("lead", "owner", "county"), None, "2.5")


def test_a_relative_role_lets_a_person_as_far_as_the_handler_but_no_service() -> None:
    rule = AccessRule(frozenset({"owner"}), ())
    assert rule.admits(actor("people/x"), reads=False)
    assert not rule.granted(actor("people/x", "owner"))
    assert not rule.admits(Actor("services/registry", roles=frozenset({"service"})), reads=False)


def test_an_auditor_reads_everything_and_changes_nothing() -> None:
    rule = AccessRule(frozenset({"science_bureau"}), ())
    assert rule.admits(actor("people/x", "auditor"), reads=True)
    assert not rule.admits(actor("people/x", "auditor"), reads=False)


@pytest.mark.rule("2.2")
def test_what_county_means_is_decided_once_whatever_the_parties_say() -> None:
    class Careless:
        def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
            return frozenset({"county", "owner"})

    assert held_roles(actor("people/a", "county", area="yuci"), Careless()) == {"county", "owner"}
    assert held_roles(actor("people/b", area="yuci"), Careless()) == {"owner"}


def test_a_handler_narrows_the_roles_of_its_method_and_names_no_others() -> None:
    rule = AccessRule(frozenset({"lead", "owner"}), ())
    assert set(rule.narrowed(())) == {"lead", "owner"}
    assert rule.narrowed(("lead",)) == ("lead",)
    with pytest.raises(NotDeclared):
        rule.narrowed(("lead", "county"))


def test_a_method_of_any_caller_falls_back_on_nobody() -> None:
    rule = AccessRule(frozenset({"any"}), ())
    assert rule.narrowed(("owner",)) == ("owner",)
    with pytest.raises(NotDeclared):
        rule.narrowed(())
