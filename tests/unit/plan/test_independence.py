"""Who may sit on a panel, whatever it is for (4.7, 7.5)."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.errors import RuleViolated
from plan.independence import Candidate, Circle, Unfit, refuse_unfit
from plan.parties import Engaged, Parties
from tests.unit.said import refused

UNIT, POSTER, BUREAU = "organizations/unit", "organizations/poster", "organizations/bureau"
UNIVERSITY, INSTITUTE = "organizations/university", "organizations/institute"
LEAD, CHIEF, EARLIER = "people/lead", "people/chief", "people/earlier"


def circle() -> Circle:
    parties = Parties(
        "projects/valves",
        owners=[BUREAU, POSTER],
        owner_kinds={BUREAU: "science_bureau", POSTER: "enterprise"},
        undertaking_unit=UNIT,
        commissioners=["people/watching"],
        expert_group=["people/grouped"],
    )
    for person, role, is_lead in ((EARLIER, "project_manager", True), (LEAD, "project_manager", True), (CHIEF, "technical_chief", False)):
        parties.engage(Engaged(f"engagements/{person}", person, role, is_lead, True, datetime(2023, 2, 1, tzinfo=UTC)))
    parties.release(f"engagements/{EARLIER}", EARLIER, "project_manager", is_lead=True)
    return parties.circle(LEAD, INSTITUTE)


def candidate(person: str = "people/zhang", organization: str = UNIVERSITY, barred: bool = False) -> Candidate:
    return Candidate(person, "张工", organization, barred, ("评审舞弊",) if barred else ())


@pytest.mark.rule("4.7")
def test_independent_experts_may_sit() -> None:
    circle().check([candidate(), candidate("people/retired", "")])


@pytest.mark.rule("4.7")
@pytest.mark.parametrize(
    ("who", "ground"),
    [
        (candidate(organization=UNIT), "FROM_UNDERTAKING_UNIT"),
        (candidate(organization=POSTER), "FROM_OWNER_ENTERPRISE"),
        (candidate(organization=BUREAU), "FROM_OWNER_BUREAU"),
        (candidate(organization=INSTITUTE), "FROM_LEADS_ORGANIZATION"),
        (candidate(LEAD), "IS_THE_LEAD"),
        (candidate(EARLIER), "ENGAGED_IN_PROJECT"),
        (candidate(CHIEF), "ENGAGED_IN_PROJECT"),
        (candidate("people/grouped"), "PROJECT_EXPERT"),
        (candidate("people/watching"), "COMMISSIONER"),
    ],
)
def test_a_tie_to_the_project_keeps_an_expert_out(who: Candidate, ground: str) -> None:
    with pytest.raises(RuleViolated, match="EXPERT_NOT_INDEPENDENT") as refused:
        circle().check([candidate(), who])
    failures: Any = refused.value.metadata["failures"]
    (failure,) = failures
    assert (failure["reason"], failure["rule"], failure["person"]) == (ground, "4.7", who.person)


@pytest.mark.rule("4.7")
def test_where_the_bureau_is_no_owner_its_people_may_sit() -> None:
    own = Parties("projects/pipes", owners=[POSTER], owner_kinds={POSTER: "enterprise"}, undertaking_unit=UNIT)
    own.circle(LEAD, INSTITUTE).check([candidate(organization=BUREAU)])


@pytest.mark.rule("7.5")
def test_a_barred_expert_is_kept_out_and_all_grounds_are_named_at_once() -> None:
    with pytest.raises(RuleViolated, match="EXPERT_NOT_INDEPENDENT") as refused:
        circle().check([candidate(barred=True), candidate("people/watching", UNIT)])
    grounds = [(each["rule"], each["reason"]) for each in refused.value.metadata["failures"]]  # type: ignore[attr-defined]
    assert grounds == [("7.5", "EXPERT_BARRED"), ("4.7", "COMMISSIONER"), ("4.7", "FROM_UNDERTAKING_UNIT")]
    assert "评审舞弊" in refused.value.message


@pytest.mark.rule("7.5")
def test_one_who_is_only_barred_is_refused_by_the_rule_of_the_negative_list() -> None:
    with pytest.raises(RuleViolated, match="EXPERT_BARRED") as refused:
        circle().check([candidate(barred=True)])
    assert refused.value.rule == "7.5"


CIRCLE: dict[str, Any] = {
    "undertaking_unit": "o/unit",
    "owners": frozenset({"o/owner", "o/bureau"}),
    "bureau": frozenset({"o/bureau", "o/other"}),
}
TIES: tuple[tuple[dict[str, Any], dict[str, Any], str], ...] = (
    ({"lead": "p"}, {}, "IS_THE_LEAD"),
    ({"nominated_chief": "p"}, {}, "IS_THE_NOMINATED_CHIEF"),
    ({"engaged": frozenset({"p"})}, {}, "ENGAGED_IN_PROJECT"),
    ({"expert_group": frozenset({"p"})}, {}, "PROJECT_EXPERT"),
    ({"commissioners": frozenset({"p"})}, {}, "COMMISSIONER"),
    ({}, {"organization": "o/unit"}, "FROM_UNDERTAKING_UNIT"),
    ({}, {"organization": "o/owner"}, "FROM_OWNER_ENTERPRISE"),
    ({}, {"organization": "o/bureau"}, "FROM_OWNER_BUREAU"),
    ({"lead_organization": "o/institute"}, {"organization": "o/institute"}, "FROM_LEADS_ORGANIZATION"),
)


def found(circle: dict[str, Any], who: dict[str, Any]) -> list[Unfit]:
    candidate = Candidate(**{"person": "p", "display_name": "张工", "organization": "o/university"} | who)
    return Circle(**CIRCLE | circle).unfit(candidate)


@pytest.mark.rule("4.7")
@pytest.mark.parametrize(("circle", "who", "reason"), TIES)
def test_a_tie(circle: dict[str, Any], who: dict[str, Any], reason: str) -> None:
    ((rule, told, person, message),) = [(each.rule, each.reason, each.person, each.message) for each in found(circle, who)]
    assert (rule, told, person) == ("4.7", reason, "p") and message.startswith("专家张工")
    assert found({}, {"organization": "o/other"}) == [], "a bureau that is no owner is no tie"


@pytest.mark.rule("4.7")
def test_who_leads_is_named_as_the_lead_alone() -> None:
    every = {"lead": "p", "nominated_chief": "p", "engaged": frozenset({"p"})}
    assert [each.reason for each in found(every, {})] == ["IS_THE_LEAD"]
    both = {"lead": "q", "nominated_chief": "p", "engaged": frozenset({"p"})}
    assert [each.reason for each in found(both, {})] == ["IS_THE_NOMINATED_CHIEF", "ENGAGED_IN_PROJECT"]


@pytest.mark.rule("4.7")
def test_what_is_not_known_ties_nobody() -> None:
    nowhere = Circle(undertaking_unit="", owners=frozenset({""}), lead_organization="")
    nowhere.check([Candidate("", "", ""), Candidate("p", "张工", "")])


@pytest.mark.rule("7.5")
def test_the_grounds_of_a_bar_are_said_where_there_are_any() -> None:
    (bare,) = found({}, {"barred": True})
    (with_grounds,) = found({}, {"barred": True, "grounds": ("甲", "乙")})
    assert (bare.rule, bare.reason, bare.message) == ("7.5", "EXPERT_BARRED", "专家张工在负面清单限制期内")
    assert with_grounds.message == "专家张工在负面清单限制期内：甲；乙"
    tied = Unfit("4.7", "COMMISSIONER", "q", "专家李工是本项目的项目专员")
    told = refused(lambda: refuse_unfit([bare, tied]))
    assert told == (RuleViolated, "EXPERT_NOT_INDEPENDENT", "4.7", {"failures": [asdict(bare), asdict(tied)]})
    assert refused(lambda: refuse_unfit([bare])) == (RuleViolated, "EXPERT_BARRED", "7.5", {"failures": [asdict(bare)]})
    refuse_unfit([])
