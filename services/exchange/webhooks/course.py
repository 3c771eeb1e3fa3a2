"""How the facts of one endpoint go out: in order within a project, the projects side by side, what fails held up alone, nothing dropped.

The log is the queue. `Place.position` says up to where everything is delivered or belongs to a project that is stopped; a stop names
the fact that its project waits at, and what lies behind that is read from the log again once the stop is over. Of what is ahead of the
position, `done` says what is delivered already. What is written down lags behind what was sent, never the other way round, so that a crash
repeats some facts, with the same webhook-id, and leaves none out.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from services.exchange.webhooks.sender import Outcome

PAGE = 64
# So many attempts one after the other failed, over all projects: it is the receiver, and one attempt a time says when it is back.
DEAD_AFTER = 5
# More projects than this are not stopped: the endpoint goes no further until some have been taken.
MOST_STOPS = 1000
# A replica whose lease has run out may hold it again a moment later: it looks, since nobody would wake it.
WITHOUT_LEASE = 1.0
FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0


@dataclass(frozen=True)
class Row:
    """A fact as this endpoint gets it. `key`: its project's name."""

    position: int
    id: str
    key: str
    body: bytes


@dataclass(frozen=True)
class Stop:
    """The fact that a project waits at, how often it was tried, and when it is tried again."""

    position: int
    attempts: int
    due: datetime
    why: str


@dataclass(frozen=True)
class Place:
    """How far an endpoint is. `replay`: which redelivery was begun last; `rest`: until when a dead receiver is left alone."""

    position: int = 0
    done: tuple[int, ...] = ()
    replay: int = 0
    failures: int = 0
    rest: datetime | None = None


class Facts(Protocol):
    """The log, as far as this endpoint is granted it."""

    async def page(self, after: int, limit: int) -> tuple[Sequence[Row], int]:
        """Facts behind a position, and the position up to which these are all there are."""

    async def of_key(self, key: str, first: int, last: int, limit: int) -> Sequence[Row]:
        """Those of one project, from the first position to the last."""


class Places(Protocol):
    """Where the place and the stops are written down."""

    async def stop(self, key: str, stop: Stop) -> None:
        """Write a stop down."""

    async def keep(self, place: Place) -> None:
        """Write the place down."""

    async def let_go(self, key: str) -> None:
        """Forget a stop."""


