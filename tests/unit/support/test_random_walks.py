"""Any sequence of acts: each is refused and leaves everything as it was, or moves as the table says. Nothing else."""

import copy
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import Refusal
from services.support.domain.claim import Claim, ClaimDocument, Payment
from services.support.domain.question import Question
from services.support.domain.service_request import Offer, Rating, ServiceRequest
from services.support.domain.states import CLAIM, QUESTION, SERVICE
from services.support.domain.words import ClaimState, ServiceKind, ServiceState
from tests.unit.support.examples import CALENDAR, CERTIFICATE, CLERK, FACTORY, NOW, OFFICIAL, PROOF, RIVAL, claim, due, question, request

DAYS = st.integers(0, 40)
REASONS = st.sampled_from(["", "按第三条"])
PEOPLE = st.sampled_from([OFFICIAL, CLERK])
DUE = (st.tuples(st.just("warn")), st.tuples(st.just("mark_overdue")), st.tuples(st.just("redate")))
ON_CLAIM = st.one_of(
    *DUE,
    st.tuples(st.just("return"), REASONS),
    st.tuples(st.just("complete"), st.sampled_from([CERTIFICATE, "另一份"])),
    st.tuples(st.just("grant"), REASONS, st.sampled_from([-1, 0, 30_000_000, 40_000_001])),
    st.tuples(st.just("decline"), REASONS),
    st.tuples(st.just("pay"), st.sampled_from([0, 30_000_000]), st.integers(-3, 3)),
    st.tuples(st.just("withdraw")),
)
ON_SERVICE = st.one_of(
    *DUE,
    st.tuples(st.just("assign"), PEOPLE),
    st.tuples(st.just("offer"), st.sampled_from([FACTORY, RIVAL])),
    st.tuples(st.just("choose"), st.integers(1, 3)),
    st.tuples(st.just("complete"), PEOPLE),
    st.tuples(st.just("rate"), st.integers(0, 6)),
    st.tuples(st.just("withdraw")),
)
ON_QUESTION = st.one_of(*DUE, st.tuples(st.just("answer")))


def act_on_due(made: Claim | ServiceRequest | Question, act: str, now: datetime) -> None:
    match act:
        case "warn":
            made.warn(1)
        case "mark_overdue":
            made.mark_overdue(now)
        case "redate":
            made.redate(CALENDAR, now, "x")


def act_on_claim(made: Claim, step: tuple[Any, ...], now: datetime) -> None:
    match step:
        case (act,) if act in ("warn", "mark_overdue", "redate"):
            act_on_due(made, act, now)
        case "return", reason:
            made.send_back(reason, OFFICIAL, due(10, now), now)
        case "complete", kind:
            made.complete((ClaimDocument(kind, PROOF),), due(20, now), now)
        case "grant", grounds, fen:
            made.decide(fen, grounds, OFFICIAL, due(30, now), now)
        case "decline", grounds:
            made.decline(grounds, OFFICIAL, now)
        case "pay", fen, ahead:
            made.pay(Payment(fen, now.date() + timedelta(days=ahead), "财预拨88号", OFFICIAL, now), now.date())
        case ("withdraw",):
            made.withdraw(CLERK)


def act_on_service(made: ServiceRequest, step: tuple[Any, ...], now: datetime) -> None:
    match step:
        case (act,) if act in ("warn", "mark_overdue", "redate"):
            act_on_due(made, act, now)
        case "assign", person:
            made.assign(person, OFFICIAL, now)
        case "offer", organization:
            made.offer(Offer(made.next_offer(organization), organization, "两条线", "people/boss", now))
        case "choose", number:
            made.choose(f"{made.name}/offers/{number}", now)
        case "complete", person:
            made.complete("已办妥", person, now)
        case "rate", stars:
            made.rate(Rating(stars, "", CLERK, now))
        case ("withdraw",):
            made.withdraw(CLERK)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(ON_CLAIM, DAYS), max_size=20))
def test_no_sequence_of_acts_takes_a_claim_elsewhere(steps: list[tuple[tuple[Any, ...], int]]) -> None:
    """Nothing is paid that was not granted, nothing granted beyond what was claimed, nothing twice (9.1)."""
    made, now = claim(), NOW
    for step, days in steps:
        before, now = copy.deepcopy(made), now + timedelta(days=days)
        try:
            act_on_claim(made, step, now)
        except Refusal:
            assert made == before
        else:
            assert made.state is CLAIM.moves[step[0]][before.state]
        assert (made.payment is not None) == (made.state is ClaimState.PAID)
        assert 0 <= made.granted_fen <= made.amount_fen <= made.most_fen
        if made.payment:
            assert made.payment.amount_fen == made.granted_fen
        if before.state in (ClaimState.PAID, ClaimState.DECLINED, ClaimState.WITHDRAWN):
            assert made == before
        kinds = [each.kind for each in made.documents]
        assert CERTIFICATE in kinds and len(set(kinds)) == len(kinds)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([ServiceKind.MANUFACTURING, ServiceKind.PILOT_TEST]), st.lists(st.tuples(ON_SERVICE, DAYS), max_size=20))
def test_no_sequence_of_acts_takes_a_service_elsewhere(kind: ServiceKind, steps: list[tuple[tuple[Any, ...], int]]) -> None:
    """One offer an organisation, one of them chosen at most, only for a result to be manufactured (9.2)."""
    made, now = request(kind), NOW
    for step, days in steps:
        before, now = copy.deepcopy(made), now + timedelta(days=days)
        try:
            act_on_service(made, step, now)
        except Refusal:
            assert made == before
        else:
            assert made.state is SERVICE.moves[step[0]][before.state]
        organizations = [each.organization for each in made.offers]
        assert len(set(organizations)) == len(organizations) and len({each.name for each in made.offers}) == len(made.offers)
        assert sum(each.chosen for each in made.offers) <= 1
        assert kind is ServiceKind.MANUFACTURING or not made.offers
        assert (made.rating is not None) == (made.state is ServiceState.RATED)
        if made.completed_at:
            assert made.completed_by == made.assignee


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(ON_QUESTION, DAYS), max_size=12))
def test_no_sequence_of_acts_takes_a_question_elsewhere(steps: list[tuple[tuple[Any, ...], int]]) -> None:
    """Every answer stays readable; it is marked overdue once at most (9.1, 4.5)."""
    made, now, answers, marked = question(), NOW, 0, 0
    for step, days in steps:
        before, now = copy.deepcopy(made), now + timedelta(days=days)
        try:
            if step[0] == "answer":
                made.reply(f"第{answers + 1}次答复", OFFICIAL, now)
            else:
                act_on_due(made, step[0], now)
        except Refusal:
            assert made == before
        else:
            assert made.state is QUESTION.moves[step[0]][before.state]
            answers, marked = answers + (step[0] == "answer"), marked + (step[0] == "mark_overdue")
        told = [*made.earlier_answers, made.answer] if answers else []
        assert marked <= 1 and told == [f"第{number + 1}次答复" for number in range(answers)]
