"""The next page is read while the last one is taken: given once, to the same subscription as it was, and only where it cannot grow."""

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.errors import Unavailable
from services.exchange.feed import ahead as module
from services.exchange.feed.ahead import Ahead, Page
from services.exchange.feed.door import Guest
from services.exchange.log import Full

FULL = 2


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORTH", FULL)


@dataclass
class Log:
    """Of so many rows, each a page's event."""

    rows: int
    read: list[int] = field(default_factory=list)
    away: bool = False
    slow: asyncio.Event | None = None

    async def page(self, guest: Guest, after: int, limit: int, full: Full) -> Page:
        if self.away:
            raise Unavailable("DATABASE_UNAVAILABLE", "暂不可用")
        self.read.append(after)
        last = min(self.rows, after + limit)
        if last == after + limit:
            full(last)
        if self.slow is not None:
            await self.slow.wait()
        return Page(b"[]", last - after, last, f"e{last}")


def guest(name: str = "subscriptions/a", version: int = 1) -> Guest:
    subscription: Any = SimpleNamespace(name=name, version=version)
    return Guest(subscription, None, None)  # type: ignore[arg-type]


async def begun(log: Log, who: Guest | None = None) -> Ahead:
    """After a full page that ended with the second row."""
    ahead = Ahead(log.page)
    ahead.begin(who or guest(), Page(b"[]", FULL, 2, "e2"), FULL)
    await asyncio.sleep(0)
    return ahead


async def settled() -> None:
    """Whatever can go on went on."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_full_page_is_there_before_it_is_asked_for_and_is_given_once() -> None:
    log = Log(10)
    ahead = await begun(log)
    assert log.read == [2]
    page = await ahead.take(guest(), 2, FULL)
    assert page is not None and (page.last, log.read) == (4, [2])
    assert await ahead.take(guest(), 2, FULL) is None


async def test_while_a_page_is_made_the_one_after_it_is_read_and_no_more() -> None:
    log = Log(20, slow=asyncio.Event())
    ahead = Ahead(log.page)
    ahead.begin(guest(), Page(b"[]", FULL, 2, "e2"), FULL, pages=2)
    await settled()
    assert log.read == [2, 4]  # and neither is made yet
    assert log.slow is not None
    log.slow.set()
    page = await ahead.take(guest(), 2, FULL)
    assert page is not None
    ahead.begin(guest(), page, FULL, pages=2)
    await settled()
    assert log.read == [2, 4, 6]
    assert [await ahead.take(guest(), after, FULL) is not None for after in (4, 6, 8)] == [True, True, False]


async def test_after_a_page_that_may_grow_nothing_is_read() -> None:
    log = Log(3)
    ahead = Ahead(log.page)
    ahead.begin(guest(), Page(b"[]", FULL, 2, "e2"), FULL, pages=2)
    await settled()
    assert log.read == [2]


async def test_one_that_may_have_grown_is_read_again() -> None:
    assert await (await begun(Log(3))).take(guest(), 2, FULL) is None


@pytest.mark.parametrize(
    ("who", "after", "limit"),
    [(guest("subscriptions/b"), 2, FULL), (guest(version=2), 2, FULL), (guest(), 3, FULL), (guest(), 2, FULL + 1)],
)
async def test_nobody_else_gets_it_and_nobody_whose_grant_has_changed(who: Guest, after: int, limit: int) -> None:
    assert await (await begun(Log(10))).take(who, after, limit) is None


async def test_no_more_is_read_than_will_be_asked_for() -> None:
    log = Log(10)
    ahead = Ahead(log.page)
    ahead.begin(guest(), Page(b"[]", 1, 1, "e1"), FULL)  # the end of the log
    ahead.begin(guest(), Page(b"[]", 1, 1, "e1"), 1)  # as little as costs nothing
    for number in range(module.MOST + 1):
        for _ in range(2):
            ahead.begin(guest(f"subscriptions/{number}"), Page(b"[]", FULL, number, ""), FULL)
    await asyncio.sleep(0)
    assert log.read == list(range(module.MOST))


async def test_where_it_could_not_be_read_whoever_asks_reads_it() -> None:
    log = Log(10, away=True)
    ahead = await begun(log)
    log.away = False
    assert await ahead.take(guest(), 2, FULL) is None


async def test_nobody_keeps_what_nobody_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_SECONDS", 0.0)
    ahead = await begun(Log(10))
    async with asyncio.timeout(10):
        while await ahead.take(guest(), 2, FULL) is not None:
            ahead.begin(guest(), Page(b"[]", FULL, 2, "e2"), FULL)
            await asyncio.sleep(0.001)


async def test_a_replica_that_ends_reads_no_further() -> None:
    hung = asyncio.Event()

    async def read(guest: Guest, after: int, limit: int, full: Full) -> Page:
        await hung.wait()
        raise AssertionError("it had ended")

    ahead = Ahead(read)
    ahead.begin(guest(), Page(b"[]", FULL, 2, "e2"), FULL)
    await asyncio.sleep(0)
    (begun,) = ahead._begun.values()
    ahead.close()
    await asyncio.wait({begun.task})
    assert begun.task.cancelled() and await ahead.take(guest(), 2, FULL) is None
