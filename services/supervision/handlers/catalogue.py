"""The catalogue of the negative list, as the policy versions have it (7.3)."""

from chassis.errors import NotFound
from chassis.store.repository import size_of
from services.supervision.answers import CatalogueItem, CatalogueItemPage
from services.supervision.commands import GetCatalogueItem, ListCatalogueItems
from services.supervision.domain.policy import SupervisionPolicy
from services.supervision.store import SupervisionTransaction


async def get_catalogue_item(command: GetCatalogueItem, tx: SupervisionTransaction) -> CatalogueItem:
    """One item."""
    version = command.policy_version or tx.policy_version
    entry = _policy(version, tx).find(command.name)
    if entry is None:
        raise NotFound("NOT_FOUND", f"负面清单（{version}）中没有 {command.name}", rule="7.3", item=command.name)
    return CatalogueItem(entry, version)


async def list_catalogue_items(command: ListCatalogueItems, tx: SupervisionTransaction) -> CatalogueItemPage:
    """The catalogue, by code."""
    version = command.policy_version or tx.policy_version
    size = size_of(command.page_size)
    entries = sorted(_policy(version, tx).catalogue, key=lambda entry: entry.code)
    rest = [entry for entry in entries if entry.code > command.page_token]
    page = rest[:size]
    more = page[-1].code if len(page) < len(rest) else ""
    return CatalogueItemPage([CatalogueItem(entry, version) for entry in page], more)


def _policy(version: str, tx: SupervisionTransaction) -> SupervisionPolicy:
    try:
        policy: SupervisionPolicy = tx.policies.at(version)
    except KeyError:
        raise NotFound("NOT_FOUND", f"没有政策版本 {version}", rule="7.3", policy_version=version) from None
    return policy
