from datetime import date

import pytest

from services.evaluation.domain.project_card import Engaged, ProjectCard, Standing
from services.evaluation.domain.terms import OpeningGround

UNIT, BUREAU, POSTER = "organizations/unit", "organizations/bureau", "organizations/poster"


def card() -> ProjectCard:
    made = ProjectCard("projects/p")
    made.approve([BUREAU, POSTER], {BUREAU: "science_bureau", POSTER: "enterprise"}, UNIT, "yuci", "people/nominee")
    return made


@pytest.mark.rule("2.5")
def test_roles_follow_from_the_project() -> None:
    made = card()
    made.engage(Engaged("e1", "people/li", "project_manager", True, True))
    made.commissioners = ["people/zhao"]
    assert made.roles_of("people/li", "organizations/x", "") == {"project_manager", "lead"}
    assert made.roles_of("people/a", POSTER, "yuci") == {"owner", "county"}
    assert made.roles_of("people/a", UNIT, "taigu") == {"undertaking_unit"}
    assert made.roles_of("people/zhao", "", "") == {"commissioner"}
    assert made.roles_of("people/nobody", "", "") == frozenset()


@pytest.mark.rule("2.2")
def test_a_county_department_is_the_county_of_its_area_and_a_member_of_the_panel_is_an_expert() -> None:
    standing = Standing(card(), frozenset({"people/expert"}))
    assert standing.roles_of("people/a", "organizations/c", "yuci") == {"county"}
    assert standing.roles_of("people/a", "organizations/c", "taigu") == frozenset()
    assert standing.roles_of("people/expert", "", "") == {"expert"}


@pytest.mark.rule("1.9")
def test_the_lead_is_who_is_engaged_else_who_was_else_the_nominee() -> None:
    made = card()
    assert made.lead == "people/nominee"
    made.engage(Engaged("e1", "people/li", "project_manager", True, True))
    made.engage(Engaged("e2", "people/chief", "technical_chief", False, True))
    made.engage(Engaged("e1", "people/li", "project_manager", True, False))
    assert made.lead == "people/li"
    assert made.roles_of("people/li", "", "") == {"lead"}
    assert made.roles_of("people/nominee", "", "") == frozenset()
    made.engage(Engaged("e3", "people/sun", "project_manager", True, True))
    assert made.lead == "people/sun"
    assert made.roles_of("people/li", "", "") == frozenset()
    assert made.people_engaged == {"people/li", "people/chief", "people/sun"}


@pytest.mark.rule("4.7")
def test_the_bureau_is_no_owner_enterprise() -> None:
    assert card().owner_enterprises == {POSTER}


@pytest.mark.rule("6.2")
def test_a_project_ends_once() -> None:
    made = card()
    made.end(OpeningGround.TERMINATED, date(2027, 5, 1))
    made.end(OpeningGround.TERM_ENDED, date(2027, 12, 31))
    assert (made.ground, made.ended_on) == (OpeningGround.TERMINATED, date(2027, 5, 1))
