"""Each act on a node, its panel and its remedy says all that others go by, and alters nothing else (4.1 to 4.8)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from services.milestones.domain.materials import Defect, MaterialsReturn, Timing, check_no_repetition, defects_of
from services.milestones.domain.node import Node
from services.milestones.domain.panel import PanelMember, PanelReplacement
from services.milestones.domain.policy import ReturnPolicy
from services.milestones.domain.remedy import OwnerChoice, Remedy
from services.milestones.domain.review import MilestoneReport, Review
from services.milestones.domain.states import MIDTERM, NODE, SCHEDULE
from services.milestones.domain.words import DeadlineKind, MaterialKind, MidtermState, NodeState, RemedyChoice, ScheduleState, Vote
from tests.unit.milestones.examples import (
    AUDIT,
    BUREAU,
    CALENDAR,
    EXPERTS,
    FILE,
    LEAD,
    POLICY,
    POSTER,
    PROJECT,
    SELF,
    at,
    awaiting,
    cancelled,
    choice,
    convened,
    failed,
    give_back,
    material,
    member,
    panel,
    passed,
    planned,
    report,
    returned,
    submit,
    timing,
    under_review,
    voted,
)
from tests.unit.said import altered, done, refused, said

N1: dict[str, Any] = {"name": f"{PROJECT}/nodes/n1", "project": PROJECT, "node": "n1"}
FIRST: dict[str, Any] = N1 | {"round": 1}
FILED = vars(FILE)
WHEN = at("2024-02-05")
RECTIFY = RemedyChoice.RECTIFY


@pytest.mark.rule("4.1")
def test_materials_that_come_in() -> None:
    made = planned()
    assert altered(made, made.wake) == {"state": NodeState.AWAITING_MATERIALS, "reviews": [Review(1, date(2024, 1, 12))]}
    assert made.review.awaited == list(MaterialKind)
    told, changed = done(made, lambda: submit(made, SELF))
    submitted = FIRST | {"kind": SELF, "file": FILED, "submitted_at": WHEN, "rule": "4.1"}
    assert told == [("material.submitted.v1", False, submitted)] and changed.keys() == {"reviews"}
    assert (made.review.materials, made.review.awaited, made.review.received_at) == ([material(SELF)], [AUDIT], None)
    told, changed = done(made, lambda: submit(made, AUDIT, when="2024-02-07"))
    received = {"received_at": at("2024-02-07"), "late": False, "completed": False, "files": (FILED, FILED), "received_by": "lead"}
    assert told == [
        ("material.submitted.v1", False, submitted | {"kind": AUDIT, "submitted_at": at("2024-02-07")}),
        ("materials.received.v1", False, FIRST | received | {"rule": "4.1"}),
    ]
    assert changed.keys() == {"state", "reviews"} and made.state is NodeState.UNDER_REVIEW
    assert (made.review.received_at, made.review.awaited, made.review.files) == (at("2024-02-07"), [], (FILE, FILE))


@pytest.mark.rule("4.4")
def test_materials_that_go_back() -> None:
    made = under_review()
    told, changed = done(made, lambda: give_back(made, "2024-02-06", "2024-03-01", AUDIT, SELF))
    defects = tuple({"material": kind, "description": "缺少签章页"} for kind in (AUDIT, SELF))
    back = {"returned_at": at("2024-02-06"), "defects": defects, "complete_by": date(2024, 3, 1), "rule": "4.4"}
    assert told == [("materials.returned.v1", False, FIRST | back)] and changed.keys() == {"state", "reviews"}
    assert (made.state, made.review.awaited, made.review.received_at) == (NodeState.RETURNED, [SELF, AUDIT], None)
    (kept,) = made.review.returns
    assert (kept.returned_by, kept.completed_at) == (LEAD, None)
    submit(made, SELF, when="2024-02-20")
    told = said(submit(made, AUDIT, when="2024-02-26", due=timing("2024-02-19", "2024-03-02")))
    received = told[-1][2]
    assert (received["completed"], received["late"], received["rule"]) == (True, False, "4.1,4.4")
    assert kept.completed_at == at("2024-02-26")
    kept.complete(at("2024-02-27"))
    assert kept.completed_at == at("2024-02-26"), "it came in once"


@pytest.mark.rule("4.4")
@pytest.mark.parametrize(
    ("hour", "end", "granted", "late"), [(23, 1, 0, False), (24, 1, 0, True), (24, 1, 2, False), (48, 1, 2, True), (24, 2, 1, False)]
)
def test_when_materials_are_late(hour: int, end: int, granted: int, late: bool) -> None:
    start, day = at("2024-02-18", 0), timedelta(days=1)
    assert Timing(start + end * day, start + granted * day if granted else None).is_late(start + timedelta(hours=hour)) is late


@pytest.mark.rule("4.1", "4.4")
def test_how_materials_are_refused() -> None:
    twice = refused(lambda: check_no_repetition([SELF, AUDIT, SELF]))
    assert twice == (InvalidArgument, "LISTED_TWICE", "4.1", {})
    check_no_repetition([SELF, AUDIT])
    for given in ((), (Defect(AUDIT, "缺页"), Defect(SELF, " "))):
        assert refused(lambda given=given: defects_of(given)) == (RuleViolated, "DEFECT_UNNAMED", "4.4", {})  # type: ignore[misc]
    assert defects_of((Defect(AUDIT, "缺页"),)) == [Defect(AUDIT, "缺页")]
    again = returned()
    submit(again, AUDIT, when="2024-02-08")
    voting = voted(Vote.PASS)
    last = {"last_day": date(2024, 2, 18)}
    for act, told in (
        (lambda: give_back(again, "2024-02-19"), (RuleViolated, "RETURN_ALREADY_USED", "4.4", {"limit": 1})),
        (lambda: give_back(under_review(), "2024-02-19"), (RuleViolated, "DEADLINE_PASSED", "4.4", last)),
        (lambda: give_back(voting, "2024-02-06"), (RuleViolated, "VOTING_STARTED", "4.4", {})),
        (lambda: give_back(under_review(), "2024-02-06", "2024-02-05"), (RuleViolated, "DATE_IN_PAST", "4.4", {})),
        (
            lambda: give_back(under_review(), "2024-02-06", "2099-12-31"),
            (InvalidArgument, "DATE_OUT_OF_RANGE", "1.10a", {"field": "complete_by"}),
        ),
        (
            lambda: Review(1, date(2024, 1, 12)).give_back(MaterialsReturn(WHEN, LEAD, [], date(2024, 3, 1)), ReturnPolicy(1, 5), CALENDAR),
            (RuleViolated, "MATERIALS_NOT_RECEIVED", "4.1", {}),
        ),
        (lambda: submit(planned(), SELF), (RuleViolated, "SCHEDULE_ASLEEP", "1.6", {"state": "planned"})),
    ):
        assert refused(act) == told
    assert give_back(under_review(), "2024-02-06", "2024-02-06"), "within the day"
    twice_ = replace(POLICY, returns=ReturnPolicy(2, 5))
    made = returned()
    submit(made, AUDIT, when="2024-02-08")
    assert made.return_materials(MaterialsReturn(at("2024-02-09"), LEAD, [Defect(AUDIT, "缺页")], date(2024, 3, 1)), twice_, CALENDAR)
    assert len(made.review.returns) == 2


@pytest.mark.rule("1.9", "4.4")
def test_a_successor_of_the_lead_has_the_whole_period_of_return() -> None:
    made = under_review()
    made.start_clock(at("2024-03-04"))
    assert made.review.clock_from == at("2024-03-04")
    late = refused(lambda: give_back(made, "2024-03-12", "2024-04-01"))
    assert late == (RuleViolated, "DEADLINE_PASSED", "4.4", {"last_day": date(2024, 3, 11)})
    assert give_back(made, "2024-03-11", "2024-04-01")
    before = under_review()
    before.start_clock(at("2024-01-01"))
    assert give_back(before, "2024-02-18"), "a clock that ran before the materials came counts from them"


@pytest.mark.rule("4.2", "4.7")
def test_a_panel_and_its_votes() -> None:
    made, seats = under_review(), panel()
    told, changed = done(made, lambda: made.convene_panel(seats))
    assert told == [
        ("panel.convened.v1", False, FIRST | {"convened_at": at("2024-02-20"), "members": 3, "rule": "4.2,4.7"}),
        ("panel.named.v1", True, N1 | {"members": EXPERTS, "rule": "4.7"}),
    ]
    assert changed.keys() == {"reviews"} and made.review.panel is seats
    now = at("2024-02-21")
    told = said(made.object_to_panel_member(EXPERTS[0], POSTER, "曾任顾问", now))
    words = {"member": EXPERTS[0], "objected_by": POSTER, "reason": "曾任顾问", "rule": "4.7"}
    assert told == [("panel_member.objected.v1", True, N1 | words)] and seats.members[0].left_at == now
    told = said(made.replace_panel_member(PanelReplacement(EXPERTS[0], member("people/zhao"), "接替"), now))
    words = {"member": EXPERTS[0], "successor": "people/zhao", "reason": "接替", "rule": "4.7"}
    assert told == [("panel_member.replaced.v1", True, N1 | words)]
    told, changed = done(made, lambda: made.record_vote(EXPERTS[1], Vote.FAIL, "数据不全", now, "v1"))
    vote = {"member": EXPERTS[1], "votes_in": 1, "votes_needed": 3, "rule": "4.7"}
    assert told == [("vote.recorded.v1", True, N1 | vote)] and changed.keys() == {"reviews"}
    organization = "organizations/university"
    given = PanelMember(person=EXPERTS[1], organization=organization, delivered_at=now, vote=Vote.FAIL, opinion="数据不全", seen="v1")
    assert seats.members[1] == given and given.voted_at == now
    made.record_vote(EXPERTS[2], Vote.PASS, "齐全", now)
    assert (seats.votes_for, seats.votes_against, seats.members[2].seen) == (1, 1, "")
    assert not made.review.is_open_to_view(seats)
    told, changed = done(made, lambda: made.change_lead("责任人更换"))
    assert told == [("panel.dissolved.v1", False, FIRST | {"reason": "责任人更换", "rule": "1.9"})]
    assert changed.keys() == {"reviews"} and (made.review.panel, made.review.dissolved_panels) == (None, [seats])
    assert made.change_lead("责任人更换") == [] and made.panel_members == frozenset() == planned().panel_members


@pytest.mark.rule("4.2", "4.8")
@pytest.mark.parametrize(("votes", "kind"), [((Vote.PASS, Vote.PASS, Vote.FAIL), "passed"), ((Vote.FAIL, Vote.PASS, Vote.FAIL), "failed")])
def test_a_report_and_what_the_majority_concluded(votes: tuple[Vote, ...], kind: str) -> None:
    made = voted(*votes)
    passes, seats = made.conclusion()
    remedy = Remedy(made.name, PROJECT, "n1", [BUREAU, POSTER])
    told_of = MilestoneReport(FILE, "摘要", at("2024-03-01"), LEAD, passes, seats.votes_for, seats.votes_against, late=True)
    told, changed = done(made, lambda: made.submit_milestone_report(told_of, remedy))
    counted = {"votes_for": votes.count(Vote.PASS), "votes_against": votes.count(Vote.FAIL), "late": True, "materials_late": False}
    about = {"lead": LEAD, "concluded_at": at("2024-03-01"), "report": FILED, "rule": "4.2,4.7"}
    assert told == [(f"node.{kind}.v1", False, FIRST | counted | about)]
    assert (made.review.report, made.state.value, made.is_open) == (told_of, kind, False)
    assert made.remedy is (None if kind == "passed" else remedy)
    assert changed.keys() == {"state", "reviews"} | (set() if kind == "passed" else {"remedy"})
    assert made.review.is_open_to_view(panel()), "a review that has concluded is open"


@pytest.mark.rule("4.1")
def test_a_node_that_failed_late_says_that_its_materials_were_late() -> None:
    made = awaiting()
    submit(made, SELF, AUDIT, when="2024-02-19")
    made.convene_panel(panel())
    for person in EXPERTS:
        made.record_vote(person, Vote.PASS, "齐全", at("2024-02-21"))
    (fact,) = report(made)
    assert (fact.materials_late, fact.late, fact.votes_for) == (True, False, 3)


@pytest.mark.rule("4.8")
def test_owners_who_choose() -> None:
    made = failed()
    first = choice(BUREAU, RECTIFY, "2024-05-31")
    told, changed = done(made, lambda: made.choose_remedy(first))
    chosen: dict[str, Any] = {"name": made.name, "project": PROJECT, "choice": RECTIFY, "reason": "专家意见属实", "rule": "4.8,1.1"}
    assert told == [("remedy.chosen.v1", False, chosen | {"owner": BUREAU, "waiting_for": (POSTER,), "agreed": False})]
    assert changed.keys() == {"remedy"}
    made.choose_remedy(choice(POSTER, RECTIFY, "2024-06-30"))
    assert made.remedy is not None and (made.remedy.decision, made.remedy.waiting_for) == (None, []), "another day is another choice"
    told, changed = done(made, lambda: made.choose_remedy(choice(POSTER, RECTIFY, "2024-05-31", "2024-03-06")))
    decided = {"name": made.name, "project": PROJECT, "node": "n1", "decision": RECTIFY, "rectify_by": date(2024, 5, 31)}
    assert told == [
        ("remedy.chosen.v1", False, chosen | {"owner": POSTER, "waiting_for": (), "agreed": True}),
        ("remedy.decided.v1", False, decided | {"reasons": ("专家意见属实",) * 2, "rule": "4.8"}),
    ]
    assert changed.keys() == {"remedy", "state", "reviews"} and made.state is NodeState.AWAITING_MATERIALS
    assert (made.review, made.rectifications) == (Review(2, date(2024, 5, 31), rectifies=True), 1)
    assert made.remedy.decided_at == at("2024-03-06") and made.remedy.rectify_by == date(2024, 5, 31)
    assert [each.owner for each in made.remedy.choices] == [BUREAU, POSTER] and not made.follows_task_book
    on = failed()
    for owner in (BUREAU, POSTER):
        on.choose_remedy(choice(owner, RemedyChoice.CONTINUE))
    assert (on.state, len(on.reviews)) == (NodeState.FAILED, 1)


def remedy(**changed: Any) -> Remedy:
    return Remedy(**{"subject": "s", "project": PROJECT, "node": "n1", "owners": [BUREAU], **changed})


@pytest.mark.rule("4.8")
@pytest.mark.parametrize(
    ("of", "how", "told"),
    [
        (remedy(), {"reason": " "}, (InvalidArgument, "REASON_MISSING", "4.8", {"field": "reason"})),
        (remedy(decision=RECTIFY), {}, (RuleViolated, "REMEDY_ALREADY_DECIDED", "4.8", {})),
        (remedy(owners=[POSTER]), {}, (PermissionDenied, "ROLE_REQUIRED", "4.8", {})),
        (remedy(), {"choice": RemedyChoice.CONTINUE}, (InvalidArgument, "RECTIFY_BY_UNEXPECTED", "4.8", {"field": "rectify_by"})),
        (remedy(rectifiable=False), {}, (RuleViolated, "ALREADY_RECTIFIED_ONCE", "4.8", {})),
        (remedy(), {"rectify_by": None}, (InvalidArgument, "RECTIFY_BY_REQUIRED", "4.8", {"field": "rectify_by"})),
        (remedy(), {"rectify_by": date(2024, 3, 4)}, (RuleViolated, "DATE_IN_PAST", "4.8", {})),
        (remedy(), {"rectify_by": date(2099, 12, 31)}, (InvalidArgument, "DATE_OUT_OF_RANGE", "1.10a", {"field": "rectify_by"})),
    ],
)
def test_how_a_choice_is_refused(of: Remedy, how: dict[str, Any], told: object) -> None:
    wanted: OwnerChoice = replace(choice(BUREAU, RECTIFY, "2024-05-31"), **how)
    assert refused(lambda: of.choose(wanted)) == told
    assert of.choices == []
    assert remedy().choose(choice(BUREAU, RECTIFY, "2024-03-05")), "the day itself is not past"
    assert len(remedy(rectifiable=False).choose(choice(BUREAU, RemedyChoice.TERMINATE))) == 2


@pytest.mark.rule("1.8", "1.10")
def test_a_node_that_the_task_book_moves_drops_and_takes_up_again() -> None:
    made = awaiting()
    other = ("小批量试制", date(2024, 5, 1), True)
    changed = altered(made, lambda: made.change(*other))
    assert changed == {"title": other[0], "due_date": other[1], "midterm": True, "reviews": [Review(1, date(2024, 5, 1))]}
    begun = under_review()
    begun.change(*other)
    assert (begun.review.due_date, begun.due_date) == (date(2024, 1, 12), other[1]), "what is reviewed stays as it was"
    told, changed = done(made, lambda: made.cancel("任务书第2版", "1.8"))
    assert told == [("node.cancelled.v1", False, N1 | {"reason": "任务书第2版", "rule": "1.8"})]
    assert changed == {"state": NodeState.CANCELLED, "cancelled_because": "任务书第2版", "cancelled_by": "1.8"} and not made.is_open
    changed = altered(made, lambda: made.restore("样件设计", date(2024, 6, 1), False))
    assert changed == {
        "state": NodeState.PLANNED,
        "cancelled_because": "",
        "cancelled_by": "",
        "title": "样件设计",
        "due_date": date(2024, 6, 1),
        "midterm": False,
    }
    made.wake()
    assert (len(made.reviews), made.review.round, made.review.due_date) == (2, 2, date(2024, 6, 1))


@pytest.mark.rule("4.5")
def test_deadlines_of_a_node_have_names_of_their_own() -> None:
    made = awaiting()
    kinds = [DeadlineKind.MATERIALS, DeadlineKind.REVIEW, DeadlineKind.MATERIALS, DeadlineKind.MATERIALS]
    ends = ("materials", "review", "materials-2", "materials-3")
    names = [f"{PROJECT}/deadlines/n1-{end}" for end in ends]
    assert [made.name_deadline(kind) for kind in kinds] == names
    assert made.review.deadlines == names and made.review.deadline(DeadlineKind.MATERIALS) == names[-1]
    assert made.review.deadline(DeadlineKind.REVIEW) == names[1] and Review(1, WHEN.date()).deadline(DeadlineKind.REVIEW) == ""
    assert made.deadlines_set == {"materials": 3, "review": 1}


@pytest.mark.rule("4.7a")
def test_each_part_of_what_is_judged_makes_another_version() -> None:
    made = voted(Vote.PASS, Vote.PASS, Vote.FAIL)
    review = made.review
    told = MilestoneReport(FILE, "摘要", at("2024-03-01"), LEAD, True, 2, 1, late=False)
    reviews = [
        replace(review, round=2),
        replace(review, materials=[replace(material(SELF), file=replace(FILE, digest="sha256:x"))]),
        replace(review, materials=review.materials[:1]),
        replace(review, awaited=[AUDIT]),
        replace(review, panel=None),
        replace(review, panel=replace(panel(), convened_at=WHEN)),
        replace(review, panel=panel()),
        replace(review, report=told),
        replace(review, report=replace(told, summary="另一份")),
        replace(review, report=replace(told, passed=False)),
        replace(review, report=replace(told, file=replace(FILE, digest="sha256:x"))),
    ]
    others = [replace(made, reviews=[each]) for each in reviews]
    others += [replace(made, name="x"), replace(made, title="x"), replace(made, due_date=WHEN.date()), replace(made, reviews=[])]
    assert len({made.etag, *(each.etag for each in others)}) == 1 + len(others)
    assert replace(made, midterm=True, state=NodeState.PASSED, version=7).etag == made.etag


REASONS = {
    NodeState.PLANNED: ("SCHEDULE_ASLEEP", "1.6"),
    NodeState.AWAITING_MATERIALS: ("MATERIALS_NOT_RECEIVED", "4.1"),
    NodeState.RETURNED: ("MATERIALS_NOT_RECEIVED", "4.4"),
    NodeState.UNDER_REVIEW: ("MATERIALS_ALREADY_RECEIVED", "4.1"),
    NodeState.PASSED: ("NODE_CONCLUDED", "4.2"),
    NodeState.FAILED: ("NODE_CONCLUDED", "4.2"),
    NodeState.CANCELLED: ("NODE_CANCELLED", "1.10"),
}
STARTS: dict[NodeState, Callable[[], Node]] = {
    NodeState.PLANNED: planned,
    NodeState.AWAITING_MATERIALS: awaiting,
    NodeState.RETURNED: returned,
    NodeState.UNDER_REVIEW: under_review,
    NodeState.PASSED: passed,
    NodeState.FAILED: failed,
    NodeState.CANCELLED: cancelled,
}


@pytest.mark.rule("4.1", "4.8")
@pytest.mark.parametrize("state", NodeState)
@pytest.mark.parametrize("act", NODE.moves)
def test_why_a_node_does_not_admit_an_act(state: NodeState, act: str) -> None:
    if NODE.admits(state, act):
        return
    reason, rule = ("NODE_NOT_FAILED", "4.8") if act in ("choose_remedy", "rectify") else REASONS[state]
    assert refused(lambda: STARTS[state]().admit(act)) == (RuleViolated, reason, rule, {"state": state.value})


@pytest.mark.rule("1.8", "1.10", "6.4")
@pytest.mark.parametrize("rule", ["1.8", "1.10", "6.4"])
def test_what_was_cancelled_is_refused_by_the_rule_that_cancelled_it(rule: str) -> None:
    made = under_review()
    made.cancel("不再考核", rule)
    acts: list[Callable[[], Any]] = [
        lambda: submit(made, SELF, AUDIT),
        lambda: give_back(made),
        lambda: made.convene_panel(panel()),
        lambda: made.cancel("", "1.8"),
    ]
    for act in acts:
        assert refused(act) == (RuleViolated, "NODE_CANCELLED", rule, {"state": "cancelled"})
    made.cancelled_by = ""  # as it was kept before
    assert refused(lambda: submit(made, SELF)) == (RuleViolated, "NODE_CANCELLED", "1.8", {"state": "cancelled"})


@pytest.mark.rule("4.7")
def test_a_panel_there_is_and_one_there_is_not() -> None:
    assert refused(lambda: convened().admit("convene_panel")) == (RuleViolated, "PANEL_ALREADY_CONVENED", "4.7", {})
    for act in (lambda: under_review().conclusion(), lambda: under_review().record_vote(EXPERTS[0], Vote.PASS, "", WHEN)):
        assert refused(act) == (RuleViolated, "PANEL_NOT_CONVENED", "4.7", {})
    under_review().admit("convene_panel")


@pytest.mark.rule("4.6", "4.8")
@pytest.mark.parametrize("state", MidtermState)
@pytest.mark.parametrize("act", MIDTERM.moves)
def test_why_a_midterm_check_does_not_admit_an_act(state: MidtermState, act: str) -> None:
    refusal = MIDTERM.refusal(state, act)
    wanted = {
        MidtermState.PLANNED: ("MIDTERM_NOT_DUE", "4.6"),
        MidtermState.DUE: ("MIDTERM_NOT_JUDGED", "4.6"),
        MidtermState.JUDGED: ("MIDTERM_ALREADY_JUDGED", "4.6"),
        MidtermState.REPORTED: ("MIDTERM_ALREADY_JUDGED", "4.6"),
        MidtermState.CANCELLED: ("PROJECT_ENDED", "1.10"),
    }[state]
    if act in ("choose_remedy", "rectify"):
        wanted = ("MIDTERM_NOT_CANNOT_FINISH", "4.8")
    elif act == "report_midterm":
        wanted = ("MIDTERM_ALREADY_REPORTED" if state is MidtermState.REPORTED else "MIDTERM_NOT_JUDGED", "4.6")
    assert refusal is None or (refusal.reason, refusal.rule) == wanted


@pytest.mark.rule("1.6", "1.10")
@pytest.mark.parametrize("state", ScheduleState)
@pytest.mark.parametrize("act", SCHEDULE.moves)
def test_why_a_schedule_does_not_admit_an_act(state: ScheduleState, act: str) -> None:
    refusal = SCHEDULE.refusal(state, act)
    wanted = {
        ScheduleState.ASLEEP: ("SCHEDULE_ASLEEP", "1.6"),
        ScheduleState.AWAKE: ("SCHEDULE_AWAKE", "1.6"),
        ScheduleState.TERM_ENDED: ("TERM_OVER", "6.2"),
        ScheduleState.TERMINATED: ("PROJECT_ENDED", "1.10"),
        ScheduleState.CLOSED: ("PROJECT_ENDED", "6.4"),
    }[state]
    assert refusal is None or (refusal.reason, refusal.rule) == wanted
