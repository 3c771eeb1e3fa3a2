"""Deals the blows, starts again what was killed, and what has died by itself."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence

from chaos.blows import Blow
from chaos.city import City

DIED_PAUSE = 1.0


class Striker:
    """`run` until cancelled. `dealt` counts blows, "kill mongod" and so on; `died` processes that ended by themselves, by name."""

    def __init__(self, city: City, blows: Sequence[Blow], say: Callable[[str], None]) -> None:
        self._city = city
        self._blows = blows
        self._say = say
        self._down: set[str] = set()
        self.dealt: Counter[str] = Counter()
        self.died: Counter[str] = Counter()

    async def run(self) -> None:
        """Each blow at its time, several at once where they overlap."""
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look_after())
            for blow in self._blows:
                await asyncio.sleep(max(0.0, began + blow.at - time.monotonic()))
                group.create_task(self._deal(blow))

    async def _deal(self, blow: Blow) -> None:
        victims = self._city.names if blow.kind == "full_stop" else [blow.victim]
        victims = [name for name in victims if name not in self._down and self._city.child(name).alive()]
        if not victims:
            return
        self._down.update(victims)
        self._say(f"{blow.at:7.1f} s  {blow.kind} {blow.victim} {blow.lasts:.1f} s")
        for name in victims:
            self._city.pause(name) if blow.kind == "pause" else self._city.kill(name)
            self.dealt[f"{blow.kind} {name if name in ('mongod', 'kafka') else 'service'}"] += 1
        await asyncio.sleep(blow.lasts)
        for name in victims:
            self._city.go_on(name) if blow.kind == "pause" else self._city.launch(name)
            self._down.discard(name)

    async def _look_after(self) -> None:
        """A service that cannot reach its parts when it starts gives up; somebody starts it again, as an operator's supervisor does."""
        while True:
            await asyncio.sleep(DIED_PAUSE)
            for name in self._city.names:
                if name not in self._down and not self._city.child(name).alive():
                    self.died[name] += 1
                    self._city.launch(name)

    async def until_whole(self) -> None:
        """No more blows: all go on, and all serve."""
        for name in self._city.names:
            self._city.go_on(name)
        looking = asyncio.create_task(self._look_after())
        try:
            self._down.clear()
            await self._city.until_serving()
        finally:
            looking.cancel()
