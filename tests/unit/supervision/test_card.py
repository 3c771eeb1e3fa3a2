"""What supervision keeps of a project; roles and parties are the kernel's (tests/unit/plan)."""

from datetime import date

import pytest

from chassis.errors import RuleViolated
from plan.parties import Engaged
from services.supervision.domain.card import ProjectCard
from tests.unit.supervision.examples import BUREAU, LEAD, POSTER, PROJECT, UNIT, card


@pytest.mark.rule("7.4")
def test_a_person_answers_for_themselves_and_a_project_by_lead_or_unit() -> None:
    person, project = card().towards(LEAD), card().towards(PROJECT)
    assert "subject" in person.roles_of(LEAD, "", "")
    assert "subject" not in person.roles_of("people/clerk", UNIT, "")
    assert "subject" in project.roles_of(LEAD, "", "")
    assert "subject" in project.roles_of("people/clerk", UNIT, "")
    assert "subject" not in project.roles_of("people/boss", POSTER, "")
    assert "subject" not in ProjectCard("").towards("").roles_of("people/clerk", UNIT, "")


@pytest.mark.rule("1.9")
def test_the_lead_is_who_is_engaged_as_one_now() -> None:
    project = card()
    manager = f"{PROJECT}/engagements/manager"
    project.engage(Engaged(manager, LEAD, "project_manager", is_lead=True, active=False))
    assert (project.lead, project.role_of(LEAD), project.is_engaged(LEAD)) == ("", "project_manager", False)
    project.engage(Engaged(f"{manager}-2", "people/next", "project_manager", is_lead=True, active=True))
    assert project.lead == "people/next"
    assert project.concerned == [LEAD, "people/next"]


@pytest.mark.rule("7.2")
def test_an_assignee_belongs_to_the_project() -> None:
    project = card()
    project.demand_party("people/engineer", UNIT)
    project.demand_party("people/buyer", BUREAU)
    for organization in ("organizations/elsewhere", ""):
        with pytest.raises(RuleViolated) as refused:
            project.demand_party("people/stranger", organization)
        assert (refused.value.reason, refused.value.rule) == ("ASSIGNEE_NOT_OF_PROJECT", "7.2")


@pytest.mark.rule("7.2")
def test_nothing_new_is_reported_of_a_project_that_is_over() -> None:
    card().demand_running("7.2")
    with pytest.raises(RuleViolated) as refused:
        card(over=True).demand_running("7.2")
    assert refused.value.reason == "PROJECT_ENDED"


@pytest.mark.rule("5.1", "7.2")
def test_figures_for_an_older_day_than_the_latest_are_none_of_today() -> None:
    card = ProjectCard(PROJECT)
    days = (date(2026, 5, 31), date(2026, 6, 30), date(2026, 6, 30), date(2026, 5, 31), date(2026, 7, 31))
    assert [card.note_figures(day) for day in days] == [True, True, True, False, True]
