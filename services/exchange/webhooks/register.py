"""Which endpoints are to be pushed to, as the register of subscriptions has it at this moment."""

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.ids import new_id
from chassis.store.executor import Executor, reading
from chassis.store.transaction import Origin
from services.exchange.catalogue import PROJECTION
from services.exchange.domain.delivery import Delivery, delivery_name
from services.exchange.domain.endpoint import Endpoint
from services.exchange.domain.grant import Grant
from services.exchange.domain.subscription import Subscription
from services.exchange.domain.words import EndpointState, SubscriptionState, Way
from services.exchange.feed.door import ACTOR
from services.exchange.store import ExchangeTransaction
from services.exchange.webhooks.push import Order

Versions = tuple[int, int, int]  # of endpoint, subscription and delivery; 0: there is none


@dataclass(frozen=True)
class _Known:
    """What an order is made of, as of these versions."""

    versions: Versions
    endpoint: Endpoint
    subscription: Subscription
    reset: Delivery | None
    grant: Grant | None


class Orders:
    """Asked for every moment, and hardly anything changes: what is known of the same versions is not read again."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._known: dict[str, _Known] = {}

    async def as_they_are(self) -> list[Order]:
        """Of active endpoints of subscriptions in force that may be pushed to. Raises Unavailable."""
        with reading():
            tx = await self._executor.begin(ACTOR, Origin("webhooks", new_id(), ""))
            assert isinstance(tx, ExchangeTransaction)
            there = await _versions(tx)
            self._known = {name: known for name, known in self._known.items() if there.get(name) == known.versions}
            await self._learn(tx, there)
        return [_order(known, known.grant, tx) for known in self._known.values() if known.grant is not None and _in_force(known, tx)]

    async def _learn(self, tx: ExchangeTransaction, there: Mapping[str, Versions]) -> None:
        endpoints = await tx.endpoints.readable({"_id": {"$in": [name for name in there if name not in self._known]}})
        named = [endpoint.subscription for endpoint in endpoints]
        subscriptions = {each.name: each for each in await tx.subscriptions.readable({"_id": {"$in": named}})}
        deliveries = await tx.deliveries.readable({"_id": {"$in": [delivery_name(name, Way.WEBHOOK) for name in named]}})
        resets = {each.subscription: each for each in deliveries}
        for endpoint in endpoints:
            subscription = subscriptions.get(endpoint.subscription)
            if subscription is not None:
                reset, scope = resets.get(endpoint.subscription), subscription.granted
                pushed = scope is not None and Way.WEBHOOK in scope.ways
                grant = Grant(scope, PROJECTION) if scope is not None and pushed else None
                versions = endpoint.version, subscription.version, 0 if reset is None else reset.version
                self._known[endpoint.name] = _Known(versions, endpoint, subscription, reset, grant)


async def _versions(tx: ExchangeTransaction) -> dict[str, Versions]:
    """Of active endpoints whose subscription is granted, by their names."""
    shown = {"version": 1, "subscription": 1}
    endpoints = await tx.mongo[ExchangeTransaction.endpoints.name].find({"state": EndpointState.ACTIVE.value}, shown).to_list(None)
    named = [endpoint["subscription"] for endpoint in endpoints]
    granted = await tx.subscriptions.versions({"_id": {"$in": named}, "state": SubscriptionState.GRANTED.value})
    resets = await tx.deliveries.versions({"_id": {"$in": [delivery_name(name, Way.WEBHOOK) for name in named]}})
    return {
        each["_id"]: (each["version"], granted[each["subscription"]], resets.get(delivery_name(each["subscription"], Way.WEBHOOK), 0))
        for each in endpoints
        if each["subscription"] in granted
    }


def _in_force(known: _Known, tx: ExchangeTransaction) -> bool:
    """An end that is reached needs no write to be the end."""
    return known.subscription.ends_at is not None and known.subscription.ends_at > tx.now


def _order(known: _Known, grant: Grant, tx: ExchangeTransaction) -> Order:
    reset = known.reset
    return Order(
        known.endpoint.name,
        known.endpoint.subscription,
        known.endpoint.url,
        grant,
        known.endpoint.signing(tx.now),
        known.endpoint.turn,
        0 if reset is None else reset.version,
        0 if reset is None else reset.position,
    )
