"""Who comes to the feed: a subscription by its token, in force, within its budget."""

import time
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from chassis.access.roles import Actor
from chassis.ids import new_id
from chassis.rpc.budgets import Budgets, Rate, network_of
from chassis.store.executor import Executor
from chassis.store.transaction import Origin
from chassis.store.unit import Written
from services.exchange.catalogue import PROJECTION
from services.exchange.domain.grant import Grant
from services.exchange.domain.subscription import Subscription
from services.exchange.domain.tokens import digest_of
from services.exchange.domain.words import Way
from services.exchange.feed.known import Known
from services.exchange.feed.problems import not_authenticated
from services.exchange.settings import FeedSettings
from services.exchange.store import ExchangeTransaction

ACTOR = Actor("services/exchange", roles=frozenset({"service"}))
_LONGEST_TOKEN = 200


@dataclass(frozen=True)
class Guest:
    """A subscription that is let in, what it is given, and the time on the suite's clock."""

    subscription: Subscription
    grant: Grant
    now: datetime


class Door:
    """Of one replica. `tell` after each of its commits."""

    def __init__(self, executor: Executor, settings: FeedSettings) -> None:
        self._executor = executor
        self._guests = Budgets(Rate(settings.calls_a_second, settings.calls_at_once))
        self._strangers = Budgets(Rate(settings.strangers_a_second, 5 * settings.strangers_a_second or 1.0))
        self._known = Known()

    def tell(self, written: Written) -> None:
        """What was committed here."""
        self._known.tell(written)

    async def begin(self, action: str) -> ExchangeTransaction:
        """To read with. Raises Unavailable."""
        tx = await self._executor.begin(ACTOR, Origin(f"feed/{action}", new_id(), ""))
        assert isinstance(tx, ExchangeTransaction)
        return tx

    async def admit(self, request: Request) -> Guest:
        """Raises Problem 401; refuses SUBSCRIPTION_NOT_IN_FORCE, SUBSCRIPTION_SUSPENDED, WAY_NOT_GRANTED, BUDGET_EXHAUSTED."""
        host = network_of(request.client.host) if request.client else ""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not 0 < len(token) <= _LONGEST_TOKEN:
            self._strangers.demand(host)
            raise not_authenticated()
        tx = await self.begin(request.url.path)
        digest = digest_of(token.strip())
        subscription = await self._of(digest, tx)
        if subscription is None or subscription.token(digest, tx.now) is None:
            self._strangers.demand(host)
            raise not_authenticated()
        self._guests.demand(subscription.name)
        subscription.admit("deliver", tx.now)
        subscription.demand_way(Way.FEED)
        assert subscription.granted is not None, "what is in force was granted"
        return Guest(subscription, Grant(subscription.granted, PROJECTION), tx.now)

    async def _of(self, digest: str, tx: ExchangeTransaction) -> Subscription | None:
        if (known := self._known.of(digest)) is not None:
            return known
        age, asked_at = self._known.age, time.monotonic()
        found = await tx.subscriptions.list({"tokens.digest": digest}, limit=1)
        if found:
            self._known.keep(digest, found[0], age, asked_at)
        return found[0] if found else None
