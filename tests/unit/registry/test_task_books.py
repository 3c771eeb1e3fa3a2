from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chassis.calendar import Calendar
from chassis.errors import PermissionDenied, RuleViolated
from services.registry.domain.task_book_terms import (
    Budget,
    ChiefPayGrades,
    FundingSource,
    GradeWithReason,
    Instalment,
    TaskBookTerms,
    TaskNode,
    term_failures,
)
from services.registry.domain.task_books import TaskBook
from services.registry.domain.words import PayGrade
from tests.unit.registry.examples import BUREAU, NOW, POSTER, UNIT, consent, target, terms


def book(owners: tuple[str, ...] = (BUREAU.name, POSTER.name)) -> TaskBook:
    return TaskBook.of("projects/casting", list(owners), UNIT.name, terms(), NOW)


def accepted() -> TaskBook:
    made = book()
    for organization in (BUREAU.name, POSTER.name, UNIT.name):
        made.accept(consent(organization))
    return made


def reason(act: Any, *arguments: Any) -> tuple[str, str]:
    with pytest.raises(RuleViolated) as refused:
        act(*arguments)
    return refused.value.reason, refused.value.rule


def longer() -> TaskBookTerms:
    return terms(term_end=date(2029, 6, 30))


@pytest.mark.rule("1.8")
@pytest.mark.rule("1.1")
def test_it_is_accepted_once_every_owner_and_the_unit_have() -> None:
    made = book()
    (first,) = made.accept(consent(POSTER.name))
    assert not made.accepted and first.waiting_for == (BUREAU.name, UNIT.name)  # type: ignore[union-attr]
    assert reason(made.accept, consent(POSTER.name)) == ("ALREADY_CONSENTED", "1.8")
    made.accept(consent(UNIT.name))
    _, whole = made.accept(consent(BUREAU.name))
    assert made.accepted and whole.TYPE == "task_book.accepted.v1"
    assert reason(made.accept, consent(UNIT.name)) == ("TASK_BOOK_ACCEPTED", "1.8")


@pytest.mark.rule("1.11")
def test_an_owner_that_is_the_unit_accepts_once() -> None:
    made = book((UNIT.name,))
    made.accept(consent(UNIT.name))
    assert made.accepted


@pytest.mark.rule("1.8")
def test_somebody_else_does_not_accept() -> None:
    with pytest.raises(PermissionDenied) as refused:
        book().accept(consent("organizations/other"))
    assert refused.value.rule == "1.8"


@pytest.mark.rule("1.8")
def test_it_changes_only_by_a_new_version_with_every_owners_consent_and_the_bureaus_approval() -> None:
    made = accepted()
    made.propose(longer(), "设备到货推迟", consent(UNIT.name))
    assert made.current_version == 1
    assert reason(made.approve, consent(BUREAU.name)) == ("CONSENT_MISSING", "1.8")
    made.consent(consent(POSTER.name))
    (fact,) = made.approve(consent(BUREAU.name))  # the bureau's approval is its consent as an owner
    assert (fact.version, fact.task_book.term_end, made.current_version) == (2, date(2029, 6, 30), 2)
    assert made.editions[0].terms == terms()
    assert reason(made.approve, consent(BUREAU.name)) == ("NO_CHANGE_PENDING", "1.8")


@pytest.mark.rule("1.1")
def test_one_refusal_refuses_the_change_and_another_may_be_proposed() -> None:
    made = accepted()
    made.propose(longer(), "推迟", consent(BUREAU.name))
    made.refuse(consent(POSTER.name, agreed=False, reason="市场窗口不允许"))
    assert reason(made.consent, consent(BUREAU.name)) == ("NO_CHANGE_PENDING", "1.8")
    made.propose(longer(), "再议", consent(POSTER.name))
    assert made.change is not None and made.change.waiting_for == (BUREAU.name,)


@pytest.mark.rule("1.8")
def test_an_owner_that_proposes_consents_and_one_change_waits_at_a_time() -> None:
    made = accepted()
    (fact,) = made.propose(longer(), "推迟", consent(POSTER.name))
    assert fact.waiting_for == (BUREAU.name,)
    assert reason(made.propose, longer(), "又一项", consent(UNIT.name)) == ("CHANGE_PENDING", "1.8")
    assert reason(made.consent, consent(POSTER.name)) == ("ALREADY_CONSENTED", "1.8")


