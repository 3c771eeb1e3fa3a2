"""The next page of a reader that drains the log, read while it still takes the last one.

Only a full page is kept so: the log is only added to, in the order of commits, so that what comes after a place up to so many rows is the
same for ever. Who may have it is asked anew with each request; what was read for one grant is not given under another.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chassis.errors import Refusal
from chassis.store.executor import reading
from services.exchange.feed.door import Guest

# Smaller pages cost less than to look ahead; of so many readers at once the processor has none left for more.
WORTH, MOST = 200, 8
KEPT_SECONDS = 3.0


@dataclass(frozen=True)
class Page:
    """Events in their order. last: the number of the last one in the log; last_event: its id; "" of an empty page."""

    body: bytes
    count: int
    last: int
    last_event: str


# Subscription, its version, after which position, how many.
_Place = tuple[str, int, int, int]
Read = Callable[[Guest, int, int], Awaitable[Page]]


class Ahead:
    """Of one replica. `read`: a page as the log has it now, after a position, of at most so many."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._begun: dict[_Place, asyncio.Task[Page]] = {}

    def begin(self, guest: Guest, page: Page, limit: int) -> None:
        """Whoever got a full page will ask for the next one."""
        if page.count < limit or limit < WORTH or len(self._begun) >= MOST:
            return
        place = _place(guest, page.last, limit)
        if place not in self._begun:
            task = self._begun[place] = asyncio.create_task(self._page(guest, page.last, limit))
            task.add_done_callback(_seen)
            asyncio.get_running_loop().call_later(KEPT_SECONDS, self._forget, place, task)

    async def take(self, guest: Guest, after: int, limit: int) -> Page | None:
        """The page, once; None where it was not read, could not be, or may have grown since."""
        task = self._begun.pop(_place(guest, after, limit), None)
        if task is None:
            return None
        try:
            page = await task
        except Refusal:
            return None
        return page if page.count == limit else None

    def close(self) -> None:
        """This replica ends."""
        for place, task in list(self._begun.items()):
            self._forget(place, task)

    async def _page(self, guest: Guest, after: int, limit: int) -> Page:
        with reading():
            return await self._read(guest, after, limit)

    def _forget(self, place: _Place, task: "asyncio.Task[Page]") -> None:
        if self._begun.get(place) is task:
            del self._begun[place]
            task.cancel()


def _place(guest: Guest, after: int, limit: int) -> _Place:
    return guest.subscription.name, guest.subscription.version, after, limit


def _seen(task: "asyncio.Task[Page]") -> None:
    """That it failed is nobody's concern unless it is taken."""
    if not task.cancelled():
        task.exception()
