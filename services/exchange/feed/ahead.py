"""The next pages of a reader that drains the log, read while it still takes the last one.

Only full pages are kept so: the log is only added to, in the order of commits, so that what comes after a place up to so many rows is the
same for ever. Who may have it is asked anew with each request; what was read for one grant is not given under another.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from chassis.errors import Refusal
from chassis.store.executor import reading
from services.exchange.feed.door import Guest
from services.exchange.log import Full

# Smaller pages cost less than to look ahead; of so many pages at once the processor has none left for more.
WORTH, MOST = 200, 8
# Of whoever takes what was read ahead, one page more: while that one is made, the database reads the next.
DEEP = 2
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
Read = Callable[[Guest, int, int, Full], Awaitable[Page]]


@dataclass
class _Begun:
    """A page that is read. further: how many are to be read after it; last: where it ends, once it is known that it is full."""

    further: int
    last: int | None = None
    task: "asyncio.Task[Page]" = field(init=False)


class Ahead:
    """Of one replica. `read`: a page as the log has it now, after a position, of at most so many; it says early where a full one ends."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._begun: dict[_Place, _Begun] = {}

    def begin(self, guest: Guest, page: Page, limit: int, pages: int = 1) -> None:
        """Whoever got a full page will ask for the next one; so many are read."""
        if page.count == limit and limit >= WORTH:
            self._begin(guest, page.last, limit, pages - 1)

    def _begin(self, guest: Guest, after: int, limit: int, further: int) -> None:
        place = _place(guest, after, limit)
        begun = self._begun.get(place)
        if begun is not None:
            begun.further = further
            self._go_on(guest, limit, begun)
        elif len(self._begun) < MOST:
            begun = self._begun[place] = _Begun(further)
            begun.task = asyncio.create_task(self._page(guest, place, begun))
            begun.task.add_done_callback(_seen)
            asyncio.get_running_loop().call_later(KEPT_SECONDS, self._forget, place, begun)

    def _go_on(self, guest: Guest, limit: int, begun: _Begun) -> None:
        if begun.further and begun.last is not None:
            self._begin(guest, begun.last, limit, begun.further - 1)

    async def take(self, guest: Guest, after: int, limit: int) -> Page | None:
        """The page, once; None where it was not read, could not be, or may have grown since."""
        begun = self._begun.pop(_place(guest, after, limit), None)
        if begun is None:
            return None
        try:
            page = await begun.task
        except Refusal:
            return None
        return page if page.count == limit else None

    def close(self) -> None:
        """This replica ends."""
        for place, begun in list(self._begun.items()):
            self._forget(place, begun)

    async def _page(self, guest: Guest, place: _Place, begun: _Begun) -> Page:
        _, _, after, limit = place

        def full(last: int) -> None:
            begun.last = last
            self._go_on(guest, limit, begun)

        with reading():
            return await self._read(guest, after, limit, full)

    def _forget(self, place: _Place, begun: _Begun) -> None:
        if self._begun.get(place) is begun:
            del self._begun[place]
            begun.task.cancel()


def _place(guest: Guest, after: int, limit: int) -> _Place:
    return guest.subscription.name, guest.subscription.version, after, limit


def _seen(task: "asyncio.Task[Page]") -> None:
    """That it failed is nobody's concern unless it is taken."""
    if not task.cancelled():
        task.exception()
