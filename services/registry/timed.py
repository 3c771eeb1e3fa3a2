"""The timers that people have, by what their offices say."""

from collections.abc import Mapping
from datetime import datetime

from chassis.run.service import Timed
from services.registry.domain.people import Person
from services.registry.domain.words import OfficeState
from services.registry.handlers.offices import timer_of


def of_person(person: Person) -> dict[str, datetime | None]:
    """When an office ends that was granted in an emergency (2.5)."""
    return {
        timer_of(person.name, office.id): office.until
        for office in person.offices
        if office.state is OfficeState.HELD and office.until is not None
    }


TIMED: Mapping[type, Timed] = {Person: of_person}
