"""Each act on what support keeps says all that others go by, and alters nothing else (9.1 to 9.3)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.calendar import Calendar, HolidayNotice
from plan.counting import end_of
from services.support.domain.claim import COMPLETE, DECIDE, PAY, ClaimDocument, Payment
from services.support.domain.facility import Closure
from services.support.domain.notice import Receipt
from services.support.domain.service_request import SERVE, Rating
from services.support.domain.states import CLAIM, POLICY, QUESTION, SERVICE
from services.support.domain.words import (
    ClaimState,
    FacilityKind,
    Level,
    PolicyState,
    QuestionState,
    ServiceKind,
    ServiceState,
)
from tests.unit.said import done, said, working
from tests.unit.support.examples import (
    CERTIFICATE,
    CLERK,
    FACTORY,
    LAB,
    LATE,
    NOW,
    OFFICIAL,
    PROJECT,
    PROOF,
    TODAY,
    UNIT,
    booking,
    claim,
    due,
    facility,
    notice,
    offer,
    policy,
    question,
    request,
)

CLAIMED: dict[str, Any] = {"name": f"{PROJECT}/claims/1", "project": PROJECT, "policy": "policies/p1", "rule": "9.1"}
SERVED: dict[str, Any] = {
    "name": f"{PROJECT}/serviceRequests/1",
    "project": PROJECT,
    "kind": ServiceKind.MANUFACTURING,
    "rule": "9.2",
}
DUE = date(2026, 3, 30)


@pytest.mark.rule("9.1")
def test_a_policy() -> None:
    made = policy()
    terms = made.terms
    offered: dict[str, Any] = {"title": terms.title, "issuer": terms.issuer, "number": terms.number, "level": Level.CITY}
    offered |= {"valid_from": date(2026, 1, 1), "valid_until": date(2026, 12, 31)}
    told, changed = done(made, made.publish)
    assert told == [("policy.published.v1", False, {"name": "policies/p1", "rule": "9.1"} | offered)]
    assert set(changed) == {"grams"} and {"首台", "市科", "一次"} <= set(made.grams)
    told, changed = done(made, lambda: made.end("不再执行", NOW))
    assert told == [("policy.ended.v1", False, {"name": "policies/p1", "title": terms.title, "reason": "不再执行", "rule": "9.1"})]
    assert changed == {"state": PolicyState.ENDED, "ended_because": "不再执行", "ended_at": NOW}


@pytest.mark.rule("9.1")
def test_a_question() -> None:
    made = question()
    about = {"name": "questions/q1", "policy": "policies/p1", "rule": "9.1"}
    told, changed = done(made, made.ask)
    assert told == [("question.asked.v1", True, about | {"last_day": date(2026, 3, 9), "provisional": False, "basis": working(TODAY, 5)})]
    assert set(changed) == {"grams"}
    told, changed = done(made, lambda: made.reply("可以", OFFICIAL, NOW))
    assert told == [("question.answered.v1", True, about | {"answered_by": OFFICIAL, "late": False})]
    assert (made.state, made.answer, made.answered_by, made.answered_at) == (QuestionState.ANSWERED, "可以", OFFICIAL, NOW)
    assert set(changed) == {"state", "answer", "answered_by", "answered_at", "grams", "deadline"} and not made.deadline.is_pending


@pytest.mark.rule("9.1")
def test_a_claim_to_its_payment() -> None:
    made = claim()
    claimed = {"organization": UNIT, "amount_fen": 40_000_000, "last_day": DUE, "provisional": False, "basis": working(TODAY, 20)}
    assert done(made, made.submit) == ([("claim.submitted.v1", True, CLAIMED | claimed)], {})
    told, changed = done(made, lambda: made.send_back("缺少附件", OFFICIAL, due(10), NOW))
    back = {"returned_by": OFFICIAL, "last_day": date(2026, 3, 16), "provisional": False, "basis": working(TODAY, 10)}
    assert told == [("claim.returned.v1", True, CLAIMED | back)]
    wanted: dict[str, Any] = {"state": ClaimState.RETURNED, "returned_because": "缺少附件", "responsible": UNIT}
    assert changed == wanted | {"deadline": due(10), "step": COMPLETE}
    other, better = ClaimDocument("另一份", PROOF), ClaimDocument(CERTIFICATE, replace(PROOF, name="新.pdf"))
    told, changed = done(made, lambda: made.complete((better, other), due(20), NOW))
    anew = {"last_day": DUE, "provisional": False, "basis": working(TODAY, 20)}
    assert told == [("claim.completed.v1", True, CLAIMED | {"late": False} | anew)]
    assert changed == {
        "state": ClaimState.SUBMITTED,
        "documents": (better, other),
        "deadline": due(20),
        "step": DECIDE,
        "responsible": "",
    }
    told, changed = done(made, lambda: made.decide(30_000_000, "按第三条", OFFICIAL, due(30), NOW))
    decided = {"organization": UNIT, "granted": True, "granted_fen": 30_000_000, "decided_by": OFFICIAL, "late": False}
    decided |= {"last_day": due(30).last_day, "provisional": False, "basis": working(TODAY, 30)}
    assert told == [("claim.decided.v1", True, CLAIMED | decided)]
    assert changed == {
        "state": ClaimState.GRANTED,
        "granted_fen": 30_000_000,
        "grounds": "按第三条",
        "decided_by": OFFICIAL,
        "decided_at": NOW,
        "deadline": due(30),
        "step": PAY,
    }
    payment = Payment(30_000_000, TODAY, "财预拨88号", OFFICIAL, NOW)
    told, changed = done(made, lambda: made.pay(payment, TODAY))
    paid = {"organization": UNIT, "amount_fen": 30_000_000, "paid_on": TODAY, "reference": "财预拨88号", "late": False}
    assert told == [("claim.paid.v1", True, CLAIMED | paid)]
    assert (made.state, made.payment, set(changed)) == (ClaimState.PAID, payment, {"state", "payment", "deadline"})


@pytest.mark.rule("9.1")
def test_a_claim_that_is_late_at_every_step() -> None:
    made = claim()
    late = [fact[2]["late"] for fact in said(made.decline("不符合第二条", OFFICIAL, LATE)) if "late" in fact[2]]
    assert late == [True] and (made.granted_fen, made.decided_at) == (0, LATE)
    paid = claim()
    paid.decide(1, "按第三条", OFFICIAL, due(30), NOW)
    assert said(paid.pay(Payment(1, TODAY, "x", OFFICIAL, LATE), LATE.date()))[-1][2]["late"]
    back = claim()
    back.send_back("缺少附件", OFFICIAL, due(10), NOW)
    assert said(back.complete((), due(20, LATE), LATE))[-1][2]["late"] and back.documents == claim().documents


@pytest.mark.rule("9.1")
def test_a_claim_that_is_declined_or_withdrawn() -> None:
    made = claim()
    told, changed = done(made, lambda: made.decline("不符合第二条", OFFICIAL, NOW))
    decided = {"organization": UNIT, "granted": False, "granted_fen": 0, "decided_by": OFFICIAL, "late": False}
    decided |= {"last_day": None, "provisional": False, "basis": None}
    assert told == [("claim.decided.v1", True, CLAIMED | decided)]
    assert set(changed) == {"state", "grounds", "decided_by", "decided_at", "deadline"} and made.state is ClaimState.DECLINED
    gone = claim()
    told, changed = done(gone, lambda: gone.withdraw(CLERK))
    assert told == [("claim.withdrawn.v1", True, CLAIMED | {"withdrawn_by": CLERK})]
    assert set(changed) == {"state", "deadline"} and not gone.deadline.is_pending


@pytest.mark.rule("4.5")
def test_what_is_said_of_a_step() -> None:
    made = claim(responsible=UNIT)
    step = {"name": made.name, "project": PROJECT, "step": DECIDE, "last_day": DUE}
    assert made.waits and not made.overdue
    assert said(made.warn(3)) == [("step.due_soon.v1", True, step | {"responsible": UNIT, "days_left": 3, "rule": "4.5"})]
    assert said(made.mark_overdue(LATE)) == [
        ("step.overdue.v1", True, step | {"responsible": UNIT, "overdue_at": end_of(DUE), "rule": "4.5"})
    ]
    assert made.overdue and not made.waits
    moved = claim()
    longer = Calendar([HolidayNotice(2026, (date(2026, 3, 20),), (), "国办发明电〔2025〕8号")])
    where = {"last_day": date(2026, 3, 31), "previous_last_day": DUE, "provisional": False, "reason": "放假", "rule": "4.3"}
    assert said(moved.redate(longer, NOW, "放假")) == [("step.redated.v1", True, step | where | {"basis": working(TODAY, 20)})]


@pytest.mark.rule("9.2")
def test_a_service_with_a_manufacturer() -> None:
    made = request(ServiceKind.MANUFACTURING)
    asked = {"organization": UNIT, "last_day": DUE, "provisional": False, "basis": working(TODAY, 20)}
    assert done(made, made.request) == ([("service.requested.v1", True, SERVED | asked)], {})
    told, changed = done(made, lambda: made.assign(OFFICIAL, "people/chief", NOW))
    assert told == [("service.assigned.v1", True, SERVED | {"assignee": OFFICIAL, "last_day": DUE})]
    assert changed == {
        "state": ServiceState.ASSIGNED,
        "assignee": OFFICIAL,
        "responsible": OFFICIAL,
        "assigned_by": "people/chief",
        "assigned_at": NOW,
    }
    first = offer(made)
    offered = {key: value for key, value in SERVED.items() if key != "kind"} | {"offer": f"{made.name}/offers/1", "organization": FACTORY}
    assert done(made, lambda: made.offer(first)) == ([("offer.made.v1", True, offered)], {"offers": [first]})
    assert (made.next_offer(FACTORY), made.next_offer(LAB)) == (f"{made.name}/offers/1", f"{made.name}/offers/2")
    told, changed = done(made, lambda: made.choose(first.name, NOW))
    assert (told, changed) == ([("offer.chosen.v1", False, offered)], {"offers": [replace(first, chosen=True)]})
    told, changed = done(made, lambda: made.complete("已对接", OFFICIAL, NOW))
    assert told == [("service.completed.v1", True, SERVED | {"completed_by": OFFICIAL, "late": False})]
    assert set(changed) == {"state", "outcome", "completed_by", "completed_at", "deadline"}
    assert (made.outcome, made.completed_by, made.completed_at) == ("已对接", OFFICIAL, NOW)
    rating = Rating(1, "尚可", CLERK, NOW)
    told, changed = done(made, lambda: made.rate(rating))
    assert told == [("service.rated.v1", True, SERVED | {"stars": 1})]
    assert changed == {"state": ServiceState.RATED, "rating": rating}
    gone = request(ServiceKind.MANUFACTURING)
    assert gone.step == SERVE and said(gone.withdraw(CLERK)) == [("service.withdrawn.v1", True, SERVED | {"withdrawn_by": CLERK})]
    assert (gone.state, gone.deadline.is_pending) == (ServiceState.WITHDRAWN, False)


@pytest.mark.rule("9.2")
def test_a_facility() -> None:
    made = facility()
    about: dict[str, Any] = {"name": "facilities/line", "title": "轻合金中试线", "rule": "9.2"}
    registered = {"kind": FacilityKind.PILOT_TEST, "organization": LAB, "capacity": 1}
    assert done(made, made.register) == ([("facility.registered.v1", False, about | registered)], {})
    wanted = booking(made, 1, 3)
    assert (wanted.name, made.count) == ("facilities/line/bookings/1", 1)
    days: dict[str, Any] = {"first_day": date(2026, 4, 1), "last_day": date(2026, 4, 3)}
    told, changed = done(made, lambda: made.book(wanted, TODAY, 60))
    booked = {"name": wanted.name, "project": PROJECT, "facility": "facilities/line", "rule": "9.2"}
    assert [(kind, fact) for kind, _, fact in told] == [("facility.booked.v1", booked | {"organization": UNIT} | days)]
    assert changed == {"bookings": [wanted]}
    told, changed = done(made, lambda: made.cancel(wanted.name, UNIT, "试验改期", NOW, TODAY))
    assert [(kind, fact) for kind, _, fact in told] == [("booking.cancelled.v1", booked | {"reason": "试验改期"})]
    assert changed == {"bookings": [replace(wanted, cancelled_at=NOW, cancelled_because="试验改期")]}
    closure = Closure(date(2026, 4, 1), date(2026, 4, 3), "检修")
    told, changed = done(made, lambda: made.close(closure, TODAY))
    assert told == [("facility.closed.v1", False, about | days | {"reason": "检修"})]
    assert changed == {"closures": [closure]}
    shown = made.calendar(date(2026, 4, 3), date(2026, 4, 4))
    assert [(each.day, each.free, each.closed) for each in shown] == [(date(2026, 4, 3), 0, "检修"), (date(2026, 4, 4), 1, "")]


@pytest.mark.rule("9.3")
def test_a_notice() -> None:
    made = notice()
    about = {"name": "notices/n1", "title": made.title, "source": made.source, "dated": TODAY, "fields": made.fields, "rule": "9.3"}
    mine = {"name": f"{PROJECT}/notices/n1", "project": PROJECT, "notice": "notices/n1", "rule": "9.3"}
    told, changed = done(made, lambda: made.publish([PROJECT], TODAY))
    assert told == [("notice.published.v1", False, about), ("notice.pushed.v1", False, mine | {"title": made.title})]
    assert changed.pop("grams") and changed == {"pushed_to": [PROJECT]}
    assert {"镁合", "降低"} <= set(made.grams)
    told, changed = done(made, lambda: made.read(PROJECT, CLERK, NOW))
    assert told == [("notice.read.v1", True, mine | {"read_by": CLERK})]
    assert changed == {"receipts": [Receipt(PROJECT, CLERK, NOW)]}
    told, changed = done(made, lambda: made.judge(PROJECT, True, "people/lead", NOW + timedelta(days=1)))
    assert told == [("notice.judged.v1", True, mine | {"useful": True})]
    assert changed == {"receipts": [Receipt(PROJECT, CLERK, NOW, True)]}
    unread = notice()
    unread.publish([PROJECT], TODAY)
    assert [kind for kind, _, _ in said(unread.judge(PROJECT, False, CLERK, NOW))] == ["notice.read.v1", "notice.judged.v1"]


@pytest.mark.parametrize(
    ("table", "state", "act", "reason", "rule"),
    [
        (POLICY, PolicyState.ENDED, "claim", "POLICY_ENDED", "9.1"),
        (POLICY, PolicyState.ENDED, "end", "POLICY_ENDED", "9.1"),
        (QUESTION, QuestionState.ANSWERED, "warn", "QUESTION_ANSWERED", "9.1"),
        (CLAIM, ClaimState.SUBMITTED, "pay", "CLAIM_NOT_GRANTED", "9.1"),
        (CLAIM, ClaimState.RETURNED, "pay", "CLAIM_NOT_GRANTED", "9.1"),
        (CLAIM, ClaimState.PAID, "pay", "CLAIM_DECIDED", "9.1"),
        (CLAIM, ClaimState.RETURNED, "grant", "CLAIM_RETURNED", "9.1"),
        (CLAIM, ClaimState.SUBMITTED, "complete", "CLAIM_NOT_RETURNED", "9.1"),
        (CLAIM, ClaimState.PAID, "complete", "CLAIM_DECIDED", "9.1"),
        (CLAIM, ClaimState.GRANTED, "withdraw", "CLAIM_DECIDED", "9.1"),
        (SERVICE, ServiceState.ASSIGNED, "rate", "SERVICE_NOT_COMPLETED", "9.2"),
        (SERVICE, ServiceState.RATED, "rate", "SERVICE_OVER", "9.2"),
        (SERVICE, ServiceState.REQUESTED, "complete", "SERVICE_NOT_ASSIGNED", "9.2"),
        (SERVICE, ServiceState.COMPLETED, "complete", "SERVICE_OVER", "9.2"),
        (SERVICE, ServiceState.WITHDRAWN, "assign", "SERVICE_OVER", "9.2"),
    ],
)
def test_why_an_act_is_refused(table: Any, state: Any, act: str, reason: str, rule: str) -> None:
    refused = table.refusal(state, act)
    assert (refused.reason, refused.rule) == (reason, rule)
