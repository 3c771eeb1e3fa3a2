"""Test facilities and their calendars (9.2)."""

from chassis.access.views import Hidden, Shown, View
from chassis.errors import AlreadyExists
from services.support.answers import FacilityCalendar, FacilityPage
from services.support.commands.facilities import (
    BookFacility,
    CancelBooking,
    CloseFacility,
    GetFacility,
    GetFacilityCalendar,
    ListFacilities,
    RegisterFacility,
)
from services.support.domain.facility import Booking, Closure, Facility, demand_days
from services.support.handlers.parties import acting_organization, as_department
from services.support.neighbours import organization
from services.support.store import SupportTransaction

LONGEST_VIEW = 366
FACILITY = View(Hidden("bookings", to={"science_bureau", "county", "auditor", "service"}, own=("organization",)))


async def register_facility(command: RegisterFacility, tx: SupportTransaction) -> Shown[Facility]:
    """The bureau or a county department puts a facility on the register."""
    tx.require(on=as_department(tx), rule="9.2")
    name = f"facilities/{command.facility_id}"
    if await tx.facilities.find(name) is not None:
        raise AlreadyExists("ALREADY_EXISTS", f"{name} 已经存在", rule="9.2", resource=name)
    await organization(command.organization, tx)
    said = {field: getattr(command, field) for field in ("title", "kind", "organization", "area", "capacity", "description")}
    facility = Facility(name=name, **said, registered_by=tx.actor.person, registered_at=tx.now)
    tx.publish(*facility.register())
    tx.facilities.create(facility)
    return tx.show(facility, FACILITY, tx.roles_in(as_department(tx)))


async def close_facility(command: CloseFacility, tx: SupportTransaction) -> Shown[Facility]:
    """Its organisation or a department closes it for some days."""
    facility = await tx.facilities.get(command.name)
    require_keeper(facility, tx)
    tx.publish(*facility.close(Closure(command.first_day, command.last_day, command.reason), tx.today))
    await tx.facilities.save(facility)
    return tx.show(facility, FACILITY, tx.roles_in(as_department(tx)))


async def book_facility(command: BookFacility, tx: SupportTransaction) -> Shown[Facility]:
    """The unit or the lead of a project takes it for some days."""
    card = await tx.approved_card(command.project)
    tx.require(on=card.standing(), rule="9.2")
    facility = await tx.facilities.get(command.name)
    booking = Booking(
        name=facility.next_booking(),
        project=card.name,
        organization=card.undertaking_unit,
        request=command.request,
        first_day=command.first_day,
        last_day=command.last_day,
        booked_by=tx.actor.person,
        booked_at=tx.now,
    )
    tx.publish(*facility.book(booking, tx.today, tx.policy.longest_booking_days))
    await tx.facilities.save(facility)
    return tx.show(facility, FACILITY, tx.roles_in(as_department(tx)))


async def cancel_booking(command: CancelBooking, tx: SupportTransaction) -> Shown[Facility]:
    """Who booked, or whose facility it is, gives the days back."""
    facility = await tx.facilities.get(command.name)
    by = acting_organization(tx, "9.2")
    tx.publish(*facility.cancel(command.booking, by, command.reason, tx.now, tx.today))
    await tx.facilities.save(facility)
    return tx.show(facility, FACILITY, tx.roles_in(as_department(tx)))


async def get_facility(command: GetFacility, tx: SupportTransaction) -> Shown[Facility]:
    """One facility."""
    return tx.show(await tx.facilities.read(command.name), FACILITY, tx.roles_in(as_department(tx)))


async def list_facilities(command: ListFacilities, tx: SupportTransaction) -> FacilityPage:
    """All facilities, or those of one kind."""
    page = await tx.facilities.page({"kind": command.kind} if command.kind else {}, command.page_size, command.page_token)
    return FacilityPage([tx.show(each, FACILITY, tx.roles_in(as_department(tx))) for each in page.items], page.next_page_token)


async def get_facility_calendar(command: GetFacilityCalendar, tx: SupportTransaction) -> FacilityCalendar:
    """How much room it has."""
    facility = await tx.facilities.read(command.name)
    demand_days(command.first_day, command.last_day, min(tx.today, command.first_day), LONGEST_VIEW)
    days = facility.calendar(command.first_day, command.last_day)
    return FacilityCalendar(facility.name, facility.title, command.first_day, command.last_day, days)


def require_keeper(facility: Facility, tx: SupportTransaction) -> None:
    """Refuse ROLE_REQUIRED to all but its organisation and the departments (9.2)."""
    if tx.actor.organization == facility.organization != "":
        tx.acting_for(facility.organization)
    else:
        tx.require("science_bureau", "county", on=as_department(tx), rule="9.2")
