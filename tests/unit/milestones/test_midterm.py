from datetime import date
from typing import Any

import pytest

from chassis.errors import InvalidArgument, RuleViolated
from services.milestones.domain.midterm import GovernmentReport, Judged, MidtermCheck
from services.milestones.domain.remedy import Remedy
from services.milestones.domain.task_book import Plan, PlannedNode
from services.milestones.domain.words import Judgement, MidtermState, RemedyChoice
from tests.unit.milestones.examples import BUREAU, POSTER, PROJECT, at, choice

NAME = f"{PROJECT}/midtermCheck"
FINANCE = "organizations/finance"


def due() -> MidtermCheck:
    check = MidtermCheck(NAME, PROJECT, date(2024, 7, 1), "n1")
    check.fall_due()
    return check


def judge(
    check: MidtermCheck, what: Judgement = Judgement.ON_TRACK, consulted: tuple[str, ...] = (FINANCE,), when: str = "2024-07-10"
) -> Any:
    judged = Judged(what, "指标按计划推进", consulted, at(when), "people/official")
    return check.judge(judged, Remedy(NAME, PROJECT, check.node, [BUREAU, POSTER], not check.earlier))


def send(check: MidtermCheck, on: str = "2024-07-12", recorded: str = "2024-07-15") -> Any:
    report = GovernmentReport("市科报〔2024〕7号", date.fromisoformat(on), None, "people/official", at(recorded))
    return check.report_to_government(report)


def plan(*nodes: PlannedNode) -> Plan:
    return Plan(1, date(2024, 1, 1), date(2025, 12, 31), nodes)


@pytest.mark.rule("4.6")
def test_it_is_due_at_the_marked_node_else_midway_between_effect_and_end_of_term() -> None:
    marked = PlannedNode("n2", "试制", date(2024, 9, 30), midterm=True)
    assert plan(PlannedNode("n1", "设计", date(2024, 3, 31)), marked).midterm(at("2024-02-01")) == (date(2024, 9, 30), "n2")
    assert plan(marked).midterm(at("2024-11-01")) == (date(2024, 11, 1), "n2")
    # From 1 January 2024 there are 730 days to 31 December 2025.
    assert plan().midterm(at("2024-01-01")) == (date(2024, 12, 31), "")
    assert plan().midterm(at("2026-02-01")) == (date(2026, 2, 1), "")


@pytest.mark.rule("4.6")
@pytest.mark.parametrize("what", list(Judgement))
def test_the_bureau_judges_once_with_others_and_reports(what: Judgement) -> None:
    check = due()
    (judged,) = judge(check, what)
    assert (judged.judgement, judged.consulted, check.state) == (what, (FINANCE,), MidtermState.JUDGED)
    assert (check.judgement, check.reasons, check.consulted) == (what, "指标按计划推进", (FINANCE,))
    assert (check.judged_at, check.judged_by, check.report) == (at("2024-07-10"), "people/official", None)
    assert (check.remedy is not None) == (what is Judgement.CANNOT_FINISH)
    with pytest.raises(RuleViolated, match="MIDTERM_ALREADY_JUDGED"):
        judge(check)
    (reported,) = send(check)
    assert (reported.reference, check.state) == ("市科报〔2024〕7号", MidtermState.REPORTED)
    with pytest.raises(RuleViolated, match="MIDTERM_ALREADY_REPORTED"):
        send(check)


@pytest.mark.rule("4.6")
def test_it_is_judged_neither_before_its_day_nor_by_the_bureau_alone() -> None:
    planned = MidtermCheck(NAME, PROJECT, date(2024, 7, 1), "n1")
    with pytest.raises(RuleViolated, match="MIDTERM_NOT_DUE") as early:
        judge(planned)
    assert "2024-07-01" in early.value.message
    with pytest.raises(RuleViolated, match="CONSULTATION_REQUIRED"):
        judge(due(), consulted=())
    with pytest.raises(InvalidArgument, match="LISTED_TWICE"):
        judge(due(), consulted=(FINANCE, FINANCE))


@pytest.mark.rule("4.6")
def test_the_report_follows_the_judgement_and_is_not_of_tomorrow() -> None:
    with pytest.raises(RuleViolated, match="MIDTERM_NOT_JUDGED"):
        send(due())
    check = due()
    judge(check)
    for on in ("2024-07-09", "2024-07-16"):
        with pytest.raises(RuleViolated, match="REPORTED_ON_IMPOSSIBLE"):
            send(check, on)


@pytest.mark.rule("4.6")
@pytest.mark.parametrize("on", ["2024-07-10", "2024-07-15"])
def test_it_is_reported_on_the_day_of_the_judgement_at_the_earliest_and_today_at_the_latest(on: str) -> None:
    check = due()
    judge(check)
    (reported,) = send(check, on)
    assert (reported.reported_on, check.state) == (date.fromisoformat(on), MidtermState.REPORTED)


@pytest.mark.rule("4.8")
def test_cannot_finish_leads_to_the_same_choice_and_a_second_judgement() -> None:
    check = due()
    judge(check, Judgement.CANNOT_FINISH)
    for owner in (BUREAU, POSTER):
        check.choose_remedy(choice(owner, RemedyChoice.RECTIFY, "2024-10-31", "2024-07-20"))
    assert (check.state, check.planned_on, check.judgement) == (MidtermState.PLANNED, date(2024, 10, 31), None)
    assert not check.can_be_replanned
    send(check, recorded="2024-07-25")
    assert check.earlier[0].report is not None
    check.fall_due()
    judge(check, Judgement.CANNOT_FINISH, when="2024-11-05")
    with pytest.raises(RuleViolated, match="ALREADY_RECTIFIED_ONCE"):
        check.choose_remedy(choice(BUREAU, RemedyChoice.RECTIFY, "2024-12-31", "2024-11-06"))
    check.choose_remedy(choice(BUREAU, RemedyChoice.TERMINATE, when="2024-11-06"))


@pytest.mark.rule("4.8")
def test_a_project_on_track_needs_no_choice() -> None:
    check = due()
    judge(check)
    with pytest.raises(RuleViolated, match="MIDTERM_NOT_CANNOT_FINISH"):
        check.choose_remedy(choice(BUREAU, RemedyChoice.CONTINUE))


@pytest.mark.rule("1.10")
def test_an_ended_project_is_not_judged() -> None:
    check = due()
    check.cancel()
    with pytest.raises(RuleViolated, match="PROJECT_ENDED"):
        judge(check)


@pytest.mark.rule("4.7a")
def test_its_version_is_the_plan_and_the_judgement_and_not_the_report_of_it() -> None:
    check = MidtermCheck(NAME, PROJECT, date(2024, 7, 1), "n1")
    planned = check.etag
    check.fall_due()
    assert check.etag == planned
    judge(check)
    judged = check.etag
    assert judged != planned
    send(check)
    assert check.etag == judged
