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


def objected(member: str) -> News:
    return news("milestones.panel_member.objected", NODE, member=member)


def received(*, completed: bool) -> News:
    return news("milestones.materials.received", NODE, completed=completed)


CONVENED, RETURNED, DISSOLVED = (news(f"milestones.{what}", NODE) for what in ("panel.convened", "materials.returned", "panel.dissolved"))
FIRST, COMPLETED = received(completed=False), received(completed=True)


@pytest.mark.rule("4.4", "4.7")
def test_a_panel_is_convened_once_whether_materials_were_returned_or_not() -> None:
    def lead(*told: News) -> list[str]:
        return who("convene_panel", NODE, *told)

    assert lead(FIRST) == [LEAD] and lead(FIRST, RETURNED) == []
    assert lead(FIRST, RETURNED, COMPLETED) == [LEAD]
    assert lead(FIRST, RETURNED, COMPLETED, CONVENED) == []
    assert lead(FIRST, CONVENED, RETURNED, COMPLETED) == [], "the panel that was convened before still sits"
    assert lead(FIRST, CONVENED, RETURNED, DISSOLVED) == [], "a successor waits for the materials (1.9)"
    assert lead(FIRST, CONVENED, RETURNED, DISSOLVED, COMPLETED) == [LEAD]
    assert lead(FIRST, CONVENED, RETURNED, COMPLETED, FIRST) == [LEAD], "a second review has a panel of its own (4.8)"
    assert after("convene_panel", NODE, FIRST, RETURNED).doers == ["people/li"]


@pytest.mark.rule("4.4", "4.7")
def test_nobody_votes_while_materials_are_returned() -> None:
    assert who("record_vote", NODE, NAMED, RETURNED) == []
    assert who("record_vote", NODE, NAMED, RETURNED, COMPLETED) == [A, B, C]


@pytest.mark.rule("4.7")
def test_a_vacant_seat_is_the_leads_to_fill_before_anybody_votes() -> None:
    E = "people/e"
    steps = [NAMED, objected(A), objected(B), replaced(A, D), replaced(B, E)]
    found = [[who(kind, NODE, *steps[:number]) for number in range(1, 6)] for kind in ("record_vote", "replace_panel_member")]
    assert found == [[[A, B, C], [], [], [], [C, D, E]], [[], [LEAD], [LEAD], [LEAD], []]]
    twice = [NAMED, objected(A), objected(B), replaced(A, D), replaced(A, E), voted(C, 1)]
    # A vote shows that no seat is vacant.
    assert [who(kind, NODE, *twice) for kind in ("record_vote", "replace_panel_member")] == [[D, E], []]
    # Somebody who took a seat after the voting had begun is objected to.
    late = [NAMED, voted(A, 1), voted(B, 2), replaced(C, D), objected(D), replaced(D, E)]
    found = [[who(kind, NODE, *late[:number]) for number in (4, 5, 6)] for kind in ("record_vote", "replace_panel_member")]
    assert found == [[[D], [], [E]], [[], [LEAD], []]]
    anew = news("milestones.panel.named", NODE, members=[A, C, D])
    assert who("record_vote", NODE, NAMED, objected(B), DISSOLVED, anew) == [A, C, D]
    assert who("replace_panel_member", NODE, NAMED, objected(B), DISSOLVED) == []
    assert who("replace_panel_member", NODE, NAMED, objected(B), DISSOLVED, anew, objected(A)) == [LEAD]


@pytest.mark.rule("5.1", "1.1")
@pytest.mark.parametrize("what", ["taken_in", "more_asked"])
def test_a_report_is_taken_in_by_any_of_joint_owners(what: str) -> None:
    report, owners = f"{P}/progressReports/0001", ["organizations/a", "organizations/b"]
    joint, told = card(), news("milestones.progress.reported", report)
    joint.owners = owners
    answered = news(f"milestones.progress_report.{what}", report, organization=owners[0])
    assert who("take_in_progress_report", report, told, of=joint) == owners
    assert who("take_in_progress_report", report, told, answered, of=joint) == []
    assert who("take_in_progress_report", report, told, answered, told, of=joint) == owners, "what was corrected is taken in anew"


def chief_engaged(replaces: str = "") -> News:
    row = {"row": "1.5/2", "person": "people/chief", "role": "technical_chief", "is_lead": False, "first_parties": []}
    return news("contracts.engagement.activated", f"{P}/engagements/chief-1", **row, replaces=replaces)


@pytest.mark.rule("5.2", "1.6")
def test_a_chief_plans_once_the_contract_set_is_in_effect() -> None:
    both = card()
    both.begin_engagement(chief_engaged())
    effect, submitted = news("contracts.contract_set.took_effect", f"{P}/contractSet"), news("milestones.integrated_plan.submitted", "")
    chief = ["people/chief"]
    for kind, has_it in (("submit_integrated_plan", [[], chief, chief]), ("form_expert_group", [chief] * 3)):
        engaged = ([chief_engaged()], [chief_engaged(), effect], [effect, chief_engaged()])
        assert [who(kind, P, *told, of=both) for told in engaged] == has_it
    again = chief_engaged(f"{P}/engagements/chief-1")
    assert who("submit_integrated_plan", P, effect, chief_engaged(), submitted, again, of=both) == []
    assert who("submit_integrated_plan", P, effect, chief_engaged(), again, of=both) == ["people/chief"]
    formed = news("contracts.expert_group.formed", f"{P}/expertGroup")
    assert who("form_expert_group", P, chief_engaged(), formed, again, of=both) == []


@pytest.mark.rule("6.2", "4.3")
@pytest.mark.parametrize(("hours", "has_it"), [(0, [BUREAU]), (1, []), (2, [])])
def test_a_self_evaluation_whose_day_moves_ahead_after_all_is_waited_for(hours: int, has_it: list[str]) -> None:
    evaluation, deadline = f"{P}/evaluation", f"{P}/deadlines/self-evaluation"
    missed = news("evaluation.deadline.overdue", deadline)
    end = NOW + timedelta(hours=1 + hours)
    moved = news("evaluation.deadline.redated", deadline, end=end.isoformat())
    assert who("convene_evaluation_panel", evaluation, missed) == [BUREAU]
    assert who("convene_evaluation_panel", evaluation, missed, moved) == has_it
    assert who("convene_evaluation_panel", evaluation, missed, moved, missed) == [BUREAU]


@pytest.mark.rule("7.4", "4.3")
def test_a_finding_is_not_decided_while_a_period_that_was_moved_ahead_runs() -> None:
    finding = "findings/2026-0001"
    unanswered, answered = (news(f"supervision.finding.{what}", finding) for what in ("unanswered", "answered"))
    ahead, over = (news("supervision.finding.redated", finding, answer_last_day=day) for day in ("2026-03-02", "2026-03-01"))
    for told, has_it in (
        ([unanswered], [BUREAU]),
        ([unanswered, ahead], []),
        ([unanswered, over], [BUREAU]),
        ([unanswered, ahead, unanswered], [BUREAU]),
        ([unanswered, ahead, answered], [BUREAU]),
        ([answered, ahead], [BUREAU]),
        ([ahead], []),
        ([ahead, unanswered], [BUREAU]),
    ):
        assert who("decide_finding", finding, *told) == has_it
