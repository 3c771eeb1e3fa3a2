"""Guides, by the bureau (2.1)."""

from services.registry.answers import GuidePage
from services.registry.commands.guides import CreateGuide
from services.registry.commands.resources import GetResource, ListPage
from services.registry.domain.guides import Guide
from services.registry.store import RegistryTransaction, resource_name


async def create_guide(command: CreateGuide, tx: RegistryTransaction) -> Guide:
    """A draft."""
    guide = Guide(
        name=resource_name("guides", command.guide_id),
        title=command.title,
        opens_at=command.opens_at,
        closes_at=command.closes_at,
        threshold=command.threshold,
        factors=command.factors,
        summary=command.summary,
    )
    tx.publish(*guide.create())
    tx.guides.create(guide)
    return guide


async def publish_guide(command: GetResource, tx: RegistryTransaction) -> Guide:
    """It does not change any more."""
    guide = await tx.guides.get(command.name)
    tx.publish(*guide.publish(tx.now))
    await tx.guides.save(guide)
    return guide


async def get_guide(command: GetResource, tx: RegistryTransaction) -> Guide:
    """Open to every caller."""
    return await tx.guides.read(command.name)


async def list_guides(command: ListPage, tx: RegistryTransaction) -> GuidePage:
    """Open to every caller."""
    page = await tx.guides.page({}, command.page_size, command.page_token)
    return GuidePage(page.items, page.next_page_token)
