"""The bureau grants, refuses, renews, suspends, resumes; it or the department ends."""

from services.exchange.catalogue import CATALOGUE
from services.exchange.commands import (
    EndSubscription,
    GrantSubscription,
    RefuseRenewal,
    RefuseSubscription,
    RenewSubscription,
    ResumeSubscription,
    SuspendSubscription,
)
from services.exchange.domain.scope import Scope
from services.exchange.domain.subscription import Subscription
from services.exchange.handlers.ending import set_timer
from services.exchange.handlers.parties import bureau_or_subscriber
from services.exchange.store import ExchangeTransaction


async def grant_subscription(command: GrantSubscription, tx: ExchangeTransaction) -> Subscription:
    """At most what was asked for."""
    subscription = await _held(command.name, tx)
    subscription.admit("grant", tx.now)
    scope = Scope(command.types, command.ways, command.until)
    scope.demand_sound(CATALOGUE)
    tx.policy.demand_end(scope.until, tx.today)
    tx.publish(*subscription.grant(scope, command.reason, tx.actor.person, tx.now))
    for way in scope.ways:  # so that it shows what has never been asked for
        await tx.delivery_of(subscription, way)
    return await _kept(subscription, tx)


async def refuse_subscription(command: RefuseSubscription, tx: ExchangeTransaction) -> Subscription:
    """Nothing of it."""
    subscription = await _held(command.name, tx)
    tx.publish(*subscription.refuse(command.reason, tx.actor.person, tx.now))
    return await _kept(subscription, tx)


async def renew_subscription(command: RenewSubscription, tx: ExchangeTransaction) -> Subscription:
    """It ends later."""
    subscription = await _held(command.name, tx)
    tx.publish(*subscription.renew(command.until, command.reason, tx.policy, tx.today, tx.now))
    return await _kept(subscription, tx)


async def refuse_renewal(command: RefuseRenewal, tx: ExchangeTransaction) -> Subscription:
    """It ends when it would have."""
    subscription = await _held(command.name, tx)
    tx.publish(*subscription.refuse_renewal(command.reason, tx.now))
    return await _kept(subscription, tx)


async def suspend_subscription(command: SuspendSubscription, tx: ExchangeTransaction) -> Subscription:
    """Nothing is let through."""
    subscription = await _held(command.name, tx)
    tx.publish(*subscription.suspend(command.reason, tx.now))
    return await _kept(subscription, tx)


async def resume_subscription(command: ResumeSubscription, tx: ExchangeTransaction) -> Subscription:
    """It goes on."""
    subscription = await _held(command.name, tx)
    tx.publish(*subscription.resume(command.reason, tx.now))
    return await _kept(subscription, tx)


async def end_subscription(command: EndSubscription, tx: ExchangeTransaction) -> Subscription:
    """The bureau or the department ends it."""
    subscription = await tx.subscriptions.get(command.name)
    bureau_or_subscriber(subscription, tx)
    tx.publish(*subscription.end(command.reason, tx.now))
    return await _kept(subscription, tx)


async def _held(name: str, tx: ExchangeTransaction) -> Subscription:
    subscription = await tx.subscriptions.get(name)
    tx.require(rule="2.5")
    return subscription


async def _kept(subscription: Subscription, tx: ExchangeTransaction) -> Subscription:
    set_timer(subscription, tx)
    await tx.subscriptions.save(subscription)
    return subscription
