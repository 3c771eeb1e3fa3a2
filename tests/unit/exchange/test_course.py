"""Webhooks of one endpoint, on a log, a clock and receivers of the test's own: nothing lost, in order within a project."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.exchange.webhooks.course import DEAD_AFTER, LONGEST_WAIT, MOST_STOPS, Course, Place, Row, Stop
from services.exchange.webhooks.sender import Outcome

START = datetime(2026, 1, 5, tzinfo=UTC)


class Crash(Exception):
    """The process ends here: nothing is written down any more."""


@dataclass
class Log:
    rows: list[Row] = field(default_factory=list)

    def add(self, key: str) -> None:
        position = len(self.rows) + 1
        self.rows.append(Row(position, f"event-{position}", key, b"{}"))

    async def page(self, after: int, limit: int) -> tuple[Sequence[Row], int]:
        found = [row for row in self.rows if row.position > after][:limit]
        return found, found[-1].position if len(found) == limit else max(after, len(self.rows))

    async def of_key(self, key: str, first: int, last: int, limit: int) -> Sequence[Row]:
        return [row for row in self.rows if row.key == key and first <= row.position <= last][:limit]


@dataclass
class Written:
    """What a restart finds."""

    place: Place = field(default_factory=Place)
    stops: dict[str, Stop] = field(default_factory=dict)
    gone: bool = False  # the process that would write

    async def stop(self, key: str, stop: Stop) -> None:
        if not self.gone:
            self.stops[key] = stop

    async def keep(self, place: Place) -> None:
        if not self.gone:
            self.place = place

    async def let_go(self, key: str) -> None:
        if not self.gone:
            self.stops.pop(key, None)


@dataclass
class World:
    """failing: how often a project is refused; dead: from which attempt to which nobody answers; crashes: at which attempts.

    away: at which questions for it the lease has run out, though nobody else took it.
    """

    log: Log
    failing: dict[str, int] = field(default_factory=dict)
    dead: tuple[int, int] = (0, 0)
    crashes: frozenset[int] = frozenset()
    away: frozenset[int] = frozenset()
    now: datetime = START
    attempts: int = 0
    asked: int = 0
    taken: list[Row] = field(default_factory=list)
    tried: list[tuple[datetime, str]] = field(default_factory=list)
    written: Written = field(default_factory=Written)

    async def send(self, row: Row) -> Outcome:
        self.attempts += 1
        await asyncio.sleep(0)
        self.tried.append((self.now, row.key))
        if self.attempts in self.crashes:
            self.written.gone = True
            raise Crash
        if self.dead[0] <= self.attempts < self.dead[1]:
            return Outcome(False, "nobody there")
        if self.failing.get(row.key, 0) > 0:
            self.failing[row.key] -= 1
            return Outcome(False, "HTTP 500")
        self.taken.append(row)
        return Outcome(True)

    def mine(self) -> bool:
        self.asked += 1
        return self.asked not in self.away

    def course(self) -> Course:
        written = self.written
        return Course(self.log, written, self.send, lambda: self.now, self.mine, written.place, dict(written.stops))

    async def run(self, rounds: int = 3000) -> None:
        """Until there is nothing left to do; what crashes starts again from what was written."""
        course = self.course()
        for _ in range(rounds):
            try:
                wait = await course.round()
            except* Crash:
                self.written.gone = False
                course, wait = self.course(), 0.0
            if wait is None:
                return
            self.now += timedelta(seconds=wait)
        raise AssertionError("it goes on for ever")

    def first_taken(self) -> dict[str, list[int]]:
        """By project, the facts in the order in which they came for the first time."""
        seen: dict[str, list[int]] = {}
        for row in self.taken:
            if row.position not in seen.setdefault(row.key, []):
                seen[row.key].append(row.position)
        return seen


KEYS = st.sampled_from(["projects/a", "projects/b", "projects/c", "projects/d"])


@settings(max_examples=150, deadline=None)
@given(
    keys=st.lists(KEYS, max_size=150),
    failing=st.dictionaries(KEYS, st.integers(0, 12)),
    dead=st.tuples(st.integers(0, 60), st.integers(0, 90)),
    crashes=st.frozensets(st.integers(1, 120), max_size=4),
    away=st.frozensets(st.integers(1, 200), max_size=12),
)
@example(keys=["projects/a"] * 2, failing={}, dead=(0, 2), crashes=frozenset(), away=frozenset([5]))
def test_every_fact_comes_and_those_of_a_project_in_order(
    keys: list[str], failing: dict[str, int], dead: tuple[int, int], crashes: frozenset[int], away: frozenset[int]
) -> None:
    log = Log()
    for key in keys:
        log.add(key)
    world = World(log, dict(failing), dead, crashes, away)
    asyncio.run(world.run())
    assert {row.position for row in world.taken} == {row.position for row in log.rows}
    for key, positions in world.first_taken().items():
        assert positions == sorted(positions), key
    assert world.written.place.position == len(log.rows) and not world.written.stops and not world.written.place.done
    if not crashes:
        assert max(Counter(row.position for row in world.taken).values(), default=1) == 1


def test_a_project_that_fails_stops_alone_and_goes_on_where_it_stopped() -> None:
    async def play() -> None:
        log = Log()
        for number in range(60):
            log.add("projects/bad" if number % 3 == 0 else f"projects/good-{number % 3}")
        world = World(log, {"projects/bad": 3})
        course = world.course()
        wait = await course.round()
        assert {row.key for row in world.taken} == {"projects/good-1", "projects/good-2"} and len(world.taken) == 40
        assert wait is not None and 2.5 <= wait <= 5.0
        assert world.written.place.position == 60 and world.written.stops["projects/bad"].position == 1
        log.add("projects/bad")
        log.add("projects/good-1")
        await course.round()
        assert [row.position for row in world.taken[40:]] == [62], "it waits for its time, and what is new of it behind it"
        await world.run()
        assert world.first_taken()["projects/bad"] == [*range(1, 61, 3), 61]

    asyncio.run(play())


def test_a_dead_receiver_is_asked_ever_more_seldom_with_one_fact_a_time_up_to_an_hour() -> None:
    async def play() -> None:
        log = Log()
        for number in range(200):
            log.add(f"projects/{number}")
        world = World(log, dead=(1, 10_000))
        course = world.course()
        waits = []
        for _ in range(30):
            wait = await course.round()
            assert wait is not None
            waits.append(wait)
            world.now += timedelta(seconds=wait)
        assert world.attempts < 30 + DEAD_AFTER + course.at_once
        assert max(waits) <= LONGEST_WAIT and min(waits[-5:]) >= LONGEST_WAIT / 2
        world.dead = (0, 0)
        course.hurry()
        await world.run()
        assert len(world.first_taken()) == 200

    asyncio.run(play())


def test_many_stopped_projects_hold_the_endpoint_up_and_lose_nothing() -> None:
    async def play() -> None:
        log = Log()
        keys = [f"projects/{number}" for number in range(MOST_STOPS + 300)]
        for key in keys:
            log.add(key)
            log.add("projects/good")
        world = World(log, dict.fromkeys(keys, 1))
        course = world.course()
        for _ in range(60):
            await course.round()
        assert len(course.stops) < MOST_STOPS + 64
        await world.run()
        assert len(world.first_taken()["projects/good"]) == len(keys) and len(world.taken) == len(log.rows)

    asyncio.run(play())


def test_what_the_receiver_asks_for_is_waited_for_but_no_longer_than_an_hour() -> None:
    async def play(after: float) -> float:
        log = Log()
        log.add("projects/a")
        world = World(log)

        async def send(row: Row) -> Outcome:
            return Outcome(False, "HTTP 429", after)

        course = Course(log, world.written, send, lambda: world.now, lambda: True)
        wait = await course.round()
        assert wait is not None
        return wait

    assert asyncio.run(play(120.0)) == 120.0
    assert asyncio.run(play(1e6)) == LONGEST_WAIT


def test_who_lost_the_lease_sends_nothing_more() -> None:
    async def play() -> None:
        log = Log()
        for _ in range(10):
            log.add("projects/a")
        world = World(log)
        mine = iter([True, True, True])
        course = Course(log, world.written, world.send, lambda: world.now, lambda: next(mine, False))
        await course.round()
        assert 1 <= len(world.taken) <= 2 and world.written.place.position == len(world.taken)

    asyncio.run(play())
