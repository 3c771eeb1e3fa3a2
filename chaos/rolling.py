"""Replicas of another commit and of this one, replaced one after the other under load: forward to this one, and back again."""

import asyncio
import time
from collections.abc import Callable

from chaos.city import READY_SECONDS, REPLICAS, City
from chaos.release import Release
from chaos.storm import Storm
from chaos.striker import Striker
from cli.services import SERVICES

# Longer than the steps of a stop add up to, as Kubernetes' grace period is.
STOP_SECONDS = 75.0


class Rolling:
    """`run` once, beside the load. `replaced`: how often a replica was; `hard`: those that did not end by themselves in order."""

    def __init__(self, city: City, striker: Striker, storm: Storm, release: Release, say: Callable[[str], None]) -> None:
        self._city, self._striker, self._storm, self._release, self._say = city, striker, storm, release, say
        self.replaced = 0
        self.hard: list[str] = []
        self.wanted = 2 * len(self._rolled())

    def begin(self) -> None:
        """Every service that the other commit has runs from there."""
        self._city.others |= dict.fromkeys(self._rolled(), self._release)

    async def run(self) -> None:
        """All first replicas, so that both run side by side, then all second ones; the same on the way back."""
        await self._replace(None)
        await self._replace(self._release)

    def _rolled(self) -> list[str]:
        return [f"{name}-{number}" for number in range(1, REPLICAS + 1) for name in SERVICES if name in self._release.services]

    async def _replace(self, by: Release | None) -> None:
        for name in self._rolled():
            self._storm.rises()  # so that there are commands under way when it goes
            try:
                with self._striker.leaving_alone(name):
                    await self._one(name, by)
            finally:
                self._storm.abates()
        self._say(f"全部服务现由 {by.commit if by else '现在的源码'} 运行")

    async def _one(self, name: str, by: Release | None) -> None:
        child = self._city.child(name)
        await asyncio.to_thread(child.stop, STOP_SECONDS)
        if code := child.code:
            self.hard.append(f"{name} 停止时以代码 {code} 结束")
        if by:
            self._city.others[name] = by
        else:
            self._city.others.pop(name, None)
        self._city.launch(name)
        await self._city.until_it_serves(name, time.monotonic() + READY_SECONDS)
        self.replaced += 1
