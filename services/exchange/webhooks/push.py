"""One endpoint at work: its facts from the log, signed, on their course."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.errors import Unavailable
from chassis.store.executor import reading
from chassis.time.clock import wall_clock
from services.exchange.domain.endpoint import EndpointKey
from services.exchange.domain.grant import Grant
from services.exchange.feed.arrivals import Arrivals
from services.exchange.log import Log
from services.exchange.webhooks.course import Course, Place, Row, Stop
from services.exchange.webhooks.places import PlacesOf
from services.exchange.webhooks.sender import Outcome
from services.exchange.webhooks.signing import Signing, headers, public_of

AGAIN_SECONDS = 5.0
PAGE_BYTES = 4 * 1024 * 1024
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Order:
    """What an endpoint is to do, as the register has it now. replay: which redelivery, and after which position it begins."""

    endpoint: str
    subscription: str
    url: str
    grant: Grant
    keys: tuple[EndpointKey, ...]
    turn: int
    replay: int = 0
    replay_after: int = 0


class Poster(Protocol):
    """Sends to one receiver."""

    async def post(self, body: bytes, headers: dict[str, str]) -> Outcome:
        """One attempt."""


class GrantedFacts:
    """The log as a grant shows it; `order` is asked each time, since a grant may change."""

    def __init__(self, facts: Log, order: Callable[[], Order]) -> None:
        self._log, self._order = facts, order

    async def page(self, after: int, limit: int) -> tuple[Sequence[Row], int]:
        """See course.Facts."""
        grant = self._order().grant
        last = await self._log.last()
        found = await self._log.after(after, grant.types, limit, PAGE_BYTES)
        whole = len(found) < limit and sum(len(row["open"]) + len(row.get("whole", b"")) for row in found) < PAGE_BYTES
        end = max(after, last, *(row["_id"] for row in found)) if whole else found[-1]["_id"]
        return [_row(row, grant) for row in found], end

    async def of_key(self, key: str, first: int, last: int, limit: int) -> Sequence[Row]:
        """See course.Facts."""
        grant = self._order().grant
        return [_row(row, grant) for row in await self._log.of_key(key, first, last, grant.types, limit)]


@dataclass
class Push:
    """`run` until cancelled. `order` may be changed while it runs: then `changed` is set."""

    order: Order
    facts: Log
    places: PlacesOf
    signing: Signing
    sender: Callable[[str], Poster]
    arrivals: Arrivals
    mine: Callable[[], bool]
    at_once: int = 4
    now: Callable[[], datetime] = wall_clock
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _derived: tuple[tuple[EndpointKey, ...], tuple[Ed25519PrivateKey, ...]] = field(init=False, default=((), ()))

    async def run(self) -> None:
        """For as long as the endpoint is active and this replica's."""
        while True:
            try:
                with reading():
                    await self._follow()
            except Unavailable as error:
                log.warning("%s waits: %s", self.order.endpoint, error)
            except Exception:  # what is wrong with one endpoint must not end the others
                log.exception("%s waits", self.order.endpoint)
            await asyncio.sleep(AGAIN_SECONDS)

    def follow(self, order: Order) -> None:
        """The register says something else now."""
        before, self.order = self.order, order
        if replace(before, grant=order.grant) != order or before.grant.types != order.grant.types:
            self.changed.set()

    async def _follow(self) -> None:
        place, stops = await self.places.read()
        course = Course(
            GrantedFacts(self.facts, lambda: self.order), self.places, self._send, self.now, self.mine, place, stops, self.at_once
        )
        turn = None
        while True:
            if self.order.replay > course.place.replay:
                fresh = Place(self.order.replay_after, replay=self.order.replay)
                await self.places.begin_anew(fresh)
                course = self._course(fresh, {})
            if turn is not None and turn != self.order.turn:
                course.hurry()
            turn = self.order.turn
            self.changed.clear()
            arrival = self.arrivals.expect(self.order.grant.types)
            try:
                wait = await course.round()
                if wait != 0:
                    await self._wait(arrival, wait)
            finally:
                self.arrivals.forget(arrival)

    def _course(self, place: Place, stops: dict[str, Stop]) -> Course:
        facts = GrantedFacts(self.facts, lambda: self.order)
        return Course(facts, self.places, self._send, self.now, self.mine, place, stops, self.at_once)

    async def _wait(self, arrival: "asyncio.Future[None]", seconds: float | None) -> None:
        changed = asyncio.ensure_future(self.changed.wait())
        try:
            waited: set[asyncio.Future[Any]] = {arrival, changed}
            await asyncio.wait(waited, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            changed.cancel()

    async def _send(self, row: Row) -> Outcome:
        order = self.order
        good = self._signing_keys(order)
        if not good:
            return Outcome(False, "the service has another key than when this endpoint's was made: the department turns it")
        return await self.sender(order.url).post(row.body, headers(row.id, self.now(), row.body, good))

    def _signing_keys(self, order: Order) -> tuple[Ed25519PrivateKey, ...]:
        """Those whose public half is the published one; derived anew where others are in use."""
        if self._derived[0] != order.keys:
            keys = [(key, self.signing.derive(order.endpoint, key.number)) for key in order.keys]
            self._derived = order.keys, tuple(private for key, private in keys if public_of(private) == key.public)
        return self._derived[1]


def _row(row: dict[str, Any], grant: Grant) -> Row:
    return Row(row["_id"], row["event"], row["key"], grant.event(row))
