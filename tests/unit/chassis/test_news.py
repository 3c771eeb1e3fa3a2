"""News of what other replicas commit: when there is some, and what holds where there can be none."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import pytest
from pymongo.errors import OperationFailure

from chassis.messaging import news
from chassis.messaging.news import News
from chassis.store.mongo import Mongo
from chassis.store.unit import Written
from chassis.time.leases import Leases


class Told:
    """A MongoDB that tells of these rows, one after the other, and then that there is nothing; or that refuses to."""

    def __init__(self, *rows: str, refuses: int = 0) -> None:
        self.rows = list(rows)
        self.refuses = refuses
        self.open, self.committed = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def inserted(self, _: str, where: dict[str, Any]) -> AsyncIterator[Callable[[], Awaitable[str | None]]]:
        assert where == {"bucket": {"$in": [1, 2]}}
        if self.refuses:
            raise OperationFailure("not authorized on registry to execute command", self.refuses)

        async def next_one() -> str | None:
            await asyncio.sleep(0)
            if not self.open.is_set():
                self.open.set()
                return None
            await self.committed.wait()
            return self.rows.pop(0) if self.rows else None

        yield next_one


class Held:
    """Leases of two buckets, among others."""

    alone = False
    told = False

    def held(self) -> frozenset[int]:
        return frozenset({1, 2})


async def listened(mongo: Told, leases: Held, *own: dict[str, Any]) -> int:
    """How often the relay was told to look, until there was nothing more to hear."""
    looks = 0

    def look() -> None:
        nonlocal looks
        looks += 1

    made = News(cast(Mongo, mongo), cast(Leases, leases), look)
    running = asyncio.create_task(made.run())
    await mongo.open.wait()
    while not leases.told:  # noqa: ASYNC110
        await asyncio.sleep(0)
    made.tell(Written(own))
    mongo.committed.set()
    for _ in range(50):
        await asyncio.sleep(0)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    return looks


async def test_another_replicas_rows_are_looked_for_and_ones_own_are_not() -> None:
    own = {"_id": "ours", "bucket": 1}
    assert await listened(Told(), Held()) == 1, "what came before the stream was open is looked for once"
    assert await listened(Told("a", "b"), Held()) == 3
    assert await listened(Told("a", "ours", "b"), Held(), own) == 3


async def test_a_row_of_ones_own_that_somebody_else_publishes_is_not_waited_for() -> None:
    made = News(cast(Mongo, Told()), cast(Leases, leases := Held()), lambda: None)
    leases.told = True
    made.tell(Written([{"_id": "ours", "bucket": 1}, {"_id": "theirs", "bucket": 3}]))
    assert made._own == {"ours"}


@pytest.mark.parametrize(("code", "pause"), [(13, news.FORBIDDEN_SECONDS), (286, news.AGAIN_SECONDS)])
async def test_who_is_told_nothing_looks_and_asks_again(code: int, pause: float, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = []

    async def slept(seconds: float) -> None:
        pauses.append(seconds)
        raise asyncio.CancelledError

    mongo, leases = Told(refuses=code), Held()
    monkeypatch.setattr("chassis.messaging.news.asyncio.sleep", slept)
    with pytest.raises(asyncio.CancelledError):
        await News(cast(Mongo, mongo), cast(Leases, leases), lambda: None).run()
    assert pauses == [pause]
    assert not leases.told
