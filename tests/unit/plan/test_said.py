"""Each act on a deadline says all that others go by, alters nothing else, and sets the timers that it needs (4.1 to 4.5)."""

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from plan.consents import Consent, JointAct, joint
from plan.counting import Basis, Counting, end_of
from plan.deadlines import (
    DEADLINE,
    Alarms,
    Cancelled,
    DeadlineState,
    Demand,
    Extension,
    ExtensionState,
    Met,
    Overdue,
    ProjectDeadline,
    Redating,
    SkippedDay,
    Warned,
    needed,
    not_into_the_past,
    running,
    set_alarms,
)
from plan.deadlines.extensions import EXTENSION
from plan.seen import version_of
from tests.unit.plan.test_deadlines import CALENDAR, REASON, at, deadline, notice
from tests.unit.said import done, refused, said

NAME = "projects/valves/deadlines/n1-materials"
LAST = date(2024, 2, 18)
OWNERS = ("organizations/bureau", "organizations/poster")
WHY = "第三方检测排期"
WANTED = date(2024, 3, 10)
# What every fact of it says while its last day is that of 4.1's example.
ABOUT: dict[str, Any] = {
    "name": NAME,
    "project": "projects/valves",
    "kind": "materials",
    "node": "n1",
    "last_day": LAST,
    "end": at("2024-02-19", 0),
    "provisional": False,
    "responsible_role": "undertaking_unit",
    "responsible": "organizations/unit",
    "rule": "4.1",
}


def told(made: ProjectDeadline, changes: Any) -> Any:
    return said(made.facts(changes))


def request(last_day: date = WANTED, when: str = "2024-02-10") -> Extension:
    return Extension(last_day, WHY, "people/clerk", at(when), joint(OWNERS))


def asked() -> ProjectDeadline:
    made = deadline("2024-01-12")
    made.request_extension(request())
    return made


def answer(when: str = "2024-02-12", agreed: bool = True, reason: str = "") -> Consent:
    return Consent("", "people/official", at(when), agreed, reason)


@pytest.mark.rule("4.1")
def test_it_is_set_with_all_that_is_demanded() -> None:
    demand = Demand(
        name=NAME,
        project="projects/valves",
        kind="materials",
        node="n1",
        rule="4.1",
        responsible_role="undertaking_unit",
        responsible="organizations/unit",
        policy_version="2026.1",
        occasion="补正",
        warn_days=(1, 15, 7),
    )
    basis = Basis(date(2024, 1, 12), 30, Counting.CALENDAR, True)
    made, facts = ProjectDeadline.set(demand, basis, CALENDAR, at("2024-01-12"))
    assert said(facts) == [("deadline.set.v1", False, ABOUT | vars(basis) | {"occasion": "补正"})]
    assert (made.start, made.basis, made.set_at, made.warn_days) == (date(2024, 1, 12), basis, at("2024-01-12"), [15, 7, 1])
    assert (made.policy_version, made.occasion, made.state, made.version) == ("2026.1", "补正", DeadlineState.OPEN, 0)
    assert made.skipped == [SkippedDay(each.day, each.why) for each in basis.term(CALENDAR).skipped] and made.skipped
    assert all(date(2024, 2, 10) < each.day < LAST and each.why for each in made.skipped)
    working = Basis(date(2026, 1, 5), 30, Counting.WORKING)
    counted = ProjectDeadline.set(demand, working, CALENDAR, at("2026-01-05"))[0]
    assert counted.makeup_days == list(working.term(CALENDAR).makeup_days) and counted.makeup_days[-1] == counted.last_day


@pytest.mark.rule("4.1")
def test_one_that_warns_of_nothing_is_of_no_node_and_not_set_anew() -> None:
    plain = Demand(name="d", project="p", kind="k", rule="4.1", responsible_role="lead", responsible="", policy_version="2026.1")
    made, (fact,) = ProjectDeadline.set(plain, Basis(date(2024, 1, 12), 30, Counting.CALENDAR), CALENDAR, at("2024-01-12"))
    assert (made.warn_days, made.node, made.occasion, fact.node, fact.occasion) == ([], "", "", "", "")
    assert running(made.basis, CALENDAR, at("2024-01-12"))["warn_days"] == []


