"""What may be read of subscriptions, and by whom; who is behind."""

from typing import Any

from chassis.store.repository import size_of
from services.exchange.answers import DeliveryNow, DeliveryPage, FactType, SubscriptionPage, TypePage
from services.exchange.catalogue import CATALOGUE, PROJECTION
from services.exchange.commands import GetSubscription, ListDeliveries, ListSubscriptions, ListTypes
from services.exchange.domain.delivery import Delivery
from services.exchange.domain.grant import Grant
from services.exchange.domain.subscription import Subscription
from services.exchange.domain.words import Mark
from services.exchange.handlers.parties import SEE_ALL, bureau_or_subscriber
from services.exchange.progress import Progresses
from services.exchange.store import ExchangeTransaction


async def get_subscription(command: GetSubscription, tx: ExchangeTransaction) -> Subscription:
    """One subscription."""
    subscription = await tx.subscriptions.read(command.name)
    bureau_or_subscriber(subscription, tx)
    return subscription


async def list_subscriptions(command: ListSubscriptions, tx: ExchangeTransaction) -> SubscriptionPage:
    """All for the bureau; a department its own."""
    where = _mine(tx) | ({"state": command.state} if command.state else {})
    page = await tx.subscriptions.page(where, command.page_size, command.page_token)
    return SubscriptionPage(page.items, page.next_page_token)


async def list_deliveries(command: ListDeliveries, tx: ExchangeTransaction) -> DeliveryPage:
    """Each with how many facts behind it is."""
    where = _mine(tx) | ({"subscription": command.parent} if command.parent else {})
    page = await tx.deliveries.page(where, command.page_size, command.page_token)
    return DeliveryPage(await tx.each(page.items, lambda delivery: _shown(delivery, tx)), page.next_page_token)


async def list_types(command: ListTypes, tx: ExchangeTransaction) -> TypePage:
    """What can be asked for, by name."""
    names = [kind for kind in sorted(CATALOGUE.marks) if kind > command.page_token]
    size = size_of(command.page_size)
    shown = [FactType(kind, CATALOGUE.fields(kind, Mark.OPEN), CATALOGUE.fields(kind, Mark.ON_REQUEST)) for kind in names[:size]]
    return TypePage(shown, names[size - 1] if len(names) > size else "")


async def delivery_now(delivery: Delivery, subscription: Subscription, tx: ExchangeTransaction) -> DeliveryNow:
    """With what comes after it of what is granted."""
    if subscription.granted is None:
        return DeliveryNow(delivery, delivery.reached, 0, None)
    now = await Progresses(tx.mongo).of(delivery, Grant(subscription.granted, PROJECTION).types)
    return DeliveryNow(delivery, now.position, now.behind, now.behind_since, now.stopped, now.fault)


async def _shown(delivery: Delivery, tx: ExchangeTransaction) -> DeliveryNow:
    return await delivery_now(delivery, await tx.subscriptions.read(delivery.subscription), tx)


def _mine(tx: ExchangeTransaction) -> dict[str, Any]:
    return {} if tx.actor.roles & SEE_ALL else {"organization": tx.actor.organization}
