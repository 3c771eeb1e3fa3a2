"""What the desk keeps of a deadline, and the day on which a lamp turns (4.1 to 4.5)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.desk.domain.card import FAR, NextDay, ProjectCard
from services.desk.domain.lamp import Lamps
from services.desk.domain.news import News
from services.desk.domain.period import Period, Redating, follow, name_of
from services.desk.domain.states import DeadlineState
from services.desk.domain.words import Lamp

P = "projects/p1"
NAME = f"{P}/deadlines/n1-materials"
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
S = DeadlineState


def news(kind: str, /, number: int = 1, subject: str = NAME, actor: str = "people/li", **data: Any) -> News:
    at = NOW + timedelta(days=number)
    return News(f"0198-{number:04d}", kind, at, actor, subject, {"name": subject, "project": P, "rule": "4.1,4.4", **data})


SET: dict[str, Any] = {
    "kind": "materials",
    "node": "n1",
    "last_day": "2026-04-10",
    "responsible": "organizations/unit",
    "responsible_role": "undertaking_unit",
    "provisional": True,
    "start": "2026-03-31",
    "days": 10,
    "occasion": "复评",
}


def period(*told: News) -> Period:
    made = Period(name=NAME, project=P)
    for each in (news("milestones.deadline.set", 1, **SET), *told):
        follow(made, each)
    return made


@pytest.mark.rule("4.5")
@pytest.mark.parametrize(
    ("last_day", "lamp", "left"),
    [
        ("2026-03-01", Lamp.OVERDUE, -1),
        ("2026-03-02", Lamp.SOON, 0),
        ("2026-03-05", Lamp.SOON, 3),
        ("2026-03-06", Lamp.NORMAL, 4),
        ("", Lamp.NONE, 0),
        (FAR, Lamp.NONE, 0),
    ],
)
def test_a_lamp_turns_on_its_day_and_lists_agree(last_day: str, lamp: Lamp, left: int) -> None:
    lamps = Lamps(date(2026, 3, 2), 3)
    assert (lamps.of(last_day), lamps.days_left(last_day)) == (lamp, left)
    if last_day:
        assert [each for each in Lamp if lamps.span(each)[0] <= last_day < lamps.span(each)[1]] == [lamp]


@pytest.mark.rule("4.1")
def test_a_deadline_as_its_service_tells_of_it() -> None:
    made = period()
    assert (made.kind, made.node, made.last_day, made.provisional) == ("materials", f"{P}/nodes/n1", "2026-04-10", True)
    assert (made.responsible, made.responsible_role, made.rules) == ("organizations/unit", "undertaking_unit", ["4.1", "4.4"])
    assert (made.start, made.days, made.occasion) == ("2026-03-31", 10, "复评")
    assert (made.state, made.is_open, made.next_day()) == (S.OPEN, True, NextDay(NAME, "2026-04-10", True, "materials", f"{P}/nodes/n1"))


@pytest.mark.rule("4.3")
def test_a_day_that_moves_says_why_and_from_where_once() -> None:
    moved: dict[str, Any] = {"previous_last_day": "2026-04-10", "last_day": "2026-04-13", "reason": "放假", "provisional": False}
    told = news("milestones.deadline.redated", 2, **moved)
    made = period(told, told)
    assert (made.last_day, made.provisional) == ("2026-04-13", False)
    assert made.redatings == [Redating("2026-04-10", "2026-04-13", "放假", told.at)]
    same = period(news("milestones.deadline.redated", 2, **moved | {"last_day": "2026-04-10"}))
    assert (same.redatings, same.provisional) == ([], False)


@pytest.mark.rule("4.4")
@pytest.mark.parametrize(("last_day", "state"), [("2026-04-13", S.OPEN), ("2026-04-09", S.OVERDUE), ("2026-04-10", S.OVERDUE)])
def test_a_missed_day_that_moves_on_is_open_again(last_day: str, state: DeadlineState) -> None:
    moved = {"previous_last_day": "2026-04-10", "last_day": last_day, "reason": "延期"}
    made = period(news("milestones.deadline.overdue", 2), news("milestones.deadline.redated", 3, **moved))
    assert (made.state, made.is_open) == (state, True)


@pytest.mark.rule("4.3", "4.5")
@pytest.mark.parametrize(("last_day", "state"), [("2026-03-05", S.OVERDUE), ("2026-03-06", S.OPEN)])
def test_a_missed_day_that_moves_to_one_that_is_over_too_stays_missed(last_day: str, state: DeadlineState) -> None:
    """A notice after the fact, learnt at 10:00 of the 6th."""
    moved = {"previous_last_day": "2026-03-03", "last_day": last_day, "reason": "放假安排公布"}
    made = period(news("milestones.deadline.overdue", 2), news("milestones.deadline.redated", 4, **moved))
    assert (made.state, made.last_day) == (state, last_day)


@pytest.mark.rule("7.2", "1.9")
@pytest.mark.parametrize(("number", "state"), [(4, S.OPEN), (5, S.OVERDUE)])
def test_a_correction_that_was_missed_is_so_for_a_successor_too(number: int, state: DeadlineState) -> None:
    name = f"{P}/deviations/d1"
    made = Period(name=name, project=P)
    follow(made, news("supervision.deviation.opened", 1, name, due="2026-03-06", assignee="people/lead"))
    follow(made, news("supervision.deviation.assigned", number, name, actor="services/contracts", due="2026-03-06", assignee="people/next"))
    assert (made.state, made.responsible) == (state, "people/next")


@pytest.mark.rule("4.5")
def test_how_a_deadline_ends_and_runs_anew() -> None:
    missed = period(news("milestones.deadline.overdue", 2))
    assert (missed.state, missed.is_open, missed.ended_at) == (S.OVERDUE, True, None)
    met = news("milestones.deadline.met", 3, late=True)
    made = period(met)
    assert (made.state, made.ended_at, made.late, made.is_open, made.next_day()) == (S.MET, met.at, True, False, None)
    cancelled = news("milestones.deadline.cancelled", 4, reason="项目终止")
    gone = period(cancelled)
    assert (gone.state, gone.ended_at, gone.cancelled_because) == (S.CANCELLED, cancelled.at, "项目终止")
    for ended in (made, gone):
        follow(ended, news("milestones.deadline.set", 5, **SET | {"occasion": "重交"}))
        assert (ended.state, ended.ended_at, ended.late, ended.cancelled_because) == (S.OPEN, None, False, "")
        assert ended.occasion == "重交"


@pytest.mark.rule("7.2")
def test_the_day_of_a_deviation() -> None:
    name = f"{P}/deviations/d1"
    said = {"due": "2026-03-20", "assignee": "people/lead"}
    made = Period(name=name, project=P)
    follow(made, news("supervision.deviation.opened", 1, name, **said))
    assert (made.kind, made.last_day, made.responsible, made.days) == ("deviation", "2026-03-20", "people/lead", -1)
    follow(made, news("supervision.deviation.redated", 2, name, previous_due="2026-03-20", due="2026-03-23", reason="放假"))
    assert [(each.previous_last_day, each.last_day) for each in made.redatings] == [("2026-03-20", "2026-03-23")]
    follow(made, news("supervision.deviation.overdue", 3, name))
    assert made.state is S.OVERDUE
    corrected = news("supervision.deviation.corrected", 4, name)
    follow(made, corrected)
    follow(made, news("supervision.deviation.closed", 5, name))
    assert (made.state, made.ended_at) == (S.MET, corrected.at)
    follow(made, news("supervision.deviation.assigned", 6, name, **said))
    closed = news("supervision.deviation.closed", 7, name)
    follow(made, closed)
    assert (made.state, made.ended_at) == (S.MET, closed.at)


@pytest.mark.rule("2.6")
def test_the_day_of_a_correction() -> None:
    name = "applications/a1"
    made = Period(name=name, project=P)
    follow(made, news("registry.application.returned", 1, name, correction_last_day="2026-03-20"))
    assert (made.kind, made.last_day, made.responsible) == ("application_correction", "2026-03-20", "")
    moved = {"previous_last_day": "2026-03-20", "correction_last_day": "2026-03-23", "reason": "放假"}
    follow(made, news("registry.application.correction_redated", 2, name, **moved))
    assert made.last_day == "2026-03-23"
    again = news("registry.application.submitted", 3, name, again=True)
    follow(made, again)
    follow(made, news("registry.application.submitted", 4, name, again=True))
    assert (made.state, made.ended_at) == (S.MET, again.at)
    assert (name_of(again), name_of(news("registry.application.submitted", 5, name, again=False))) == (name, "")
    assert (name_of(news("registry.project.approved")), name_of(news("evaluation.deadline.set"))) == ("", NAME)


@pytest.mark.rule("2.5")
def test_who_reads_watches_and_keeps_it() -> None:
    card = ProjectCard(P, title="阀体")
    card.take_book({"version": 1, "term_start": "", "term_end": "", "nodes": [node("n1"), node("n2")], "budget": BUDGET})
    card.readers = ["organizations/unit", "roles/auditor"]
    made = period()
    made.settle(card)
    assert (made.project_title, made.node_title, made.by_day) == ("阀体", "节点n1", f"2026-04-10|{NAME}")
    assert made.readers == made.watchers == card.readers and made.bearer == "organizations/unit"
    follow(made, news("milestones.deadline.met", 3))
    made.settle(card)
    assert (made.readers, made.watchers, made.bearer) == (card.readers, [], "")
    nameless = Period(name=NAME, project=P)
    nameless.settle(card)
    assert nameless.by_day == f"{FAR}|{NAME}"


BUDGET = {"total_fen": 300, "sources": [{"source": "市级专项", "amount_fen": 100}, {"source": "自筹", "amount_fen": 200}]}


def node(name: str) -> dict[str, str]:
    return {"id": name, "title": f"节点{name}", "due_date": "2026-03-31"}
