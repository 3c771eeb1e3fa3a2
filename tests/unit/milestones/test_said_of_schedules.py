"""Each act on a schedule, a mid-term check, a notice or a project's card says all that others go by, and alters nothing else."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.calendar import FIRST_YEAR, LAST_YEAR
from chassis.errors import InvalidArgument, RuleViolated
from plan.parties import Engaged, Parties, Regime
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.holidays import HolidayNotice
from services.milestones.domain.midterm import Consulted, GovernmentReport, Judged, MidtermCheck, demand_consulted
from services.milestones.domain.remedy import Remedy
from services.milestones.domain.schedule import Schedule
from services.milestones.domain.task_book import Plan, PlannedNode, counts_from
from services.milestones.domain.words import Judgement, MidtermState, RemedyChoice, ScheduleState
from tests.unit.milestones.examples import BUREAU, CHIEF, FILE, LEAD, POSTER, PROJECT, UNIT, at, card, chief_card, choice
from tests.unit.milestones.test_holidays import notice
from tests.unit.milestones.test_schedule import NODES, PLAN, asleep, awake
from tests.unit.said import altered, done, refused

SCHEDULED: dict[str, Any] = {"name": f"{PROJECT}/schedule", "project": PROJECT}
CHECKED: dict[str, Any] = {"name": f"{PROJECT}/midtermCheck", "project": PROJECT, "rule": "4.6"}
FINANCE = "organizations/finance"
DAY = timedelta(days=1)


@pytest.mark.rule("1.6")
def test_a_schedule_that_wakes() -> None:
    made = asleep()
    assert (made.task_book_version, made.term_start, made.term_end, made.nodes, made.can_wake) == (0, None, None, [], False)
    assert altered(made, lambda: made.approve(PLAN)) == {"plan": PLAN} and not made.can_wake
    assert altered(made, lambda: made.take_effect(at("2024-02-01"))) == {"effective_at": at("2024-02-01")} and made.can_wake
    assert (made.task_book_version, made.term_start, made.term_end) == (1, date(2024, 1, 1), date(2025, 12, 31))
    assert made.nodes == [f"{PROJECT}/nodes/n1", f"{PROJECT}/nodes/n2"]
    told, changed = done(made, lambda: made.wake(at("2024-02-02")))
    wanted = {"effective_at": at("2024-02-01"), "task_book_version": 1, "nodes": ("n1", "n2"), "midterm_on": date(2024, 9, 30)}
    assert told == [("schedule.awoke.v1", False, SCHEDULED | wanted | {"term_end": date(2025, 12, 31), "rule": "1.6,4.1"})]
    assert changed == {"state": ScheduleState.AWAKE, "awoke_at": at("2024-02-02")} and not made.can_wake
    assert (made.is_awake, made.effective_on, made.agreed_plan) == (True, date(2024, 2, 1), PLAN)


@pytest.mark.rule("1.8", "6.2")
def test_a_schedule_that_follows_and_ends() -> None:
    made = awake()
    moved = replace(NODES[1], due_date=date(2024, 12, 31))
    other = Plan(
        2,
        PLAN.term_start,
        date(2026, 6, 30),
        (PlannedNode("n9", "验收", date(2026, 1, 1)), moved, PlannedNode("n3", "验证", date(2025, 6, 30))),
    )
    told, changed = done(made, lambda: made.follow(other, "延期", at("2024-06-01")))
    words = {"task_book_version": 2, "reason": "延期", "added": ("n3", "n9"), "removed": ("n1",), "moved": ("n2",)}
    assert told == [("schedule.changed.v1", False, SCHEDULED | words | {"term_end": date(2026, 6, 30), "rule": "1.8"})]
    assert changed == {"plan": other} and made.term_over_at == at("2026-07-01", 0)
    early = refused(lambda: made.end_term(at("2026-07-01", 0) - timedelta(microseconds=1)))
    assert early == (RuleViolated, "TERM_NOT_OVER", "6.2", {})
    over = at("2026-07-01", 0)
    told, changed = done(made, lambda: made.end_term(over))
    assert told == [("term.ended.v1", False, SCHEDULED | {"term_end": date(2026, 6, 30), "noted_at": over, "rule": "6.2"})]
    assert changed == {"state": ScheduleState.TERM_ENDED, "ended_at": over} and made.is_awake
    same = replace(other, version=3)
    made.follow(same, "改名", over)
    assert made.state is ScheduleState.TERM_ENDED, "a term that is over stays so"
    made.follow(replace(other, version=4, term_end=date(2026, 7, 1)), "延期", over)
    assert (made.state, made.ended_at) == (ScheduleState.AWAKE, None)
    sleeping = asleep()
    sleeping.approve(PLAN)
    assert sleeping.follow(other, "延期", over) == [] and sleeping.plan is other


@pytest.mark.rule("1.10", "6.2", "6.4")
def test_a_schedule_of_a_project_that_is_over_or_evaluated() -> None:
    ended, closed = awake(), awake()
    now = at("2024-05-01")
    assert altered(ended, lambda: ended.terminate(now)) == {"state": ScheduleState.TERMINATED, "ended_at": now}
    assert altered(closed, lambda: closed.close(now)) == {"state": ScheduleState.CLOSED, "ended_at": now}
    evaluated = awake()
    evaluated.demand_not_evaluated("检查", "5.1")
    assert altered(evaluated, lambda: evaluated.note_evaluation(now)) == {"evaluated_since": now}
    unplanned = asleep()
    unplanned.effective_at = now
    for act, told in (
        (lambda: evaluated.demand_not_evaluated("检查", "5.1"), ("EVALUATION_STARTED", "5.1", {})),
        (lambda: evaluated.demand_remedy(RemedyChoice.TERMINATE), ("EVALUATION_STARTED", "4.8", {})),
        (lambda: ended.demand_remedy(RemedyChoice.CONTINUE), ("PROJECT_ENDED", "1.10", {"state": "terminated"})),
        (lambda: closed.demand_going_on(), ("PROJECT_ENDED", "6.4", {"state": "closed"})),
        (lambda: asleep().demand_going_on(), ("SCHEDULE_ASLEEP", "1.6", {"state": "asleep"})),
        (lambda: asleep().effective_on, ("SCHEDULE_ASLEEP", "1.6", {"state": "asleep"})),
        (lambda: asleep().agreed_plan, ("PROJECT_NOT_APPROVED", "1.8", {})),
        (lambda: unplanned.wake(now), ("PROJECT_NOT_APPROVED", "1.8", {})),
        (lambda: asleep().wake(now), ("CONTRACTS_NOT_IN_EFFECT", "1.6", {})),
        (lambda: awake().wake(now), ("SCHEDULE_AWAKE", "1.6", {"state": "awake"})),
    ):
        assert refused(act) == (RuleViolated, *told)
    evaluated.demand_remedy(RemedyChoice.CONTINUE)
    awake().demand_remedy(RemedyChoice.TERMINATE)
    asleep().demand_not_ended()


@pytest.mark.rule("1.6a", "4.6")
def test_from_which_day_a_node_counts_and_when_the_check_is_due() -> None:
    due = date(2024, 3, 31)
    assert [counts_from(due, at("2024-03-31") + shift) for shift in (-DAY, timedelta(0), DAY)] == [
        (due, "4.1"),
        (due, "4.1"),
        (date(2024, 4, 1), "1.6a,4.1"),
    ]
    assert (PLAN.node("n2"), PLAN.node("x"), PLAN.budget_fen) == (NODES[1], None, 0)
    two = replace(PLAN, nodes=(replace(NODES[1], id="late", midterm=True), replace(NODES[0], midterm=True)))
    assert two.midterm(at("2024-01-01")) == (date(2024, 3, 31), "n1"), "of two the earlier"
    odd = replace(PLAN, nodes=(), term_end=date(2024, 1, 4))
    assert odd.midterm(at("2024-01-01")) == (date(2024, 1, 2), "")


def judged(what: Judgement = Judgement.ON_TRACK, consulted: tuple[str, ...] = (FINANCE,), when: str = "2024-07-10") -> Judged:
    return Judged(what, "指标按计划推进", consulted, at(when), "people/official")


def check() -> MidtermCheck:
    return MidtermCheck(f"{PROJECT}/midtermCheck", PROJECT, date(2024, 7, 1), "n1")


def due() -> MidtermCheck:
    made = check()
    made.fall_due()
    return made


def remedy(rectifiable: bool = True) -> Remedy:
    return Remedy(f"{PROJECT}/midtermCheck", PROJECT, "n1", [BUREAU], rectifiable)


def sent(on: str = "2024-07-12", recorded: str = "2024-07-15") -> GovernmentReport:
    return GovernmentReport("市科报7号", date.fromisoformat(on), FILE, "people/official", at(recorded))


@pytest.mark.rule("4.6")
def test_a_midterm_check() -> None:
    made = check()
    assert (made.judgement, made.reasons, made.consulted, made.judged_at, made.judged_by, made.report) == (None, "", (), None, "", None)
    assert altered(made, lambda: made.plan(date(2024, 8, 1), "n2")) == {"planned_on": date(2024, 8, 1), "node": "n2"}
    told, changed = done(made, made.fall_due)
    assert told == [("midterm.fell_due.v1", False, CHECKED | {"node": "n2", "planned_on": date(2024, 8, 1)})]
    assert changed == {"state": MidtermState.DUE} and made.can_be_replanned
    given = judged()
    told, changed = done(made, lambda: made.judge(given, remedy()))
    words = {"judgement": Judgement.ON_TRACK, "reasons": "指标按计划推进", "consulted": (FINANCE,), "judged_at": at("2024-07-10")}
    assert told == [("midterm.judged.v1", False, CHECKED | words)]
    assert changed == {"state": MidtermState.JUDGED, "judged": given} and not made.can_be_replanned
    told, changed = done(made, lambda: made.report_to_government(sent()))
    words = {"judgement": Judgement.ON_TRACK, "reference": "市科报7号", "reported_on": date(2024, 7, 12), "report_digest": FILE.digest}
    assert told == [("midterm.reported.v1", False, CHECKED | words)]
    assert changed.keys() == {"state", "judged"} and (made.state, made.report) == (MidtermState.REPORTED, sent())
    gone = check()
    assert altered(gone, gone.cancel) == {"state": MidtermState.CANCELLED}
    bare = due()
    bare.judge(judged(), remedy())
    assert bare.report_to_government(replace(sent(), file=None))[0].report_digest == ""


@pytest.mark.rule("4.8")
def test_a_midterm_check_that_is_judged_once_more() -> None:
    made, wanted = due(), remedy()
    first = judged(Judgement.CANNOT_FINISH)
    made.judge(first, wanted)
    assert made.remedy is wanted
    changed = altered(made, lambda: made.choose_remedy(choice(BUREAU, RemedyChoice.RECTIFY, "2024-10-31")))
    assert changed.pop("remedy") is wanted
    assert changed == {"state": MidtermState.PLANNED, "judged": None, "earlier": [first], "planned_on": date(2024, 10, 31), "node": ""}
    told, changed = done(made, lambda: made.report_to_government(sent()))
    assert told[0][2]["judgement"] is Judgement.CANNOT_FINISH and changed.keys() == {"earlier"}
    made.fall_due()
    second = judged(Judgement.AT_RISK, when="2024-11-05")
    made.judge(second, remedy(rectifiable=False))
    assert made.remedy is None
    assert made.report_to_government(sent("2024-11-05", "2024-11-05"))[0].judgement is Judgement.AT_RISK
    on = due()
    on.judge(judged(Judgement.CANNOT_FINISH), remedy())
    on.choose_remedy(choice(BUREAU, RemedyChoice.CONTINUE))
    assert (on.state, on.judgement, on.earlier) == (MidtermState.JUDGED, Judgement.CANNOT_FINISH, [])


@pytest.mark.rule("4.6", "4.8")
def test_how_acts_on_a_midterm_check_are_refused() -> None:
    done_ = due()
    done_.judge(judged(), remedy())
    reported = due()
    reported.judge(judged(), remedy())
    reported.report_to_government(sent())
    for act, told in (
        (lambda: check().judge(judged(), remedy()), (RuleViolated, "MIDTERM_NOT_DUE", "4.6", {"planned_on": date(2024, 7, 1)})),
        (
            lambda: check().admit("judge_midterm", at("2024-06-01")),
            (RuleViolated, "MIDTERM_NOT_DUE", "4.6", {"planned_on": date(2024, 7, 1)}),
        ),
        (lambda: due().judge(judged(consulted=()), remedy()), (RuleViolated, "CONSULTATION_REQUIRED", "4.6", {})),
        (lambda: due().judge(judged(consulted=(FINANCE,) * 2), remedy()), (InvalidArgument, "LISTED_TWICE", "4.6", {"field": "consulted"})),
        (lambda: done_.judge(judged(), remedy()), (RuleViolated, "MIDTERM_ALREADY_JUDGED", "4.6", {"state": "judged"})),
        (lambda: due().report_to_government(sent()), (RuleViolated, "MIDTERM_NOT_JUDGED", "4.6", {"state": "due"})),
        (lambda: due().admit("report_midterm", at("2024-07-20")), (RuleViolated, "MIDTERM_NOT_JUDGED", "4.6", {"state": "due"})),
        (lambda: reported.report_to_government(sent()), (RuleViolated, "MIDTERM_ALREADY_REPORTED", "4.6", {})),
        (lambda: done_.report_to_government(sent("2024-07-09")), (RuleViolated, "REPORTED_ON_IMPOSSIBLE", "4.6", {})),
        (lambda: done_.report_to_government(sent("2024-07-16")), (RuleViolated, "REPORTED_ON_IMPOSSIBLE", "4.6", {})),
        (
            lambda: done_.choose_remedy(choice(BUREAU, RemedyChoice.CONTINUE)),
            (RuleViolated, "MIDTERM_NOT_CANNOT_FINISH", "4.8", {"state": "judged"}),
        ),
        (
            lambda: demand_consulted([Consulted(FINANCE, "财政局", False), Consulted(BUREAU, "科技局", True)]),
            (RuleViolated, "CONSULTATION_REQUIRED", "4.6", {"organization": BUREAU}),
        ),
    ):
        assert refused(act) == told
    demand_consulted([Consulted(FINANCE, "财政局", False)])
    due().admit("judge_midterm", at("2024-07-02"))
    done_.admit("report_midterm", at("2024-07-20"))


@pytest.mark.rule("4.7a")
def test_each_part_of_a_check_makes_another_version() -> None:
    made = due()
    made.judge(judged(), remedy())
    assert made.judged is not None
    others = [
        replace(made, name="x"),
        replace(made, planned_on=date(2024, 7, 2)),
        replace(made, node="n2"),
        replace(made, judged=None),
        replace(made, earlier=[made.judged]),
        *(
            replace(made, judged=replace(made.judged, **part))
            for part in (
                {"judgement": Judgement.AT_RISK},
                {"reasons": "x"},
                {"consulted": ("x",)},
                {"judged_at": at("2024-07-11")},
            )
        ),
    ]
    assert len({made.etag, *(each.etag for each in others)}) == 1 + len(others)


@pytest.mark.rule("4.2", "4.3")
def test_a_notice_and_its_correction() -> None:
    made = notice()
    told, changed = done(made, made.publish)
    words: dict[str, Any] = {
        "name": "holidayNotices/2035",
        "year": 2035,
        "days_off": (date(2035, 1, 1), date(2035, 2, 7)),
        "makeup_days": (date(2035, 2, 17),),
        "reference": "国办发明电〔2034〕9号（示例）",
        "revision": 1,
        "rule": "4.2,4.3",
    }
    assert told == [("holiday_notice.published.v1", False, words)] and changed == {}
    learnt = made.for_calendar
    assert (learnt.year, learnt.days_off, learnt.makeup_days) == (2035, words["days_off"], words["makeup_days"])
    later = {"reference": "更正", "published_at": at("2034-12-01"), "published_by": "people/other"}
    corrected = notice(days_off=[date(2035, 1, 2)], makeup_days=[date(2035, 2, 18)], **later)
    told, changed = done(made, lambda: made.correct(corrected))
    days = {"days_off": (date(2035, 1, 2),), "makeup_days": (date(2035, 2, 18),)}
    assert told == [("holiday_notice.published.v1", False, words | days | {"reference": "更正", "revision": 2})]
    assert changed == later | {"days_off": [date(2035, 1, 2)], "makeup_days": [date(2035, 2, 18)], "revision": 2}
    made.correct(notice())
    assert made.revision == 3
    assert refused(lambda: made.correct(notice(**later))) == (RuleViolated, "NOTICE_UNCHANGED", "4.3", {})


NEW_YEAR, LAST = date(2035, 1, 1), date(2035, 12, 31)


@pytest.mark.rule("4.3")
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"year": FIRST_YEAR}, ("DATE_OUT_OF_RANGE", "year")),
        ({"year": LAST_YEAR}, ("DATE_OUT_OF_RANGE", "year")),
        ({"days_off": []}, ("DAYS_OFF_REQUIRED", "days_off")),
        ({"days_off": [NEW_YEAR - 11 * DAY]}, ("DAY_OUTSIDE_YEAR", "days_off")),
        ({"days_off": [LAST + 11 * DAY]}, ("DAY_OUTSIDE_YEAR", "days_off")),
        ({"makeup_days": [LAST + 12 * DAY]}, ("DAY_OUTSIDE_YEAR", "makeup_days")),
        ({"days_off": [NEW_YEAR] * 2}, ("LISTED_TWICE", "days_off")),
        ({"makeup_days": [date(2035, 2, 17)] * 2}, ("LISTED_TWICE", "makeup_days")),
        ({"days_off": [date(2035, 2, 17)]}, ("DAY_BOTH_OFF_AND_WORKED", "makeup_days")),
        ({"makeup_days": [date(2035, 2, 16)]}, ("MAKEUP_DAY_NOT_WEEKEND", "makeup_days")),
    ],
)
def test_what_a_notice_is_not(changed: dict[str, Any], told: tuple[str, str]) -> None:
    assert refused(notice(**changed).publish) == (InvalidArgument, told[0], "4.3", {"field": told[1]})


@pytest.mark.rule("4.3")
def test_what_a_notice_may_be() -> None:
    assert notice(days_off=[NEW_YEAR - 10 * DAY, LAST + 10 * DAY]).publish()
    assert notice(makeup_days=[date(2035, 2, 17), date(2035, 2, 18)]).publish() and notice(makeup_days=[]).publish()
    for year in (FIRST_YEAR + 1, LAST_YEAR - 1):
        assert HolidayNotice(f"holidayNotices/{year}", year, [date(year, 1, 1)], [], "示例", at("2034-11-20"), "people/x").publish()


@pytest.mark.rule("2.5", "5.2")
def test_what_is_kept_of_a_project_and_who_reads_of_it() -> None:
    made = ProjectCard(PROJECT)
    assert (made.approved, made.title, made.readers, made.inspections, made.chief) == (False, "", [], 0, "")
    parties = Parties(PROJECT, Regime.CHIEF_RESPONSIBLE, [POSTER, BUREAU], {BUREAU: "science_bureau"}, UNIT, "taigu")
    changed = altered(made, lambda: made.approve("阀体", parties))
    assert changed == {
        "approved": True,
        "title": "阀体",
        "regime": Regime.CHIEF_RESPONSIBLE,
        "owners": [POSTER, BUREAU],
        "owner_kinds": {BUREAU: "science_bureau"},
        "undertaking_unit": UNIT,
        "county": "taigu",
        "readers": sorted([POSTER, BUREAU, UNIT, "areas/taigu"]),
    }
    made.engage(Engaged("e1", LEAD, "project_manager", True, True))
    made.name_commissioners(["people/watching"])
    assert made.readers == sorted([POSTER, BUREAU, UNIT, "areas/taigu", LEAD, "people/watching"])
    made.release("e1", LEAD, "project_manager", is_lead=True)
    assert LEAD not in made.readers and made.commissioners == ["people/watching"]
    assert [made.next_inspection() for _ in range(2)] == [f"{PROJECT}/inspections/0001", f"{PROJECT}/inspections/0002"]
    early = ProjectCard(PROJECT)
    early.name_commissioners(["people/watching"])
    assert early.readers == ["people/watching"]


@pytest.mark.rule("1.4", "5.2")
def test_the_chief_who_does_not_lead() -> None:
    assert (card().chief, chief_card().chief) == (CHIEF, "")
    made = card()
    made.engage(Engaged("e9", "people/second", "technical_chief", False, True))
    assert made.chief == "people/second"
    made.release("e9", "people/second", "technical_chief", is_lead=False)
    assert made.chief == CHIEF
    made.demand_chief_beside_lead()
    assert refused(chief_card().demand_chief_beside_lead) == (RuleViolated, "CHIEF_LEADS", "5.2", {})
    assert isinstance(awake(), Schedule)
