"""Commands that want the same aggregates stand in line: in the order in which they came, in time, and nobody for ever."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from chassis.errors import Stale
from chassis.rpc.errors import Told, trailers_of
from chassis.store import lines as module
from chassis.store.lines import Lines, Place
from tests.harness.suite import PATIENCE

A, B, C = ("c", "a"), ("c", "b"), ("c", "c")


@asynccontextmanager
async def turn(lines: Lines, place: Place, *keys: tuple[str, str]) -> AsyncIterator[None]:
    place.wanted |= set(keys)
    await lines.wait(place)
    try:
        yield
    finally:
        lines.leave(place)


async def test_in_the_order_in_which_they_came() -> None:
    lines, served = Lines(), list[int]()
    places = [lines.place(PATIENCE) for _ in range(20)]

    async def command(place: Place) -> None:
        async with turn(lines, place, A):
            served.append(place.number)
            await asyncio.sleep(0)

    first = lines.place(PATIENCE)
    async with turn(lines, first, A):
        waiting = [asyncio.create_task(command(place)) for place in random.sample(places, len(places))]
        await asyncio.sleep(0)
        assert served == []
    await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE)
    assert served == sorted(served)
    assert not lines.is_there(A)


async def test_who_comes_back_is_before_those_who_came_later() -> None:
    lines, served = Lines(), list[str]()
    early, late, later = (lines.place(PATIENCE) for _ in range(3))

    async def command(name: str, place: Place, *keys: tuple[str, str]) -> None:
        async with turn(lines, place, *keys):
            served.append(name)

    async with turn(lines, later, A):
        waiting = [asyncio.create_task(command("late", late, A)), asyncio.create_task(command("early", early, A, B))]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert served == ["early", "late"]


async def test_who_wants_something_else_does_not_wait() -> None:
    lines = Lines()
    async with turn(lines, lines.place(PATIENCE), A), asyncio.timeout(PATIENCE), turn(lines, lines.place(PATIENCE), B):
        assert lines.is_there(A)


async def test_whose_time_is_over_is_told_so_in_time_and_when_to_come_again() -> None:
    lines = Lines()
    async with turn(lines, lines.place(PATIENCE), A):
        began = time.monotonic()
        with pytest.raises(Stale) as refused:
            await lines.wait(_wanting(lines.place(0.15), A))
        assert time.monotonic() - began < 0.15
        behind = asyncio.create_task(lines.wait(_wanting(lines.place(PATIENCE), A)))
        await asyncio.sleep(0)
    await asyncio.wait_for(behind, PATIENCE)
    ((_, status),) = trailers_of(refused.value, Told(refused.value.message))
    assert b"google.rpc.RetryInfo" in status


async def test_whoever_gives_up_leaves_nothing_behind() -> None:
    lines = Lines()
    holder, other = _wanting(lines.place(PATIENCE), A), _wanting(lines.place(PATIENCE), A, B)
    await lines.wait(holder)
    waiting = asyncio.create_task(lines.wait(other))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert not lines.is_there(B)
    third = asyncio.create_task(lines.wait(other))
    await asyncio.sleep(0)
    lines.leave(holder)  # its turn comes, and it is cancelled, at once
    third.cancel()
    await asyncio.gather(third, return_exceptions=True)
    assert not lines.is_there(A) and not lines.is_there(B)


async def test_a_turn_that_takes_too_long_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = Lines()
    slow = _wanting(lines.place(PATIENCE), A)
    slow.hold_seconds = 0.01
    await lines.wait(slow)
    async with asyncio.timeout(PATIENCE), turn(lines, lines.place(PATIENCE), A):
        assert not slow.has_turn
        assert slow.hold_seconds == 0.02
    lines.leave(slow)
    assert not lines.is_there(A)


async def test_a_line_that_goes_on_and_on_is_to_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STRETCH_SECONDS", -1.0)
    lines = Lines()
    place = _wanting(lines.place(PATIENCE), A)
    await lines.wait(place)
    assert lines.needs_rest(place)
    monkeypatch.setattr(module, "STRETCH_SECONDS", 60.0)
    assert not lines.needs_rest(place)


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_they_want_nobody_waits_for_ever_and_no_two_have_the_same(seed: int) -> None:
    chance, lines, had = random.Random(seed), Lines(), set[tuple[str, str]]()

    async def command() -> None:
        place = lines.place(PATIENCE)
        for _ in range(chance.randint(1, 3)):  # what it wants it learns bit by bit
            wanted = chance.sample([A, B, C], chance.randint(1, 2))
            async with turn(lines, place, *wanted):
                mine = set(place.stands_in)
                assert mine.isdisjoint(had)
                had.update(mine)
                try:
                    await asyncio.sleep(chance.choice([0, 0, 0.001]))
                finally:
                    had.difference_update(mine)

    tasks = [asyncio.create_task(command()) for _ in range(60)]
    for task in chance.sample(tasks, 15):
        asyncio.get_running_loop().call_later(chance.uniform(0, 0.02), task.cancel)
    results = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), PATIENCE)
    assert {type(result) for result in results} <= {type(None), asyncio.CancelledError}
    assert not any(map(lines.is_there, (A, B, C)))


def _wanting(place: Place, *keys: tuple[str, str]) -> Place:
    place.wanted |= set(keys)
    return place
