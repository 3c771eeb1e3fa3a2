"""Who has a task: asked, done, left, closed, in whatever order facts come; and for whom a role stands (2.5)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.desk.domain.card import ProjectCard
from services.desk.domain.holders import BUREAU, resolved
from services.desk.domain.news import News
from services.desk.domain.table import KINDS
from services.desk.domain.table.kind import (
    Asks,
    Dates,
    Day,
    Does,
    Ends,
    Kind,
    Leaves,
    Table,
    always,
    lapses,
    nothing,
    of,
    subject,
    those_in,
    to,
)
from services.desk.domain.task import Doing, Task

P = "projects/p1"
A, B, UNIT = "organizations/a", "organizations/b", "organizations/unit"
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
pytestmark = pytest.mark.rule("2.5")


def news(number: int, kind: str = "x.made", actor: str = "people/li", **data: Any) -> News:
    return News(f"{number:04d}", kind, NOW + timedelta(hours=number), actor, f"{P}/things/1", {"project": P, **data})


def card() -> ProjectCard:
    made = ProjectCard(P, title="阀体", owners=[A, B], undertaking_unit=UNIT, county="yuci", readers=["roles/auditor", UNIT])
    made.owner_kinds = {A: "enterprise", B: "science_bureau"}
    return made


def task() -> Task:
    return Task(name=f"do:{P}/things/1", kind="do", resource=f"{P}/things/1", project=P)


def settled(made: Task, over: str = "", *, private: bool = False, of: ProjectCard | None = None) -> list[str]:
    made.settle(of or card(), over, private=private)
    return made.who


def test_those_who_are_asked_have_it_until_each_has_done_it() -> None:
    made = task()
    made.ask(news(1), [A, B], "阀体")
    assert settled(made) == [A, B]
    assert (made.since, made.started_by, made.about, made.starter, made.is_open) == (news(1).at, "people/li", "阀体", "people/li", True)
    made.finish(news(2, actor="people/wang"), A)
    assert settled(made) == [B] and made.doers == ["people/wang"]
    made.finish(news(3, actor="services/x"), B)
    assert settled(made) == [] and (made.starter, made.watchers, made.is_open) == ("", [], False)
    assert made.doings == [Doing("0002", "people/wang", news(2).at)]
    made.ask(news(4, actor="people/zhao"), [A], "")
    assert settled(made) == [A]
    assert (made.since, made.started_by, made.about) == (news(4).at, "people/zhao", "阀体")


def test_the_same_in_another_order() -> None:
    made = task()
    made.finish(news(2, actor="people/wang"), A)
    made.ask(news(1), [A, B], "阀体")
    made.ask(news(3), [], "改")
    made.ask(news(2), [], "不是最后")
    assert (settled(made), made.about, made.asked) == ([B], "改", "0003")
    once = list(made.doings)
    made.credit(news(2, actor="people/wang"))
    assert made.doings == once


def test_who_is_asked_instead_has_it_alone() -> None:
    made = task()
    made.ask(news(1), [A], "")
    made.ask_only(news(2), [B], "")
    assert settled(made) == [B]
    made.ask(news(1), [A], "")
    assert settled(made) == [B], "an earlier fact that comes later asks nobody"
    made.leave(news(3, actor="people/wang"), [A])
    assert settled(made) == [A]
    assert (made.since, made.doers) == (news(2).at, ["people/wang"])
    made.close(news(4))
    assert settled(made) == [] and made.closed == "0004"
    made.close(news(3))
    assert made.closed == "0004"


def test_what_is_closed_by_the_very_fact_that_asks_is_open() -> None:
    made = task()
    made.close(news(1))
    made.ask(news(1), [A], "")
    assert settled(made) == [A]
    made.finish(news(1), A)
    assert settled(made) == []


def test_since_a_project_ends_nobody_is_asked_but_by_what_comes_after() -> None:
    made = task()
    made.ask(news(2), [A], "")
    assert [settled(made, over) for over in ("", "0002", "0003")] == [[A], [A], []]


def test_of_a_role_those_who_have_not_done_it() -> None:
    made = task()
    made.ask(news(1), ["owners", UNIT], "")
    assert settled(made) == [A, B, UNIT]
    made.finish(news(2), A)
    assert settled(made) == [B, UNIT]
    made.ask(news(3), ["owners"], "")
    assert settled(made) == [A, B, UNIT]
    made.finish(news(4), "owners")
    assert settled(made) == [UNIT]


def test_who_sees_who_has_it() -> None:
    made = task()
    made.ask(news(1), [A], "")
    settled(made)
    assert made.watchers == sorted({A, UNIT, "roles/auditor"})
    settled(made, private=True)
    assert made.watchers == [A, "roles/auditor", "roles/science_bureau"]
    made.settle(None, "", private=False)
    assert made.watchers == [A, "roles/auditor", "roles/science_bureau"]


def test_until_when_by_the_latest_word_and_its_place_in_lists() -> None:
    made = task()
    made.ask(news(1), [A], "")
    settled(made)
    assert made.by_day == f"9999-12-31|{news(1).at.isoformat()}|{made.name}" and made.by_done == f"|{made.name}"
    made.date(news(3), "2026-04-02", True, f"{P}/deadlines/d")
    made.date(news(2), "2026-04-01", False, "")
    assert (made.last_day, made.provisional, made.deadline, made.dated) == ("2026-04-02", True, f"{P}/deadlines/d", "0003")
    made.credit(news(5))
    made.credit(news(4))
    settled(made)
    assert made.by_day.startswith("2026-04-02|") and made.by_done == f"0005|{made.name}"
    assert (made.project_title, made.node_title) == ("阀体", "")
    nobody = task()
    nobody.settle(None, "", private=False)
    assert nobody.by_day == f"9999-12-31||{nobody.name}"


@pytest.mark.parametrize(
    ("holder", "who"),
    [
        (A, [A]),
        ("roles/county", ["roles/county"]),
        ("science_bureau", [BUREAU]),
        ("owners", [A, B]),
        ("owner_enterprises", [A]),
        ("unit", [UNIT]),
        ("county", ["areas/yuci"]),
        ("lead", ["people/lead"]),
        ("last_lead", ["people/lead"]),
        ("manager", ["people/lead"]),
        ("chief", ["people/chief"]),
        ("chief_beside_lead", ["people/chief"]),
        ("drafting", ["people/drafter"]),
        ("nominated_lead", []),
        ("commissioners_or_bureau", ["people/c1", "people/c2"]),
        ("paying_hirer", []),
        ("chief_hirer", ["people/lead"]),
        ("hirers_successor", []),
    ],
)
def test_for_whom_a_holder_stands(holder: str, who: list[str]) -> None:
    made = card()
    for name, person, role, is_lead in (("e1", "people/lead", "project_manager", True), ("e2", "people/chief", "technical_chief", False)):
        told = news(1, person=person, role=role, is_lead=is_lead, first_parties=[])
        made.begin_engagement(replace(told, subject=name))
    made.draft_lead = "people/drafter"
    made.name_commissioners(["people/c2", "people/c1"])
    assert resolved(holder, made) == who
    assert resolved(holder, None) == (who if "/" in holder or holder == "science_bureau" else [])


def test_who_pays_and_who_engages_the_chief() -> None:
    made = card()
    made.selected = "people/manager"
    made.pool_fen = 1
    assert [resolved(holder, made) for holder in ("paying_hirer", "chief_hirer")] == [[], ["people/manager"]]
    made.chief_engagers = ["people/manager"]
    assert resolved("paying_hirer", made) == ["people/manager"]
    made.chief_engagers, made.chief_hired_by = [UNIT], "undertaking_unit"
    assert [resolved(holder, made) for holder in ("paying_hirer", "chief_hirer")] == [[UNIT], [UNIT]]
    made.pool_fen, made.county = 0, ""
    assert [resolved(holder, made) for holder in ("paying_hirer", "county")] == [[], []]


ROW = Kind(
    id="do",
    method="registry/DoIt",
    alternatives=("registry/LeaveIt",),
    rules="2.5",
    steps={
        "x.made": Asks(those_in("whom"), day=Day(of("last_day"), subject), words=of("title")),
        "x.joined": Asks(to(B), only=False),
        "x.left": Leaves(),
        "x.done": [Does(of("who")), Dates(Day(of("next_day")))],
        "x.ended": Ends(),
        "x.lapsed": lapses(when=lambda told: bool(told.data["lapsed"])),
        "x.other": Ends(of("other")),
    },
)


def after(*told: News) -> Task:
    made = task()
    for each in told:
        for _, about, step in Table((ROW,)).steps(each):
            assert about == made.resource
            step.take(made, each)
    ROW.settle(made, card())
    return made


MADE = news(1, whom=[A, B], last_day="2026-04-01", provisional=True, title="阀体")


@pytest.mark.parametrize(
    ("then", "who", "doers"),
    [
        ([], [A, B], []),
        ([news(2, "x.joined")], [A, B], []),
        ([news(2, whom=A)], [A], []),
        ([news(2, whom="")], [], []),
        ([news(2, "x.left", waiting_for=[B])], [B], ["people/li"]),
        ([news(2, "x.done", who=A, next_day="2026-04-09")], [B], ["people/li"]),
        ([news(2, "x.ended")], [], ["people/li"]),
        ([news(2, "x.lapsed", lapsed=True)], [], []),
        ([news(2, "x.lapsed", lapsed=False)], [A, B], []),
        ([news(2, "x.other")], [A, B], []),
    ],
)
def test_what_each_step_of_a_row_does(then: Sequence[News], who: list[str], doers: list[str]) -> None:
    made = after(MADE, *then)
    assert (made.who, made.doers) == (who, doers)


def test_a_row_says_until_when_about_what_and_by_which_methods() -> None:
    made = after(MADE)
    assert (made.last_day, made.provisional, made.deadline, made.about) == ("2026-04-01", True, MADE.subject, "阀体")
    assert after(MADE, news(2, "x.done", who=A, next_day="2026-04-09")).last_day == "2026-04-09"
    assert ROW.methods == ("sanzhi.registry.v1.RegistryService/DoIt", "sanzhi.registry.v1.RegistryService/LeaveIt")
    assert (ROW.name("x"), ROW.on("x.unknown"), always(MADE), nothing(MADE)) == ("do:x", (), True, "")


def test_after_termination_and_filing_as_the_row_says() -> None:
    stopped, ended, both = card(), card(), card()
    stopped.stopped = ended.ended = both.stopped = "0005"
    both.ended = "0009"
    rows = [replace(ROW, goes_on=goes_on, after_end=after_end) for goes_on in (False, True) for after_end in (False, True)]
    found = []
    for row in rows:
        made = after(MADE)
        open_in = []
        for project in (stopped, ended, both):
            row.settle(made, project)
            open_in.append(made.is_open)
        found.append(open_in)
    assert found == [[False, False, False], [False, True, False], [True, False, False], [True, True, True]]


WHO_HAS_IT_IS_CONFIDENTIAL = {
    "answer_finding",
    "answer_question",
    "answer_renewal",
    "answer_rating_objection",
    "answer_use_request",
    "assess_items",
    "confirm_chief_score",
    "confirm_erasure",
    "decide_finding",
    "decide_subscription",
    "notify_finding",
    "record_bonus_payment",
    "record_vote",
    "replace_panel_member",
    "rule_on_refusal",
    "score_application",
    "score_chief",
}
GO_ON_AFTER_THE_FILING = {
    *("acknowledge_filing", "answer_finding", "notify_finding", "decide_finding"),
    *("answer_use_request", "confirm_result", "correct_result", "rule_on_refusal"),
    *("decide_claim", "complete_claim", "record_payment", "assign_service", "complete_service", "choose_offer", "rate_service"),
    *("score_chief", "confirm_chief_score", "record_bonus_payment"),
}
GO_ON_AFTER_A_TERMINATION = GO_ON_AFTER_THE_FILING | {
    *("approve_termination", "consent_to_termination", "report_midterm"),
    *("submit_self_evaluation", "convene_evaluation_panel", "assess_items", "conclude_evaluation", "file_with_finance"),
}


def test_which_tasks_are_confidential_and_which_go_on() -> None:
    """Reviews, votes, unconfirmed findings, pay, who asks to use a result or for facts, questions; what outlives a termination (1.10)."""
    assert {name for name, kind in KINDS.items() if kind.private} == WHO_HAS_IT_IS_CONFIDENTIAL
    assert {name for name, kind in KINDS.items() if kind.after_end} == GO_ON_AFTER_THE_FILING
    assert {name for name, kind in KINDS.items() if kind.goes_on} == GO_ON_AFTER_A_TERMINATION
