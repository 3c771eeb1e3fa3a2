"""Room for what is under way: in turn, never more than there is, and nobody waits without end."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.errors import Unavailable

WAIT_SECONDS = 10.0
_MOST_WAITING = 1000


class Place:
    """A part of a room, for as long as a call lasts."""

    def __init__(self, room: "Room", amount: int) -> None:
        self._room = room
        self.amount = amount

    def shrink(self, amount: int) -> None:
        """Give back what turned out not to be needed."""
        if amount < self.amount:
            self._room.give_back(self.amount - amount)
            self.amount = amount


class Room:
    """So much of something, such as bytes of requests. Who comes first is let in first."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.free = size
        self._queue: deque[tuple[int, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def taken(self, amount: int) -> AsyncIterator[Place]:
        """Wait for one's turn. Refuses SERVICE_BUSY."""
        amount = min(amount, self.size)
        await self._enter(amount)
        place = Place(self, amount)
        try:
            yield place
        finally:
            self.give_back(place.amount)

    @property
    def idle(self) -> bool:
        """Whether nobody is in it, nor waits."""
        return self.free == self.size

    def give_back(self, amount: int) -> None:
        """Room for the next."""
        self.free += amount
        self._admit()

    async def _enter(self, amount: int) -> None:
        if not self._queue and amount <= self.free:
            self.free -= amount
            return
        if len(self._queue) >= _MOST_WAITING:
            raise _busy()
        turn = asyncio.get_running_loop().create_future()
        self._queue.append((amount, turn))
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():  # its turn had come just then
                self.free += amount
            turn.cancel()
            self._admit()  # who gave up may have stood before others
            if isinstance(error, TimeoutError):
                raise _busy() from error
            raise

    def _admit(self) -> None:
        while self._queue:
            amount, turn = self._queue[0]
            if not turn.done():
                if amount > self.free:
                    return
                self.free -= amount
                turn.set_result(None)
            self._queue.popleft()


def _busy() -> Unavailable:
    return Unavailable("SERVICE_BUSY", "系统繁忙，请稍后再试")