@pytest.mark.rule("1.8")
@pytest.mark.rule("1.1")
def test_a_lead_who_works_at_an_owner_proposes_without_its_consent() -> None:
    made = accepted()
    (fact,) = made.propose(longer(), "推迟", consent(POSTER.name), for_owner=False)
    assert fact.waiting_for == (BUREAU.name, POSTER.name)
    assert reason(made.approve, consent(BUREAU.name)) == ("CONSENT_MISSING", "1.8")
    made.consent(consent(POSTER.name))
    made.approve(consent(BUREAU.name))
    assert made.current_version == 2


@pytest.mark.rule("1.8")
def test_what_is_not_accepted_yet_does_not_change_and_no_change_undoes_6_1() -> None:
    assert reason(book().propose, longer(), "推迟", consent(UNIT.name)) == ("TASK_BOOK_NOT_ACCEPTED", "1.8")
    assert reason(accepted().propose, replace(terms(), targets=()), "删除目标", consent(UNIT.name)) == ("TARGETS_MISSING", "6.1")


def found(**changes: Any) -> list[tuple[str, str]]:
    return [(failure.rule, failure.reason) for failure in term_failures(terms(**changes), NOW.date())]


@pytest.mark.rule("6.1")
def test_each_target_is_clear_and_verifiable() -> None:
    assert found() == []
    assert found(targets=()) == [("6.1", "TARGETS_MISSING")]
    broken: list[dict[str, Any]] = [
        {"metric": ""},
        {"unit": ""},
        {"comparator": "约"},
        {"value": None},
        {"verification": ""},
        {"weight": Decimal(0)},
        {"weight": None},
        {"value": Decimal("1e30")},
    ]
    for change in broken:
        assert found(targets=(target(**change),)) == [("6.1", "TARGET_NOT_VERIFIABLE")], change
    assert found(targets=(target(), target())) == [("6.1", "TARGET_NOT_VERIFIABLE")]
    assert found(targets=(target(), target(id="again"))) == [("6.1", "TARGET_NOT_VERIFIABLE")]


@pytest.mark.rule("1.8")
def test_nodes_lie_within_the_term_and_money_adds_up() -> None:
    assert found(term_end=None) == [("1.8", "TASK_BOOK_INVALID")]
    assert found(term_end=date(2026, 6, 30), nodes=()) == [("1.8", "TASK_BOOK_INVALID")]
    late = TaskNode("late", "验收", date(2028, 7, 1))
    assert found(nodes=(late,)) == [("1.8", "TASK_BOOK_INVALID")]
    assert found(nodes=(TaskNode("a", "甲", date(2027, 1, 1)),) * 2) == [("1.8", "TASK_BOOK_INVALID")]
    for title in ("样件 A", "样件Ａ", "样件a"):
        nodes = (TaskNode("a", "样件A", date(2027, 1, 1)), TaskNode("b", title, date(2027, 1, 1)))
        assert found(nodes=nodes) == [("1.8", "TASK_BOOK_INVALID")], title
    assert found(budget=Budget(100, (FundingSource("市级", 99),))) == [("1.8", "TASK_BOOK_INVALID")]
    assert found(budget=Budget(100, (), (Instalment("首笔", date(2026, 8, 1), 101),))) == [("1.8", "TASK_BOOK_INVALID")]
    assert found(budget=Budget(100, (FundingSource("市级", 100),), (Instalment("首笔", date(2026, 8, 1), 60),))) == []
    assert found(budget=Budget(0, (FundingSource("市级", 0),))) == [("1.8", "TASK_BOOK_INVALID")]


OUT, PAST, MONEY = ("1.10a", "DATE_OUT_OF_RANGE"), ("1.10a", "DATE_IN_PAST"), ("1.10a", "INSTALMENT_OUTSIDE_TERM")


@pytest.mark.rule("1.10a")
@pytest.mark.parametrize(
    ("start", "end", "due", "failures"),
    [
        ("2026-01-01", "2026-03-10", "2026-03-01", []),  # ends today
        ("2026-01-01", "2026-03-09", "2026-03-01", [PAST]),
        ("1990-01-01", "1991-01-01", "1990-06-01", [PAST]),
        ("2026-01-01", "2099-06-30", "2099-06-30", []),
        ("2026-01-01", "2099-07-01", "2099-06-30", [OUT]),
        ("2026-01-01", "2099-12-31", "2099-12-20", [OUT, OUT]),
        ("2026-01-01", "2150-12-31", "2150-06-30", [OUT, OUT]),
        ("2026-01-01", "9999-12-31", "9999-12-31", [OUT, OUT]),
    ],
)
def test_a_term_lies_where_every_service_can_carry_it_out(start: str, end: str, due: str, failures: list[tuple[str, str]]) -> None:
    nodes = (TaskNode("a", "甲", date.fromisoformat(due)),)
    dates = {"term_start": date.fromisoformat(start), "term_end": date.fromisoformat(end)}
    assert found(**dates, nodes=nodes, budget=Budget(100)) == failures
    for day in {end, due} if not failures else ():  # What is taken can be counted from.
        assert Calendar().calendar_days_after(date.fromisoformat(day), 150)


