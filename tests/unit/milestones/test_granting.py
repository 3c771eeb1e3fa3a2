from datetime import date

import pytest

from chassis.errors import PermissionDenied, RuleViolated
from services.milestones.domain import facts
from services.milestones.domain.deadlines import Deadline
from services.milestones.domain.extensions import Extension
from services.milestones.domain.granting import consent_to_extension, refuse_extension, request_extension
from services.milestones.domain.terms import Counting, ExtensionState
from tests.unit.milestones.examples import BUREAU, CALENDAR, POSTER, UNIT, at, card, deadline


def asked(last_day: str = "2024-03-10", when: str = "2024-02-10", required: list[str] | None = None) -> Extension:
    return Extension(date.fromisoformat(last_day), "第三方检测排期", "people/clerk", at(when), required or [BUREAU, POSTER])


def pending() -> Deadline:
    made = deadline("2024-01-12")
    request_extension(made, asked())
    return made


@pytest.mark.rule("4.4")
@pytest.mark.rule("1.1")
def test_the_deadline_moves_once_every_owner_has_consented() -> None:
    made = pending()
    (consented,) = consent_to_extension(made, frozenset({BUREAU}), CALENDAR, at("2024-02-12"))
    assert (consented.waiting_for, made.last_day) == ((POSTER,), date(2024, 2, 18))
    said = consent_to_extension(made, frozenset({POSTER}), CALENDAR, at("2024-02-13"))
    assert [type(each) for each in said] == [facts.ExtensionConsented, facts.DeadlineRedated]
    assert (made.last_day, said[1].rule) == (date(2024, 3, 10), "4.4")
    assert (made.basis.counting, made.provisional, made.extensions[0].state) == (Counting.FIXED, False, ExtensionState.GRANTED)


@pytest.mark.rule("1.1")
def test_one_refusal_refuses_it() -> None:
    made = pending()
    consent_to_extension(made, frozenset({BUREAU}), CALENDAR, at("2024-02-12"))
    (refused,) = refuse_extension(made, frozenset({POSTER}), "会误配套工期", at("2024-02-13"))
    assert (refused.organization, made.last_day, made.extensions[0].state) == (POSTER, date(2024, 2, 18), ExtensionState.REFUSED)
    with pytest.raises(RuleViolated, match="NO_EXTENSION_PENDING"):
        consent_to_extension(made, frozenset({POSTER}), CALENDAR, at("2024-02-13"))


@pytest.mark.rule("1.1")
def test_nobody_consents_twice_or_for_others() -> None:
    made = pending()
    consent_to_extension(made, frozenset({BUREAU}), CALENDAR, at("2024-02-12"))
    with pytest.raises(RuleViolated, match="ALREADY_CONSENTED"):
        consent_to_extension(made, frozenset({BUREAU}), CALENDAR, at("2024-02-12"))
    with pytest.raises(PermissionDenied, match="CONSENT_NOT_YOURS"):
        consent_to_extension(made, frozenset({UNIT}), CALENDAR, at("2024-02-12"))


@pytest.mark.rule("1.11")
def test_where_the_owner_is_the_unit_the_bureau_consents_as_well() -> None:
    own = card()
    own.owners, own.owner_kinds = [UNIT], {UNIT: "enterprise"}
    assert own.extension_consents == [UNIT, "science_bureau"]
    assert card().extension_consents == [BUREAU, POSTER]
    made = deadline("2024-01-12")
    request_extension(made, asked(required=own.extension_consents))
    consent_to_extension(made, frozenset({UNIT}), CALENDAR, at("2024-02-12"))
    assert made.last_day == date(2024, 2, 18)
    consent_to_extension(made, frozenset({"science_bureau"}), CALENDAR, at("2024-02-12"))
    assert made.last_day == date(2024, 3, 10)


@pytest.mark.rule("4.4")
def test_an_extension_comes_before_the_deadline_that_it_moves() -> None:
    made = deadline("2024-01-12")
    with pytest.raises(RuleViolated, match="DEADLINE_PASSED") as late:
        request_extension(made, asked(when="2024-02-19"))
    assert late.value.rule == "4.4"
    waiting = pending()
    with pytest.raises(RuleViolated, match="DEADLINE_PASSED"):
        consent_to_extension(waiting, frozenset({BUREAU}), CALENDAR, at("2024-02-19"))


@pytest.mark.rule("4.4")
def test_an_extension_is_later_and_one_at_a_time() -> None:
    made = deadline("2024-01-12")
    with pytest.raises(RuleViolated, match="NOT_LATER"):
        request_extension(made, asked("2024-02-18"))
    request_extension(made, asked())
    with pytest.raises(RuleViolated, match="EXTENSION_PENDING"):
        request_extension(made, asked("2024-04-01"))


@pytest.mark.rule("4.4")
def test_a_request_lapses_when_the_deadline_is_over_or_met() -> None:
    overdue, met = pending(), pending()
    overdue.mark_overdue(at("2024-02-19", 0))
    met.meet(at("2024-02-12"))
    assert [each.extensions[0].state for each in (overdue, met)] == [ExtensionState.LAPSED] * 2
    with pytest.raises(RuleViolated, match="DEADLINE_PASSED"):
        request_extension(overdue, asked(when="2024-02-20"))
    with pytest.raises(RuleViolated, match="DEADLINE_CLOSED"):
        request_extension(met, asked())
