"""The part of the service that pushes: as many endpoints at work as are active, granted, and in the buckets that this replica holds.

Each is a task of its own with connections of its own, so that a receiver that is dead or slow keeps nobody else waiting.
"""

import asyncio
import logging
from contextlib import suppress

from chassis.access.tls import client_context
from chassis.errors import Refusal, Unavailable
from chassis.run.parts import Surroundings
from chassis.store.buckets import bucket_of
from services.exchange.feed.arrivals import Arrivals
from services.exchange.log import Log
from services.exchange.settings import WebhookSettings
from services.exchange.webhooks.places import PlacesOf
from services.exchange.webhooks.push import Order, Poster, Push
from services.exchange.webhooks.register import Orders
from services.exchange.webhooks.sender import Outcome, Resolver, Sender
from services.exchange.webhooks.signing import Signing

LOOK_SECONDS = 1.0
log = logging.getLogger(__name__)


class NoReceiver:
    """Of an address that the settings no longer allow."""

    def __init__(self, why: str) -> None:
        self._why = why

    async def post(self, body: bytes, headers: dict[str, str]) -> Outcome:
        """Nothing is sent."""
        return Outcome(False, self._why)

    async def close(self) -> None:
        """Nothing is open."""


class Webhooks:
    """A part of the service (chassis.run.parts)."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._settings = WebhookSettings.load()
        self._places = self._settings.places(around.settings.clock)
        self._mongo = around.executor.context.mongo
        self._arrivals = Arrivals(Log(self._mongo))
        self._orders = Orders(around.executor)
        self._resolver = Resolver()
        self._tls = client_context(self._settings.ca)
        self._pushes: dict[str, tuple[Push, asyncio.Task[None]]] = {}
        self._senders: dict[str, tuple[str, Sender | NoReceiver]] = {}
        self._former: list[Sender | NoReceiver] = []
        self._signing: Signing | None = None

    async def open(self) -> None:
        """Raises WrongKey."""
        if self._around.settings.service_key:
            self._signing = Signing(self._around.settings.service_key)
        else:
            log.warning("nothing is pushed: there is no key of the service (SANZHI_SERVICE_KEY)")
        self._around.tell_of_commits(self._arrivals.tell)

    async def run(self) -> None:
        """Until cancelled."""
        watching = asyncio.create_task(self._arrivals.run())
        try:
            while True:
                try:
                    await self._look()
                except Unavailable as error:
                    log.warning("endpoints were not looked at: %s", error)
                except Exception:
                    log.exception("endpoints were not looked at")
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            watching.cancel()
            await self._end(list(self._pushes))
            await self._close_former()
            self._resolver.close()

    async def _look(self) -> None:
        if self._signing is None:
            return
        wanted = {order.endpoint: order for order in await self._orders.as_they_are() if self._is_mine(order.subscription)}
        await self._end([name for name in self._pushes if name not in wanted])
        await self._close_former()
        for name, order in wanted.items():
            if name in self._pushes:
                self._change(self._pushes[name][0], order)
            else:
                self._begin(order, self._signing)

    def _is_mine(self, subscription: str) -> bool:
        return bucket_of(subscription) in self._around.leases.held()

    def _change(self, push: Push, order: Order) -> None:
        push.follow(order)

    def _begin(self, order: Order, signing: Signing) -> None:
        push = Push(
            order,
            Log(self._mongo),
            PlacesOf(self._mongo, order.endpoint),
            signing,
            lambda url: self._sender(order.endpoint, url),
            self._arrivals,
            lambda: self._is_mine(order.subscription),
            self._settings.at_once,
        )
        self._pushes[order.endpoint] = push, asyncio.create_task(push.run(), name=order.endpoint)

    def _sender(self, endpoint: str, url: str) -> Poster:
        known = self._senders.get(endpoint)
        if known is not None and known[0] == url:
            return known[1]
        try:
            fresh: Sender | NoReceiver = Sender(self._places.target(url), self._places, self._resolver, self._tls)
        except Refusal as refusal:
            fresh = NoReceiver(refusal.reason)
        if known is not None:
            self._former.append(known[1])
        self._senders[endpoint] = url, fresh
        return fresh

    async def _end(self, names: list[str]) -> None:
        tasks = [self._pushes.pop(name)[1] for name in names]
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        self._former += [self._senders.pop(name)[1] for name in names if name in self._senders]

    async def _close_former(self) -> None:
        while self._former:
            await self._former.pop().close()
