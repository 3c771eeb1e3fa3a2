"""Each act on a rating or on a chief's pay says all that others go by (3.6, 3.7)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.evaluation.domain.pay import ChiefPay, pay_name
from services.evaluation.domain.rating import ObjectionAnswer
from services.evaluation.domain.states import PAY_PART, RATING_ENTRY
from services.evaluation.domain.words import PayPartState, RatingCause, RatingEntryState
from tests.unit.evaluation import test_pay as pays
from tests.unit.evaluation import test_rating as ratings
from tests.unit.evaluation.test_pay import FIRST, N1, OWNERS, P
from tests.unit.evaluation.test_rating import DAY, LEAD
from tests.unit.said import said

NAME = f"{LEAD}/rating"
ENTRY: dict[str, Any] = {"name": NAME, "person": LEAD, "entry": f"{NAME}/entries/1", "cause": "findings/1", "rule": "3.6"}
PART: dict[str, Any] = {"name": N1, "project": P, "chief": FIRST, "rule": "3.7"}


@pytest.mark.rule("3.6")
def test_a_rating() -> None:
    rating = ratings.rated()
    cause = ratings.cause(RatingCause.FINDING_MINOR, name="findings/1", project="", about="未报告变更")
    points = ratings.POLICY.points[RatingCause.FINDING_MINOR]
    what = {"kind": RatingCause.FINDING_MINOR, "about": "未报告变更", "entered_on": DAY, "points": points, "corrects": ""}
    assert said(rating.enter(cause, ratings.POLICY, "2026.1")) == [("rating.entered.v1", True, ENTRY | what)]
    (entry,) = rating.entries
    assert (entry.project, entry.policy_version, entry.state, entry.objection, entry.over_on) == (
        "",
        "2026.1",
        RatingEntryState.COUNTING,
        None,
        None,
    )
    objected = said(rating.object(entry.name, "情况不实", LEAD, ratings.NOW))
    assert objected == [("rating.objected.v1", True, ENTRY | {"objected_at": ratings.NOW})]
    objection = rating.entries[0].objection
    assert objection is not None
    assert (objection.statement, objection.objected_by, objection.objected_at) == ("情况不实", LEAD, ratings.NOW)
    answer = ObjectionAnswer(False, "核查记录", "people/chen", ratings.NOW)
    told = {"sustained": False, "reason": "核查记录", "answered_at": ratings.NOW}
    assert said(rating.answer(entry.name, answer)) == [("rating.objection_answered.v1", True, ENTRY | told)]
    withdrawn = {"withdrawn_on": date(2027, 5, 1), "rule": "3.6,7.4"}
    assert said(rating.withdraw("findings/1", date(2027, 5, 1))) == [("rating.withdrawn.v1", True, ENTRY | withdrawn)]
    assert rating.withdraw("findings/1", date(2027, 5, 2)) == []


@pytest.mark.rule("3.7")
def test_a_pay() -> None:
    pay = ChiefPay(pay_name(P), P)
    (told,) = said(pay.plan("阀体", pays.terms(), pays.POLICY, "2026.1"))
    names = (N1, pays.N2, pays.LAST)
    parts = tuple({"part": name, "share_fen": fen} for name, fen in zip(names, (2_119_260, 2_119_260, 2_825_680), strict=True))
    pool = {"name": f"{P}/pay", "project": P, "task_book_version": 1, "pool_fen": 7_064_200, "parts": parts, "rule": "3.7,1.8"}
    assert told == ("pay.pool_set.v1", True, pool)
    assert (pay.title, pay.policy_version, [part.title for part in pay.parts]) == ("阀体", "2026.1", ["节点n1", "节点n2", "综合评价"])
    made = pays.planned()
    pays.conclude(made, "n1")
    amount = {"amount_fen": 2_119_260}
    scored = {"score": Decimal(92), "scored_by": "people/clerk", "waiting_for": OWNERS} | amount
    assert said(pays.score(made)) == [("pay.scored.v1", True, PART | scored)]
    score = made.part(N1).score
    assert score is not None
    assert (score.reason, score.scored_by, score.scored_at, score.policy_version, score.confirmed_at) == (
        "按期",
        "people/clerk",
        pays.NOW,
        "2026.1",
        pays.NOW,
    )
    confirmed = {"confirmed_for": OWNERS[0], "waiting_for": OWNERS[1:], "rule": "3.7,1.1"} | amount
    first = said(made.confirm(N1, frozenset({OWNERS[0]}), pays.said(OWNERS[0])))
    assert first == [("pay.confirmed.v1", True, PART | confirmed)] and made.part(N1).state is PayPartState.SCORED
    made.confirm(N1, frozenset({OWNERS[1]}), pays.said(OWNERS[1]))
    paid = {"paid_on": date(2027, 4, 1), "reference": "记字第1号"} | amount
    assert said(pays.paid(made)) == [("pay.paid.v1", True, PART | paid)]
    payment = made.part(N1).payment
    assert payment is not None
    assert (payment.paid_on, payment.reference, payment.recorded_by, payment.recorded_at) == (
        date(2027, 4, 1),
        "记字第1号",
        "people/clerk",
        pays.NOW,
    )


@pytest.mark.rule("3.7")
def test_a_score_that_is_dropped() -> None:
    refused = pays.planned()
    pays.conclude(refused, "n1")
    pays.score(refused)
    dropped = PART | {"reason": "过高", "rule": "3.7,7.5"}
    told = said(refused.refuse(N1, frozenset({OWNERS[0]}), pays.said(OWNERS[0], False, "过高")))
    assert told == [("pay.score_dropped.v1", True, dropped)] and refused.part(N1).state is PayPartState.OPEN
    (earlier,) = refused.part(N1).earlier
    assert (earlier.set_aside, refused.part(N1).score) == ("业主不予确认：过高", None)
    barred = pays.planned()
    pays.conclude(barred, "n1")
    pays.score(barred)
    assert said(barred.suspend(FIRST, "列入负面清单")) == [("pay.score_dropped.v1", True, dropped | {"reason": "列入负面清单"})]
    assert barred.suspend(FIRST, "列入负面清单") == [] and barred.part(N1).earlier[0].set_aside == "列入负面清单"


@pytest.mark.parametrize(
    ("table", "state", "act", "reason", "rule"),
    [
        (RATING_ENTRY, RatingEntryState.SET_ASIDE, "object", "RATING_ENTRY_NOT_COUNTED", "3.6"),
        (RATING_ENTRY, RatingEntryState.UPHELD, "object", "ALREADY_OBJECTED", "3.6"),
        (RATING_ENTRY, RatingEntryState.COUNTING, "uphold", "NO_OBJECTION_PENDING", "3.6"),
        (PAY_PART, PayPartState.PAID, "score", "BONUS_PAID", "3.7"),
        (PAY_PART, PayPartState.LAPSED, "score", "PAY_PART_LAPSED", "3.7"),
        (PAY_PART, PayPartState.SCORED, "pay", "PAY_PART_NOT_CONFIRMED", "3.7"),
        (PAY_PART, PayPartState.SCORED, "score", "PAY_PART_SCORED", "3.7"),
        (PAY_PART, PayPartState.OPEN, "confirm", "PAY_PART_NOT_SCORED", "3.7"),
        (PAY_PART, PayPartState.OPEN, "conclude", "PAY_PART_CONCLUDED", "3.7"),
        (PAY_PART, PayPartState.AWAITED, "score", "PAY_PART_NOT_CONCLUDED", "3.7"),
        (PAY_PART, PayPartState.AWAITED, "confirm", "PAY_PART_NOT_CONCLUDED", "3.7"),
    ],
)
def test_why_an_act_is_refused(table: Any, state: Any, act: str, reason: str, rule: str) -> None:
    refused = table.refusal(state, act)
    assert (refused.reason, refused.rule) == (reason, rule)
