"""The part of the service that keeps departments' users at Kafka as the register has them, and looks how far each is there."""

import asyncio
import logging
from typing import Any

from chassis.errors import Unavailable
from chassis.ids import new_id
from chassis.messaging.administration import Administration, KafkaAway, NoRights
from chassis.messaging.kafka import Kafka
from chassis.run.parts import Surroundings
from chassis.store.buckets import bucket_of
from chassis.store.transaction import Origin
from chassis.time.clock import wall_clock
from services.exchange.domain.delivery import delivery_name
from services.exchange.domain.subscription import Subscription
from services.exchange.domain.words import SubscriptionState, Way
from services.exchange.feed.door import ACTOR
from services.exchange.kafka.reconciling import Wanted, reconcile
from services.exchange.kafka.wanted import is_of, open_topics, rights_of, user_of
from services.exchange.progress import LAGS
from services.exchange.store import ExchangeTransaction

LOOK_SECONDS, RESTS_SECONDS, LAG_SECONDS, OPEN_SECONDS = 1.0, 60.0, 15.0, 300.0
_LEASE = bucket_of("departments at Kafka")
log = logging.getLogger(__name__)


class KafkaUsers:
    """A part of the service (chassis.run.parts). Where the register has not changed, Kafka is asked once a minute."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._executor = around.executor
        self._prefix = around.settings.topic_prefix
        self._lags: Any = around.executor.context.mongo[LAGS]
        self._known: Wanted | None = None
        self._compared = self._measured = 0.0

    async def open(self) -> None:
        """Nothing can fail for good."""

    async def run(self) -> None:
        """Until cancelled. A Kafka that asks nobody who they are is asked again later: it may do so once it has been started anew."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                if _LEASE in self._around.leases.held():
                    await self._look(loop.time())
                else:
                    self._known = None  # what another replica does meanwhile is not known here
            except NoRights:
                log.info("this Kafka asks nobody who they are: departments get no users there")
                await asyncio.sleep(OPEN_SECONDS)
            except (*KafkaAway, Unavailable) as error:
                log.warning("departments at Kafka wait: %r", error)
            except Exception:  # a loop that ended would go unseen
                log.exception("departments at Kafka wait")
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self, at: float) -> None:
        in_force = await self._in_force()
        wanted = self._wanted(in_force)
        if wanted != self._known or at > self._compared + RESTS_SECONDS:
            async with self._administration() as kafka:
                await reconcile(kafka, self._read)
            self._known, self._compared = wanted, at
        if in_force and at > self._measured + LAG_SECONDS:
            self._measured = at
            await self._measure(in_force)

    def _administration(self) -> Administration:
        return Administration(Kafka.of(self._around.settings), "exchange")

    async def _read(self) -> Wanted:
        return self._wanted(await self._in_force())

    async def _in_force(self) -> list[Subscription]:
        tx = await self._begin()
        found = await tx.subscriptions.readable({"state": SubscriptionState.GRANTED})
        self._quota = tx.policy.kafka.bytes_a_second
        return [each for each in found if each.is_delivered(Way.KAFKA, tx.now)]

    def _wanted(self, in_force: list[Subscription]) -> Wanted:
        rights = frozenset[Any]()
        for each in in_force:
            assert each.granted is not None, "what is in force was granted"
            rights |= rights_of(each.name, each.granted, self._prefix)
        return Wanted(rights, {user_of(each.name): float(self._quota) for each in in_force})

    async def _measure(self, in_force: list[Subscription]) -> None:
        async with self._administration() as kafka:
            groups = await kafka.groups()
            for each in in_force:
                assert each.granted is not None, "what is in force was granted"
                mine = [group for group in groups if is_of(user_of(each.name), group)]
                behind = [await kafka.behind(group, open_topics(each.granted, self._prefix)) for group in mine]
                said = {"behind": min(behind, default=None), "groups": len(mine), "at": wall_clock()}
                await self._lags.update_one({"_id": delivery_name(each.name, Way.KAFKA)}, {"$set": said}, upsert=True)

    async def _begin(self) -> ExchangeTransaction:
        tx = await self._executor.begin(ACTOR, Origin("kafka", new_id(), ""))
        assert isinstance(tx, ExchangeTransaction)
        return tx
