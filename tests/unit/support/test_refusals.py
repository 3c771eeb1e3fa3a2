"""How acts of support are refused, to the last value; and the day, amount or number on either side of each limit (9.1 to 9.3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.calendar import Calendar
from chassis.errors import AlreadyExists, InvalidArgument, NotFound, PermissionDenied, RuleViolated
from plan.money import MOST_FEN
from services.support.domain.card import ProjectCard
from services.support.domain.claim import Payment
from services.support.domain.conditions import Condition, Profile, Vocabulary
from services.support.domain.facility import Closure, Facility, days_of
from services.support.domain.service_request import Rating
from services.support.domain.words import ConditionKind, ProjectStage, ServiceKind
from tests.unit.said import refused
from tests.unit.support.examples import (
    CERTIFICATE,
    CLERK,
    FACTORY,
    LAB,
    NOW,
    OFFICIAL,
    PROFILE,
    PROJECT,
    RIVAL,
    TODAY,
    TREE,
    UNIT,
    VOCABULARY,
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

K = ConditionKind
LONGEST = 60
M = ServiceKind.MANUFACTURING


def april(day: int) -> date:
    return date(2026, 4, day)


def book(made: Facility, first: int, last: int, today: date = TODAY, longest: int = LONGEST) -> None:
    made.book(booking(made, first, last), today, longest)


@pytest.mark.rule("9.1")
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"valid_until": date(2025, 12, 31)}, ("VALIDITY_REVERSED", "9.1", {"field": "valid_until"})),
        ({"amount_fen": -1}, ("AMOUNT_NEGATIVE", "9.1", {"amount": -1})),
        ({"amount_fen": MOST_FEN + 1}, ("AMOUNT_TOO_LARGE", "9.1", {"amount": MOST_FEN + 1})),
        ({"conditions": (Condition(K.PROJECT_KIND, (), "x"),)}, ("CONDITION_EMPTY", "9.1", {"field": "conditions"})),
        ({"conditions": (Condition(K.PROJECT_KIND, ("x",), "x"),)}, ("CONDITION_VALUE_UNKNOWN", "9.1", {"field": "conditions"})),
        ({"conditions": (Condition(K.PROJECT_FIELD, ("x",), "x"),)}, ("FIELD_OF_TECHNOLOGY_UNKNOWN", "9.1", {"field": "conditions"})),
    ],
)
def test_what_is_wrong_with_a_policy(changed: dict[str, Any], told: object) -> None:
    assert refused(lambda: policy(**changed).terms.demand_sound(VOCABULARY)) == (InvalidArgument, *told)  # type: ignore[misc]


@pytest.mark.rule("9.1")
def test_one_that_holds_for_a_day_or_gives_no_money_is_sound() -> None:
    one_day = policy(valid_from=TODAY, valid_until=TODAY, amount_fen=0, conditions=(), documents=())
    one_day.terms.demand_sound(VOCABULARY)
    assert [one_day.holds_on(TODAY + timedelta(days=days)) for days in (-1, 0, 1)] == [False, True, False]


@pytest.mark.rule("9.1")
def test_when_and_by_whom_a_policy_is_not_claimed_or_ended() -> None:
    made = policy()
    early, late = date(2025, 12, 31), date(2027, 1, 1)
    told = refused(lambda: made.demand_claimable(early))
    assert told == (RuleViolated, "POLICY_NOT_YET_VALID", "9.1", {"valid_from": date(2026, 1, 1)})
    assert refused(lambda: made.demand_claimable(late)) == (RuleViolated, "POLICY_ENDED", "9.1", {"valid_until": date(2026, 12, 31)})
    policy(valid_until=None).demand_claimable(late)
    made.demand_publisher("organizations/kjj")
    assert refused(lambda: made.demand_publisher(UNIT)) == (PermissionDenied, "PUBLISHED_BY_ANOTHER", "9.1", {})
    assert refused(lambda: made.end(" ", NOW)) == (InvalidArgument, "REASON_MISSING", "9.1", {"field": "reason"})
    assert made.holds_on(TODAY)
    made.end("不再执行", NOW)
    assert not made.holds_on(TODAY)


@pytest.mark.rule("9.1")
def test_what_is_lacking_is_told_to_programs_too() -> None:
    lacking = ["不符合“承担单位为企业”（单位类别：高等院校）"]
    told = refused(lambda: policy().demand_qualified(replace(PROFILE, organization_kind="university"), VOCABULARY))
    assert told == (RuleViolated, "NOT_QUALIFIED", "9.1", {"lacking": lacking})
    policy().demand_qualified(PROFILE, VOCABULARY)
    found = policy().check(PROFILE, VOCABULARY)
    assert (found.policy, found.title, found.project, found.organization) == ("policies/p1", "首台（套）装备奖励", PROJECT, UNIT)


@pytest.mark.rule("9.1")
@pytest.mark.parametrize(
    ("kind", "any_of", "met", "wanted", "found"),
    [
        (K.ORGANIZATION_KIND, ("university", "enterprise"), True, ("高等院校", "企业"), ("企业",)),
        (K.ORGANIZATION_AREA, ("taigu",), False, ("太谷区",), ("榆次区",)),
        (K.PROJECT_KIND, ("open_bid",), True, ("揭榜挂帅",), ("揭榜挂帅",)),
        (K.PROJECT_CATEGORY, ("six_new_transfer",), False, ("“六新”创新成果转移转化",), ()),
        (K.PROJECT_STAGE, ("running", "closed"), True, ("实施中", "已办结"), ("实施中",)),
        (K.PROJECT_FIELD, ("energy", "materials"), True, ("新能源", "新材料"), ("镁铝合金",)),
        (K.PROJECT_FIELD, ("energy",), False, ("新能源",), ("镁铝合金",)),
    ],
)
def test_what_is_wanted_and_what_is_the_case(
    kind: ConditionKind, any_of: tuple[str, ...], met: bool, wanted: tuple[str, ...], found: tuple[str, ...]
) -> None:
    finding = VOCABULARY.finding(Condition(kind, any_of, "x"), PROFILE)
    assert (finding.met, finding.wanted, finding.found) == (met, wanted, found)
    assert kind.of_project is kind.value.startswith("project_")


@pytest.mark.rule("9.1")
def test_a_word_that_nobody_knows_is_shown_as_it_is() -> None:
    finding = Vocabulary(TREE).finding(Condition(K.ORGANIZATION_AREA, ("yuci",), "x"), Profile(organization_area="yuci"))
    assert (finding.met, finding.wanted, finding.found) == (True, ("yuci",), ("yuci",))
    assert (TREE.title("materials"), TREE.title("magic")) == ("新材料", "magic")


@pytest.mark.rule("9.1")
def test_how_acts_on_a_claim_are_refused() -> None:
    assert refused(claim(amount_fen=50_000_001).submit) == (RuleViolated, "AMOUNT_OVER_POLICY", "9.1", {"most": 50_000_000})
    assert refused(claim(amount_fen=-1).submit) == (InvalidArgument, "AMOUNT_NEGATIVE", "9.1", {"amount": -1})
    assert refused(claim(documents=()).submit) == (RuleViolated, "DOCUMENTS_MISSING", "9.1", {"missing": [CERTIFICATE]})
    assert refused(lambda: claim().demand_claimant(FACTORY)) == (PermissionDenied, "NOT_THE_CLAIMANT", "9.1", {})
    over = refused(lambda: claim().decide(40_000_001, "按第三条", OFFICIAL, due(), NOW))
    assert over == (RuleViolated, "AMOUNT_OVER_CLAIM", "9.1", {"most": 40_000_000})
    below = refused(lambda: claim().decide(-1, "按第三条", OFFICIAL, due(), NOW))
    assert below == (InvalidArgument, "AMOUNT_NEGATIVE", "9.1", {"amount": -1})
    unsaid = (InvalidArgument, "REASON_MISSING", "9.1")
    assert refused(lambda: claim().decide(1, " ", OFFICIAL, due(), NOW)) == (*unsaid, {"field": "grounds"})
    assert refused(lambda: claim().decline(" ", OFFICIAL, NOW)) == (*unsaid, {"field": "grounds"})
    assert refused(lambda: claim().send_back(" ", OFFICIAL, due(), NOW)) == (*unsaid, {"field": "reason"})


@pytest.mark.rule("9.1")
def test_all_that_is_asked_is_granted_and_paid() -> None:
    made = claim(amount_fen=50_000_000)
    made.submit()
    made.decide(50_000_000, "按第三条", OFFICIAL, due(), NOW)
    paid = Payment(50_000_000, TODAY, "财预拨88号", OFFICIAL, NOW)
    told = refused(lambda: made.pay(replace(paid, amount_fen=50_000_001), TODAY))
    assert told == (RuleViolated, "PAYMENT_DIFFERS", "9.1", {"granted": 50_000_000})
    told = refused(lambda: made.pay(replace(paid, paid_on=TODAY + timedelta(days=1)), TODAY))
    assert told == (InvalidArgument, "DATE_IN_FUTURE", "9.1", {"field": "paid_on"})
    made.pay(paid, TODAY)
    assert made.payment == paid


@pytest.mark.rule("9.1")
@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda: claim().admit("pay", NOW), "CLAIM_NOT_GRANTED"),
        (lambda: request().admit("rate", NOW), "SERVICE_NOT_COMPLETED"),
        (lambda: question().admit("answer", NOW), ""),
        (lambda: policy().admit("end", NOW), ""),
    ],
)
def test_what_can_be_done_is_asked_before(act: Callable[[], None], reason: str) -> None:
    if reason:
        assert refused(act)[:2] == (RuleViolated, reason)
    else:
        act()


@pytest.mark.rule("4.3")
def test_a_day_that_may_still_move_is_said_to() -> None:
    unsure = replace(due(), provisional=True)
    assert claim(deadline=unsure).provisional and not claim().provisional
    assert claim(deadline=unsure).submit()[0].provisional


@pytest.mark.rule("9.2")
@pytest.mark.parametrize("capacity", [1, 1000])
def test_a_facility_takes_one_to_a_thousand(capacity: int) -> None:
    assert replace(facility(), capacity=capacity).register()[0].capacity == capacity
    for outside in (0, 1001):
        told = refused(replace(facility(), capacity=outside).register)
        assert told == (InvalidArgument, "CAPACITY_INVALID", "9.2", {"field": "capacity"})


@pytest.mark.rule("9.2")
def test_days_that_are_not_booked() -> None:
    made = facility()
    book(made, 2, 3)
    made.close(Closure(april(5), april(5), "检修"), TODAY)
    assert refused(lambda: book(made, 2, 1)) == (InvalidArgument, "DAYS_REVERSED", "9.2", {"field": "last_day"})
    assert refused(lambda: book(made, 9, 9, april(10))) == (RuleViolated, "DATE_IN_PAST", "9.2", {"field": "first_day"})
    assert refused(lambda: book(made, 9, 11, longest=2)) == (InvalidArgument, "BOOKING_TOO_LONG", "9.2", {"field": "last_day"})
    assert refused(lambda: book(made, 1, 2)) == (RuleViolated, "FACILITY_TAKEN", "9.2", {"day": april(2)})
    assert refused(lambda: book(made, 4, 6)) == (RuleViolated, "FACILITY_CLOSED", "9.2", {"day": april(5)})
    assert len(made.bookings) == 1


@pytest.mark.rule("9.2")
def test_the_longest_booking_and_the_day_itself_are_taken() -> None:
    made = facility()
    book(made, 9, 10, april(9), longest=2)
    book(made, 1, 1)
    book(made, 4, 4)
    assert [day.free for day in made.calendar(april(8), april(11))] == [1, 0, 0, 1]
    assert days_of(april(1), april(1)) == [april(1)] and days_of(april(2), april(1)) == []


@pytest.mark.rule("9.2")
@pytest.mark.parametrize(("first", "last", "taken"), [(1, 1, False), (1, 2, True), (3, 3, True), (4, 9, True), (5, 9, False)])
def test_days_that_somebody_has_are_not_closed(first: int, last: int, taken: bool) -> None:
    made = facility()
    book(made, 2, 4)
    closure = Closure(april(first), april(last), "检修")
    if taken:
        assert refused(lambda: made.close(closure, TODAY)) == (RuleViolated, "FACILITY_TAKEN", "9.2", {"day": april(2)})
    else:
        made.close(closure, TODAY)
    assert bool(made.closures) is not taken
    given_back = facility()
    book(given_back, 2, 4)
    given_back.cancel(given_back.bookings[0].name, UNIT, "改期", NOW, TODAY)
    given_back.close(closure, TODAY)


@pytest.mark.rule("9.2")
def test_a_facility_is_closed_for_a_year_at_a_time() -> None:
    made = facility()
    made.close(Closure(TODAY, TODAY + timedelta(days=365), "改造"), TODAY)
    too_long = Closure(TODAY, TODAY + timedelta(days=366), "改造")
    assert refused(lambda: facility().close(too_long, TODAY))[1] == "BOOKING_TOO_LONG"
    assert made.day(TODAY - timedelta(days=1)).closed == "" == made.day(TODAY + timedelta(days=366)).closed
    assert made.day(TODAY).free == 0 == made.day(TODAY + timedelta(days=365)).free


@pytest.mark.rule("9.2")
def test_how_a_booking_is_not_given_back() -> None:
    made = facility()
    book(made, 1, 5)
    name = made.bookings[0].name
    assert refused(lambda: made.cancel("x", UNIT, "x", NOW, TODAY)) == (NotFound, "NOT_FOUND", "9.2", {"resource": "x"})
    assert refused(lambda: made.cancel(name, FACTORY, "x", NOW, TODAY)) == (PermissionDenied, "NOT_THE_BOOKER", "9.2", {})
    assert refused(lambda: made.cancel(name, UNIT, "x", NOW, april(6)))[:3] == (RuleViolated, "BOOKING_OVER", "9.2")
    assert refused(lambda: made.cancel(name, UNIT, " ", NOW, TODAY)) == (InvalidArgument, "REASON_MISSING", "9.2", {"field": "reason"})
    assert made.bookings[0].is_kept
    made.cancel(name, LAB, "检修", NOW, april(5))
    assert refused(lambda: made.cancel(name, UNIT, "x", NOW, TODAY))[:3] == (RuleViolated, "BOOKING_CANCELLED", "9.2")


@pytest.mark.rule("9.2")
def test_how_acts_on_a_service_are_refused() -> None:
    made = request(M)
    assert refused(lambda: request().offer(offer(made)))[:3] == (RuleViolated, "NOT_A_MATCHMAKING", "9.2")
    assert refused(lambda: request().choose("x", NOW))[:3] == (RuleViolated, "NOT_A_MATCHMAKING", "9.2")
    assert refused(lambda: made.choose("x", NOW))[:3] == (RuleViolated, "NO_OFFERS", "9.2")
    made.assign(OFFICIAL, OFFICIAL, NOW)
    made.offer(offer(made, FACTORY))
    made.offer(offer(made, RIVAL))
    assert refused(lambda: made.complete("x", CLERK, NOW)) == (PermissionDenied, "NOT_THE_ASSIGNEE", "9.2", {})
    assert refused(lambda: made.complete("x", OFFICIAL, NOW))[:3] == (RuleViolated, "OFFER_NOT_CHOSEN", "9.2")
    assert refused(lambda: made.choose("x", NOW)) == (NotFound, "NOT_FOUND", "9.2", {"resource": "x"})
    chosen = made.offers[0].name
    made.choose(chosen, NOW)
    already = (AlreadyExists, "OFFER_CHOSEN_ALREADY", "9.2", {"resource": chosen})
    assert refused(lambda: made.choose(made.offers[1].name, NOW)) == already
    assert refused(lambda: made.offer(offer(made, LAB))) == already
    made.complete("已对接", OFFICIAL, NOW)
    told = refused(lambda: made.rate(Rating(0, "", CLERK, NOW)))
    assert told == (InvalidArgument, "STARS_OUT_OF_RANGE", "9.2", {"field": "stars"})
    made.rate(Rating(5, "", CLERK, NOW))


@pytest.mark.rule("9.2")
def test_offers_are_numbered_on_where_one_was_made_anew() -> None:
    made = request(M)
    for organization in (FACTORY, RIVAL, FACTORY, LAB):
        made.offer(offer(made, organization))
    assert [(each.organization, each.name.rpartition("/")[2]) for each in made.offers] == [(RIVAL, "2"), (FACTORY, "1"), (LAB, "3")]


@pytest.mark.rule("9.3")
def test_how_acts_on_a_notice_are_refused() -> None:
    made = notice()
    told = refused(lambda: made.publish([PROJECT], TODAY - timedelta(days=1)))
    assert told == (InvalidArgument, "DATE_IN_FUTURE", "9.3", {"field": "dated"})
    assert refused(lambda: made.judge(PROJECT, True, CLERK, NOW)) == (NotFound, "NOTICE_NOT_PUSHED", "9.3", {"project": PROJECT})
    made.publish([PROJECT, "projects/p2"], TODAY)
    made.read(PROJECT, CLERK, NOW)
    assert refused(lambda: made.read(PROJECT, CLERK, NOW)) == (RuleViolated, "NOTICE_READ_ALREADY", "9.3", {"project": PROJECT})
    made.judge("projects/p2", True, CLERK, NOW)
    assert [(each.project, each.useful) for each in made.receipts] == [(PROJECT, None), ("projects/p2", True)]
    assert refused(lambda: TREE.demand(["x"], "9.3")) == (InvalidArgument, "FIELD_OF_TECHNOLOGY_UNKNOWN", "9.3", {"field": "fields"})


@pytest.mark.rule("9.3")
def test_what_a_project_follows_and_how_far_it_is() -> None:
    card = ProjectCard(PROJECT)
    assert (card.approved, card.stage, card.is_over) == (False, ProjectStage.APPROVED, False)
    card.approve("轻合金", {UNIT: "enterprise"}, UNIT, "yuci")
    card.describe("open_bid", "six_new_transfer", ("materials.magnesium",))
    card.follow(["energy", "materials", "energy"])
    assert (card.owners, card.undertaking_unit, card.county, card.title) == ([UNIT], UNIT, "yuci", "轻合金")
    assert (card.kind, card.category, card.own_fields) == ("open_bid", "six_new_transfer", ["materials.magnesium"])
    assert (card.followed, card.fields) == (["energy", "materials"], ["energy", "materials", "materials.magnesium"])
    card.follow([])
    assert card.fields == ["materials.magnesium"]
    over = []
    for stage in (ProjectStage.RUNNING, ProjectStage.APPROVED, ProjectStage.CLOSED, ProjectStage.RUNNING):
        card.reach(stage)
        over.append((card.stage, card.is_over))
    running, closed = (ProjectStage.RUNNING, False), (ProjectStage.CLOSED, True)
    assert over == [running, running, closed, closed]
    card.reach(ProjectStage.TERMINATED)
    assert (card.stage, card.is_over) == (ProjectStage.TERMINATED, True)
    assert [card.next_claim(), card.next_claim(), card.next_request()] == [
        f"{PROJECT}/claims/1",
        f"{PROJECT}/claims/2",
        f"{PROJECT}/serviceRequests/1",
    ]


@pytest.mark.rule("4.3")
def test_what_waits_is_counted_again_and_nothing_else() -> None:
    made = claim()
    assert made.redate(Calendar(), NOW, "x") == [] or made.provisional
    made.decline("不符合第二条", OFFICIAL, NOW)
    assert refused(lambda: made.redate(Calendar(), NOW, "x"))[:2] == (RuleViolated, "CLAIM_DECIDED")