@pytest.mark.rule("4.5")
def test_warned_of_missed_and_met() -> None:
    made = deadline("2024-01-12")
    changes = made.warn(7)
    assert changes == [Warned(7)] and told(made, changes) == [("deadline.warned.v1", False, ABOUT | {"days_left": 7})]
    _, changed = done(made, lambda: made.facts(made.warn(1)))
    assert changed == {"warned": [7, 1]}
    overdue, changed = done(made, lambda: made.facts(made.mark_overdue(at("2024-02-20"))))
    marked = {"overdue_at": made.end, "marked_at": at("2024-02-20")}
    assert overdue == [("deadline.overdue.v1", False, ABOUT | marked)]
    assert changed == {"state": DeadlineState.OVERDUE, "overdue_at": made.end}
    met, changed = done(made, lambda: made.facts(made.meet(at("2024-02-25"))))
    assert met == [("deadline.met.v1", False, ABOUT | {"met_at": at("2024-02-25"), "late": True})]
    assert changed == {"state": DeadlineState.MET, "met_at": at("2024-02-25"), "late": True}


@pytest.mark.rule("4.5")
@pytest.mark.parametrize(
    ("when", "late", "recorded"), [("2024-02-18", None, False), ("2024-02-19", None, True), ("2024-02-18", True, True)]
)
def test_what_is_met_says_whether_it_is_late(when: str, late: bool | None, recorded: bool) -> None:
    made = deadline("2024-01-12")
    assert made.meet(at(when), late=late)[-1] == Met(at(when), recorded)
    assert made.late is recorded


@pytest.mark.rule("4.5")
def test_one_that_is_met_after_its_end_was_missed_at_its_end() -> None:
    made = deadline("2024-01-12")
    assert made.meet(at("2024-02-20"))[0] == Overdue(made.end, at("2024-02-20"))
    assert (made.state, made.overdue_at) == (DeadlineState.MET, made.end)


@pytest.mark.rule("1.10")
def test_called_off() -> None:
    made = deadline("2024-01-12")
    assert made.cancel("项目终止", "1.10") == [Cancelled("项目终止", "1.10")]
    assert (made.state, made.cancelled_because) == (DeadlineState.CANCELLED, "项目终止")
    again = deadline("2024-01-12")
    cancelled, changed = done(again, lambda: again.facts(again.cancel("项目终止", "1.10")))
    assert cancelled == [("deadline.cancelled.v1", False, ABOUT | {"reason": "项目终止", "rule": "1.10"})]
    assert changed == {"state": DeadlineState.CANCELLED, "cancelled_because": "项目终止"}


@pytest.mark.rule("1.8")
def test_moved() -> None:
    made = deadline("2024-01-12")
    made.warn(15)
    basis = Basis(date(2024, 2, 10), 30, Counting.CALENDAR, True)
    moved, changed = done(made, lambda: made.facts(made.move(basis, CALENDAR, at("2024-02-05"), "任务书第2版", "1.8")))
    day = {"last_day": date(2024, 3, 11), "end": at("2024-03-12", 0), "rule": "1.8"}
    assert moved == [("deadline.redated.v1", False, ABOUT | day | vars(basis) | {"previous_last_day": LAST, "reason": "任务书第2版"})]
    assert changed.pop("skipped") == [SkippedDay(each.day, each.why) for each in basis.term(CALENDAR).skipped]
    assert changed == {
        "basis": basis,
        "last_day": date(2024, 3, 11),
        "end": at("2024-03-12", 0),
        "warned": [],
        "redatings": [Redating(LAST, date(2024, 3, 11), "任务书第2版", "1.8", at("2024-02-05"))],
    }


@pytest.mark.rule("4.3")
def test_counted_anew_by_a_notice_where_only_the_certainty_changes() -> None:
    made = deadline("2035-06-01", now="2034-12-01")
    assert made.provisional
    before = made.last_day
    redated, changed = done(made, lambda: made.facts(made.redate(notice(), at("2034-12-20"), REASON)))
    about = ABOUT | {"last_day": before, "end": end_of(before), "rule": "4.3"}
    counted = vars(made.basis) | {"previous_last_day": before, "reason": REASON}
    assert redated == [("deadline.redated.v1", False, about | counted)]
    assert changed == {"provisional": False, "redatings": [Redating(before, before, REASON, "4.3", at("2034-12-20"))]}


