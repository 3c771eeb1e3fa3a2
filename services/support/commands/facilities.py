"""Test facilities and their calendars (9.2)."""

from dataclasses import dataclass
from datetime import date

from services.support.domain.words import FacilityKind


@dataclass(frozen=True)
class RegisterFacility:
    """A test facility."""

    facility_id: str
    title: str
    kind: FacilityKind
    organization: str
    area: str
    capacity: int
    description: str


@dataclass(frozen=True)
class CloseFacility:
    """Days on which it is closed."""

    name: str
    first_day: date
    last_day: date
    reason: str


@dataclass(frozen=True)
class BookFacility:
    """Days of a facility for a project. request: the service request, or empty."""

    name: str
    project: str
    first_day: date
    last_day: date
    request: str = ""


@dataclass(frozen=True)
class CancelBooking:
    """Days given back."""

    name: str
    booking: str
    reason: str


@dataclass(frozen=True)
class GetFacility:
    """One facility."""

    name: str


@dataclass(frozen=True)
class ListFacilities:
    """All facilities, or those of one kind."""

    kind: FacilityKind | None = None
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class GetFacilityCalendar:
    """How much room it has from the first to the last day."""

    name: str
    first_day: date
    last_day: date
