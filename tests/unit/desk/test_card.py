"""What the desk keeps of a project: how far it is, who reads it, money, nodes, its next last day (2.5, 4.5)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.desk.domain.card import FAR, READS_APPLICATIONS, READS_PROJECTS, NextDay, ProjectCard
from services.desk.domain.cards import follow
from services.desk.domain.happening import happening_of
from services.desk.domain.known import Known
from services.desk.domain.news import News
from services.desk.domain.words import Stage

P = "projects/p1"
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
OWNER, UNIT, LEAD = "organizations/owner", "organizations/unit", "people/lead"
BOOK: dict[str, Any] = {
    "version": 2,
    "term_start": "2026-01-01",
    "term_end": "2026-12-31",
    "nodes": [{"id": "n1", "title": "试制", "due_date": "2026-06-30"}, {"id": "n2", "title": "量产", "due_date": "2026-11-30"}],
    "budget": {
        "total_fen": 700,
        "sources": [
            {"source": "市级专项", "amount_fen": 100},
            {"source": "自筹", "amount_fen": 200},
            {"source": "县级配套", "amount_fen": 400},
            {"source": "市科技局", "amount_fen": 30},
        ],
    },
}
PROPOSAL: dict[str, Any] = {
    "title": "阀体",
    "kind": "open_bid",
    "field": "铸造",
    "owners": [OWNER],
    "undertaking_unit": UNIT,
    "nominated_lead": LEAD,
    "county": "yuci",
}
APPROVAL = PROPOSAL | {
    "regime": "manager",
    "owner_kinds": {OWNER: "enterprise"},
    "chief_needed": True,
    "chief_hired_by": "undertaking_unit",
    "task_book": BOOK,
}


def news(kind: str, /, number: int = 1, subject: str = P, actor: str = "people/li", **data: Any) -> News:
    return News(f"{number:04d}", kind, NOW + timedelta(days=number), actor, subject, {"project": P, **data})


def card(*told: News) -> ProjectCard:
    made = ProjectCard(P)
    for each in told:
        follow(made, each)
    made.settle()
    return made


def approved(*told: News) -> ProjectCard:
    return card(news("registry.project.approved", 3, **APPROVAL), *told)


@pytest.mark.rule("2.6")
def test_stages_of_an_application() -> None:
    submitted = news("registry.application.submitted", 1, **PROPOSAL, amount_fen=500)
    ways: list[tuple[list[News], Stage]] = [
        ([], Stage.APPLICATION),
        ([submitted], Stage.REVIEW),
        ([submitted, news("registry.application.recommended", 2)], Stage.REVIEW),
        ([submitted, news("registry.application.passed", 2)], Stage.REVIEW),
        ([submitted, news("registry.application.returned", 2)], Stage.APPLICATION),
        ([submitted, news("registry.application.refused", 2)], Stage.DECLINED),
        ([submitted, news("registry.application.declined", 2)], Stage.DECLINED),
    ]
    for told, stage in ways:
        assert card(*told).stage is stage, told
    declined = card(submitted, news("registry.application.declined", 2))
    assert (declined.ended, declined.declined_at) == ("0002", NOW + timedelta(days=2))
    made = card(submitted, replace(submitted, id="0002", at=NOW))
    assert (made.submitted_at, made.money.budget_fen) == (submitted.at, 500)
    assert (made.title, made.kind, made.research_field, made.owners) == ("阀体", "open_bid", "铸造", [OWNER])


@pytest.mark.rule("6.4")
def test_stages_of_a_project() -> None:
    told = [
        (news("registry.project.running", 4), Stage.RUNNING),
        (news("evaluation.evaluation.opened", 5), Stage.SELF_EVALUATION),
        (news("evaluation.self_evaluation.submitted", 6, received_fen=60, spent_fen=50), Stage.SELF_EVALUATION),
        (news("evaluation.evaluation.panel_convened", 7), Stage.EVALUATION),
        (news("evaluation.evaluation.concluded", 8, conclusion="met"), Stage.FILING),
        (news("evaluation.filing.filed", 9), Stage.CLOSED),
    ]
    assert approved().stage is Stage.CONTRACTS
    for number in range(len(told)):
        assert approved(*(each for each, _ in told[: number + 1])).stage is told[number][1]
    made = approved(*(each for each, _ in told))
    assert [stage for stage, _ in made.stages()] == [
        Stage.CONTRACTS,
        Stage.RUNNING,
        Stage.SELF_EVALUATION,
        Stage.EVALUATION,
        Stage.FILING,
        Stage.CLOSED,
    ]
    assert (made.conclusion, made.submitted_self_evaluation_at, made.stages()[-1][1]) == ("met", told[2][0].at, told[5][0].at)
    assert approved(news("registry.project.closed", 9)).stage is Stage.CLOSED
    opened = news("evaluation.evaluation.opened", 5)
    assert approved(told[0][0], opened, news("evaluation.evaluation.postponed", 6)).stage is Stage.RUNNING
    stopped = approved(news("registry.project.terminated", 5))
    assert (stopped.stopped, stopped.ended, stopped.terminated_at) == ("0005", "", NOW + timedelta(days=5))
    assert approved(news("registry.project.closed", 9)).ended == "0009"


@pytest.mark.rule("2.5")
def test_who_reads_an_application_and_who_a_project() -> None:
    drafted = {"title": "草稿", "undertaking_unit": UNIT, "nominated_lead": LEAD}
    draft = card(
        news("registry.application.created", 1, **drafted), news("registry.application.updated", 2, actor="people/wang", **drafted)
    )
    assert (draft.shown_title, draft.drafted_by) == ("草稿", "people/li")
    assert draft.readers == [UNIT, LEAD, "people/li", *READS_APPLICATIONS]
    assert draft.parties == []
    sent = card(news("registry.application.submitted", 1, **PROPOSAL))
    assert sent.readers == ["areas/yuci", OWNER, UNIT, LEAD, *READS_APPLICATIONS]
    made = approved(
        news("contracts.engagement.activated", 4, "e1", person="people/chief", role="technical_chief", is_lead=False, first_parties=[UNIT]),
        news("supervision.commission.named", 5, commissioners=[{"person": "people/c2"}, {"person": "people/c1"}]),
    )
    assert made.readers == ["areas/yuci", OWNER, UNIT, "people/c1", "people/c2", "people/chief", *READS_PROJECTS]
    assert made.parties == [OWNER, UNIT, "people/c1", "people/c2", "people/chief", LEAD]
    assert (made.chief, made.chief_beside_lead, made.chief_engagers, made.manager) == ("people/chief", "people/chief", [UNIT], "")
    follow(made, news("contracts.engagement.ended", 6, "e1", person="people/chief", role="technical_chief", is_lead=False))
    made.settle()
    assert made.chief == "" and "people/chief" not in made.readers


@pytest.mark.rule("2.5")
def test_whoever_is_to_be_engaged_reads_the_project_until_it_runs_without_them() -> None:
    told = [
        news("contracts.manager.selected", 4, person="people/manager"),
        news("contracts.engagement.drawn_up", 5, "e1", person="people/manager"),
        news("contracts.engagement.drawn_up", 6, "e2", person="people/chief"),
        news("contracts.engagement.voided", 7, "e2", person="people/chief"),
        news("registry.project.running", 8),
    ]
    manager, chief = "people/manager", "people/chief"
    reading = [sorted({manager, chief} & {*approved(*told[:number]).readers}) for number in range(len(told) + 1)]
    assert reading == [[], [manager], [manager], [chief, manager], [manager], []]
    first = approved(told[1])
    assert manager in first.readers and manager not in first.parties
    engaged = news("contracts.engagement.activated", 7, "e1", person=manager, role="project_manager", is_lead=True, first_parties=[OWNER])
    assert manager in approved(*told[:2], engaged, told[-1]).readers
    assert approved(told[1], engaged).proposed == {}


@pytest.mark.rule("1.4")
def test_a_chief_who_leads_is_not_beside_the_lead() -> None:
    leads = news("contracts.engagement.activated", 4, "e1", person="people/chief", role="technical_chief", is_lead=True, first_parties=[])
    made = approved(leads)
    assert (made.lead, made.chief, made.chief_beside_lead) == ("people/chief", "people/chief", "")
    manages: dict[str, Any] = {"person": LEAD, "role": "project_manager", "is_lead": True, "first_parties": [UNIT]}
    other = approved(news("contracts.manager.selected", 4, person="people/one"), news("contracts.engagement.activated", 5, "e2", **manages))
    assert (other.manager, other.selected, other.chief_engagers) == (LEAD, "people/one", [])
    assert approved(news("contracts.manager.selected", 4, person="people/one")).manager == "people/one"


@pytest.mark.rule("1.8")
def test_what_the_task_book_says() -> None:
    made = approved()
    assert (made.task_book_version, made.term_start, made.term_end) == (2, "2026-01-01", "2026-12-31")
    assert (made.money.budget_fen, made.money.city_fen) == (700, 130)
    assert [made.node_title(name) for name in (f"{P}/nodes/n2", "n1", f"{P}/nodes/n9")] == ["量产", "试制", ""]
    assert (made.chief_needed, made.chief_hired_by, made.owner_kinds) == (True, "undertaking_unit", {OWNER: "enterprise"})
    follow(made, news("registry.task_book.changed", 5, task_book=BOOK | {"version": 3, "nodes": BOOK["nodes"][:1]}))
    assert (made.task_book_version, len(made.book)) == (3, 1)


@pytest.mark.rule("5.1")
def test_money_is_that_of_the_latest_report_and_then_of_the_self_evaluation() -> None:
    figures: dict[str, Any] = {"planned_progress": "62.50", "actual_progress": "55.00", "received_fen": 40, "spent_fen": 30}
    made = approved(news("milestones.progress.reported", 4, **figures))
    assert (made.planned_progress, made.actual_progress, made.received, made.spent) == ("62.50", "55.00", 40, 30)
    follow(made, news("evaluation.self_evaluation.submitted", 5, received_fen=60, spent_fen=50))
    made.settle()
    assert (made.received, made.spent) == (60, 50)
    follow(made, news("evaluation.pay.pool_set", 6, pool_fen=7))
    assert made.pool_fen == 7


@pytest.mark.rule("4.2")
def test_how_nodes_stand() -> None:
    n1 = f"{P}/nodes/n1"
    made = approved(news("milestones.materials.received", 4, node="n1"), news("milestones.schedule.awoke", 5, nodes=[n1, f"{P}/nodes/n2"]))
    assert {name: each.state for name, each in made.standings.items()} == {"n1": "under_review", "n2": "awaiting_materials"}
    ways = {
        "milestones.materials.returned": "returned",
        "milestones.node.passed": "passed",
        "milestones.node.failed": "failed",
        "milestones.node.cancelled": "cancelled",
    }
    for kind, state in ways.items():
        told = news(kind, 6, node=n1)
        follow(made, told)
        assert (made.standings["n1"].state, made.standings["n1"].since) == (state, told.at)
    follow(made, news("milestones.remedy.decided", 7, node="n1", decision="terminate"))
    follow(made, news("milestones.remedy.decided", 7, node="", decision="rectify"))
    assert made.standings["n1"].state == "cancelled"
    follow(made, news("milestones.remedy.decided", 8, node="n1", decision="rectify"))
    assert made.standings["n1"].state == "awaiting_materials"
    follow(made, news("milestones.midterm.judged", 9, judgement="on_track"))
    assert made.midterm == "on_track"


@pytest.mark.rule("7.2")
def test_a_deviation_is_as_old_as_its_opening() -> None:
    name, said = f"{P}/deviations/d1", {"aspect": "funds", "cause": "设备涨价", "assignee": LEAD, "due": "2026-03-20"}
    made = approved(news("supervision.deviation.opened", 4, name, **said))
    follow(made, news("supervision.deviation.closed", 6, name, **said | {"due": "2026-03-23"}))
    known = made.deviation(name)
    assert known is not None
    assert (known.opened_at, known.closed, known.due, known.assignee) == (NOW + timedelta(days=4), True, "2026-03-23", LEAD)
    assert (known.aspect, known.cause, known.name, made.deviation("x")) == ("funds", "设备涨价", name, None)


@pytest.mark.rule("4.5")
def test_its_next_last_day_and_its_places_in_lists() -> None:
    made = approved()
    assert (made.next, made.next_day, made.by_next_day) == (None, FAR, f"{FAR}|{P}")
    days = [NextDay(name, day, False, "x", "") for name, day in (("b", "2026-04-02"), ("c", "2026-04-01"), ("a", "2026-04-02"))]
    for day in days:
        made.note_next(day, day.deadline)
    assert [each.deadline for each in made.next_days] == ["c", "a", "b"]
    made.note_next(None, "c")
    made.note_next(replace(days[2], last_day="2026-04-09"), "a")
    assert [each.deadline for each in made.next_days] == ["b", "a"] and made.next == days[0]
    made.note_last(news("x", 7))
    made.note_last(news("x", 6))
    made.settle(["阀体"])
    assert (made.last, made.changed_at, made.grams) == ("0007", NOW + timedelta(days=7), ["阀体"])
    made.settle()
    assert made.grams == ["阀体"]
    assert (made.by_next_day, made.by_changed) == (f"2026-04-02|{P}", f"0007|{P}")
    assert (made.by_title, made.by_budget) == (f"阀体|{P}", f"{700:018d}|{P}")
    assert ProjectCard(P).shown_title == P


@pytest.mark.rule("2.5")
def test_what_turns_a_project_is_told_and_nothing_large_is_kept_twice() -> None:
    told = happening_of(news("registry.project.approved", 3, rule="2.6,1.1", **APPROVAL))
    assert (told.name, told.project, told.kind, told.turns, told.rules) == ("0003", P, "registry.project.approved", True, ["2.6", "1.1"])
    assert set(told.data) == {"project", *APPROVAL} - {"task_book", "owner_kinds"}
    quiet = happening_of(news("milestones.progress.reported", 4, documents=[], files=[], report={}, note=1))
    assert (quiet.turns, quiet.data, quiet.rules, quiet.at, quiet.subject) == (False, {"project": P, "note": 1}, [], quiet.at, P)


def test_a_fact_as_the_desk_reads_it() -> None:
    told = news("x", 1, node="n1", count=7, nothing=None, names=["a", 1])
    assert (told.text("count"), told.text("nothing"), told.text("x"), told.names("names"), told.names("x")) == (
        "7",
        "",
        "",
        ("a", "1"),
        (),
    )
    assert (told.node(), told.person, told.project, told.rules) == (f"{P}/nodes/n1", "people/li", P, [])
    other = News("1", "x", NOW, "services/x", P, {"node": f"{P}/nodes/n2"})
    assert (other.node(), other.person, other.project, news("x").node()) == (f"{P}/nodes/n2", "", "", "")


def test_who_is_on_record() -> None:
    known = Known("people/li")
    known.register(news("x", display_name="李静", organization=UNIT, kind="", area="yuci"), ["李静"])
    assert (known.display_name, known.organization, known.kind, known.area, known.grams) == ("李静", UNIT, "", "yuci", ["李静"])
    known.leave()
    assert known.left
    known.come_back()
    assert not known.left
