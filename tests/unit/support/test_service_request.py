import pytest

from chassis.errors import AlreadyExists, InvalidArgument, NotFound, PermissionDenied, RuleViolated
from services.support.domain.service_request import Rating, ServiceRequest
from services.support.domain.words import ServiceKind, ServiceState
from tests.unit.support.examples import FACTORY, LATE, NOW, OFFICIAL, RIVAL, offer, request

M = ServiceKind.MANUFACTURING


def completed() -> ServiceRequest:
    made = request()
    made.assign(OFFICIAL, OFFICIAL, NOW)
    made.complete("已完成", OFFICIAL, NOW)
    return made


@pytest.mark.rule("9.2")
def test_it_is_assigned_completed_and_rated_once() -> None:
    made = request()
    made.assign(OFFICIAL, "people/head", NOW)
    (done,) = made.complete("已完成两轮中试", OFFICIAL, NOW)
    (rated,) = made.rate(Rating(5, "及时", "people/clerk", NOW))
    assert (done.late, rated.stars, made.state) == (False, 5, ServiceState.RATED)
    with pytest.raises(RuleViolated, match="SERVICE_OVER"):
        made.rate(Rating(1, "", "people/clerk", NOW))


@pytest.mark.rule("9.2")
def test_the_assignee_alone_completes_it() -> None:
    made = request()
    with pytest.raises(RuleViolated, match="SERVICE_NOT_ASSIGNED"):
        made.complete("x", OFFICIAL, NOW)
    made.assign(OFFICIAL, OFFICIAL, NOW)
    with pytest.raises(PermissionDenied, match="NOT_THE_ASSIGNEE"):
        made.complete("x", "people/other", NOW)


@pytest.mark.rule("9.2")
def test_nobody_of_the_unit_sees_to_what_it_asks_for() -> None:
    made = request()
    made.demand_assignable(OFFICIAL, "organizations/bureau")
    made.demand_assignable(OFFICIAL, "")
    with pytest.raises(RuleViolated, match="ASSIGNEE_IS_REQUESTER"):
        made.demand_assignable(OFFICIAL, made.organization)


@pytest.mark.rule("9.2")
@pytest.mark.parametrize("stars", [0, 6, -1])
def test_stars_are_one_to_five(stars: int) -> None:
    with pytest.raises(InvalidArgument, match="STARS_OUT_OF_RANGE"):
        completed().rate(Rating(stars, "", "people/clerk", NOW))
    with pytest.raises(RuleViolated, match="SERVICE_NOT_COMPLETED"):
        request().rate(Rating(5, "", "people/clerk", NOW))


@pytest.mark.rule("4.5")
def test_late_is_recorded_and_overdue_marked_once() -> None:
    made = request()
    made.assign(OFFICIAL, OFFICIAL, NOW)
    (overdue,) = made.mark_overdue(LATE)
    assert overdue.responsible == OFFICIAL
    with pytest.raises(RuleViolated, match="DEADLINE_PASSED"):
        made.mark_overdue(LATE)
    (done,) = made.complete("已完成", OFFICIAL, LATE)
    assert done.late and made.late


@pytest.mark.rule("9.2")
def test_of_several_offers_the_unit_chooses_one() -> None:
    made = request(M)
    made.assign(OFFICIAL, OFFICIAL, NOW)
    for organization in (FACTORY, RIVAL, FACTORY):
        made.offer(offer(made, organization))
    assert sorted(each.organization for each in made.offers) == [FACTORY, RIVAL]
    assert len({each.name for each in made.offers}) == 2
    with pytest.raises(RuleViolated, match="OFFER_NOT_CHOSEN"):
        made.complete("x", OFFICIAL, NOW)
    with pytest.raises(NotFound, match="NOT_FOUND"):
        made.choose(f"{made.name}/offers/9", NOW)
    (chosen,) = made.choose(made.offers[0].name, NOW)
    assert [each.organization for each in made.offers if each.chosen] == [chosen.organization]
    with pytest.raises(AlreadyExists, match="OFFER_CHOSEN_ALREADY"):
        made.choose(made.offers[1].name, NOW)
    with pytest.raises(AlreadyExists, match="OFFER_CHOSEN_ALREADY"):
        made.offer(offer(made, "organizations/third"))
    made.complete("已对接", OFFICIAL, NOW)


@pytest.mark.rule("9.2")
def test_only_for_a_result_manufacturers_are_looked_for() -> None:
    made = request()
    with pytest.raises(RuleViolated, match="NOT_A_MATCHMAKING"):
        made.offer(offer(made))
    with pytest.raises(RuleViolated, match="NO_OFFERS"):
        request(M).choose("x", NOW)
