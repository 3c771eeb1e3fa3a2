"""People: who they are, and the keys they sign with."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from chassis.access.standing import Standing
from chassis.access.views import Shown
from chassis.rpc.people import GetStanding
from services.registry.answers import PersonPage, Signer
from services.registry.commands.people import (
    GetSigner,
    ListPeople,
    RecordDeparture,
    RecordReturn,
    RegisterPerson,
    RegisterSigningKey,
    RevokeSigningKey,
    UpdatePerson,
)
from services.registry.commands.resources import GetResource
from services.registry.domain.credentials import SigningKey
from services.registry.domain.offices import DUTIES
from services.registry.domain.organizations import Organization
from services.registry.domain.people import Person
from services.registry.domain.words import OfficeRole, PersonRole
from services.registry.handlers.desks import Desk
from services.registry.handlers.offices import propose_offices
from services.registry.handlers.views import PersonWithOffice, person_for
from services.registry.store import RegistryTransaction, resource_name

SIGNERS = ("owner", "undertaking_unit", "project_manager", "technical_chief")


async def register_person(command: RegisterPerson, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    """By the administrator or the bureau."""
    person = Person(
        name=resource_name("people", command.person_id),
        display_name=command.display_name,
        organization=command.organization,
        roles=_no_duties(command.roles),
        birth_year=command.birth_year,
        educations=command.educations,
        experiences=command.experiences,
    )
    duties = _duties(command.roles)
    _demand_grantor(person.name, duties, tx)
    tx.publish(*person.register(tx.today))
    tx.people.create(person)
    organization = await _organization(person, tx)
    await propose_offices(person, duties, organization, tx)
    return person_for(tx, person, organization)


async def update_person(command: UpdatePerson, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    """What is empty stays, but for the roles: offices that are not named end, others are proposed."""
    person = await tx.people.get(command.name)
    changed = Person(
        name=command.name,
        display_name=command.display_name,
        organization=command.organization,
        roles=_no_duties(command.roles),
        birth_year=command.birth_year,
        educations=command.educations,
        experiences=command.experiences,
    )
    before, after = person.stands_for(tx.now), _duties(command.roles)
    _demand_grantor(person.name, before ^ after, tx)
    tx.publish(*person.update(changed, tx.today))
    tx.publish(*person.end_offices(before - after, person.organization, tx.actor.person, tx.now))
    person.demand_roles_fit(tx.now)
    organization = await _organization(person, tx)
    await propose_offices(person, after, organization if command.organization else None, tx)
    await tx.people.save(person)
    return person_for(tx, person, organization)


async def record_departure(command: RecordDeparture, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    """2.5: from now on, in all services once they ask again."""
    person = await tx.people.get(command.name)
    demand_keeper(person, tx)
    tx.publish(*person.depart(tx.actor.person, command.reason, tx.now))
    await tx.people.save(person)
    return await _shown(person, tx)


async def record_return(command: RecordReturn, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    """By whoever may record that they leave."""
    person = await tx.people.get(command.name)
    demand_keeper(person, tx)
    tx.publish(*person.come_back(tx.now))
    await tx.people.save(person)
    return await _shown(person, tx)


async def get_standing(command: GetStanding, tx: RegistryTransaction) -> Standing:
    """2.5: for services, about whoever calls them."""
    person = await tx.people.read_or_none(command.name)
    if person is None:
        return Standing(command.name)
    organization = await _organization(person, tx)
    return Standing(
        name=person.name,
        known=True,
        left=person.left_at is not None,
        organization=person.organization,
        organization_kind=str(organization.kind) if organization else "",
        area=organization.area if organization else "",
        roles=tuple(sorted(person.global_roles(tx.now))),
    )


async def get_person(command: GetResource, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    """Open to every caller, but for the private parts."""
    return await _shown(await tx.people.read(command.name), tx)


async def list_people(command: ListPeople, tx: RegistryTransaction) -> PersonPage:
    """Open to every caller, but for the private parts."""
    where = {"organization": command.organization} if command.organization else {}
    page = await tx.people.page(where, command.page_size, command.page_token)
    return PersonPage(await tx.each(page.items, lambda person: _shown(person, tx)), page.next_page_token)


async def register_signing_key(command: RegisterSigningKey, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    """1.6: the person's own act, or the administrator's."""
    demand_self(command.name, tx)
    person = await tx.people.get(command.name)
    key = SigningKey(
        key_id=command.key_id,
        algorithm=command.algorithm,
        public_key=command.public_key,
        valid_from=command.valid_from or tx.now,
        valid_until=command.valid_until,
    )
    tx.publish(*person.register_key(key))
    await tx.people.save(person)
    return await _shown(person, tx)


async def revoke_signing_key(command: RevokeSigningKey, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    """From now on; what was signed before stays signed."""
    demand_self(command.name, tx)
    person = await tx.people.get(command.name)
    tx.publish(*person.revoke_key(command.key_id, command.reason, tx.now))
    await tx.people.save(person)
    return await _shown(person, tx)


async def get_signer(command: GetSigner, tx: RegistryTransaction) -> Signer:
    """1.6: everybody signs for themselves; for an organisation, who has recorded authority on the day. Who has left signs nothing."""
    at = command.at or tx.now
    person = await tx.people.read(command.person)
    authorized = not person.gone_at(at)
    if command.organization:
        organization = await tx.organizations.read(command.organization)
        authorized = authorized and organization.may_sign(person.name, at)
    keys = [key for key in person.signing_keys if key.valid_at(at)]
    return Signer(person.name, command.organization, authorized, keys)


def _duties(roles: Sequence[PersonRole]) -> set[OfficeRole]:
    return {duty for duty in DUTIES if PersonRole(duty.value) in roles}


def _no_duties(roles: Sequence[PersonRole]) -> list[PersonRole]:
    return [role for role in roles if role.value not in DUTIES]


def _demand_grantor(name: str, changed: AbstractSet[OfficeRole], tx: RegistryTransaction) -> None:
    """2.5: the bureau registers people, and proposes no administrator or auditor by that, nor unmakes one."""
    if changed or name in tx.context.first_officers:
        tx.require("administrator")


def demand_keeper(person: Person, tx: RegistryTransaction) -> None:
    """2.5: nor does it send administrators and auditors away, or bring them back."""
    _demand_grantor(person.name, person.stands_for(tx.now), tx)


def demand_self(name: str, tx: RegistryTransaction) -> None:
    """1.6: the keys are the person's own, or the administrator's business."""
    desk = Desk(tx.actor, SIGNERS if tx.actor.person == name else ())
    tx.require(on=desk, rule="1.6")


async def _organization(person: Person, tx: RegistryTransaction) -> Organization | None:
    return await tx.organizations.read(person.organization) if person.organization else None


async def _shown(person: Person, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    return person_for(tx, person, await _organization(person, tx))
