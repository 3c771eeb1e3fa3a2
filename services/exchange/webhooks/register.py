"""Which endpoints are to be pushed to, as the register of subscriptions has it at this moment."""

from chassis.ids import new_id
from chassis.store.executor import Executor
from chassis.store.transaction import Origin
from services.exchange.catalogue import PROJECTION
from services.exchange.domain.delivery import delivery_name
from services.exchange.domain.grant import Grant
from services.exchange.domain.words import EndpointState, SubscriptionState, Way
from services.exchange.feed.door import ACTOR
from services.exchange.store import ExchangeTransaction
from services.exchange.webhooks.push import Order


async def orders(executor: Executor) -> list[Order]:
    """Of active endpoints of subscriptions in force that may be pushed to. Raises Unavailable, PyMongoError."""
    tx = await executor.begin(ACTOR, Origin("webhooks", new_id(), ""))
    assert isinstance(tx, ExchangeTransaction)
    endpoints = await tx.endpoints.readable({"state": EndpointState.ACTIVE})
    if not endpoints:
        return []
    named = [endpoint.subscription for endpoint in endpoints]
    granted = await tx.subscriptions.readable({"_id": {"$in": named}, "state": SubscriptionState.GRANTED})
    subscriptions = {each.name: each for each in granted}
    deliveries = await tx.deliveries.readable({"_id": {"$in": [delivery_name(name, Way.WEBHOOK) for name in named]}})
    resets = {each.subscription: each for each in deliveries}
    found = []
    for endpoint in endpoints:
        subscription = subscriptions.get(endpoint.subscription)
        if subscription is None or subscription.granted is None or Way.WEBHOOK not in subscription.granted.ways:
            continue
        if subscription.ends_at is None or subscription.ends_at <= tx.now:
            continue
        reset = resets.get(endpoint.subscription)
        found.append(
            Order(
                endpoint.name,
                endpoint.subscription,
                endpoint.url,
                Grant(subscription.granted, PROJECTION),
                endpoint.signing(tx.now),
                endpoint.turn,
                0 if reset is None else reset.version,
                0 if reset is None else reset.position,
            )
        )
    return found
