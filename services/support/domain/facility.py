"""A test facility with its capacity and calendar: no day is given to more than it has room for (9.2)."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from chassis.errors import InvalidArgument, NotFound, PermissionDenied, RuleViolated
from plan.text import demand_reason
from services.support.domain import facts
from services.support.domain.words import FacilityKind

Facts = list[Any]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Booking:
    """Days of a facility for a project, the last one included; `name` is "{facility}/bookings/{number}". request: may be empty."""

    name: str
    project: str
    organization: str
    request: str
    first_day: date
    last_day: date
    booked_by: str
    booked_at: datetime
    cancelled_at: datetime | None = None
    cancelled_because: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether it was not cancelled."""
        return self.cancelled_at is None

    def covers(self, day: date) -> bool:
        """Whether the day is taken by it."""
        return self.is_kept and self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class Closure:
    """Days on which it is closed, the last one included."""

    first_day: date
    last_day: date
    reason: str


@dataclass(frozen=True)
class Day:
    """A day of the calendar."""

    day: date
    free: int
    closed: str = ""


@dataclass
class Facility:
    """`name` is "facilities/{facility}". capacity: how many projects it takes at a time."""

    name: str
    title: str
    kind: FacilityKind
    organization: str
    area: str
    capacity: int
    description: str
    registered_by: str
    registered_at: datetime
    closures: list[Closure] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)
    count: int = 0
    version: int = 0

    def register(self) -> Facts:
        """Say that it is there. Refuses CAPACITY_INVALID (9.2)."""
        if not 1 <= self.capacity <= 1000:
            raise InvalidArgument("CAPACITY_INVALID", f"可同时接待的项目数为1至1000，收到{self.capacity}", rule="9.2", field="capacity")
        return [
            facts.FacilityRegistered(
                name=self.name, title=self.title, kind=self.kind, organization=self.organization, capacity=self.capacity
            )
        ]

    def next_booking(self) -> str:
        """The name of the next booking."""
        self.count += 1
        return f"{self.name}/bookings/{self.count}"

    def book(self, booking: Booking, today: date, longest: int) -> Facts:
        """Take it for some days. Refuses DAYS_REVERSED, DATE_IN_PAST, BOOKING_TOO_LONG, FACILITY_CLOSED, FACILITY_TAKEN (9.2)."""
        demand_days(booking.first_day, booking.last_day, today, longest)
        for day in days_of(booking.first_day, booking.last_day):
            shown = self.day(day)
            if shown.closed:
                raise RuleViolated("FACILITY_CLOSED", f"“{self.title}”{day}停用：{shown.closed}", rule="9.2", day=day)
            if not shown.free:
                raise RuleViolated("FACILITY_TAKEN", f"“{self.title}”{day}已约满", rule="9.2", day=day)
        self.bookings.append(booking)
        booked: dict[str, Any] = {
            "facility": self.name,
            "organization": booking.organization,
            "first_day": booking.first_day,
            "last_day": booking.last_day,
        }
        return [facts.FacilityBooked(name=booking.name, project=booking.project, **booked)]

    def booking(self, name: str) -> Booking:
        """The booking of this name. Refuses NOT_FOUND."""
        found = next((each for each in self.bookings if each.name == name), None)
        if found is None:
            raise NotFound("NOT_FOUND", f"“{self.title}”没有这一预约：{name}", rule="9.2", resource=name)
        return found

    def cancel(self, name: str, organization: str, reason: str, now: datetime, today: date) -> Facts:
        """Give days back. Who booked, or whose facility it is.

        Refuses NOT_FOUND, NOT_THE_BOOKER, BOOKING_CANCELLED, BOOKING_OVER, REASON_MISSING (9.2).
        """
        known = self.booking(name)
        if organization not in (known.organization, self.organization):
            message = f"该预约属于 {known.organization}，只能由其或设施所属单位取消"
            raise PermissionDenied("NOT_THE_BOOKER", message, rule="9.2")
        if not known.is_kept:
            raise RuleViolated("BOOKING_CANCELLED", "该预约已经取消", rule="9.2")
        if known.last_day < today:
            raise RuleViolated("BOOKING_OVER", f"预约的日期（至{known.last_day}）已经过去", rule="9.2")
        demand_reason(reason, "9.2")
        cancelled = replace(known, cancelled_at=now, cancelled_because=reason)
        self.bookings[self.bookings.index(known)] = cancelled
        return [facts.BookingCancelled(name=known.name, project=known.project, facility=self.name, reason=reason)]

    def close(self, closure: Closure, today: date) -> Facts:
        """It is closed on some days. Refuses DAYS_REVERSED, DATE_IN_PAST, FACILITY_TAKEN where a project has one of them (9.2)."""
        demand_days(closure.first_day, closure.last_day, today, 366)
        for booking in self.bookings:
            if booking.is_kept and booking.first_day <= closure.last_day and closure.first_day <= booking.last_day:
                message = f"“{self.title}”在{booking.first_day}至{booking.last_day}已有预约，须先取消"
                raise RuleViolated("FACILITY_TAKEN", message, rule="9.2", day=booking.first_day)
        self.closures.append(closure)
        days: dict[str, Any] = {"first_day": closure.first_day, "last_day": closure.last_day}
        return [facts.FacilityClosed(name=self.name, title=self.title, **days, reason=closure.reason)]

    def day(self, day: date) -> Day:
        """How much room it has on a day."""
        closed = next((each.reason for each in self.closures if each.first_day <= day <= each.last_day), "")
        taken = sum(each.covers(day) for each in self.bookings)
        return Day(day, 0 if closed else self.capacity - taken, closed)

    def calendar(self, first_day: date, last_day: date) -> list[Day]:
        """Its days from the first to the last."""
        return [self.day(day) for day in days_of(first_day, last_day)]


def days_of(first_day: date, last_day: date) -> list[date]:
    """All days from the first to the last."""
    return [first_day + number * DAY for number in range((last_day - first_day).days + 1)]


def demand_days(first_day: date, last_day: date, today: date, longest: int) -> None:
    """Refuse DAYS_REVERSED, DATE_IN_PAST, BOOKING_TOO_LONG (9.2)."""
    if last_day < first_day:
        raise InvalidArgument("DAYS_REVERSED", f"止日{last_day}早于起日{first_day}", rule="9.2", field="last_day")
    if first_day < today:
        raise RuleViolated("DATE_IN_PAST", f"起日{first_day}早于今日{today}", rule="9.2", field="first_day")
    days = (last_day - first_day).days + 1
    if days > longest:
        raise InvalidArgument("BOOKING_TOO_LONG", f"一次最长{longest}天，收到{days}天", rule="9.2", field="last_day")
