"""Service requests and test facilities."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from plan.counting import Basis
from plan.openness import OPEN, OnRequest
from services.support.domain.words import FacilityKind, ServiceKind

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class ServiceRequested:
    """A service is asked for, until `last_day`."""

    TYPE: ClassVar[str] = "service.requested.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    kind: ServiceKind
    organization: str
    last_day: date
    provisional: bool
    basis: Basis | None = None
    rule: str = "9.2"


@dataclass(frozen=True, kw_only=True)
class ServiceAssigned:
    """Somebody sees to it."""

    TYPE: ClassVar[str] = "service.assigned.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    kind: ServiceKind
    assignee: str
    last_day: date
    rule: str = "9.2"


@dataclass(frozen=True, kw_only=True)
class OfferMade:
    """An enterprise offers to manufacture a result."""

    TYPE: ClassVar[str] = "offer.made.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    offer: str
    organization: str
    rule: str = "9.2"


@dataclass(frozen=True, kw_only=True)
class OfferChosen:
    """The unit has chosen a manufacturer."""

    TYPE: ClassVar[str] = "offer.chosen.v1"
    name: str
    project: str
    offer: str
    organization: str
    rule: str = "9.2"


@dataclass(frozen=True, kw_only=True)
class ServiceCompleted:
    """It is done, in time or late."""

    TYPE: ClassVar[str] = "service.completed.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    kind: ServiceKind
    completed_by: str
    late: bool
    rule: str = "9.2"


@dataclass(frozen=True, kw_only=True)
class ServiceRated:
    """Who asked has rated it, one to five stars."""

    TYPE: ClassVar[str] = "service.rated.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    kind: ServiceKind
    stars: int
    rule: str = "9.2"


@dataclass(frozen=True, kw_only=True)
class ServiceWithdrawn:
    """Who asked does so no longer."""

    TYPE: ClassVar[str] = "service.withdrawn.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    kind: ServiceKind
    withdrawn_by: str
    rule: str = "9.2"


@dataclass(frozen=True, kw_only=True)
class FacilityRegistered:
    """A test facility takes projects."""

    TYPE: ClassVar[str] = "facility.registered.v1"
    name: str
    title: str
    kind: FacilityKind
    organization: str
    capacity: int
    rule: str = "9.2"


@dataclass(frozen=True, kw_only=True)
class FacilityClosed:
    """A facility is closed from the first to the last day."""

    TYPE: ClassVar[str] = "facility.closed.v1"
    name: str
    title: str
    first_day: date
    last_day: date
    reason: OnRequest[str]
    rule: str = "9.2"


@dataclass(frozen=True, kw_only=True)
class FacilityBooked:
    """Days of a facility are a project's, the last one included."""

    TYPE: ClassVar[str] = "facility.booked.v1"
    name: str
    project: str
    facility: str
    organization: str
    first_day: date
    last_day: date
    rule: str = "9.2"


@dataclass(frozen=True, kw_only=True)
class BookingCancelled:
    """They are free again."""

    TYPE: ClassVar[str] = "booking.cancelled.v1"
    name: str
    project: str
    facility: str
    reason: OnRequest[str]
    rule: str = "9.2"