@pytest.mark.rule("4.4")
@pytest.mark.rule("1.1")
def test_more_time_is_asked_for_and_given() -> None:
    made = deadline("2024-01-12")
    extension = request()
    requested, changed = done(made, lambda: made.facts(made.request_extension(extension)))
    wanted: dict[str, Any] = {"asked_for": WANTED, "rule": "4.4"}
    words = {"reason": WHY, "requested_by": "people/clerk", "waiting_for": OWNERS}
    assert requested == [("extension.requested.v1", False, ABOUT | wanted | words)]
    assert changed == {"extensions": [extension]}
    first = told(made, made.consent_to_extension(frozenset(OWNERS[:1]), answer(), CALENDAR))
    consented = {"asked_for": WANTED, "rule": "4.4,1.1"}
    by_first = {"organization": OWNERS[0], "waiting_for": OWNERS[1:]}
    assert first == [("extension.consented.v1", False, ABOUT | consented | by_first)]
    assert (extension.consented, extension.waiting_for, extension.required) == ([OWNERS[0]], OWNERS[1:], list(OWNERS))
    last = told(made, made.consent_to_extension(frozenset(OWNERS[1:]), answer("2024-02-13"), CALENDAR))
    about = ABOUT | {"last_day": WANTED, "end": at("2024-03-11", 0)}
    moved = {"previous_last_day": LAST, "reason": f"经同意延期：{WHY}", "rule": "4.4"}
    assert last == [
        ("extension.consented.v1", False, about | consented | {"organization": OWNERS[1], "waiting_for": ()}),
        ("deadline.redated.v1", False, about | vars(made.basis) | moved),
    ]
    assert (extension.state, made.granted_until, made.pending_extension) == (ExtensionState.GRANTED, WANTED, None)
    assert made.basis == Basis(date(2024, 1, 12), (WANTED - date(2024, 1, 12)).days, Counting.FIXED)
    assert (extension.refused_by, extension.refusal_reason, extension.fallen) == ("", "", [])


@pytest.mark.rule("1.1")
def test_more_time_is_refused() -> None:
    made = asked()
    no = answer("2024-02-13", False, "会误配套工期")
    told_, changed = done(made, lambda: made.facts(made.refuse_extension(frozenset(OWNERS[1:]), no)))
    words = {"asked_for": WANTED, "organization": OWNERS[1], "reason": "会误配套工期", "rule": "4.4,1.1"}
    assert told_ == [("extension.refused.v1", False, ABOUT | words)]
    (extension,) = changed.pop("extensions")
    assert changed == {} and (extension.state, extension.refused_by) == (ExtensionState.REFUSED, OWNERS[1])
    assert (extension.refusal_reason, extension.consented) == ("会误配套工期", [])


@pytest.mark.rule("4.7a")
def test_who_is_asked_again_is_told_the_whole_request_and_the_consents_stay_on_record() -> None:
    made = asked()
    made.consent_to_extension(frozenset(OWNERS[:1]), answer(), CALENDAR)
    changes = made.move(Basis.fixed(date(2024, 1, 12), date(2024, 2, 20)), CALENDAR, at("2024-02-14"), "任务书第2版", "1.8")
    about = ABOUT | {"last_day": date(2024, 2, 20), "end": at("2024-02-21", 0), "rule": "4.4"}
    words = {"asked_for": WANTED, "reason": WHY, "requested_by": "people/clerk", "waiting_for": OWNERS}
    assert told(made, changes)[1:] == [("extension.requested.v1", False, about | words)]
    assert made.extensions[0].fallen == [OWNERS[0]] and made.extensions[0].consented == []


@pytest.mark.rule("4.7a")
def test_nobody_is_asked_again_where_nobody_had_consented_or_the_day_stays() -> None:
    made = asked()
    (only,) = made.move(Basis.fixed(date(2024, 1, 12), date(2024, 2, 20)), CALENDAR, at("2024-02-14"), "任务书第2版", "1.8")
    given = asked()
    given.consent_to_extension(frozenset(OWNERS[:1]), answer(), CALENDAR)
    (alone,) = given.move(Basis.fixed(date(2024, 1, 13), LAST), CALENDAR, at("2024-02-14"), "任务书第2版", "1.8")
    assert [type(each).__name__ for each in (only, alone)] == ["Redated"] * 2
    assert given.extensions[0].consented == [OWNERS[0]]


@pytest.mark.rule("4.4")
@pytest.mark.parametrize(("to", "state"), [(WANTED - timedelta(1), ExtensionState.PENDING), (WANTED, ExtensionState.LAPSED)])
def test_a_request_lapses_once_the_last_day_is_the_one_that_was_asked_for(to: date, state: ExtensionState) -> None:
    made = asked()
    made.move(Basis.fixed(date(2024, 1, 12), to), CALENDAR, at("2024-02-14"), "任务书第2版", "1.8")
    assert made.extensions[0].state is state


