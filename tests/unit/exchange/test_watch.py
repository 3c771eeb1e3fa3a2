"""The metric of who is behind: of subscriptions in force, by each of their ways, how many facts and for how long; and it goes on."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.access.roles import Actor
from chassis.store.transaction import Context, Origin
from services.exchange import watch
from services.exchange.domain.delivery import Delivery, delivery_name
from services.exchange.domain.words import Way
from services.exchange.progress import Progress
from services.exchange.store import ExchangeTransaction
from tests.unit.exchange.examples import NAME, NOW, granted, suspended

AUDIT = "subscriptions/audit"
BEHIND = {
    delivery_name(NAME, Way.FEED): Progress(7, 3, NOW - timedelta(days=4)),
    delivery_name(NAME, Way.KAFKA): Progress(0, 0, None),
    delivery_name(NAME, Way.FILES): Progress(0, 1, NOW + timedelta(seconds=5)),
}


class Kept:
    """A collection in memory that is asked for what is readable of it."""

    def __init__(self, *held: Any) -> None:
        self._held = held

    async def readable(self, where: dict[str, Any]) -> list[Any]:
        return [each for each in self._held if all(getattr(each, name) == value for name, value in where.items())]


class Register(ExchangeTransaction):
    """A subscription in force with three ways, and one that is suspended."""

    subscriptions: Any = Kept(granted(), replace(suspended(), name=AUDIT))
    deliveries: Any = Kept(
        *(Delivery(name, NAME, "", Way(name.rpartition("/")[2])) for name in BEHIND),
        Delivery(delivery_name(AUDIT, Way.FEED), AUDIT, "", Way.FEED),
    )


class Progresses:
    """What is known of each delivery; of another nobody may ask."""

    def __init__(self, mongo: Any) -> None: ...

    async def of(self, delivery: Delivery, types: tuple[str, ...]) -> Progress:
        return BEHIND[delivery.name]


@pytest.fixture
def watching(monkeypatch: pytest.MonkeyPatch) -> watch.Watch:
    policies: Any = SimpleNamespace(current=lambda day: SimpleNamespace(values=None, version="2026.1"))
    context = Context("exchange", None, policies, lambda stub: stub)  # type: ignore[arg-type]

    async def begin(actor: Actor, origin: Origin) -> Register:
        return Register(context, NOW, actor, origin)

    monkeypatch.setattr(watch, "Progresses", Progresses)
    monkeypatch.setattr(watch, "show", lambda meter, behind: None)  # as it is shown: tests/harness/scrape.py
    around: Any = SimpleNamespace(executor=SimpleNamespace(begin=begin), meter=None)
    return watch.Watch(around)


@pytest.mark.rule("2.5")
async def test_who_is_in_force_is_told_of_by_each_way_with_how_long_they_are_behind(watching: watch.Watch) -> None:
    assert await watching._look() == {(NAME, "feed"): (3, 4 * 86_400.0), (NAME, "kafka"): (0, 0.0), (NAME, "files"): (1, 0.0)}


async def test_one_look_that_fails_is_not_the_last(watching: watch.Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "EVERY_SECONDS", 0)
    looks: asyncio.Queue[None] = asyncio.Queue()

    async def look() -> watch.Behind:
        looks.put_nowait(None)
        raise ZeroDivisionError

    monkeypatch.setattr(watching, "_look", look)
    running = asyncio.create_task(watching.run())
    try:
        for _ in range(2):
            await asyncio.wait_for(looks.get(), 60)
    finally:
        running.cancel()
