"""Attestations of 3.2 and 3.3, and whether a person meets the conditions of an engaged role."""

from chassis.access.views import Shown
from services.registry.answers import Qualification
from services.registry.commands.qualifications import AttestPerson, CheckQualification, WithdrawAttestation
from services.registry.commands.resources import GetResource
from services.registry.domain.credentials import Attestation
from services.registry.domain.people import Person
from services.registry.domain.qualification import Post, check
from services.registry.handlers.age_exceptions import exception_holds
from services.registry.handlers.desks import Desk
from services.registry.handlers.people import get_person
from services.registry.handlers.views import PersonWithOffice
from services.registry.store import RegistryTransaction

ATTESTORS = ("county", "owner", "undertaking_unit")


async def attest_person(command: AttestPerson, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    """3.2, 3.3: who attests, for which organisation, on what evidence, when."""
    tx.require(on=await desk(tx))
    person = await tx.people.get(command.name)
    attestations = [
        Attestation(
            kind=kind,
            attested_by=tx.actor.person,
            organization=tx.actor.organization,
            evidence=command.evidence,
            attested_on=command.attested_on or tx.today,
            field=command.field,
        )
        for kind in command.kinds
    ]
    tx.publish(*person.attest(attestations, tx.today))
    return await _saved(person, tx)


async def withdraw_attestation(command: WithdrawAttestation, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    """By the organisation that attested, or the bureau."""
    person = await tx.people.get(command.name)
    attestation = person.attestation(command.attestation)
    own = attestation.organization != "" and attestation.organization == tx.actor.organization
    attested = own or attestation.attested_by == tx.actor.person
    tx.require("science_bureau", *ATTESTORS, on=Desk(tx.actor, ATTESTORS if attested else ()))
    tx.publish(*person.withdraw(command.attestation, tx.actor.person, command.reason, tx.today))
    return await _saved(person, tx)


async def check_qualification(command: CheckQualification, tx: RegistryTransaction) -> Qualification:
    """1.7: as of now, every failing condition at once."""
    project = await tx.projects.read(command.project)
    tx.require(on=project)
    person = await tx.people.read(command.person)
    post = Post(
        role=command.role,
        is_lead=command.is_lead,
        field=project.field,
        approval_year=project.approved_on.year,
        age_exception=await exception_holds(project, person.name, tx),
    )
    failures = check(person, post, tx.today, tx.policy)
    return Qualification(person.name, command.role, failures, tx.now, tx.policy_version)


async def desk(tx: RegistryTransaction) -> Desk:
    """Where the caller stands: who may sign for an organisation may attest for it."""
    organization = await tx.organizations.read_or_none(tx.actor.organization) if tx.actor.organization else None
    speaks = organization is not None and organization.may_sign(tx.actor.person, tx.now)
    return Desk(tx.actor, ATTESTORS if speaks else ("county",))


async def _saved(person: Person, tx: RegistryTransaction) -> Shown[PersonWithOffice]:
    await tx.people.save(person)
    return await get_person(GetResource(person.name), tx)