@pytest.mark.rule("1.10a")
@pytest.mark.parametrize(
    ("planned_on", "failures"),
    [
        ("1999-01-01", [MONEY]),
        ("2025-06-30", [MONEY]),
        ("2025-07-01", []),
        ("2029-06-30", []),
        ("2029-07-01", [MONEY]),
        ("2099-12-31", [MONEY]),
    ],
)
def test_money_is_paid_around_the_term(planned_on: str, failures: list[tuple[str, str]]) -> None:
    paid = Instalment("首笔", date.fromisoformat(planned_on), 10)
    assert found(budget=Budget(100, (), (paid,))) == failures


@pytest.mark.rule("1.10a", "1.8")
def test_a_change_that_has_waited_until_its_term_was_over_is_not_approved() -> None:
    made = accepted()
    made.propose(longer(), "设备到货推迟", consent(POSTER.name))
    late = replace(consent(BUREAU.name), at=NOW.replace(year=2040))
    assert reason(made.approve, late) == ("DATE_IN_PAST", "1.10a")
    assert made.current_version == 1
    assert made.approve(consent(BUREAU.name))


@pytest.mark.rule("4.6")
def test_one_node_at_most_has_the_midterm_check() -> None:
    nodes = (TaskNode("a", "甲", date(2027, 1, 1), True), TaskNode("b", "乙", date(2027, 2, 1), True))
    assert found(nodes=nodes) == [("4.6", "TASK_BOOK_INVALID")]


@pytest.mark.rule("5.1")
@pytest.mark.parametrize(
    ("weights", "failures"),
    [
        ((None, None), []),
        (("40", "60"), []),
        (("0.5", "2"), []),
        (("40", None), [("5.1", "TASK_BOOK_INVALID")]),
        ((None, "60"), [("5.1", "TASK_BOOK_INVALID")]),
        (("40", "0"), [("5.1", "TASK_BOOK_INVALID")]),
        (("-1", "60"), [("5.1", "TASK_BOOK_INVALID")]),
    ],
)
def test_nodes_have_weights_above_nothing_all_of_them_or_none(
    weights: tuple[str | None, str | None], failures: list[tuple[str, str]]
) -> None:
    first, second = (Decimal(each) if each is not None else None for each in weights)
    nodes = (TaskNode("a", "甲", date(2027, 1, 1), weight=first), TaskNode("b", "乙", date(2027, 2, 1), weight=second))
    assert found(nodes=nodes) == failures


@pytest.mark.rule("4.7a")
def test_what_is_proposed_is_another_version_and_what_others_say_to_it_is_none() -> None:
    made = accepted()
    before = made.etag
    made.propose(longer(), "设备到货推迟", consent(POSTER.name))
    seen = made.etag
    assert seen != before and made.change is not None
    assert [answer.seen for answer in made.change.consents] == [seen]
    made.consent(consent(BUREAU.name))
    assert made.etag == seen
    made.approve(consent(BUREAU.name))
    assert made.etag not in (before, seen)


@pytest.mark.rule("4.7a")
def test_an_acceptance_is_no_change_of_what_is_accepted() -> None:
    made = book()
    seen = made.etag
    made.accept(consent(POSTER.name))
    assert made.etag == seen


@pytest.mark.rule("3.7")
def test_who_sets_up_a_floating_pay_gives_all_three_grades_with_reasons() -> None:
    whole = GradeWithReason(PayGrade.HIGH, "列入市重大装备清单")
    assert found() == found(chief_pay=ChiefPayGrades(whole, whole, whole)) == []
    for lacking in (GradeWithReason(), GradeWithReason(PayGrade.LOW, " "), GradeWithReason(None, "很难")):
        (failure,) = term_failures(terms(chief_pay=ChiefPayGrades(whole, lacking, whole)), NOW.date())
        assert (failure.rule, failure.reason) == ("3.7", "PAY_GRADES_INCOMPLETE")
        assert "难度" in failure.message and "重要程度" not in failure.message
