"""The collections of exchange."""

from typing import ClassVar

from chassis.store.transaction import Transaction, collection, index
from services.exchange.domain.delivery import Delivery, delivery_name
from services.exchange.domain.endpoint import Endpoint
from services.exchange.domain.events import short
from services.exchange.domain.package import Package
from services.exchange.domain.policy import ExchangePolicy
from services.exchange.domain.subscription import Subscription
from services.exchange.domain.words import Way
from services.exchange.log import LOG, Log
from services.exchange.progress import LAGS, PLACES, STOPS


class ExchangeTransaction(Transaction):
    """What a handler of exchange reads and writes."""

    policy: ExchangePolicy
    keyed_by = "name"
    filed_under = ("subscriptions",)
    rows: ClassVar = {
        LOG: (index("event"), index("source", "key", "sequence", unique=True), index("type", "_id"), index("time", "_id")),
        PLACES: (),
        STOPS: (index("endpoint", "position"),),
        LAGS: (),
    }
    numbered = frozenset({LOG})
    subscriptions = collection(Subscription, "subscriptions", index("organization", "_id"), index("state", "_id"), index("tokens.digest"))
    deliveries = collection(Delivery, "positions", index("subscription", "_id"), index("organization", "_id"))

    endpoints = collection(Endpoint, "endpoints", index("state", "_id"))
    packages = collection(Package, "packages", index("subscription", "number"), index("subscription", "in_place", "number"))

    @property
    def log(self) -> Log:
        """All that other departments may be given."""
        return Log(self.mongo)

    async def delivery_of(self, subscription: Subscription, way: Way) -> Delivery:
        """How far it is by a way, new where it has never been asked."""
        name = delivery_name(subscription.name, way)
        delivery = await self.deliveries.find(name)
        if delivery is None:
            delivery = Delivery(name, subscription.name, subscription.organization, way)
            self.deliveries.create(delivery)
        return delivery

    async def numbers_before(self, source: str, sequence: int) -> dict[str, int]:
        """Of each type of this source and the consumed fact's key, by its short name: the number of the last fact before this one."""
        if sequence == 1:
            return {}
        mine = (row for name, row in reversed(self.unit.numbered) if name == LOG and (row["source"], row["key"]) == (source, self.key))
        last = next(mine, None) or await self.log.last_of(source, self.key, sequence)
        return {} if last is None else {**last["before"], short(last["type"]): last["sequence"]}
