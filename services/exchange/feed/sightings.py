"""That a subscription was here, and what it asked for: noted now and then, for a note a page would cost as much as the page."""

import logging
import time

from chassis.errors import Refusal
from chassis.ids import new_id
from chassis.store.executor import Executor
from chassis.store.transaction import Origin
from services.exchange.domain.subscription import Subscription
from services.exchange.domain.words import Way
from services.exchange.feed.door import ACTOR
from services.exchange.store import ExchangeTransaction

EVERY_SECONDS = 2.0
_MOST = 10_000
log = logging.getLogger(__name__)


class Sightings:
    """Of one replica."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._noted: dict[str, float] = {}

    async def note(self, subscription: Subscription, after: int) -> None:
        """It asks for what comes after a place. That this is not noted keeps nobody from the page."""
        now = time.monotonic()
        if now - self._noted.get(subscription.name, -EVERY_SECONDS) < EVERY_SECONDS:
            return
        if len(self._noted) >= _MOST:
            self._noted.clear()
        self._noted[subscription.name] = now

        async def work(tx: ExchangeTransaction) -> None:
            delivery = await tx.delivery_of(subscription, Way.FEED)
            delivery.see(tx.now, after)
            await tx.deliveries.save(delivery)

        try:
            await self._executor.run(work, ACTOR, Origin("feed/seen", new_id(), ""))
        except Refusal as refusal:
            log.warning("that %s was here is not noted: %s", subscription.name, refusal)

    async def acknowledge(self, subscription: Subscription, position: int) -> None:
        """It has everything up to a place. Raises Unavailable."""

        async def work(tx: ExchangeTransaction) -> None:
            delivery = await tx.delivery_of(subscription, Way.FEED)
            if delivery.acknowledge(position, tx.now):
                await tx.deliveries.save(delivery)

        await self._executor.run(work, ACTOR, Origin("feed/acknowledged", new_id(), ""))
