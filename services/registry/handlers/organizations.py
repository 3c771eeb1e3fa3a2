"""Organisations, and who may sign for them."""

from datetime import timedelta

from chassis.errors import AlreadyExists
from services.registry.answers import OrganizationPage
from services.registry.commands.organizations import (
    AuthorizeSignatory,
    ListOrganizations,
    RegisterOrganization,
    RevokeSignatory,
    UpdateOrganization,
)
from services.registry.commands.resources import GetResource
from services.registry.domain.organizations import Organization, Signatory
from services.registry.domain.words import OrganizationKind
from services.registry.store import RegistryTransaction, resource_name


async def register_organization(command: RegisterOrganization, tx: RegistryTransaction) -> Organization:
    """By the administrator or the bureau. There is one science bureau."""
    bureau = OrganizationKind.SCIENCE_BUREAU
    if command.kind == bureau and await tx.organizations.list({"kind": bureau}, limit=1):
        raise AlreadyExists("BUREAU_EXISTS", "市科技局已经登记，只能有一个", rule="2.1")
    organization = Organization(
        name=resource_name("organizations", command.organization_id),
        display_name=command.display_name,
        kind=command.kind,
        area=command.area,
        credit_code=command.credit_code,
    )
    published = organization.register(tx.policy.areas)
    await _demand_distinct(organization, tx, confirmed=command.same_name_confirmed)
    tx.publish(*published)
    tx.organizations.create(organization)
    return organization


async def update_organization(command: UpdateOrganization, tx: RegistryTransaction) -> Organization:
    """What is empty stays."""
    organization = await tx.organizations.get(command.name)
    changed = Organization(organization.name, command.display_name, organization.kind, command.area, credit_code=command.credit_code)
    named_before = organization.name_key
    published = organization.update(changed, tx.policy.areas)
    same_name = command.same_name_confirmed or organization.name_key == named_before
    await _demand_distinct(organization, tx, confirmed=same_name)
    tx.publish(*published)
    await tx.organizations.save(organization)
    return organization


async def get_organization(command: GetResource, tx: RegistryTransaction) -> Organization:
    """Open to every caller."""
    return await tx.organizations.read(command.name)


async def list_organizations(command: ListOrganizations, tx: RegistryTransaction) -> OrganizationPage:
    """Open to every caller."""
    where = {name: value for name, value in (("kind", command.kind), ("area", command.area)) if value}
    page = await tx.organizations.page(where, command.page_size, command.page_token)
    return OrganizationPage(page.items, page.next_page_token)


async def authorize_signatory(command: AuthorizeSignatory, tx: RegistryTransaction) -> Organization:
    """1.6: from today on, unless it says otherwise; whoever has a duty apart signs for nobody (2.5)."""
    organization = await tx.organizations.get(command.name)
    person = await tx.people.get(command.person)
    person.demand_may_sign(tx.now)
    signatory = Signatory(command.person, command.since or tx.today, command.until, command.evidence)
    tx.publish(*organization.authorize(signatory))
    await tx.organizations.save(organization)
    return organization


async def revoke_signatory(command: RevokeSignatory, tx: RegistryTransaction) -> Organization:
    """1.6: at once, unless it says otherwise."""
    organization = await tx.organizations.get(command.name)
    until = command.until or tx.today - timedelta(days=1)
    tx.publish(*organization.revoke(command.person, until, command.reason))
    await tx.organizations.save(organization)
    return organization


async def _demand_distinct(organization: Organization, tx: RegistryTransaction, *, confirmed: bool) -> None:
    """From one other with its code, and one with a name that people take for the same; what is found may be on record as it itself."""
    code = [{"credit_code": organization.credit_code}] if organization.credit_code else []
    found = [await tx.organizations.list(where, limit=2) for where in (*code, {"name_key": organization.name_key})]
    others = [each for alike in found for each in alike if each.name != organization.name]
    organization.demand_distinct(others, confirmed=confirmed)
    organization.claim_name(others)
