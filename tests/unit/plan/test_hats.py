"""Nobody wears two hats in a project: the table, asked when a role is given and when it is used (1.1, 1.3, 7.1)."""

from itertools import permutations
from typing import Any

import pytest

from chassis.access.roles import Actor, require
from chassis.errors import PermissionDenied, RuleViolated
from plan import hats
from plan.hats import APART, INCOMPATIBLE, LABELS, OFFICES, demand_apart, demand_not_oneself, demand_one_hat, set_aside
from plan.parties import ENTERPRISE, SCIENCE_BUREAU, Engaged, Parties, with_experts
from tests.unit.said import refused

OWNER, UNIT, BUREAU = "organizations/owner", "organizations/unit", "organizations/bureau"
LEAD, CHIEF, WATCHER, EXPERT = "people/lead", "people/chief", "people/watcher", "people/expert"


def parties(**changes: Any) -> Parties:
    made = Parties(
        "projects/p", owners=[BUREAU, OWNER], owner_kinds={BUREAU: SCIENCE_BUREAU, OWNER: ENTERPRISE}, undertaking_unit=UNIT, county="yuci"
    )
    made.engage(Engaged("e1", LEAD, "project_manager", is_lead=True, active=True))
    made.engage(Engaged("e2", CHIEF, "technical_chief", is_lead=False, active=True))
    made.name_commissioners(changes.get("commissioners", [WATCHER]))
    made.form_expert_group([EXPERT])
    return made


@pytest.mark.rule("1.3")
@pytest.mark.rule("7.1")
@pytest.mark.parametrize("pair", INCOMPATIBLE, ids=lambda pair: f"{pair.stays}-{pair.yields}")
def test_a_role_is_not_given_beside_one_that_excludes_it(pair: Any) -> None:
    with pytest.raises(RuleViolated) as refused:
        demand_one_hat("李承远", {pair.stays, "lead"}, pair.yields)
    assert (refused.value.reason, refused.value.rule) == ("ROLES_INCOMPATIBLE", pair.rule)
    assert "李承远" in refused.value.message and LABELS[pair.yields] in refused.value.message and pair.why in refused.value.message


@pytest.mark.rule("2.5")
@pytest.mark.parametrize("pair", APART, ids=lambda pair: f"{pair.one}-{pair.other}")
def test_offices_apart_exclude_each_other_wherever_they_are_held(pair: Any) -> None:
    for held, asked in ((pair.one, pair.other), (pair.other, pair.one)):
        with pytest.raises(RuleViolated) as refused:
            demand_apart("李承远", {"county_of_old": "", held: UNIT}, asked)
        assert (refused.value.reason, refused.value.rule) == ("ROLES_INCOMPATIBLE", "2.5")
        assert refused.value.metadata["held"] == held and refused.value.metadata["asked"] == asked
        told = refused.value.message
        assert f"李承远是{OFFICES[held]}（{UNIT}），不能同时任{OFFICES[asked]}：{pair.why}" == told
    with pytest.raises(RuleViolated, match=f"是{OFFICES[pair.one]}，不能"):
        demand_apart("李承远", {pair.one: ""}, pair.other)


@pytest.mark.rule("2.5")
def test_offices_that_nothing_keeps_apart_go_together() -> None:
    excluded = {frozenset((each.one, each.other)) for each in APART}
    assert {frozenset(pair) for pair in permutations(("administrator", "security_administrator", "auditor"), 2)} <= excluded
    for held, asked in permutations(OFFICES, 2):
        if frozenset((held, asked)) not in excluded:
            demand_apart("李承远", {held: UNIT}, asked)
    for office in OFFICES:
        demand_apart("李承远", {office: ""}, office)
    demand_apart("李承远", {}, "auditor")


def test_every_other_pair_goes_together() -> None:
    excluded = {(each.stays, each.yields) for each in INCOMPATIBLE}
    for held, asked in permutations(LABELS, 2):
        if (held, asked) not in excluded:
            demand_one_hat("李承远", {held}, asked)


@pytest.mark.rule("1.11")
def test_an_owner_that_is_the_unit_as_well_names_its_own_people() -> None:
    demand_one_hat("李承远", {"undertaking_unit", "owner"}, "commissioner")
    project = Parties("projects/p", owners=[UNIT], owner_kinds={UNIT: ENTERPRISE}, undertaking_unit=UNIT, commissioners=[WATCHER])
    assert {"commissioner", "owner", "undertaking_unit"} <= project.roles_of(WATCHER, UNIT, "")


@pytest.mark.rule("1.1")
@pytest.mark.parametrize("person", [LEAD, CHIEF])
def test_whoever_is_engaged_does_not_consent_as_owner_by_where_they_work(person: str) -> None:
    project = parties()
    assert "owner" in project.roles_of("people/official", OWNER, "")
    assert "owner" not in project.roles_of(person, OWNER, "")
    for on in (project, with_experts(project, [])):
        with pytest.raises(PermissionDenied) as refused:
            require(Actor(person, OWNER), ("owner",), on, "4.4")
        assert (refused.value.reason, refused.value.rule) == ("ROLES_INCOMPATIBLE", "1.1")
    require(Actor("people/official", OWNER), ("owner",), project, "4.4")
    with pytest.raises(PermissionDenied, match="ROLE_REQUIRED"):
        require(Actor("people/stranger", "organizations/other"), ("owner",), project, "4.4")


