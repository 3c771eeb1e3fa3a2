"""What evaluation keeps of a project; roles and parties are the kernel's (tests/unit/plan)."""

from datetime import date

import pytest

from plan.parties import Engaged
from services.evaluation.domain.card import ProjectCard
from services.evaluation.domain.words import OpeningGround

UNIT, BUREAU, POSTER = "organizations/unit", "organizations/bureau", "organizations/poster"


def card() -> ProjectCard:
    made = ProjectCard("projects/p")
    made.approve([BUREAU, POSTER], {BUREAU: "science_bureau", POSTER: "enterprise"}, UNIT, "yuci", "people/nominee")
    return made


@pytest.mark.rule("2.5")
def test_a_member_of_the_panel_is_its_expert() -> None:
    assert card().standing(frozenset({"people/expert"})).roles_of("people/expert", "", "") == {"expert"}
    assert card().standing().roles_of("people/expert", "", "") == frozenset()


@pytest.mark.rule("1.9")
def test_the_lead_is_who_is_engaged_else_who_was_else_the_nominee() -> None:
    made = card()
    assert made.evaluated_lead == "people/nominee"
    made.engage(Engaged("e1", "people/li", "project_manager", True, True))
    made.engage(Engaged("e2", "people/chief", "technical_chief", False, True))
    made.engage(Engaged("e1", "people/li", "project_manager", True, False))
    assert made.evaluated_lead == "people/li"
    assert made.standing().roles_of("people/li", "", "") == {"lead"}
    assert made.standing().roles_of("people/nominee", "", "") == frozenset()
    made.engage(Engaged("e3", "people/sun", "project_manager", True, True))
    assert made.evaluated_lead == "people/sun"
    assert made.standing().roles_of("people/li", "", "") == frozenset()


@pytest.mark.rule("6.2")
def test_a_project_ends_once() -> None:
    made = card()
    made.end(OpeningGround.TERMINATED, date(2027, 5, 1))
    made.end(OpeningGround.TERM_ENDED, date(2027, 12, 31))
    assert (made.ground, made.ended_on) == (OpeningGround.TERMINATED, date(2027, 5, 1))


@pytest.mark.rule("1.8", "6.2")
@pytest.mark.parametrize(("term_end", "prolonged"), [(date(2027, 12, 30), False), (date(2027, 12, 31), False), (date(2028, 1, 1), True)])
def test_a_term_that_is_prolonged_after_its_end_ends_again(term_end: date, prolonged: bool) -> None:
    made = card()
    made.follow(date(2027, 12, 31))
    made.end(OpeningGround.TERM_ENDED, date(2027, 12, 31))
    assert made.follow(term_end) is prolonged
    assert (made.ground is None) is prolonged
    assert made.is_prolonged(date(2027, 12, 31)) is prolonged


@pytest.mark.rule("1.10")
def test_no_version_brings_a_terminated_project_back() -> None:
    made = card()
    made.end(OpeningGround.TERMINATED, date(2027, 5, 1))
    assert not made.follow(date(2030, 1, 1))
    assert made.ground is OpeningGround.TERMINATED
