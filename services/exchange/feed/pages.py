"""A page of the feed: the rows after a position, made into one JSON array, waited for where there are none yet."""

import asyncio
import time
from collections.abc import Sequence

from chassis.errors import Exhausted, NotFound
from chassis.store.mongo import Document
from services.exchange.domain.grant import Grant
from services.exchange.feed.ahead import DEEP, Ahead, Page
from services.exchange.feed.arrivals import Arrivals
from services.exchange.feed.asked import MOST_EVENTS, GapAsked, PageAsked
from services.exchange.feed.door import Guest
from services.exchange.log import Full, Log
from services.exchange.settings import FeedSettings

MOST_BYTES = 8 * 1024 * 1024
MOST_ENDS = 10_000
# Pages that are read of the log at once: more would take memory for each, and the processor makes none of them any sooner.
AT_ONCE = 16


class Pages:
    """Of one replica."""

    def __init__(self, log: Log, arrivals: Arrivals, settings: FeedSettings) -> None:
        self._log = log
        self._arrivals = arrivals
        self._settings = settings
        self._waiting: dict[str, int] = {}
        self._ahead = Ahead(self._read)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._ends: dict[str, int] = {}  # the numbers of events that pages ended with: the next pages begin there

    async def start_of(self, asked: PageAsked, kept: int) -> int:
        """The position after which the page begins. Refuses NOT_FOUND."""
        if asked.last_event:
            return await self.position_of(asked.last_event)
        return kept if asked.since is None else await self._log.position_before(asked.since)

    async def position_of(self, event: str) -> int:
        """Refuses NOT_FOUND."""
        found = self._ends.get(event) or await self._log.position_of(event)
        if found is None:
            message = f"没有编号为 {event[:100]} 的事件：请核对 lastEventId，或者用 from 指定时刻，或者不带参数从已确认处继续"
            raise NotFound("NOT_FOUND", message, rule="2.5", resource=event[:100])
        return found

    async def page(self, guest: Guest, asked: PageAsked, after: int) -> Page:
        """What there is; an empty one once the time is over. Refuses FEED_CROWDED."""
        taken = await self._ahead.take(guest, after, asked.limit)
        page = taken or await self._page(guest, asked, after)
        self._ahead.begin(guest, page, asked.limit, DEEP if taken else 1)
        return self._noted(page)

    def close(self) -> None:
        """This replica ends."""
        self._ahead.close()

    async def _page(self, guest: Guest, asked: PageAsked, after: int) -> Page:
        end = time.monotonic() + asked.wait
        while True:
            arrival = self._arrivals.expect(guest.grant.types)
            try:
                page = await self._read(guest, after, asked.limit)
                left = end - time.monotonic()
                if page.count or left <= 0 or self._arrivals.closed:
                    return page
                await self._wait(arrival, left, guest.subscription.name)
            finally:
                self._arrivals.forget(arrival)

    async def _read(self, guest: Guest, after: int, limit: int, full: Full | None = None) -> Page:
        async with self._turns:
            return page_of(await self._log.after(after, guest.grant.types, limit, MOST_BYTES, full), guest.grant)

    def _noted(self, page: Page) -> Page:
        if page.count:
            if len(self._ends) >= MOST_ENDS:
                self._ends.clear()
            self._ends[page.last_event] = page.last
        return page

    async def gap(self, guest: Guest, asked: GapAsked) -> Page:
        """Events of one source and key, to close a gap."""
        async with self._turns:
            rows = await self._log.between(asked.source, asked.key, asked.after, asked.before, guest.grant.types, MOST_EVENTS)
            return page_of(rows, guest.grant)

    async def _wait(self, arrival: "asyncio.Future[None]", seconds: float, subscription: str) -> None:
        mine = self._waiting.get(subscription, 0)
        if self._arrivals.waiting > self._settings.waiting or mine >= self._settings.waiting_each:
            raise Exhausted("FEED_CROWDED", "等待新事件的请求过多，请稍后再试，或者减少同时等待的请求", retry_after=5)
        self._waiting[subscription] = mine + 1
        try:
            await asyncio.wait({arrival}, timeout=seconds)
        finally:
            self._waiting[subscription] -= 1
            if not self._waiting[subscription]:
                del self._waiting[subscription]


def page_of(rows: Sequence[Document], grant: Grant) -> Page:
    """One JSON array of what is ready made."""
    body = b"[" + b",".join(grant.events(rows)) + b"]"
    return Page(body, len(rows), rows[-1]["_id"] if rows else 0, rows[-1]["event"] if rows else "")
