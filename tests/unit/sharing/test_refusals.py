"""How acts of sharing are refused, to the last value; and the day on either side of each limit (8.1, 8.2)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from chassis.errors import InvalidArgument, NotFound, PermissionDenied, RuleViolated
from services.sharing.domain.card import ProjectCard, Promise
from services.sharing.domain.licences import Licence, demand_licensable, excluding
from services.sharing.domain.use import Use, adoption_of
from services.sharing.domain.use_request import Complaint
from services.sharing.domain.words import OrganizationKind, Purpose, ResultKind
from tests.unit.said import refused
from tests.unit.sharing.examples import (
    FACTORY,
    NAME,
    NOW,
    OFFICIAL,
    PARTNER,
    POLICY,
    PROJECT,
    TODAY,
    UNIT,
    UNIVERSITY,
    deadline,
    no,
    particulars,
    published,
    request,
    result,
    wish,
)

LAST = date(2027, 3, 2)
AFTER = date(2027, 3, 3)


def licence(organization: str = PARTNER, purpose: Purpose = Purpose.PRODUCE, *, exclusive: bool = False, until: date = LAST) -> Licence:
    return Licence(f"{NAME}/licences/1", organization, purpose, exclusive, TODAY, until)


def use(since: date = TODAY) -> Use:
    how = {"sector": "C", "area": "榆次区", "benefit_fen": 0, "reported_by": "people/buyer", "reported_at": NOW}
    return Use(f"{NAME}/uses/1", PROJECT, NAME, licence().name, FACTORY, Purpose.PRODUCE, "两条线", since, **how)  # type: ignore[arg-type]


@pytest.mark.rule("8.1")
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"kind": ResultKind.PATENT}, (InvalidArgument, "IDENTIFIER_MISSING", "8.1", {"field": "identifier"})),
        ({"kind": ResultKind.PAPER, "identifier": "x"}, (InvalidArgument, "IDENTIFIER_INVALID", "8.1", {"field": "identifier"})),
        ({"readiness": 10}, (InvalidArgument, "READINESS_INVALID", "8.1", {"field": "readiness"})),
        ({"embargo_reason": "保密"}, (InvalidArgument, "EMBARGO_WITHOUT_END", "8.1", {"field": "embargo_until"})),
        ({"embargo_until": LAST}, (InvalidArgument, "REASON_MISSING", "8.1", {"field": "embargo_reason"})),
        (
            {"embargo_until": date(2026, 3, 1), "embargo_reason": "保密"},
            (InvalidArgument, "EMBARGO_OVER", "8.1", {"field": "embargo_until"}),
        ),
        (
            {"embargo_until": date(2028, 3, 3), "embargo_reason": "保密"},
            (RuleViolated, "EMBARGO_TOO_LONG", "8.1", {"latest": date(2028, 3, 2)}),
        ),
    ],
)
def test_what_is_wrong_with_what_is_said_of_a_result(changed: dict[str, Any], told: object) -> None:
    assert refused(lambda: result(particulars(**changed))) == told


@pytest.mark.rule("8.1")
@pytest.mark.parametrize("changed", [{"readiness": 1}, {"readiness": 9}, {"embargo_until": TODAY, "embargo_reason": "保密"}])
def test_the_limits_themselves_are_taken(changed: dict[str, Any]) -> None:
    made = result(particulars(**changed))
    assert {name: getattr(made, name) for name in changed} == changed


@pytest.mark.rule("8.1")
def test_a_kind_that_needs_no_number_may_have_one_and_a_paper_none() -> None:
    assert result(particulars(identifier=" 型号A-1 ")).identifier == "型号A-1"
    assert result(particulars(kind=ResultKind.PAPER)).identifier == ""


@pytest.mark.rule("8.1")
def test_what_a_task_book_does_not_promise() -> None:
    card = ProjectCard(PROJECT)
    card.approve("低温铸造", "铸造", {UNIT: "enterprise"}, UNIT, "yuci")
    card.promise([Promise("t1", "温度"), Promise("t2", "废品率")])
    assert (card.owners, card.undertaking_unit, card.county, card.research_field) == ([UNIT], UNIT, "yuci", "铸造")
    for target in ("", "t1", "t2"):
        card.demand_promise(target)
    assert refused(lambda: card.demand_promise("t3")) == (InvalidArgument, "NOT_IN_TASK_BOOK", "8.1", {"target": "t3"})
    assert [card.next_result(), card.next_result()] == [f"{PROJECT}/results/1", f"{PROJECT}/results/2"]


@pytest.mark.rule("8.2")
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"kind": OrganizationKind.UNIVERSITY}, (RuleViolated, "PURPOSE_NOT_OPEN", "8.2", {"purpose": "produce"})),
        ({"months": 0}, (InvalidArgument, "TERM_OUT_OF_RANGE", "8.2", {"field": "months"})),
        ({"sector": "Z"}, (InvalidArgument, "SECTOR_UNKNOWN", "8.2", {"field": "sector"})),
        ({"purpose": Purpose.STUDY, "exclusive": True}, (InvalidArgument, "EXCLUSIVE_STUDY", "8.2", {"field": "exclusive"})),
    ],
)
def test_what_is_wrong_with_a_wish(changed: dict[str, Any], told: object) -> None:
    assert refused(lambda: wish(**changed).demand_open(POLICY)) == told


@pytest.mark.rule("8.2")
@pytest.mark.parametrize("changed", [{"months": 1}, {"months": 120}, {"sector": "M"}, {"exclusive": True}])
def test_the_limits_of_a_wish_are_taken(changed: dict[str, Any]) -> None:
    wish(**changed).demand_open(POLICY)


@pytest.mark.rule("8.2")
def test_how_acts_on_a_request_are_refused() -> None:
    made = request()
    assert refused(lambda: made.answer(no(reason=" "))) == (InvalidArgument, "REASON_MISSING", "8.2", {"field": "reason"})
    assert refused(lambda: made.demand_requester(UNIT)) == (PermissionDenied, "NOT_THE_REQUESTER", "8.2", {})
    made.answer(no())
    nothing_said = Complaint(" ", "people/buyer", NOW)
    assert refused(lambda: made.contest(nothing_said)) == (InvalidArgument, "REASON_MISSING", "8.2", {"field": "reason"})
    assert (made.complaint, made.waiting_for) == (None, ())
    made.contest(Complaint("不服", "people/buyer", NOW))
    unsaid = refused(lambda: made.rule(False, " ", OFFICIAL, deadline(), NOW))
    assert unsaid == (InvalidArgument, "REASON_MISSING", "8.2", {"field": "ruling"})
    made.rule(False, "重新答复", OFFICIAL, deadline(), NOW)
    made.answer(no())
    again = refused(lambda: made.admit("contest", NOW))
    assert again[:3] == (RuleViolated, "CONTESTED_ALREADY", "8.2")


@pytest.mark.rule("8.2")
def test_what_was_granted_by_the_rule_has_no_period() -> None:
    made = request()
    made.deadline = None
    (answered,) = made.grant_by_rule(NOW)
    assert (answered.by_rule, answered.agreed, answered.late, made.granted_by_rule, made.ended_at) == (True, True, False, True, NOW)
    assert (made.last_day, made.provisional, made.overdue) == (None, False, False)
    made.carry("x/licences/1")
    assert made.licence == "x/licences/1"


EVERYBODY: Sequence[tuple[Licence, str, Purpose, bool]] = [
    (licence(), FACTORY, Purpose.PRODUCE, False),
    (licence(purpose=Purpose.STUDY), FACTORY, Purpose.PRODUCE, True),
    (licence(FACTORY), FACTORY, Purpose.PRODUCE, True),
    (licence(FACTORY, exclusive=True), FACTORY, Purpose.PRODUCE, True),
    (licence(exclusive=True), UNIVERSITY, Purpose.STUDY, False),
]


@pytest.mark.rule("8.2")
@pytest.mark.parametrize(("held", "who", "purpose", "exclusive"), EVERYBODY)
def test_what_is_licensed_beside_another_licence(held: Licence, who: str, purpose: Purpose, exclusive: bool) -> None:
    demand_licensable([held], who, purpose, exclusive, TODAY)


@pytest.mark.rule("8.2")
@pytest.mark.parametrize("purpose", [Purpose.USE, Purpose.PRODUCE])
def test_until_the_last_day_of_others_nobody_has_it_alone(purpose: Purpose) -> None:
    others = [licence(until=TODAY), licence(UNIVERSITY, Purpose.USE)]
    told = refused(lambda: demand_licensable(others, FACTORY, purpose, True, LAST))
    assert told == (RuleViolated, "LICENSED_ALREADY", "8.2", {"until": LAST})
    demand_licensable(others, FACTORY, purpose, True, AFTER)


@pytest.mark.rule("8.2")
def test_until_its_last_day_an_exclusive_licence_keeps_others_out() -> None:
    sole = licence(exclusive=True)
    for exclusive in (True, False):
        told = refused(lambda exclusive=exclusive: demand_licensable([sole], FACTORY, Purpose.USE, exclusive, LAST))  # type: ignore[misc]
        assert told == (RuleViolated, "LICENSED_EXCLUSIVELY", "8.2", {"until": LAST})
        demand_licensable([sole], FACTORY, Purpose.USE, exclusive, AFTER)
    assert excluding([licence(), sole], LAST) is sole
    assert excluding([licence()], TODAY) is None


@pytest.mark.rule("8.2")
def test_a_licence_holds_from_its_first_day_to_its_last() -> None:
    holds = {day: licence().holds_on(day) for day in (date(2026, 3, 1), TODAY, LAST, AFTER)}
    assert list(holds.values()) == [False, True, True, False]


@pytest.mark.rule("8.2")
@pytest.mark.parametrize(
    ("since", "held_by", "today", "told"),
    [
        (TODAY, PARTNER, TODAY, (PermissionDenied, "NOT_THE_LICENSEE", "8.2", {})),
        (date(2026, 3, 3), FACTORY, TODAY, (InvalidArgument, "DATE_IN_FUTURE", "8.2", {"field": "since"})),
        (AFTER, FACTORY, AFTER, (InvalidArgument, "USE_OUTSIDE_LICENCE", "8.2", {"field": "since"})),
    ],
)
def test_why_a_use_is_not_reported(since: date, held_by: str, today: date, told: object) -> None:
    assert refused(lambda: use(since).report(licence(held_by), today)) == told


@pytest.mark.rule("8.2")
def test_use_of_the_last_day_is_reported_that_day() -> None:
    assert use(LAST).report(licence(FACTORY), LAST)


@pytest.mark.rule("8.2")
def test_a_licence_that_there_is_not_and_whoever_has_none() -> None:
    made = published()
    made.license(licence())
    assert refused(lambda: made.licence("x")) == (NotFound, "NOT_FOUND", "8.2", {"resource": "x"})
    strangers: Sequence[Callable[[], None]] = [lambda: made.demand_licensee(FACTORY), lambda: made.demand_licensee("")]
    assert [refused(each) for each in strangers] == [(PermissionDenied, "NOT_THE_LICENSEE", "8.2", {})] * 2


@pytest.mark.rule("8.2")
def test_nothing_used_is_no_adoption() -> None:
    none = adoption_of([])
    assert (none.organizations, none.uses, none.benefit_fen, none.by_sector, none.by_area) == (0, 0, 0, [], [])
