"""Deals the blows, starts again what was killed, and what has died by itself."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from chaos.blows import Blow
from chaos.city import City
from chaos.storm import AFTER, BEFORE, Storm

DIED_PAUSE = 1.0


class Striker:
    """`run` until cancelled. `struck` are the blows that met somebody; `died` counts processes that ended by themselves, by name."""

    def __init__(self, city: City, blows: Sequence[Blow], storm: Storm, say: Callable[[str], None]) -> None:
        self._city = city
        self._blows = blows
        self._storm = storm
        self._say = say
        self._down: set[str] = set()
        self.struck: list[Blow] = []
        self.killed = 0
        self.died: Counter[str] = Counter()

    async def run(self) -> None:
        """Each blow at its time, several at once where they overlap."""
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look_after())
            for blow in self._blows:
                rises = began + blow.at - BEFORE
                self._storm.expected(rises)
                await asyncio.sleep(max(0.0, rises - time.monotonic()))
                group.create_task(self._storm_around(blow))

    async def _storm_around(self, blow: Blow) -> None:
        self._storm.rises()
        try:
            await asyncio.sleep(BEFORE)
            await self._deal(blow)
            await asyncio.sleep(AFTER)
        finally:
            self._storm.abates()

    async def _deal(self, blow: Blow) -> None:
        victims = self._city.names if blow.kind == "full_stop" else [blow.victim]
        victims = [name for name in victims if name not in self._down and self._city.child(name).alive()]
        if not victims:
            return
        self._down.update(victims)
        self.struck.append(blow)
        self._say(f"{blow.kind} {blow.victim} {blow.lasts:.1f} s")
        for name in victims:
            self._city.pause(name) if blow.kind == "pause" else self._city.kill(name)
        self.killed += 0 if blow.kind == "pause" else len(victims)
        await asyncio.sleep(blow.lasts)
        for name in victims:
            self._city.go_on(name) if blow.kind == "pause" else self._city.launch(name)
            self._down.discard(name)

    @contextmanager
    def leaving_alone(self, name: str) -> Iterator[None]:
        """Somebody else stops and starts this one meanwhile."""
        self._down.add(name)
        try:
            yield
        finally:
            self._down.discard(name)

    @property
    def dealt(self) -> Counter[str]:
        """Blows by kind: "kill mongod", "pause service" and so on."""
        return Counter(f"{blow.kind} {'service' if '-' in blow.victim else blow.victim}" for blow in self.struck)

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
