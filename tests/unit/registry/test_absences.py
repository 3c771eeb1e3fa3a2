"""Who has left, and who is back (2.5)."""

from datetime import timedelta

import pytest

from chassis.errors import InvalidArgument, RuleViolated
from services.registry.domain import facts
from services.registry.domain.people import Person
from tests.unit.registry.examples import NOW, manager

BY = "people/chen"
LATER = NOW + timedelta(days=10)
pytestmark = pytest.mark.rule("2.5")


def gone() -> Person:
    person = manager()
    person.depart(BY, "调离", NOW)
    return person


def test_a_departure_is_recorded_by_somebody_else() -> None:
    person = manager()
    with pytest.raises(RuleViolated, match="OWN_DEPARTURE"):
        person.depart(person.name, "调离", NOW)
    before = person.etag
    assert person.depart(BY, "调离", NOW) == [facts.PersonDeparted(name=person.name, organization=person.organization, left_at=NOW)]
    assert person.left_at == NOW and person.etag != before
    with pytest.raises(RuleViolated, match="DEPARTURE_RECORDED"):
        person.depart(BY, "调离", LATER)


@pytest.mark.parametrize("reason", ["", " ", "\u3000\n"])
def test_it_has_a_reason(reason: str) -> None:
    person = manager()
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        person.depart(BY, reason, NOW)
    assert person.left_at is None


def test_whoever_left_comes_back_once() -> None:
    person = gone()
    assert person.come_back(LATER) == [facts.PersonReturned(name=person.name, organization=person.organization, returned_at=LATER)]
    assert person.left_at is None
    with pytest.raises(RuleViolated, match="DEPARTURE_NOT_RECORDED"):
        person.come_back(LATER)
    person.depart(BY, "退休", LATER + timedelta(days=1))
    assert person.left_at == LATER + timedelta(days=1) and len(person.absences) == 2


def test_what_was_so_on_a_day_stays_so() -> None:
    """1.6: who signed before they left has signed."""
    person = gone()
    person.come_back(LATER)
    assert [person.gone_at(NOW + timedelta(days=days)) for days in (-1, 0, 9, 10, 11)] == [False, True, True, False, False]


def test_why_somebody_left_is_in_no_fact() -> None:
    (told,) = manager().depart(BY, "因病", NOW)
    assert "因病" not in str(told)