@pytest.mark.rule("1.1")
def test_an_engagement_that_has_ended_excludes_nothing() -> None:
    project = parties()
    project.release("e1", LEAD, "project_manager", is_lead=True)
    assert "owner" in project.roles_of(LEAD, OWNER, "")


@pytest.mark.rule("7.1")
@pytest.mark.parametrize(("person", "organization"), [(LEAD, ""), (CHIEF, ""), (WATCHER, UNIT), (EXPERT, "")])
def test_a_commissioner_who_came_to_carry_the_project_out_watches_it_no_longer(person: str, organization: str) -> None:
    project = parties(commissioners=[person])
    assert "commissioner" not in project.roles_of(person, organization, "")
    assert "commissioner" in parties().roles_of(WATCHER, "organizations/other", "")


def test_what_is_set_aside_says_why() -> None:
    assert set_aside({"project_manager", "owner"})["owner"].why
    assert set_aside({"project_manager", "lead", "county"}) == {}


@pytest.mark.rule("1.1")
def test_nobody_decides_on_themselves() -> None:
    demand_not_oneself(LEAD, CHIEF, "7.4")
    demand_not_oneself(LEAD, "", "7.4")
    for whom, said in (("", "不能就本人"), (OWNER, f"不能代表{OWNER}就本人")):
        with pytest.raises(PermissionDenied) as refused:
            demand_not_oneself(LEAD, LEAD, "7.4", whom)
        assert (refused.value.reason, refused.value.rule) == ("ROLES_INCOMPATIBLE", "7.4")
        assert said in refused.value.message


ENGAGED = ("project_manager", "technical_chief")
RULES: dict[tuple[str, str], str] = {
    ("project_manager", "technical_chief"): "1.3",
    ("technical_chief", "project_manager"): "1.3",
    **{(each, "owner"): "1.1" for each in ENGAGED},
    **{(each, "commissioner"): "7.1" for each in (*ENGAGED, "undertaking_unit", "expert_group")},
}
ROLES = (*ENGAGED, "undertaking_unit", "owner", "commissioner", "expert_group")


@pytest.mark.rule("1.1", "1.3", "7.1")
@pytest.mark.parametrize(("held", "asked"), list(permutations(ROLES, 2)))
def test_roles_of_a_project(held: str, asked: str) -> None:
    rule = RULES.get((held, asked))
    found = hats.conflict({held, "lead"}, asked)
    assert (found.stays, found.yields, found.rule) == (held, asked, rule) if found and rule else found is rule
    if rule:
        told = refused(lambda: hats.demand_one_hat("李承远", {held}, asked))
        assert told == (RuleViolated, "ROLES_INCOMPATIBLE", rule, {"held": held, "asked": asked})
    else:
        hats.demand_one_hat("李承远", {held}, asked)


@pytest.mark.rule("1.11", "7.1")
def test_the_units_own_people_watch_where_it_is_the_owner() -> None:
    assert hats.conflict({"undertaking_unit", "owner"}, "commissioner") is None
    assert hats.conflict({"undertaking_unit", "owner", "expert_group"}, "commissioner") is not None


@pytest.mark.rule("2.5")
def test_what_is_set_aside() -> None:
    for held, aside in (
        ({"project_manager", "technical_chief"}, set()),
        ({"project_manager", "owner", "commissioner"}, {"owner", "commissioner"}),
        ({"technical_chief", "owner"}, {"owner"}),
        ({"expert_group", "commissioner", "county"}, {"commissioner"}),
        ({"undertaking_unit", "commissioner"}, {"commissioner"}),
        ({"undertaking_unit", "owner", "commissioner"}, set()),
    ):
        found = hats.set_aside(held)
        assert found.keys() == aside
        assert all(why.yields == role and why.stays in held for role, why in found.items())


DUTIES = ("administrator", "security_administrator", "auditor")
BUSINESS = ("science_bureau", "county", "finance_bureau", "department", "expert", "signatory")


@pytest.mark.rule("2.5")
@pytest.mark.parametrize(("held", "asked"), list(permutations((*DUTIES, *BUSINESS), 2)))
def test_offices(held: str, asked: str) -> None:
    """三员分立: three people; who grants and who audits do nothing else; who runs the system does not sign."""
    exclude = any(
        {one, other} <= {*DUTIES}
        or (one in ("security_administrator", "auditor") and other in BUSINESS)
        or (one, other) == ("administrator", "signatory")
        for one, other in ((held, asked), (asked, held))
    )
    found = hats.apart(["reviewer", held], asked)
    assert (found is not None) is exclude
    if found is not None:
        assert found[0] == held and {found[1].one, found[1].other} == {held, asked}
        told = refused(lambda: hats.demand_apart("李承远", {held: ""}, asked))
        assert told == (RuleViolated, "ROLES_INCOMPATIBLE", "2.5", {"held": held, "asked": asked})


@pytest.mark.rule("1.1")
def test_oneself() -> None:
    told = (PermissionDenied, "ROLES_INCOMPATIBLE", "7.4", {"person": "people/li"})
    assert refused(lambda: hats.demand_not_oneself("people/li", "people/li", "7.4")) == told
    hats.demand_not_oneself("", "", "7.4")
