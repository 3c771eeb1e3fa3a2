"""A task is on the list of who can do it now: not while another's act is wanted first, nor of one who may not (2.5)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.desk.domain.card import ProjectCard
from services.desk.domain.holders import BUREAU
from services.desk.domain.news import News
from services.desk.domain.table import KINDS
from services.desk.domain.task import Task
from tests.unit.desk.memory import Desk

P = "projects/p1"
NODE, DEVIATION, APPLICATION = f"{P}/nodes/n1", f"{P}/deviations/d1", "applications/p1"
A, B, C, D = (f"people/{each}" for each in "abcd")
LEAD, COMMISSIONER = "people/lead", "people/commissioner"
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)


def news(kind: str, subject: str, **data: Any) -> News:
    return News("", kind, NOW, "people/li", subject, {"project": P, "node": "n1", **data})


def card(*commissioners: str) -> ProjectCard:
    made = ProjectCard(P)
    told = news("contracts.engagement.activated", "e1", person=LEAD, role="project_manager", is_lead=True, first_parties=[])
    made.begin_engagement(told)
    made.name_commissioners(commissioners)
    return made


def who(kind: str, resource: str, *told: News, of: ProjectCard | None = None) -> list[str]:
    """Who has a task after these facts."""
    return after(kind, resource, *told, of=of).who


def after(kind: str, resource: str, *told: News, of: ProjectCard | None = None) -> Task:
    """A task after these facts."""
    row = KINDS[kind]
    task = Task(name=row.name(resource), kind=kind, resource=resource, project=P)
    for number, each in enumerate(told):
        dated = News(f"{number:04d}", each.kind, NOW + timedelta(hours=number), each.actor, each.subject, each.data)
        for step in row.on(each.kind):
            if step.when(dated) and step.about(dated) == resource:
                step.take(task, dated)
    row.settle(task, of or card())
    return task


OPENED = news("supervision.deviation.opened", DEVIATION, assignee=LEAD, due="2026-04-01")
CORRECTED = news("supervision.deviation.corrected", DEVIATION)


@pytest.mark.rule("7.2")
@pytest.mark.parametrize(("kind", "told"), [("assign_deviation", [OPENED]), ("close_deviation", [OPENED, CORRECTED])])
def test_a_deviation_is_the_bureaus_until_a_commissioner_is_named(kind: str, told: list[News]) -> None:
    assert who(kind, DEVIATION, *told) == [BUREAU]
    assert who(kind, DEVIATION, *told, of=card(COMMISSIONER)) == [COMMISSIONER]


SECURITY, PERSON = "roles/security_administrator", "people/sun-li"


def told_of(kind: str, number: int, **data: str) -> News:
    """By registry, of somebody and not of a project."""
    return News(f"{number:04d}", f"registry.{kind}", NOW, "people/admin", data.get("name", ""), data)


def waiting(desk: Desk) -> dict[str, list[str]]:
    return {task.name: task.who for task in desk.tasks.of.values() if task.is_open}


async def taken(desk: Desk, *told: News) -> dict[str, list[str]]:
    for each in told:
        attributes = {"id": each.id, "type": f"sanzhi.{each.kind}.v1", "time": each.at.isoformat(), "actor": each.actor}
        await desk.take({**attributes, "subject": each.subject, "data": dict(each.data)})
    return waiting(desk)


@pytest.mark.rule("2.5")
async def test_each_office_that_waits_for_a_second_person_is_a_task_of_its_own_about_the_person() -> None:
    desk, offices = Desk(), [{"name": PERSON, "office": office, "role": "auditor", "organization": ""} for office in ("o1", "o2")]
    first, second = (f"confirm_office:{PERSON}/offices/{each['office']}" for each in offices)
    proposed = [told_of("office.proposed", number, **each) for number, each in enumerate(offices)]
    assert await taken(desk, *proposed) == {first: [SECURITY], second: [SECURITY]}
    assert {task.resource for task in desk.tasks.of.values()} == {PERSON}
    assert await taken(desk, told_of("office.granted", 3, **offices[0])) == {second: [SECURITY]}
    assert await taken(desk, told_of("office.ended", 4, **offices[1])) == {}


@pytest.mark.rule("2.5")
@pytest.mark.parametrize("decided", ["erased", "erasure_refused"])
async def test_an_erasure_waits_for_a_second_person_until_it_is_decided(decided: str) -> None:
    desk, record = Desk(), {"name": f"{PERSON}/personalData", "person": PERSON}
    assert await taken(desk, told_of("personal_data.erasure_requested", 1, **record)) == {f"confirm_erasure:{PERSON}": [SECURITY]}
    (task,) = desk.tasks.of.values()
    assert (task.resource, task.watchers) == (PERSON, sorted([SECURITY, "roles/auditor", "roles/science_bureau"]))
    assert await taken(desk, told_of(f"personal_data.{decided}", 2, **record)) == {}
    assert await taken(desk, told_of("personal_data.erasure_requested", 3, **record)) == {f"confirm_erasure:{PERSON}": [SECURITY]}


NAMED = news("milestones.panel.named", NODE, members=[A, B, C])


def replaced(member: str, successor: str) -> News:
    return news("milestones.panel_member.replaced", NODE, member=member, successor=successor)


def voted(member: str, votes_in: int) -> News:
    return news("milestones.vote.recorded", NODE, member=member, votes_in=votes_in, votes_needed=3)


@pytest.mark.rule("4.7")
def test_what_all_have_to_give_first_waits_for_a_successor() -> None:
    """Of one who may not sit any more the vote does not count."""
    votes = [NAMED, voted(A, 1), voted(B, 2), voted(C, 3)]
    assert who("submit_milestone_report", NODE, *votes) == [LEAD]
    assert who("submit_milestone_report", NODE, *votes, replaced(A, D)) == []
    assert who("submit_milestone_report", NODE, *votes, replaced(A, D), voted(D, 3)) == [LEAD]
    scored = news("registry.application.scored", APPLICATION, sheets_in=3, sheets_needed=3)
    unseated = news("registry.expert_review.expert_replaced", APPLICATION, expert=A, successor=D)
    assert who("decide_application", APPLICATION, scored) == [BUREAU]
    assert who("decide_application", APPLICATION, scored, unseated) == []