@pytest.mark.rule("4.4")
def test_of_several_that_were_granted_the_latest_day_stands() -> None:
    made = deadline("2024-01-12")
    assert made.granted_until is None
    for day in (WANTED, WANTED + timedelta(9)):
        made.request_extension(request(day))
        made.consent_to_extension(frozenset(OWNERS), answer(), CALENDAR)
    made.request_extension(request(WANTED + timedelta(20)))
    assert made.granted_until == WANTED + timedelta(9), "what is only asked for is not granted"


@pytest.mark.rule("4.4")
def test_how_a_request_and_an_answer_are_refused() -> None:
    past = "2024-02-19"
    beyond = request(date(2099, 12, 31))
    assert refused(lambda: deadline("2024-01-12").request_extension(request(when=past))) == (
        RuleViolated,
        "DEADLINE_PASSED",
        "4.4",
        {"last_day": LAST},
    )
    assert refused(lambda: deadline("2024-01-12").request_extension(request(LAST))) == (
        RuleViolated,
        "NOT_LATER",
        "4.4",
        {"last_day": LAST},
    )
    deadline("2024-01-12").request_extension(request(LAST + timedelta(1)))
    assert refused(lambda: asked().request_extension(request())) == (RuleViolated, "EXTENSION_PENDING", "4.4", {})
    assert refused(lambda: deadline("2024-01-12").request_extension(beyond)) == (
        InvalidArgument,
        "DATE_OUT_OF_RANGE",
        "1.10a",
        {"field": "last_day"},
    )
    none: Any = (RuleViolated, "NO_EXTENSION_PENDING", "4.4", {})
    assert refused(lambda: deadline("2024-01-12").consent_to_extension(frozenset(OWNERS), answer(), CALENDAR)) == none
    assert refused(lambda: deadline("2024-01-12").refuse_extension(frozenset(OWNERS), answer())) == none
    for late in (lambda: asked().consent_to_extension(frozenset(OWNERS), answer(past), CALENDAR),):
        assert refused(late) == (RuleViolated, "DEADLINE_PASSED", "4.4", {"last_day": LAST})
    stranger = refused(lambda: asked().refuse_extension(frozenset({"organizations/unit"}), answer(agreed=False, reason="不同意")))
    assert stranger == (PermissionDenied, "CONSENT_NOT_YOURS", "1.1", {"required": list(OWNERS)})
    assert refused(lambda: replace(request(), state=ExtensionState.GRANTED).lapse()) == (
        *none[:3],
        {"state": "granted"},
    )


@pytest.mark.parametrize(
    ("state", "act", "reason"),
    [
        (DeadlineState.OPEN, "resume", "DEADLINE_RUNS"),
        *((DeadlineState.OVERDUE, act, "DEADLINE_PASSED") for act in ("warn", "extend", "mark_overdue")),
        *((state, act, "DEADLINE_CLOSED") for state in (DeadlineState.MET, DeadlineState.CANCELLED) for act in DEADLINE.moves),
    ],
)
@pytest.mark.rule("4.5")
def test_why_a_deadline_does_not_admit_an_act(state: DeadlineState, act: str, reason: str) -> None:
    refusal = DEADLINE.refusal(state, act)
    assert refusal is not None and (refusal.reason, refusal.rule, refusal.metadata) == (reason, "4.5", {"state": state.value})


@pytest.mark.rule("4.4")
@pytest.mark.parametrize("state", ExtensionState)
@pytest.mark.parametrize(
    ("act", "to"), [("grant", ExtensionState.GRANTED), ("refuse", ExtensionState.REFUSED), ("lapse", ExtensionState.LAPSED)]
)
def test_a_request_is_decided_once(state: ExtensionState, act: str, to: ExtensionState) -> None:
    made = replace(request(), state=state)
    assert made.is_pending is (state is ExtensionState.PENDING)
    if made.is_pending:
        getattr(made, act)()
        assert made.state is to
    else:
        assert refused(getattr(made, act)) == (RuleViolated, "NO_EXTENSION_PENDING", "4.4", {"state": state.value})
    assert EXTENSION.admits(state, "answer") is (state is ExtensionState.PENDING)


@pytest.mark.rule("4.5")
def test_a_deadline_that_runs_is_not_missed_before_its_end() -> None:
    made = deadline("2024-01-12")
    early = made.end - timedelta(microseconds=1)
    assert refused(lambda: made.mark_overdue(early)) == (RuleViolated, "DEADLINE_RUNS", "4.5", {})
    assert (made.has_passed(early), made.has_passed(made.end), made.state, made.overdue_at) == (False, True, DeadlineState.OPEN, None)


