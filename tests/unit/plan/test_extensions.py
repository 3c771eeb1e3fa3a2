"""More time for a deadline: asked for before the end, consented to by all, refused by one (4.4, 1.1)."""

from datetime import date

import pytest

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from plan.consents import Consent, joint
from plan.counting import Basis, Counting
from plan.deadlines import DeadlineState, Extension, ExtensionState, ProjectDeadline, facts
from tests.unit.plan.test_deadlines import CALENDAR, at, deadline, notice

BUREAU, POSTER, UNIT = "organizations/bureau", "organizations/poster", "organizations/unit"


def asked(last_day: str = "2024-03-10", when: str = "2024-02-10", reason: str = "第三方检测排期") -> Extension:
    return Extension(date.fromisoformat(last_day), reason, "people/clerk", at(when), joint([BUREAU, POSTER]))


def pending() -> ProjectDeadline:
    made = deadline("2024-01-12")
    made.request_extension(asked())
    return made


def consent(made: ProjectDeadline, *parties: str, when: str = "2024-02-12") -> list[object]:
    return made.facts(made.consent_to_extension(frozenset(parties), Consent("", "people/official", at(when)), CALENDAR))


def refuse(made: ProjectDeadline, *parties: str, reason: str = "会误配套工期", when: str = "2024-02-13") -> list[object]:
    return made.facts(made.refuse_extension(frozenset(parties), Consent("", "people/boss", at(when), False, reason)))


@pytest.mark.rule("4.4")
@pytest.mark.rule("1.1")
def test_the_deadline_moves_once_every_owner_has_consented() -> None:
    made = pending()
    (consented,) = consent(made, BUREAU)
    assert isinstance(consented, facts.ExtensionConsented)
    assert (consented.waiting_for, consented.rule, made.last_day) == ((POSTER,), "4.4,1.1", date(2024, 2, 18))
    said = consent(made, POSTER)
    assert [type(each) for each in said] == [facts.ExtensionConsented, facts.DeadlineRedated]
    assert isinstance(said[1], facts.DeadlineRedated)
    assert (made.last_day, said[1].rule) == (date(2024, 3, 10), "4.4")
    assert (made.basis.counting, made.provisional, made.extensions[0].state) == (Counting.FIXED, False, ExtensionState.GRANTED)


@pytest.mark.rule("4.4")
def test_a_request_is_said_with_its_rule_and_whom_it_waits_for() -> None:
    made = deadline("2024-01-12")
    (requested,) = made.facts(made.request_extension(asked()))
    assert (requested.rule, requested.asked_for, requested.waiting_for) == ("4.4", date(2024, 3, 10), (BUREAU, POSTER))
    assert (requested.last_day, requested.kind) == (date(2024, 2, 18), "materials")


@pytest.mark.rule("1.1")
def test_one_refusal_refuses_it_also_of_one_who_has_consented() -> None:
    for refusing in (POSTER, BUREAU):
        made = pending()
        consent(made, BUREAU)
        (refused,) = refuse(made, refusing)
        assert isinstance(refused, facts.ExtensionRefused)
        assert (refused.organization, made.last_day) == (refusing, date(2024, 2, 18))
        assert (made.extensions[0].state, made.extensions[0].refusal_reason) == (ExtensionState.REFUSED, "会误配套工期")
        with pytest.raises(RuleViolated, match="NO_EXTENSION_PENDING"):
            consent(made, POSTER)


@pytest.mark.rule("1.1")
def test_nobody_consents_twice_or_for_others() -> None:
    made = pending()
    consent(made, BUREAU)
    with pytest.raises(RuleViolated, match="ALREADY_CONSENTED"):
        consent(made, BUREAU)
    with pytest.raises(PermissionDenied, match="CONSENT_NOT_YOURS"):
        consent(made, UNIT)


@pytest.mark.rule("4.4")
def test_a_request_and_a_refusal_have_their_reason() -> None:
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        deadline("2024-01-12").request_extension(asked(reason=" "))
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        refuse(pending(), BUREAU, reason="")


@pytest.mark.rule("4.4")
def test_an_extension_comes_before_the_deadline_that_it_moves() -> None:
    made = deadline("2024-01-12")
    with pytest.raises(RuleViolated, match="DEADLINE_PASSED") as late:
        made.request_extension(asked(when="2024-02-19"))
    assert late.value.rule == "4.4"
    with pytest.raises(RuleViolated, match="DEADLINE_PASSED"):
        consent(pending(), BUREAU, when="2024-02-19")
    with pytest.raises(RuleViolated, match="DEADLINE_PASSED"):
        refuse(pending(), BUREAU, when="2024-02-19")


