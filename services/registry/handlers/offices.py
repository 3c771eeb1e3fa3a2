"""Offices: one person proposes, another confirms; in an emergency one alone, for a while (2.5)."""

import logging
from datetime import timedelta

from chassis.access.views import Shown
from chassis.errors import InvalidArgument
from chassis.time.timers import Timer
from services.registry.commands.people import ConfirmOffice, EndOffice, GrantOfficeInEmergency
from services.registry.domain.offices import DUTIES, OF_AUTHORITY
from services.registry.domain.organizations import Organization
from services.registry.domain.people import Person
from services.registry.domain.words import OfficeRole
from services.registry.handlers.views import PersonWithOffice, person_for
from services.registry.store import RegistryTransaction

log = logging.getLogger(__name__)


async def confirm_office(command: ConfirmOffice, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    """By the security administrator, who proposes none."""
    person = await tx.people.get(command.name)
    tx.publish(*person.confirm_office(command.office, tx.actor.person, tx.now, await _signs_for(person, tx)))
    return await _saved(person, tx)


async def end_office(command: EndOffice, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    """By who proposes and who confirms; a duty not by the bureau."""
    person = await tx.people.get(command.name)
    office = person.standing_office(command.office, tx.now)
    if not office.organization:
        tx.require("administrator", "security_administrator")
    tx.publish(*person.end_office(command.office, tx.actor.person, command.reason, tx.now))
    if office.until is not None:
        tx.cancel(timer_of(person.name, office.id))
    return await _saved(person, tx)


async def grant_office_in_emergency(command: GrantOfficeInEmergency, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    """Loud: a fact of its own, a line in the log, a metric that alarms; and over by itself."""
    person = await tx.people.get(command.name)
    if command.role not in DUTIES:
        raise InvalidArgument("NOT_AN_OFFICE", "应急授予的只能是系统管理员、安全管理员或审计人员", rule="2.5", field="role")
    until = tx.now + timedelta(hours=tx.policy.offices.emergency_hours)
    where = await _signs_for(person, tx)
    (granted,) = person.grant_in_emergency(command.role, tx.actor.person, command.reason, tx.now, until, where)
    tx.publish(granted)
    tx.schedule(timer_of(person.name, granted.office), "expire_office", until, person.name, person=person.name, office=granted.office)
    log.warning("in an emergency %s made %s %s until %s", tx.actor.person, person.name, command.role, until)
    return await _saved(person, tx)


async def expire_office(timer: Timer, tx: RegistryTransaction) -> None:
    """The time of an emergency is over; what ended before stays as it is."""
    person = await tx.people.get(timer.payload["person"])
    tx.publish(*person.expire_office(timer.payload["office"], tx.now))
    await tx.people.save(person)


async def propose_offices(person: Person, duties: set[OfficeRole], organization: Organization | None, tx: RegistryTransaction) -> None:
    """Whoever registers a person proposes: their duties, and what the people of an authority do, but for who has a duty apart from that."""
    by, where = tx.actor.person, await _signs_for(person, tx) if duties else ""
    for duty in sorted(duties):
        tx.publish(*person.propose_office(duty, "", by, tx.now, where))
    role = OF_AUTHORITY.get(organization.kind) if organization else None
    if organization and role and person.fits(role, tx.now, where):
        tx.publish(*person.propose_office(role, organization.name, by, tx.now, where))


async def _signs_for(person: Person, tx: RegistryTransaction) -> str:
    # Now or later; empty where there is none.
    found = await tx.organizations.list({"signatories.person": person.name})
    return next((each.name for each in found if each.signed_by(person.name, tx.today)), "")


def timer_of(person: str, office: str) -> str:
    """Name of the timer of an office that ends by itself."""
    return f"{person}/offices/{office}/end"


async def _saved(person: Person, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    await tx.people.save(person)
    organization = await tx.organizations.read(person.organization) if person.organization else None
    return person_for(tx, person, organization)
