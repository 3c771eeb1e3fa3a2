from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidArgument, NotFound, PermissionDenied, RuleViolated
from services.support.domain.facility import Closure, Facility
from tests.unit.support.examples import LAB, NOW, TODAY, UNIT, booking, facility

LONGEST = 60
DAYS = st.tuples(st.integers(1, 30), st.integers(1, 30)).map(sorted)


def book(made: Facility, first: int, last: int) -> None:
    made.book(booking(made, first, last), TODAY, LONGEST)


@pytest.mark.rule("9.2")
@given(st.lists(DAYS, max_size=30), st.integers(1, 3))
def test_no_day_is_ever_given_to_more_than_it_has_room_for(wanted: list[list[int]], capacity: int) -> None:
    made = facility(capacity)
    for first, last in wanted:
        free = [day.free for day in made.calendar(date(2026, 4, first), date(2026, 4, last))]
        try:
            book(made, first, last)
        except RuleViolated as refused:
            assert refused.reason == "FACILITY_TAKEN" and 0 in free
        else:
            assert 0 not in free
    assert all(0 <= day.free <= capacity for day in made.calendar(date(2026, 4, 1), date(2026, 4, 30)))


@pytest.mark.rule("9.2")
def test_the_last_day_is_included_and_the_next_is_free() -> None:
    made = facility()
    book(made, 1, 5)
    with pytest.raises(RuleViolated, match="FACILITY_TAKEN"):
        book(made, 5, 6)
    book(made, 6, 6)


@pytest.mark.rule("9.2")
def test_days_that_are_given_back_are_free_again() -> None:
    made = facility()
    book(made, 1, 5)
    name = made.bookings[0].name
    with pytest.raises(PermissionDenied, match="NOT_THE_BOOKER"):
        made.cancel(name, "organizations/other", "x", NOW, TODAY)
    with pytest.raises(NotFound, match="NOT_FOUND"):
        made.cancel("x", UNIT, "x", NOW, TODAY)
    made.cancel(name, UNIT, "试验计划调整", NOW, TODAY)
    with pytest.raises(RuleViolated, match="BOOKING_CANCELLED"):
        made.cancel(name, UNIT, "x", NOW, TODAY)
    book(made, 3, 3)
    assert len({each.name for each in made.bookings}) == 2


@pytest.mark.rule("9.2")
def test_what_is_over_is_not_given_back() -> None:
    made = facility()
    book(made, 1, 5)
    with pytest.raises(RuleViolated, match="BOOKING_OVER"):
        made.cancel(made.bookings[0].name, LAB, "x", NOW, date(2026, 4, 6))


@pytest.mark.rule("9.2")
def test_closed_days_are_not_booked_and_booked_days_not_closed() -> None:
    made = facility()
    book(made, 10, 12)
    made.close(Closure(date(2026, 4, 1), date(2026, 4, 9), "检修"), TODAY)
    with pytest.raises(RuleViolated, match="FACILITY_CLOSED"):
        book(made, 9, 9)
    with pytest.raises(RuleViolated, match="FACILITY_TAKEN"):
        made.close(Closure(date(2026, 4, 12), date(2026, 4, 13), "检修"), TODAY)


@pytest.mark.rule("9.2")
def test_days_have_to_make_sense() -> None:
    made = facility()
    with pytest.raises(InvalidArgument, match="DAYS_REVERSED"):
        book(made, 5, 4)
    with pytest.raises(RuleViolated, match="DATE_IN_PAST"):
        made.book(booking(made, 1, 2), date(2026, 4, 2), LONGEST)
    with pytest.raises(InvalidArgument, match="BOOKING_TOO_LONG"):
        made.book(booking(made, 1, 30), TODAY, 29)


@pytest.mark.rule("9.2")
@pytest.mark.parametrize("capacity", [0, -1, 1001])
def test_a_facility_takes_somebody(capacity: int) -> None:
    with pytest.raises(InvalidArgument, match="CAPACITY_INVALID"):
        replace(facility(), capacity=capacity).register()
    facility().register()