@pytest.mark.rule("4.4")
def test_an_extension_is_later_and_one_at_a_time() -> None:
    made = deadline("2024-01-12")
    with pytest.raises(RuleViolated, match="NOT_LATER"):
        made.request_extension(asked("2024-02-18"))
    with pytest.raises(InvalidArgument, match="DATE_OUT_OF_RANGE"):  # no office could count from there (1.10a)
        made.request_extension(asked("2099-07-01"))
    made.request_extension(asked())
    with pytest.raises(RuleViolated, match="EXTENSION_PENDING"):
        made.request_extension(asked("2024-04-01"))


@pytest.mark.rule("4.4")
def test_a_request_lapses_when_the_deadline_is_over_met_or_called_off() -> None:
    overdue, met, called_off = pending(), pending(), pending()
    overdue.mark_overdue(at("2024-02-19", 0))
    met.meet(at("2024-02-12"))
    called_off.cancel("项目终止", "1.10")
    assert [each.extensions[0].state for each in (overdue, met, called_off)] == [ExtensionState.LAPSED] * 3
    with pytest.raises(RuleViolated, match="DEADLINE_PASSED"):
        overdue.request_extension(asked(when="2024-02-20"))
    with pytest.raises(RuleViolated, match="DEADLINE_CLOSED"):
        met.request_extension(asked())


@pytest.mark.rule("4.4")
@pytest.mark.rule("1.8")
def test_a_request_lapses_when_the_deadline_moves_beyond_what_was_asked_for() -> None:
    made = pending()
    made.move(Basis(date(2024, 2, 20), 30, Counting.CALENDAR, True), CALENDAR, at("2024-02-12"), "任务书第2版", "1.8")
    assert (made.last_day, made.extensions[0].state) == (date(2024, 3, 21), ExtensionState.LAPSED)
    with pytest.raises(RuleViolated, match="NO_EXTENSION_PENDING"):
        consent(made, BUREAU)
    assert made.last_day == date(2024, 3, 21)


@pytest.mark.rule("4.4")
def test_a_request_that_still_is_later_outlives_a_move() -> None:
    made = pending()
    made.move(Basis(date(2024, 1, 20), 30, Counting.CALENDAR, True), CALENDAR, at("2024-02-12"), "任务书第2版", "1.8")
    consent(made, BUREAU, POSTER)
    assert (made.last_day, made.state) == (date(2024, 3, 10), DeadlineState.OPEN)


@pytest.mark.rule("4.4")
@pytest.mark.rule("4.3")
def test_a_day_that_was_granted_is_not_moved_by_a_notice() -> None:
    made = deadline("2035-01-08", now="2034-12-01")
    made.request_extension(Extension(date(2035, 2, 14), "检测排期", "people/clerk", at("2034-12-10"), joint([BUREAU])))
    made.consent_to_extension(frozenset({BUREAU}), Consent("", "people/official", at("2034-12-11")), CALENDAR)
    assert (made.last_day, made.provisional) == (date(2035, 2, 14), False)
    assert made.redate(notice(), at("2034-12-20"), "放假安排公布") == []


def granted(last_day: str = "2024-03-10") -> ProjectDeadline:
    made = deadline("2024-01-12")
    made.request_extension(asked(last_day))
    consent(made, BUREAU, POSTER)
    return made


def moved(made: ProjectDeadline, start: str, when: str = "2024-02-20") -> date:
    basis = Basis(date.fromisoformat(start), 30, Counting.CALENDAR, True)
    made.move(basis, CALENDAR, at(when), "任务书第2版", "1.8")
    return made.last_day


@pytest.mark.rule("4.4", "1.8")
@pytest.mark.parametrize(
    ("start", "last_day"),
    [
        ("2024-01-01", "2024-03-10"),  # earlier: what was granted stands
        ("2024-01-22", "2024-03-10"),  # later, and still before it
        ("2024-02-07", "2024-03-10"),
        ("2024-02-08", "2024-03-11"),  # a Saturday rolls beyond it
        ("2024-06-30", "2024-07-30"),
    ],
)
def test_a_granted_extension_is_not_lost_when_the_node_moves(start: str, last_day: str) -> None:
    assert str(moved(granted(), start)) == last_day


@pytest.mark.rule("4.3", "4.4")
def test_no_notice_takes_back_what_was_granted() -> None:
    made = granted("2035-03-11")
    assert moved(made, "2035-02-08") == date(2035, 3, 12)  # Day 30 is a Saturday.
    made.redate(notice(makeup_days=(date(2035, 3, 10),)), at("2034-11-20"), "放假安排公布")
    assert (made.last_day, made.skipped, made.makeup_days) == (date(2035, 3, 11), [], [])


@pytest.mark.rule("4.4")
@pytest.mark.parametrize("start", ["2024-02-09", "2024-02-20", "2024-06-30"])
def test_an_extension_asked_against_a_day_that_moved_meanwhile_never_shortens(start: str) -> None:
    made = pending()  # up to 2024-03-10
    last_day = moved(made, start)
    with pytest.raises(RuleViolated, match="NO_EXTENSION_PENDING"):
        consent(made, BUREAU, POSTER, when="2024-02-21")
    assert made.last_day == last_day
