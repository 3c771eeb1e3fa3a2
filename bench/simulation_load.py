"""The simulation's load: how many commands are asked for by when, whether or not those before have been answered."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import grpc

TICK_SECONDS = 0.01
QUIET_SHARE = 0.1
KILLED_AT, STARTED_AT = 0.45, 0.6  # of the whole: both within the worst hour
WARM_UP = 60
Command = Callable[[], Awaitable[str]]


@dataclass(frozen=True)
class Shape:
    """A quiet stretch, the worst hour, compressed, and a quiet stretch, each a third; `rate`: commands a second in the worst hour."""

    seconds: float
    rate: float

    @property
    def stretches(self) -> dict[str, tuple[float, float]]:
        """From when until when each is."""
        third = self.seconds / 3
        return {"quiet": (0.0, third), "the worst hour": (third, 2 * third), "quiet again": (2 * third, self.seconds)}

    def due(self, second: float) -> int:
        """How many commands are to be asked for by then."""
        begin, end = self.stretches["the worst hour"]
        past = min(max(second, 0.0), self.seconds)
        worst = min(max(past - begin, 0.0), end - begin)
        return round(self.rate * (worst + QUIET_SHARE * (past - worst)))


class Load:
    """Asks for commands as a shape says, `at_once` under way at most: the others wait, and are asked for all the same.

    `acknowledged`: what each that had an OK has made, by name; `failed`: the codes of all others.
    """

    def __init__(self, shape: Shape, commands: Sequence[Command], at_once: int) -> None:
        self._shape = shape
        self._commands = commands
        self._room = asyncio.Semaphore(at_once)
        self.asked = 0
        self.acknowledged: list[str] = []
        self.failed: list[str] = []

    async def warm_up(self) -> None:
        """A few, all at once, which no second counts."""
        self.asked += WARM_UP
        await asyncio.gather(*(self._one(number) for number in range(WARM_UP)))

    async def run(self, began: float) -> None:
        """All of it, from an instant of the monotonic clock on; returns when all are answered."""
        before, past = self.asked, 0.0
        async with asyncio.TaskGroup() as tasks:
            while past < self._shape.seconds:
                past = time.monotonic() - began
                for number in range(self.asked, before + self._shape.due(past)):
                    tasks.create_task(self._one(number))
                    self.asked += 1
                await asyncio.sleep(TICK_SECONDS)

    async def _one(self, number: int) -> None:
        """By the replicas in turn."""
        async with self._room:
            try:
                self.acknowledged.append(await self._commands[number % len(self._commands)]())
            except grpc.aio.AioRpcError as error:
                self.failed.append(error.code().name)
