"""The part of the service that says who is how far behind, as a metric: `sanzhi_exchange_behind`, by subscription and way."""

import asyncio
import logging
from collections.abc import Callable, Mapping

from opentelemetry.metrics import Meter, Observation

from chassis.errors import Unavailable
from chassis.ids import new_id
from chassis.run.parts import Surroundings
from chassis.store.executor import reading
from chassis.store.transaction import Origin
from services.exchange.catalogue import PROJECTION
from services.exchange.domain.grant import Grant
from services.exchange.domain.words import SubscriptionState
from services.exchange.feed.door import ACTOR
from services.exchange.progress import Progresses
from services.exchange.store import ExchangeTransaction

EVERY_SECONDS = 15.0
log = logging.getLogger(__name__)


# By subscription and way: how many facts, and how many seconds ago the first of them happened.
Behind = Mapping[tuple[str, str], tuple[int, float]]


def show(meter: Meter, behind: Callable[[], Behind]) -> None:
    """The two metrics of it."""

    def seen(which: int) -> list[Observation]:
        return [Observation(value[which], {"subscription": name, "way": way}) for (name, way), value in behind().items()]

    meter.create_observable_gauge("sanzhi.exchange.behind", [lambda _: seen(0)], "", "Facts that a subscription has not had, by way")
    meter.create_observable_gauge("sanzhi.exchange.behind.age", [lambda _: seen(1)], "s", "How long ago the first of them happened")


class Watch:
    """A part of the service (chassis.run.parts). Of subscriptions in force alone: who is suspended does not fall behind by itself."""

    def __init__(self, around: Surroundings) -> None:
        self._executor = around.executor
        self._behind: Behind = {}
        show(around.meter, lambda: self._behind)

    async def open(self) -> None:
        """Nothing can fail for good."""

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                with reading():
                    self._behind = await self._look()
            except Unavailable as error:
                log.warning("who is behind was not looked at: %s", error)
            except Exception:  # a loop that ended would go unseen
                log.exception("who is behind was not looked at")
            await asyncio.sleep(EVERY_SECONDS)

    async def _look(self) -> Behind:
        tx = await self._executor.begin(ACTOR, Origin("progress", new_id(), ""))
        assert isinstance(tx, ExchangeTransaction)
        progresses, found = Progresses(tx.mongo), dict[tuple[str, str], tuple[int, float]]()
        for subscription in await tx.subscriptions.readable({"state": SubscriptionState.GRANTED}):
            assert subscription.granted is not None, "what is in force was granted"
            types = Grant(subscription.granted, PROJECTION).types
            for delivery in await tx.deliveries.readable({"subscription": subscription.name}):
                now = await progresses.of(delivery, types)
                age = 0.0 if now.behind_since is None else max(0.0, (tx.now - now.behind_since).total_seconds())
                found[subscription.name, delivery.way.value] = now.behind, age
        return found
