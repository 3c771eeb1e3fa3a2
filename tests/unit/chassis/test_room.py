"""Room for what is under way: in turn, never more than there is, nothing of it lost."""

import asyncio
import random
from contextlib import suppress

import pytest

from chassis.errors import Unavailable
from chassis.rpc import room as module
from chassis.rpc.room import Room


async def test_who_comes_first_is_let_in_first() -> None:
    room, order = Room(10), list[int]()

    async def come(number: int, amount: int) -> None:
        async with room.taken(amount):
            order.append(number)
            await asyncio.sleep(0)

    async with room.taken(10):
        waiting = [asyncio.create_task(come(number, amount)) for number, amount in enumerate([9, 1, 10, 1])]
        await asyncio.sleep(0)
        assert order == []
    await asyncio.gather(*waiting)
    assert order == [0, 1, 2, 3] and room.idle


async def test_what_is_not_needed_lets_the_next_in() -> None:
    room = Room(10)
    async with room.taken(10) as place:
        next_one = asyncio.create_task(room.taken(5).__aenter__())
        await asyncio.sleep(0)
        assert not next_one.done()
        place.shrink(5)
        await next_one
        assert room.free == 0


async def test_who_asks_for_more_than_there_is_gets_all_of_it() -> None:
    async with Room(10).taken(1000) as place:
        assert place.amount == 10


async def test_nobody_waits_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.01)
    room = Room(1)
    async with room.taken(1):
        with pytest.raises(Unavailable, match="SERVICE_BUSY"):
            async with room.taken(1):
                pass
    async with room.taken(1):
        pass
    assert room.idle


async def test_too_many_do_not_even_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_WAITING", 2)
    room = Room(1)
    async with room.taken(1):
        waiting = [asyncio.create_task(room.taken(1).__aenter__()) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Unavailable):
            async with room.taken(1):
                pass
        for each in waiting:
            each.cancel()


@pytest.mark.parametrize("seed", range(10))
async def test_nothing_of_it_is_lost_whoever_goes_away_when(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.005)
    chance, room = random.Random(seed), Room(10)

    async def come() -> None:
        with suppress(Unavailable):
            async with room.taken(chance.randint(1, 12)) as place:
                assert 0 <= room.free <= 10
                await asyncio.sleep(chance.choice([0, 0, 0.001]))
                place.shrink(chance.randint(0, 12))
                await asyncio.sleep(0)

    everybody = [asyncio.create_task(come()) for _ in range(100)]
    for each in chance.sample(everybody, 30):
        await asyncio.sleep(0)
        each.cancel()
    await asyncio.gather(*everybody, return_exceptions=True)
    assert room.idle and not room._queue