@dataclass
class Course:
    """One endpoint. `send` makes one attempt; `mine` says whether this replica still has the lease; `now` is the wall clock."""

    facts: Facts
    places: Places
    send: Callable[[Row], Awaitable[Outcome]]
    now: Callable[[], datetime]
    mine: Callable[[], bool]
    place: Place = field(default_factory=Place)
    stops: dict[str, Stop] = field(default_factory=dict)
    at_once: int = 4

    def __post_init__(self) -> None:
        self._done = set(self.place.done)
        self._failures, self._rest = self.place.failures, self.place.rest
        self._over: set[str] = set()
        self._changed: set[str] = set()
        self._broken_off = False

    async def round(self) -> float | None:
        """Send what can be sent now. Seconds until there is something to do again: 0 at once, None when the log has grown."""
        now = self.now()
        if self._rest is not None and self._rest > now:
            return (self._rest - now).total_seconds()
        self._rest, self._broken_off = None, False
        page, end = await self._next_page()
        waiting = {key for key, stop in self.stops.items() if stop.due > now}
        lines = _by_key([row for row in page if row.position not in self._done and row.key not in self.stops])
        work = [self._forward(rows) for rows in lines.values()]
        work += [self._again(key, end) for key in sorted(self.stops.keys() - waiting)]
        try:
            await self._work_off(work)
        finally:
            await self._settle(page, end)
        return self._until_next(full=len(page) >= PAGE)

    def hurry(self) -> None:
        """Whoever has mended a receiver need not wait: everything is due now."""
        now = self.now()
        self._rest, self._failures = None, 0
        self.stops = {key: replace(stop, due=min(stop.due, now)) for key, stop in self.stops.items()}

    async def _next_page(self) -> tuple[Sequence[Row], int]:
        position = self.place.position
        return await self.facts.page(position, PAGE) if len(self.stops) < MOST_STOPS else ((), position)

    async def _work_off(self, work: list[Callable[[], Awaitable[None]]]) -> None:
        """Side by side; where the receiver was dead, one alone first."""
        if self._dead and work:
            await work.pop(0)()
        queue = iter(work)

        async def worker() -> None:
            for each in queue:
                if self._dead or not self._still_mine():
                    return
                await each()

        async with asyncio.TaskGroup() as group:
            for _ in range(min(self.at_once, len(work))):
                group.create_task(worker())

    def _still_mine(self) -> bool:
        self._broken_off = self._broken_off or not self.mine()
        return not self._broken_off

    @property
    def _dead(self) -> bool:
        return self._failures >= DEAD_AFTER

    def _forward(self, rows: Sequence[Row]) -> Callable[[], Awaitable[None]]:
        async def go() -> None:
            for row in rows:
                if not await self._delivered(row):
                    return

        return go

    def _again(self, key: str, end: int) -> Callable[[], Awaitable[None]]:
        """What a stopped project waits at, and what has come behind it meanwhile."""

        async def go() -> None:
            first = self.stops[key].position
            # With so many stops that nothing new is read, a stop may lie ahead of what was.
            last = max(first, end)
            while rows := await self.facts.of_key(key, first, last, PAGE):
                for row in rows:
                    if row.position not in self._done and not await self._delivered(row):
                        self._wait_at(key, row.position)
                        return
                first = rows[-1].position + 1
            self.stops.pop(key, None)
            self._over.add(key)

        return go

    def _wait_at(self, key: str, position: int) -> None:
        """Where it broke off without an attempt, what it delivered before is not to be repeated: `_done` forgets what lies behind."""
        stop = self.stops[key]
        if stop.position < position:
            self.stops[key] = replace(stop, position=position, attempts=0)
            self._changed.add(key)

    async def _delivered(self, row: Row) -> bool:
        if not self._still_mine():
            return False
        outcome = await self.send(row)
        if outcome.delivered:
            self._failures, self._rest = 0, None
            self._done.add(row.position)
            return True
        self._failures += 1
        known = self.stops.get(row.key)
        attempts = 1 + (known.attempts if known is not None and known.position == row.position else 0)
        wait = max(_wait(attempts), min(outcome.after, LONGEST_WAIT))
        self.stops[row.key] = Stop(row.position, attempts, self.now() + timedelta(seconds=wait), outcome.why)
        self._changed.add(row.key)
        self._over.discard(row.key)
        if self._dead:
            self._rest = self.now() + timedelta(seconds=max(_wait(self._failures - DEAD_AFTER + 1), min(outcome.after, LONGEST_WAIT)))
        return False

    async def _settle(self, page: Sequence[Row], end: int) -> None:
        """Write down: stops before the position goes past them, and what is over after that."""
        undone = [row.position for row in page if row.position not in self._done and row.key not in self.stops]
        position = min(undone) - 1 if undone else end
        self._done = {each for each in self._done if each > position}
        for key in self._changed & self.stops.keys():
            await self.places.stop(key, self.stops[key])
        self._changed.clear()
        place = Place(position, tuple(sorted(self._done)), self.place.replay, self._failures, self._rest)
        if place != self.place:
            await self.places.keep(place)
            self.place = place
        for key in self._over:
            await self.places.let_go(key)
        self._over.clear()

    def _until_next(self, *, full: bool) -> float | None:
        now = self.now()
        if self._broken_off:
            return WITHOUT_LEASE
        if self._rest is not None:
            return max(0.0, (self._rest - now).total_seconds())
        if full and len(self.stops) < MOST_STOPS:
            return 0.0
        dues = [(stop.due - now).total_seconds() for stop in self.stops.values()]
        return max(0.0, min(dues)) if dues else None


def _by_key(rows: Sequence[Row]) -> dict[str, list[Row]]:
    lines: dict[str, list[Row]] = {}
    for row in rows:
        lines.setdefault(row.key, []).append(row)
    return lines


def _wait(attempts: int) -> float:
    """Doubled with each attempt, up to an hour; some of it by chance, so that receivers that fell together are not asked together."""
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(attempts - 1, 20)) * random.uniform(0.5, 1.0)
