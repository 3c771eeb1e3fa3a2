"""Packages of files: which there are, once more, and that they came."""

from services.exchange.answers import PackagePage
from services.exchange.commands import ConfirmPackage, ListPackages, ReissuePackage
from services.exchange.domain.package import Package
from services.exchange.handlers.parties import bureau_or_subscriber, subscriber
from services.exchange.store import ExchangeTransaction


async def list_packages(command: ListPackages, tx: ExchangeTransaction) -> PackagePage:
    """Of one subscription, in the order of their names."""
    subscription = await tx.subscriptions.read(command.parent)
    bureau_or_subscriber(subscription, tx)
    page = await tx.packages.page({"subscription": subscription.name}, command.page_size, command.page_token)
    return PackagePage(page.items, page.next_page_token)


async def reissue_package(command: ReissuePackage, tx: ExchangeTransaction) -> Package:
    """Into the folder again, byte for byte as it was."""
    package = await tx.packages.get(command.name)
    bureau_or_subscriber(package, tx)
    await in_force(package, tx)
    tx.publish(*package.reissue(command.reason))
    await tx.packages.save(package)
    return package


async def confirm_package(command: ConfirmPackage, tx: ExchangeTransaction) -> Package:
    """The department has it, by the digest of its manifest."""
    package = await tx.packages.get(command.name)
    subscriber(package, tx)
    tx.publish(*package.confirm(command.digest, tx.actor.person, tx.now))
    await tx.packages.save(package)
    return package


async def in_force(package: Package, tx: ExchangeTransaction) -> None:
    """Refuse SUBSCRIPTION_NOT_IN_FORCE, SUBSCRIPTION_SUSPENDED: nothing is put into the folder then."""
    (await tx.subscriptions.read(package.subscription)).admit("deliver", tx.now)
