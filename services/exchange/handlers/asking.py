"""A department asks for facts, asks no longer, asks for a later end."""

from chassis.errors import AlreadyExists, PermissionDenied
from services.exchange.catalogue import CATALOGUE
from services.exchange.commands import RequestRenewal, RequestSubscription, WithdrawSubscription
from services.exchange.domain.scope import Scope
from services.exchange.domain.subscription import Renewal, Subscription
from services.exchange.store import ExchangeTransaction


async def request_subscription(command: RequestSubscription, tx: ExchangeTransaction) -> Subscription:
    """A department asks for types, fields and ways."""
    tx.require(rule="2.5")
    if not tx.actor.organization:
        raise PermissionDenied("ORGANIZATION_REQUIRED", "此事以单位名义办理，您没有登记所属单位", rule="2.5")
    name = f"subscriptions/{command.subscription_id}"
    if await tx.subscriptions.find(name) is not None:
        raise AlreadyExists("ALREADY_EXISTS", f"{name} 已经存在", rule="2.5", resource=name)
    subscription = Subscription(
        name=name,
        organization=tx.actor.organization,
        purpose=command.purpose,
        legal_ground=command.legal_ground,
        asked=Scope(command.types, command.ways, command.until),
        asked_by=tx.actor.person,
        asked_at=tx.now,
        policy_version=tx.policy_version,
    )
    tx.publish(*subscription.request(CATALOGUE, tx.policy, tx.today))
    tx.subscriptions.create(subscription)
    return subscription


async def withdraw_subscription(command: WithdrawSubscription, tx: ExchangeTransaction) -> Subscription:
    """The department asks no longer."""
    subscription = await tx.subscriptions.get(command.name)
    tx.require(rule="2.5")
    subscription.demand_subscriber(tx.actor.organization)
    tx.publish(*subscription.withdraw(tx.actor.person, tx.now))
    await tx.subscriptions.save(subscription)
    return subscription


async def request_renewal(command: RequestRenewal, tx: ExchangeTransaction) -> Subscription:
    """The department asks for a later end."""
    subscription = await tx.subscriptions.get(command.name)
    tx.require(rule="2.5")
    subscription.demand_subscriber(tx.actor.organization)
    renewal = Renewal(command.until, command.reason, tx.actor.person, tx.now)
    tx.publish(*subscription.ask_renewal(renewal, tx.policy, tx.today))
    await tx.subscriptions.save(subscription)
    return subscription