@pytest.mark.rule("4.3")
def test_a_day_computed_anew_does_not_move_into_the_past() -> None:
    first, second, third = (date(2024, 2, day) for day in (1, 2, 3))
    for last_day, previous, today, kept in (
        (first, third, second, second),
        (first, second, third, second),
        (first, first, third, first),
        (third, first, second, third),
        (third, third, first, third),
        (second, third, first, second),
    ):
        assert not_into_the_past(last_day, previous, today) == kept


@pytest.mark.rule("4.7a")
def test_its_version_changes_with_its_last_day_and_with_each_part_of_what_is_asked() -> None:
    made = asked()
    extension = made.extensions[0]
    others = [
        replace(made, name="projects/pipes/deadlines/n1-materials"),
        replace(made, last_day=LAST + timedelta(1)),
        replace(made, extensions=[]),
        *(
            replace(made, extensions=[replace(extension, **part)])
            for part in (
                {"last_day": WANTED + timedelta(1)},
                {"reason": "另一理由"},
                {"requested_by": "people/other"},
                {"requested_at": at("2024-02-11")},
            )
        ),
    ]
    assert len({made.etag, *(each.etag for each in others)}) == 1 + len(others)
    assert replace(made, extensions=[replace(extension, act=JointAct([])), extension]).etag == made.etag
    assert deadline("2024-01-12").etag == version_of(NAME, LAST, ())


class Kept:
    """Timers as a transaction keeps them."""

    def __init__(self) -> None:
        self.set: dict[str, tuple[str, datetime, str, dict[str, Any]]] = {f"{NAME}/{each}": ("", at("2020-01-01"), "", {}) for each in WERE}

    def schedule(self, name: str, kind: str, due: datetime, key: str = "", **payload: Any) -> None:
        self.set[name] = (kind, due, key, payload)

    def cancel(self, name: str) -> None:
        del self.set[name]


WERE = ("warn-15", "warn-7", "warn-1", "end")
ALARMS = Alarms(NAME, "projects/valves")


@pytest.mark.rule("4.5")
def test_a_deadline_that_runs_has_a_timer_a_warning_still_to_come_and_one_at_its_end() -> None:
    made, timers = deadline("2024-01-12"), Kept()
    set_alarms(made, ALARMS, timers, at("2024-02-05"))

    def warning(days: int, day: str) -> Any:
        return ("warn_deadline", at(day, 0), "projects/valves", {"deadline": NAME, "days": days})

    end = ("mark_overdue", made.end, "projects/valves", {"deadline": NAME})
    assert timers.set == {
        f"{NAME}/warn-7": warning(7, "2024-02-11"),
        f"{NAME}/warn-1": warning(1, "2024-02-17"),
        f"{NAME}/end": end,
    }
    assert needed(made, NAME) == {f"{NAME}/end": made.end}


@pytest.mark.rule("4.5")
def test_a_service_has_timers_of_its_own_kinds() -> None:
    made, timers = deadline("2024-01-12"), Kept()
    set_alarms(made, Alarms(NAME, "projects/valves", "warn_report", "end_report"), timers, at("2024-01-12"))
    assert {kind for kind, *_ in timers.set.values()} == {"warn_report", "end_report"}


@pytest.mark.rule("4.5")
@pytest.mark.parametrize("over", ["overdue", "met", "cancelled"])
def test_one_that_is_over_has_no_timer(over: str) -> None:
    made, timers = deadline("2024-01-12"), Kept()
    if over == "cancelled":
        made.cancel("项目终止", "1.10")
    elif over == "met":
        made.meet(at("2024-01-20"))
    else:
        made.mark_overdue(made.end)
    set_alarms(made, ALARMS, timers, at("2024-01-20"))
    assert timers.set == {} and needed(made, NAME) == {}


def test_what_changed_is_told_with_the_deadline_as_it_stands_and_by_its_own_rule_where_it_has_one() -> None:
    made = deadline("2024-01-12")
    for change in (Warned(7), Overdue(made.end, made.end), Met(made.end, False)):
        (fact,) = made.facts([change])
        assert fact.rule == "4.1" and asdict(change).items() <= asdict(fact).items()
    assert [fact.rule for fact in made.facts([Cancelled("项目终止", "1.10")])] == ["1.10"]
