"""A part of the pay and an entry of a rating: each part of a version, each act in each state, whole refusals (3.6, 3.7)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from chassis.errors import InvalidArgument, NotFound, PermissionDenied, RuleViolated
from plan.consents import JointAct
from services.evaluation.domain.nodes import NodeConclusion
from services.evaluation.domain.pay import ChiefPay, Tenure, pay_name
from services.evaluation.domain.pay.part import BonusPayment, ChiefScore, PayPart, Scored
from services.evaluation.domain.pay.pool import PaidNode
from services.evaluation.domain.pay.split import split, weights
from services.evaluation.domain.pay.tenure import in_office
from services.evaluation.domain.policy import ScorePercent
from services.evaluation.domain.rating import ObjectionAnswer
from services.evaluation.domain.rating.entry import Objection, RatingEntry
from services.evaluation.domain.states import PAY_PART, RATING_ENTRY
from services.evaluation.domain.words import NodeOutcome, PayPartState, RatingCause, RatingEntryState
from tests.unit.evaluation import test_rating as ratings
from tests.unit.evaluation.test_pay import FIRST, LAST, N1, NOW, OWNERS, POLICY, P, conclude, confirm, paid, planned, said, score, terms
from tests.unit.said import altered, refused

S, E = PayPartState, RatingEntryState
DAY = date(2027, 3, 1)


def scored(**changed: Any) -> ChiefScore:
    values: dict[str, Any] = {"chief": FIRST, "score": Decimal(92), "reason": "按期", "scored_by": "people/clerk", "scored_at": NOW}
    values |= {"percent": 100, "amount_fen": 7, "policy_version": "2026.1", "confirmation": JointAct(list(OWNERS))}
    return ChiefScore(**values | changed)


def part(**changed: Any) -> PayPart:
    return PayPart(**{"name": N1, "node": "n1", "title": "节点n1", "share_fen": 10, **changed})


@pytest.mark.rule("4.7a")
def test_each_part_of_what_is_confirmed_makes_another_version() -> None:
    made = part(score=scored())
    others = [
        replace(made, name="x"),
        replace(made, share_fen=11),
        replace(made, score=None),
        *(replace(made, score=scored(**{name: value})) for name, value in WHAT.items()),
    ]
    assert len({made.etag, *(each.etag for each in others)}) == 1 + len(others)
    assert replace(made, title="x", state=S.PAID, concluded_at=NOW, score=scored(percent=7, scored_by="x")).etag == made.etag


WHAT: dict[str, Any] = {"chief": "people/x", "score": Decimal(93), "reason": "x", "amount_fen": 8}


@pytest.mark.rule("4.7a")
def test_each_part_of_an_entry_makes_another_version() -> None:
    made = RatingEntry("e1", "c", RatingCause.NODE_PASSED, "p", DAY, "节点", 4, "2026.1")
    objected = replace(made, objection=Objection("情况不实", "x", NOW))
    others = [objected, replace(objected, objection=Objection("另一理由", "x", NOW)), replace(made, name="e2")]
    others += [
        replace(made, kind=RatingCause.NODE_FAILED),
        replace(made, on=DAY + timedelta(1)),
        replace(made, about="x"),
        replace(made, points=5),
    ]
    assert len({made.etag, *(each.etag for each in others)}) == 1 + len(others)
    assert replace(made, state=E.WITHDRAWN, over_on=DAY, cause="x", project="x", policy_version="x").etag == made.etag


@pytest.mark.rule("3.7")
@pytest.mark.parametrize("state", PayPartState)
@pytest.mark.parametrize("act", PAY_PART.moves)
def test_why_a_part_does_not_admit_an_act(state: PayPartState, act: str) -> None:
    made = part(state=state)
    if PAY_PART.admits(state, act):
        assert made.admit(act) is PAY_PART.moves[act][state]
        return
    wanted = {S.PAID: "BONUS_PAID", S.LAPSED: "PAY_PART_LAPSED"}.get(state, "")
    if not wanted and act == "pay":
        wanted = "PAY_PART_NOT_CONFIRMED"
    if not wanted and state is S.AWAITED:
        wanted = "PAY_PART_NOT_CONCLUDED"
    by_act = {"score": "PAY_PART_SCORED"} | dict.fromkeys(("confirm", "refuse", "suspend"), "PAY_PART_NOT_SCORED")
    wanted = wanted or by_act.get(act, "PAY_PART_CONCLUDED")
    assert refused(lambda: made.admit(act)) == (RuleViolated, wanted, "3.7", {"state": state.value})


@pytest.mark.rule("3.6")
@pytest.mark.parametrize("state", RatingEntryState)
@pytest.mark.parametrize("act", RATING_ENTRY.moves)
def test_why_an_entry_does_not_admit_an_act(state: RatingEntryState, act: str) -> None:
    made = replace(RatingEntry("e1", "c", RatingCause.NODE_PASSED, "p", DAY, "节点", 4, "2026.1"), state=state)
    if RATING_ENTRY.admits(state, act):
        assert made.admit(act, NOW) is RATING_ENTRY.moves[act][state]
        return
    over = state in (E.SET_ASIDE, E.CORRECTED, E.WITHDRAWN)
    wanted = "RATING_ENTRY_NOT_COUNTED" if over else "ALREADY_OBJECTED" if act == "object" else "NO_OBJECTION_PENDING"
    assert refused(lambda: made.admit(act, NOW)) == (RuleViolated, wanted, "3.6", {"state": state.value})


@pytest.mark.rule("3.6")
def test_what_is_said_against_an_entry_has_words() -> None:
    rating = ratings.rated(ratings.cause())
    name = rating.entries[0].name
    blank = refused(lambda: rating.object(name, " ", ratings.LEAD, NOW))
    assert blank == (InvalidArgument, "REASON_MISSING", "3.6", {"field": "statement"})
    rating.object(name, "情况不实", ratings.LEAD, NOW)
    unsaid = refused(lambda: rating.answer(name, ObjectionAnswer(True, " ", "people/chen", NOW)))
    assert unsaid == (InvalidArgument, "REASON_MISSING", "3.6", {"field": "reason"})
    assert refused(lambda: rating.entry("x")) == (NotFound, "NOT_FOUND", "", {"resource": "x"})
    rating.answer(name, ObjectionAnswer(True, "属实", "people/chen", NOW))
    entry = rating.entries[0]
    assert (entry.state, entry.set_aside_on) == (E.SET_ASIDE, date(2027, 4, 1))
    assert [entry.counts_on(day) for day in (DAY - timedelta(1), DAY, date(2027, 3, 31), date(2027, 4, 1))] == [False, True, True, False]


@pytest.mark.rule("3.7")
def test_what_an_act_leaves_of_a_part() -> None:
    made = part(share_fen=333)
    assert altered(made, lambda: made.conclude(NOW)) == {"state": S.OPEN, "concluded_at": NOW}
    given = Scored(Decimal(85), "按期", "people/clerk", NOW)
    owners = JointAct(list(OWNERS))
    changed = altered(made, lambda: made.give_score(given, FIRST, owners, POLICY, "2026.1"))
    assert changed == {
        "state": S.SCORED,
        "score": ChiefScore(FIRST, Decimal(85), "按期", "people/clerk", NOW, 80, 266, "2026.1", owners),
    }
    was = made.score
    assert was is not None and (made.is_fixed, made.amount_fen) == (True, 266)
    changed = altered(made, lambda: made.reopen("节点整改后复评"))
    assert changed == {"state": S.AWAITED, "concluded_at": None, "score": None, "earlier": [replace(was, set_aside="节点整改后复评")]}
    assert altered(made, made.lapse) == {"state": S.LAPSED} and (made.is_fixed, made.amount_fen) == (False, 0)
    assert altered(made, lambda: made.take_share(7, "验收")) == {"share_fen": 7, "title": "验收"}


@pytest.mark.rule("3.7")
def test_what_is_confirmed_is_paid_whole_or_suspended() -> None:
    made = planned()
    conclude(made, "n1")
    score(made)
    confirm(made)
    one = made.part(N1)
    assert one.state is S.CONFIRMED
    paid(made)
    assert one.payment == BonusPayment(one.amount_fen, date(2027, 4, 1), "记字第1号", "people/clerk", NOW) and one.state is S.PAID
    assert made.suspend(FIRST, "列入负面清单") == [], "what was paid stays"
    other = planned()
    conclude(other, "n1")
    score(other)
    confirm(other)
    assert other.suspend("people/x", "列入负面清单") == []
    assert len(other.suspend(FIRST, "列入负面清单")) == 1 and other.part(N1).state is S.OPEN


@pytest.mark.rule("3.7")
@pytest.mark.parametrize(
    ("value", "reason", "told"),
    [
        ("-0.01", "按期", ("SCORE_OUT_OF_RANGE", "score")),
        ("100.01", "按期", ("SCORE_OUT_OF_RANGE", "score")),
        ("50", " ", ("REASON_MISSING", "reason")),
    ],
)
def test_what_is_no_score(value: str, reason: str, told: tuple[str, str]) -> None:
    given = Scored(Decimal(value), reason, "people/clerk", NOW)
    assert refused(given.check) == (InvalidArgument, told[0], "3.7", {"field": told[1]})
    for bound in ("0", "100"):
        Scored(Decimal(bound), "按期", "people/clerk", NOW).check()


@pytest.mark.rule("3.7")
def test_how_a_payment_and_a_score_are_refused() -> None:
    made = planned()
    conclude(made, "n1")
    oneself: Any = (PermissionDenied, "CHIEF_SCORES_ONESELF", "3.7", {})
    assert refused(lambda: score(made, by=FIRST)) == oneself
    score(made)
    assert refused(lambda: made.confirm(N1, frozenset({OWNERS[0]}), said(OWNERS[0], person=FIRST))) == oneself
    assert refused(lambda: made.refuse(N1, frozenset({OWNERS[0]}), said(OWNERS[0], False, "过高", FIRST))) == oneself
    confirm(made)
    assert refused(lambda: paid(made, by=FIRST)) == oneself
    for on in (date(2027, 3, 31), date(2027, 4, 2)):
        told = refused(lambda on=on: paid(made, on=on))  # type: ignore[misc]
        assert told == (InvalidArgument, "PAYMENT_DATE_INVALID", "3.7", {"field": "paid_on"})
    assert refused(lambda: paid(made, reference=" ")) == (InvalidArgument, "REFERENCE_MISSING", "3.7", {"field": "reference"})
    long = (InvalidArgument, "TEXT_TOO_LONG", "", {"field": "reference", "limit": 4000})
    assert refused(lambda: paid(made, reference="长" * 4001)) == long
    without = ChiefPay(pay_name(P), P)
    without.plan("阀体", terms(), POLICY, "2026.1")
    conclude(without, "n1")
    assert refused(lambda: score(without)) == (RuleViolated, "NO_CHIEF_THEN", "3.7", {})


@pytest.mark.rule("3.7")
def test_a_node_that_is_reviewed_once_more_and_what_lapses() -> None:
    made = planned()
    made.note_node(NodeConclusion("n1", NodeOutcome.FAILED, NOW, DAY))
    assert made.part(N1).state is S.AWAITED, "it is not concluded yet"
    conclude(made, "n1")
    score(made)
    made.note_node(NodeConclusion("n1", NodeOutcome.FAILED, NOW, DAY))
    assert (made.part(N1).state, made.part(N1).score) == (S.AWAITED, None)
    conclude(made, "n1", outcome=NodeOutcome.FAILED)
    assert made.part(N1).state is S.OPEN, "a failed node is concluded too"
    made.conclude(NOW)
    assert [each.state for each in made.parts] == [S.OPEN, S.LAPSED, S.OPEN] and made.part(LAST).concluded_at == NOW
    conclude(made, "n9")


@pytest.mark.rule("3.7")
def test_nodes_share_alike_unless_all_are_weighed() -> None:
    mixed = [PaidNode("a", "a", Decimal(3)), PaidNode("b", "b")]
    half = Fraction(3, 10)
    assert weights(mixed, 40) == [half, half, Fraction(4, 10)]
    weighed = [mixed[0], PaidNode("b", "b", Decimal(1))]
    assert weights(weighed, 40) == [Fraction(9, 20), Fraction(3, 20), Fraction(4, 10)]
    assert (split(7, []), split(7, [Fraction(0), Fraction(0)]), split(10, [Fraction(1)] * 3)) == ([], [0, 7], [3, 3, 4])


@pytest.mark.rule("3.7")
@pytest.mark.parametrize(("value", "percent"), [("59.99", 0), ("60", 50), ("79.99", 50), ("80", 80), ("90", 100), ("100", 100)])
def test_what_a_score_gives_in_whatever_order_the_bands_are_listed(value: str, percent: int) -> None:
    turned = replace(POLICY, scores=tuple(reversed(POLICY.scores)))
    assert POLICY.percent_of(Decimal(value)) == turned.percent_of(Decimal(value)) == percent
    assert replace(POLICY, scores=(ScorePercent(Decimal(0), 7),)).percent_of(Decimal(value)) == 7


@pytest.mark.rule("1.9", "3.7")
def test_who_was_in_office() -> None:
    first = Tenure("e1", FIRST, "undertaking_unit", NOW, date(2027, 4, 3))
    second = Tenure("e2", "people/dong", "project_manager", NOW + timedelta(days=2))
    days = [in_office([second, first], NOW + timedelta(days=day)) for day in (-1, 0, 1, 2, 3)]
    assert days == [None, first, first, second, second]


@pytest.mark.parametrize("name", ["importance", "difficulty", "urgency"])
@pytest.mark.rule("3.7")
def test_a_policy_that_lacks_a_grade_says_in_which_table(name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} lacks "):
        replace(POLICY, **{name: {}})  # type: ignore[arg-type]
    for percent in (-1, 101):
        with pytest.raises(ValueError, match=r"^conclusion_percent: "):
            replace(POLICY, conclusion_percent=percent)
        with pytest.raises(ValueError, match=r"^scores: "):
            replace(POLICY, scores=(ScorePercent(Decimal(0), percent),))
    for percent in (0, 100):
        replace(POLICY, conclusion_percent=percent, scores=(ScorePercent(Decimal(0), percent),))
    with pytest.raises(ValueError, match=r"^points lacks "):
        replace(ratings.POLICY, points={})
