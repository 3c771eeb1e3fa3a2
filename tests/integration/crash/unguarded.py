"""Guards taken out of the chassis, one at a time, to show that the checks see it: what a naive service would do instead."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from chassis.messaging import relay
from chassis.store import commit, executor, mongo
from chassis.store.transaction import Origin
from chassis.store.unit import Unit
from chassis.time import leases, timers
from chassis.time.clock import wall_clock


class _Forgetful(list[Any]):
    """Keeps nothing."""

    def append(self, item: Any) -> None:
        return


def _forget(what: str) -> None:
    """Units of work do not keep these documents."""
    real = Unit.__init__

    def init(self: Unit, *arguments: Any, **named: Any) -> None:
        real(self, *arguments, **named)
        setattr(self, what, _Forgetful())

    Unit.__init__ = init  # type: ignore[method-assign]


def inbox_key() -> None:
    """Facts that were handled are not remembered."""
    _forget("inbox")


def request_id() -> None:
    """Requests that were answered are not remembered."""
    _forget("requests")


def one_transaction() -> None:
    """Each write by itself."""

    @asynccontextmanager
    async def none(self: Any) -> AsyncIterator[None]:
        yield None

    mongo.Mongo.transaction = none  # type: ignore[method-assign]


def timer_gone_with_its_effect() -> None:
    """A timer is carried out, and then taken away."""

    async def fire(self: Any, document: Any) -> tuple[bool, bool]:
        timer = timers.Timer(*(document[name] for name in ("_id", "kind", "due", "key", "payload", "attempt")))

        async def work(tx: Any) -> None:
            await self._handlers[timer.kind](timer, tx)

        await self._executor.run(work, self._actor, Origin("timer", "c", timer.name))
        await self._documents.delete_one({"_id": timer.name})
        return True, True

    timers.Timers._fire = fire  # type: ignore[method-assign]


def mark_after_produce() -> None:
    """Rows are marked when they go out, not when Kafka has them."""
    send = relay.Relay._send

    async def marking(self: Any, batches: Any, missed: Any) -> Any:
        done = {"$unset": {"pending": ""}, "$set": {"published_at": wall_clock()}}
        names = [name for queue in batches.values() for batch in queue for name in batch.names]
        await self._rows.update_many({"_id": {"$in": names}}, done)
        relay.wall_clock()  # type: ignore[attr-defined]
        return await send(self, batches, missed)

    relay.Relay._send = marking  # type: ignore[method-assign]


def timer_with_its_cause() -> None:
    """What is to follow is set once the cause is committed, by itself."""
    write, run = commit._timers, executor.Executor.run
    left: list[tuple[mongo.Mongo, Unit]] = []

    async def keep(mongo_: mongo.Mongo, unit: Unit, session: Any) -> None:
        left.append((mongo_, unit))

    async def run_and_set(*arguments: Any, **named: Any) -> Any:
        result = await run(*arguments, **named)
        while left:
            await write(*left.pop(), None)
        return result

    commit._timers = keep  # type: ignore[assignment]
    executor.Executor.run = run_and_set  # type: ignore[method-assign]


def lease() -> None:
    """Who held a bucket once holds it for ever."""

    def held(self: Any) -> frozenset[int]:
        return frozenset(self._held)

    leases.Leases.held = held  # type: ignore[method-assign]


def timer_kept_until_its_effect() -> None:
    """A timer that somebody takes in hand is taken away at once."""
    due = timers.Timers._due

    async def take(self: Any, *arguments: Any) -> Any:
        found = await due(self, *arguments)
        await self._documents.delete_many({"_id": {"$in": [document["_id"] for document in found]}})
        return found

    timers.Timers._due = take  # type: ignore[method-assign, assignment]


class _NothingMissed(set[str]):
    """Says that nothing is in it."""

    def isdisjoint(self, other: Any) -> bool:
        return True


def order() -> None:
    """Rows of a key go out though an earlier one of it did not."""
    send = relay.Relay._send

    async def go_on(self: Any, batches: Any, missed: Any) -> Any:
        return await send(self, batches, _NothingMissed(missed))

    relay.Relay._send = go_on  # type: ignore[method-assign]


GUARDS: dict[str, Callable[[], None]] = {
    guard.__name__: guard
    for guard in (
        inbox_key,
        request_id,
        one_transaction,
        timer_gone_with_its_effect,
        timer_kept_until_its_effect,
        mark_after_produce,
        timer_with_its_cause,
        lease,
        order,
    )
}
