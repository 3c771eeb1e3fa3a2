"""Whoever waits for the next fact is woken when one of its types is committed: by this replica at once, by another one within a second."""

import asyncio
import logging
from collections.abc import Collection, Iterable

from chassis.errors import Unavailable
from chassis.store.executor import reading
from chassis.store.unit import Written
from services.exchange.log import Log

LOOK_SECONDS = 0.5
_MOST = 1000  # rows that are looked through at a time; of more everybody is woken
log = logging.getLogger(__name__)


class Arrivals:
    """`run` until cancelled; `tell` after each commit; `closed`: nobody is to wait any more."""

    def __init__(self, log_of_facts: Log) -> None:
        self._log = log_of_facts
        self._waiting: dict[asyncio.Future[None], frozenset[str]] = {}
        self._somebody = asyncio.Event()
        self._last = 0
        self.closed = False

    def tell(self, written: Written) -> None:
        """What was committed here."""
        self._wake({row["attributes"]["type"] for row in written.facts if row.get("handed_on")})

    def expect(self, types: Iterable[str]) -> "asyncio.Future[None]":
        """Ends with the next fact of one of these, from now on: taken before the log is read, so that none comes between. `forget` it."""
        arrival: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.closed:
            arrival.set_result(None)
        else:
            self._waiting[arrival] = frozenset(types)
            self._somebody.set()
        return arrival

    def forget(self, arrival: "asyncio.Future[None]") -> None:
        """Nobody waits for it any more."""
        self._waiting.pop(arrival, None)
        if not self._waiting:
            self._somebody.clear()

    @property
    def waiting(self) -> int:
        """How many there are."""
        return len(self._waiting)

    async def run(self) -> None:
        """Look what other replicas have committed, while somebody waits."""
        while True:
            await self._somebody.wait()
            try:
                with reading():
                    await self._look()
            except Unavailable as away:
                log.warning("the log was not looked at: %s", away)
            except Exception:  # a loop that ended would go unseen, and nobody be woken by what others commit
                log.exception("the log was not looked at")
            await asyncio.sleep(LOOK_SECONDS)

    def close(self) -> None:
        """Let everybody go: this replica ends."""
        self.closed = True
        self._wake(None)

    async def _look(self) -> None:
        found = await self._log.types_after(self._last, _MOST)
        if not found:
            return
        if len(found) == _MOST:
            self._last = await self._log.last()
            self._wake(None)
        else:
            self._last = found[-1][0]
            self._wake({kind for _, kind in found})

    def _wake(self, types: Collection[str] | None) -> None:
        for arrival, wanted in list(self._waiting.items()):
            if (types is None or not wanted.isdisjoint(types)) and not arrival.done():
                arrival.set_result(None)
