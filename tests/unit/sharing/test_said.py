"""Each act on a result or a request says all that others go by, and alters nothing else (8.1, 8.2)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chassis.calendar import Calendar, HolidayNotice
from plan.deadlines import DeadlineState
from services.sharing.domain.licences import Licence
from services.sharing.domain.states import REQUEST, RESULT
from services.sharing.domain.use import Use
from services.sharing.domain.use_request import Complaint, UseRequest
from services.sharing.domain.words import Purpose, RequestState, ResultKind, ResultState
from tests.unit.said import done, said, working
from tests.unit.sharing.examples import (
    CALENDAR,
    FACTORY,
    LEAD,
    NAME,
    NOW,
    OFFICIAL,
    PARTNER,
    POLICY,
    PROJECT,
    UNIT,
    UNIVERSITY,
    deadline,
    no,
    particulars,
    published,
    request,
    result,
    wish,
    yes,
)

REQUEST_NAME = f"{NAME}/requests/1"
WHAT: dict[str, Any] = {
    "name": NAME,
    "project": PROJECT,
    "target": "t1",
    "kind": ResultKind.PRODUCT,
    "title": "低温铸造铝合金缸体",
    "field": "新材料",
    "holders": (UNIT,),
    "readiness": 7,
    "rule": "8.1",
}
ASKED: dict[str, Any] = {"name": REQUEST_NAME, "project": PROJECT, "result": NAME, "organization": FACTORY, "rule": "8.2"}
DUE, LATE = date(2026, 3, 23), datetime.fromisoformat("2026-03-24T00:00:00+08:00")
OPENED = ("result.published.v1", False, WHAT | {"authors": ("李静", "王强"), "identifier": "", "published_at": NOW})
EMBARGO = particulars(embargo_until=date(2026, 12, 31), embargo_reason="专利尚未公布")


@pytest.mark.rule("8.1")
def test_a_result_that_is_open_at_once() -> None:
    made = result()
    assert done(made, made.register) == ([("result.registered.v1", True, WHAT | {"registered_by": LEAD})], {})
    told, changed = done(made, lambda: made.send_back("请补充"))
    returned = {"name": NAME, "project": PROJECT, "reason": "请补充", "rule": "8.1"}
    assert told == [("result.returned.v1", True, returned)]
    assert changed == {"state": ResultState.RETURNED, "returned_because": "请补充"}
    told, changed = done(made, lambda: made.correct(particulars(summary="改"), NOW, POLICY))
    assert told == [("result.corrected.v1", True, WHAT)]
    assert changed == {"state": ResultState.REGISTERED, "returned_because": "", "summary": "改"}
    told, changed = done(made, lambda: made.confirm(OFFICIAL, NOW))
    assert told == [("result.confirmed.v1", False, WHAT | {"confirmed_by": OFFICIAL, "embargo_until": None}), OPENED]
    assert changed.pop("grams") and changed == {
        "state": ResultState.PUBLISHED,
        "confirmed_by": OFFICIAL,
        "confirmed_at": NOW,
        "published_at": NOW,
    }


@pytest.mark.rule("8.1")
def test_a_result_under_an_embargo() -> None:
    made = result(EMBARGO)
    told, changed = done(made, lambda: made.confirm(OFFICIAL, NOW))
    assert told == [("result.confirmed.v1", False, WHAT | {"confirmed_by": OFFICIAL, "embargo_until": date(2026, 12, 31)})]
    assert changed.pop("grams") and changed == {"state": ResultState.EMBARGOED, "confirmed_by": OFFICIAL, "confirmed_at": NOW}
    told, changed = done(made, lambda: made.end_embargo(NOW, "已经授权"))
    assert told == [OPENED] and changed.pop("grams")
    assert changed == {"state": ResultState.PUBLISHED, "published_because": "已经授权", "published_at": NOW}
    by_itself = result(EMBARGO)
    by_itself.confirm(OFFICIAL, NOW)
    by_itself.end_embargo(NOW)
    assert by_itself.published_because == ""


@pytest.mark.rule("8.1")
def test_a_result_that_is_withdrawn_and_a_request_that_lapses_with_it() -> None:
    made, asked = published(), request()
    told, changed = done(made, lambda: made.withdraw("数据不实", OFFICIAL, NOW))
    assert told == [("result.withdrawn.v1", False, WHAT | {"reason": "数据不实", "withdrawn_by": OFFICIAL})]
    by = {"withdrawn_by": OFFICIAL, "withdrawn_at": NOW, "withdrawn_because": "数据不实"}
    assert changed == {"state": ResultState.WITHDRAWN} | by
    told, changed = done(asked, lambda: asked.lapse("数据不实", NOW))
    assert told == [("request.lapsed.v1", True, ASKED | {"name": REQUEST_NAME, "reason": "数据不实"})]
    assert (changed["state"], changed["ended_at"], changed["deadline"].state) == (RequestState.LAPSED, NOW, DeadlineState.CANCELLED)


def licence(**changed: Any) -> Licence:
    return replace(Licence(f"{NAME}/licences/1", FACTORY, Purpose.PRODUCE, True, date(2026, 3, 2), date(2028, 3, 2)), **changed)


@pytest.mark.rule("8.2")
def test_a_licence_and_its_use() -> None:
    made = published()
    granted = {"purpose": Purpose.PRODUCE, "exclusive": True, "since": date(2026, 3, 2), "until": date(2028, 3, 2)}
    told, changed = done(made, lambda: made.license(licence()))
    assert told == [("licence.granted.v1", False, ASKED | {"name": f"{NAME}/licences/1"} | granted)]
    assert changed == {"licences": [licence()]}
    assert (made.next_request(), made.next_request(), made.next_use(), made.next_use()) == (
        REQUEST_NAME,
        f"{NAME}/requests/2",
        f"{NAME}/uses/1",
        f"{NAME}/uses/2",
    )
    how: dict[str, Any] = {"sector": "C", "area": "榆次区", "since": date(2026, 3, 2)}
    who: dict[str, Any] = {"benefit_fen": 0, "reported_by": "people/buyer", "reported_at": NOW}
    use = Use(f"{NAME}/uses/1", PROJECT, NAME, licence().name, FACTORY, Purpose.PRODUCE, "两条线", **how, **who)
    told = said(use.report(licence(), date(2026, 3, 2)))
    assert told == [("use.reported.v1", False, ASKED | {"name": use.name, "purpose": Purpose.PRODUCE} | how)]


@pytest.mark.rule("8.2")
def test_a_request_that_all_holders_agree_to() -> None:
    made = request([UNIT, PARTNER])
    asked = {"purpose": Purpose.PRODUCE, "exclusive": False, "months": 24, "last_day": DUE, "provisional": False}
    asked |= {"basis": working(NOW.date(), 15)}
    assert done(made, made.ask) == ([("request.made.v1", True, ASKED | asked | {"holders": (UNIT, PARTNER)})], {})
    told, changed = done(made, lambda: made.answer(yes()))
    assert told == [("request.agreed.v1", True, ASKED | {"holder": UNIT, "waiting_for": (PARTNER,)})]
    assert set(changed) == {"act"} and (made.answers, made.waiting_for) == ([yes()], (PARTNER,))
    told, changed = done(made, lambda: made.answer(yes(PARTNER)))
    answered = {"agreed": True, "late": False, "by_rule": False, "answered_at": NOW}
    assert told == [("request.answered.v1", True, ASKED | answered)]
    assert (changed["state"], changed["ended_at"], set(changed)) == (
        RequestState.GRANTED,
        NOW,
        {"state", "ended_at", "act", "deadline"},
    )
    assert made.waiting_for == ()
    made.carry("l1")
    assert made.licence == "l1"


@pytest.mark.rule("8.2")
def test_what_the_rule_grants_at_once() -> None:
    made = replace(request(asked=wish(organization=UNIVERSITY)), deadline=None)
    told, changed = done(made, lambda: made.grant_by_rule(NOW))
    answered = {"agreed": True, "late": False, "by_rule": True, "answered_at": NOW, "organization": UNIVERSITY}
    assert told == [("request.answered.v1", True, ASKED | answered)]
    assert changed == {"state": RequestState.GRANTED, "granted_by_rule": True, "ended_at": NOW}
    assert (made.last_day, made.provisional, made.overdue) == (None, False, False)
    for nothing in (lambda: fresh().warn(1), lambda: fresh().mark_overdue(LATE), lambda: fresh().redate(CALENDAR, NOW, "x")):
        assert nothing() == []


def fresh() -> UseRequest:
    return replace(request(), deadline=None)


@pytest.mark.rule("8.2")
def test_a_refusal_before_the_bureau() -> None:
    made = request()
    told, changed = done(made, lambda: made.answer(no()))
    assert told == [("request.answered.v1", True, ASKED | {"agreed": False, "late": False, "by_rule": False, "answered_at": NOW})]
    assert (changed["state"], changed["ended_at"]) == (RequestState.REFUSED, NOW)
    complaint = Complaint("不服", "people/buyer", NOW)
    told, changed = done(made, lambda: made.contest(complaint))
    assert told == [("request.contested.v1", True, ASKED | {"contested_by": "people/buyer"})]
    assert changed == {"state": RequestState.CONTESTED, "complaint": complaint}
    again = deadline(NOW + timedelta(days=7))
    told, changed = done(made, lambda: made.rule(False, "重新答复", OFFICIAL, again, NOW))
    anew = {"last_day": again.last_day, "provisional": False, "basis": working((NOW + timedelta(days=7)).date(), 15)}
    assert told == [("request.ruled_on.v1", True, ASKED | {"upheld": False, "ruled_by": OFFICIAL, "holders": (UNIT,)} | anew)]
    ruled = replace(complaint, upheld=False, ruling="重新答复", ruled_by=OFFICIAL, ruled_at=NOW)
    assert (changed["complaint"], changed["earlier_refusals"], changed["ended_at"], made.deadline) == (ruled, [no()], None, again)
    assert (made.state, made.waiting_for, made.answers) == (RequestState.PENDING, (UNIT,), [])


@pytest.mark.rule("8.2")
def test_a_refusal_that_is_upheld_and_a_request_that_is_withdrawn() -> None:
    made = request()
    made.answer(no())
    made.contest(Complaint("不服", "people/buyer", NOW))
    before = made.deadline
    told, changed = done(made, lambda: made.rule(True, "维持", OFFICIAL, deadline(LATE), NOW))
    none = {"last_day": None, "provisional": False, "basis": None}
    assert told == [("request.ruled_on.v1", True, ASKED | {"upheld": True, "ruled_by": OFFICIAL, "holders": ()} | none)]
    assert set(changed) == {"state", "complaint"} and made.deadline == before
    gone = request()
    told, changed = done(gone, lambda: gone.withdraw("people/buyer", NOW))
    assert told == [("request.withdrawn.v1", True, ASKED | {"withdrawn_by": "people/buyer"})]
    assert (changed["state"], changed["ended_at"]) == (RequestState.WITHDRAWN, NOW)
    assert gone.deadline is not None and not gone.deadline.is_pending


@pytest.mark.rule("4.5")
def test_what_is_said_of_the_answer_period() -> None:
    made = request()
    assert said(made.warn(1)) == [("request.due_soon.v1", True, ASKED | {"last_day": DUE, "days_left": 1})]
    assert said(made.mark_overdue(LATE)) == [("request.overdue.v1", True, ASKED | {"last_day": DUE, "overdue_at": LATE})]
    assert made.overdue
    told = said(made.answer(yes(at=LATE)))
    assert told == [("request.answered.v1", True, ASKED | {"agreed": True, "late": True, "by_rule": False, "answered_at": LATE})]


@pytest.mark.rule("4.3")
def test_what_is_said_of_a_period_that_moves() -> None:
    made = request()
    longer = Calendar([HolidayNotice(2026, (date(2026, 3, 20),), (), "国办发明电〔2025〕8号")])
    moved = {"last_day": date(2026, 3, 24), "previous_last_day": DUE, "provisional": False, "reason": "放假"}
    moved |= {"basis": working(NOW.date(), 15)}
    assert said(made.redate(longer, NOW, "放假")) == [("request.redated.v1", True, ASKED | moved)]


@pytest.mark.parametrize(
    ("table", "state", "act", "reason", "rule"),
    [
        (RESULT, ResultState.PUBLISHED, "confirm", "RESULT_CONFIRMED_ALREADY", "8.1"),
        (RESULT, ResultState.EMBARGOED, "return", "RESULT_CONFIRMED_ALREADY", "8.1"),
        (RESULT, ResultState.RETURNED, "confirm", "RESULT_RETURNED", "8.1"),
        (RESULT, ResultState.RETURNED, "end_embargo", "NOT_UNDER_EMBARGO", "8.1"),
        (RESULT, ResultState.REGISTERED, "ask", "RESULT_NOT_CONFIRMED", "8.1"),
        (RESULT, ResultState.PUBLISHED, "end_embargo", "NOT_UNDER_EMBARGO", "8.1"),
        (REQUEST, RequestState.GRANTED, "answer", "REQUEST_ANSWERED", "8.2"),
        (REQUEST, RequestState.PENDING, "contest", "NOTHING_TO_CONTEST", "8.2"),
        (REQUEST, RequestState.UPHELD, "contest", "NOTHING_TO_CONTEST", "8.2"),
        (REQUEST, RequestState.REFUSED, "uphold", "NOT_CONTESTED", "8.2"),
        (REQUEST, RequestState.PENDING, "reopen", "NOT_CONTESTED", "8.2"),
        (REQUEST, RequestState.CONTESTED, "withdraw", "REQUEST_ANSWERED", "8.2"),
    ],
)
def test_why_an_act_is_refused(table: Any, state: Any, act: str, reason: str, rule: str) -> None:
    refused = table.refusal(state, act)
    assert (refused.reason, refused.rule) == (reason, rule)
