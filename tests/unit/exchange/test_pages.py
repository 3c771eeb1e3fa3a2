"""However many ask at once, few pages are read of the log at a time: there is memory for so many, not for one a connection."""

import asyncio
from types import SimpleNamespace
from typing import Any

from services.exchange.feed.arrivals import Arrivals
from services.exchange.feed.asked import GapAsked, PageAsked
from services.exchange.feed.door import Guest
from services.exchange.feed.pages import AT_ONCE, Pages
from services.exchange.settings import FeedSettings

MANY = 10 * AT_ONCE


class Log:
    """Empty, and slow. most: of so many it was asked at once."""

    def __init__(self) -> None:
        self.asked = self.most = self._now = 0

    async def after(self, *_: Any) -> list[Any]:
        self.asked, self._now = self.asked + 1, self._now + 1
        self.most = max(self.most, self._now)
        await asyncio.sleep(0.001)
        self._now -= 1
        return []

    between = after


def guest(number: int) -> Guest:
    subscription: Any = SimpleNamespace(name=f"subscriptions/{number}", version=1)
    return Guest(subscription, SimpleNamespace(types=("sanzhi.x.y.v1",), events=lambda rows: rows), None)  # type: ignore[arg-type]


async def test_few_pages_are_read_at_a_time_and_all_are_given() -> None:
    log: Any = Log()
    pages = Pages(log, Arrivals(log), FeedSettings())
    facts = [pages.page(guest(number), PageAsked("", None, 0.0, 1000), 0) for number in range(MANY)]
    gaps = [pages.gap(guest(number), GapAsked("/sanzhi/x", "projects/a", 0, 9)) for number in range(MANY)]
    found = await asyncio.gather(*facts, *gaps)
    assert [page.body for page in found] == [b"[]"] * 2 * MANY
    assert (log.asked, log.most) == (2 * MANY, AT_ONCE)


async def test_whoever_goes_away_leaves_its_turn_to_others() -> None:
    log: Any = Log()
    pages = Pages(log, Arrivals(log), FeedSettings())
    gone = [asyncio.create_task(pages.page(guest(number), PageAsked("", None, 0.0, 1000), 0)) for number in range(MANY)]
    await asyncio.sleep(0)
    for task in gone:
        task.cancel()
    await asyncio.wait(gone)
    async with asyncio.timeout(10):
        assert (await pages.page(guest(0), PageAsked("", None, 0.0, 1000), 0)).count == 0
