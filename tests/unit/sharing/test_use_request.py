from datetime import date, datetime
from typing import Any

import pytest

from chassis.calendar import Calendar, HolidayNotice
from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from services.sharing.domain.use_request import Complaint, UseRequest
from services.sharing.domain.words import OrganizationKind, Purpose, RequestState
from tests.unit.sharing.examples import FACTORY, NOW, OFFICIAL, PARTNER, POLICY, UNIT, deadline, no, request, wish, yes

LATE = datetime.fromisoformat("2026-03-24T00:00:00+08:00")


def refused() -> UseRequest:
    made = request()
    made.answer(no())
    return made


def contested() -> UseRequest:
    made = refused()
    made.contest(Complaint("没有实际使用", "people/buyer", NOW))
    return made


@pytest.mark.rule("8.2")
def test_the_answer_is_due_in_fifteen_working_days() -> None:
    (asked,) = request().ask()
    assert (asked.last_day, asked.holders, asked.purpose) == (date(2026, 3, 23), (UNIT,), Purpose.PRODUCE)


@pytest.mark.rule("8.2")
def test_all_holders_have_to_agree() -> None:
    made = request([UNIT, PARTNER])
    (agreed,) = made.answer(yes())
    assert (agreed.waiting_for, made.state) == ((PARTNER,), RequestState.PENDING)
    (answered,) = made.answer(yes(PARTNER))
    assert (answered.agreed, answered.late, made.state) == (True, False, RequestState.GRANTED)


@pytest.mark.rule("8.2")
def test_one_refusal_refuses() -> None:
    made = request([UNIT, PARTNER])
    made.answer(yes())
    (answered,) = made.answer(no(PARTNER))
    assert (answered.agreed, made.state) == (False, RequestState.REFUSED)


@pytest.mark.rule("8.2")
def test_a_refusal_has_a_reason() -> None:
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        request().answer(no(reason=" "))


@pytest.mark.rule("8.2")
def test_nobody_else_answers() -> None:
    with pytest.raises(PermissionDenied, match="CONSENT_NOT_YOURS"):
        request().answer(yes(PARTNER))


@pytest.mark.rule("4.5")
def test_a_late_answer_is_taken_and_marked_late() -> None:
    made = request()
    overdue, answered = made.answer(yes(at=LATE))
    assert (overdue.TYPE, answered.late, made.overdue) == ("request.overdue.v1", True, True)


@pytest.mark.rule("4.5")
def test_it_is_marked_overdue_once() -> None:
    made = request()
    with pytest.raises(RuleViolated, match="DEADLINE_RUNS"):
        made.mark_overdue(NOW)
    (overdue,) = made.mark_overdue(LATE)
    assert overdue.last_day == date(2026, 3, 23)
    with pytest.raises(RuleViolated, match="DEADLINE_PASSED"):
        made.mark_overdue(LATE)


@pytest.mark.rule("4.3")
def test_a_notice_of_days_off_moves_the_last_day() -> None:
    made = request()
    calendar = Calendar([HolidayNotice(2026, (date(2026, 3, 20),), (), "通知")])
    (moved,) = made.redate(calendar, NOW, "通知")
    assert (moved.previous_last_day, moved.last_day) == (date(2026, 3, 23), date(2026, 3, 24))


@pytest.mark.rule("8.2")
def test_a_refusal_is_put_before_the_bureau_and_upheld() -> None:
    made = contested()
    (ruled,) = made.rule(True, "理由成立", OFFICIAL, deadline(), NOW)
    assert (ruled.upheld, made.state) == (True, RequestState.UPHELD)
    with pytest.raises(RuleViolated, match="REQUEST_ANSWERED"):
        made.answer(yes())


@pytest.mark.rule("8.2")
def test_the_bureau_has_it_answered_anew_and_the_second_refusal_is_the_last_word() -> None:
    made = contested()
    seen = made.etag
    made.rule(False, "理由不成立", OFFICIAL, deadline(), NOW)
    assert (made.state, made.waiting_for, len(made.earlier_refusals)) == (RequestState.PENDING, (UNIT,), 1)
    assert made.etag != seen
    made.answer(no())
    with pytest.raises(RuleViolated, match="CONTESTED_ALREADY"):
        made.contest(Complaint("再次提请", "people/buyer", NOW))


@pytest.mark.rule("8.2")
@pytest.mark.parametrize("made", [request(), contested()])
def test_only_a_refusal_is_put_before_the_bureau(made: UseRequest) -> None:
    with pytest.raises(RuleViolated, match="NOTHING_TO_CONTEST"):
        made.contest(Complaint("不服", "people/buyer", NOW))


@pytest.mark.rule("8.2")
def test_nothing_is_ruled_on_that_nobody_contests() -> None:
    with pytest.raises(RuleViolated, match="NOT_CONTESTED"):
        refused().rule(True, "理由成立", OFFICIAL, deadline(), NOW)


@pytest.mark.rule("8.2")
def test_who_asked_may_withdraw_before_the_answer() -> None:
    made = request()
    made.demand_requester(FACTORY)
    made.withdraw("people/buyer", NOW)
    assert made.state is RequestState.WITHDRAWN
    with pytest.raises(RuleViolated, match="REQUEST_ANSWERED"):
        refused().withdraw("people/buyer", NOW)
    with pytest.raises(PermissionDenied, match="NOT_THE_REQUESTER"):
        made.demand_requester(UNIT)


@pytest.mark.rule("8.2")
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"kind": OrganizationKind.UNIVERSITY}, "PURPOSE_NOT_OPEN"),
        ({"kind": OrganizationKind.OTHER, "purpose": Purpose.STUDY}, "PURPOSE_NOT_OPEN"),
        ({"months": 0}, "TERM_OUT_OF_RANGE"),
        ({"months": 121}, "TERM_OUT_OF_RANGE"),
        ({"sector": "Z"}, "SECTOR_UNKNOWN"),
        ({"purpose": Purpose.STUDY, "exclusive": True}, "EXCLUSIVE_STUDY"),
    ],
)
def test_what_may_be_asked_for(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises((InvalidArgument, RuleViolated), match=reason):
        wish(**changed).demand_open(POLICY)


@pytest.mark.rule("8.2")
def test_universities_study_at_once_and_enterprises_ask() -> None:
    study = {"purpose": Purpose.STUDY}
    assert wish(kind=OrganizationKind.UNIVERSITY, **study).at_once(POLICY)
    assert not wish(**study).at_once(POLICY)
    wish(**study).demand_open(POLICY)
