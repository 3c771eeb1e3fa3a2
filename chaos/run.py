"""One run: the city comes up, load and blows side by side, then quiet, then the reckoning."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chaos.blows import planned
from chaos.city import City
from chaos.hostile.crowd import Crowd
from chaos.hostile.forger import Forger
from chaos.load import Cast, Load
from chaos.reckoning import Reckoning, reckoning
from chaos.release import Release
from chaos.rolling import Rolling
from chaos.stories import FOLDER, stories_for
from chaos.storm import Storm
from chaos.striker import Striker
from cli.story.wallet import Wallet

UNTRIED = 3


@dataclass(frozen=True)
class Wanted:
    """How long, which blows, how many copies of each story; hostile: so many of a hundred calls and records."""

    seconds: float
    seed: int
    copies: int
    data: Path
    hostile: float = 0.0
    release: Release | None = None  # instead of blows: its replicas are replaced by this commit's, and back


@dataclass(frozen=True)
class Outcome:
    """What the reckoning found, and what was done to whom. `took`: seconds from nothing to the end of the reckoning."""

    wanted: Wanted
    reckoning: Reckoning
    load: Load
    striker: Striker
    crowd: Crowd
    took: float
    rolling: Rolling | None = None

    @property
    def missing(self) -> list[str]:
        """What did not happen at all."""
        rolling = self.rolling
        if rolling is None or rolling.replaced == rolling.wanted:
            return self.reckoning.missing
        return [*self.reckoning.missing, f"替换了 {rolling.replaced} 次副本，应为 {rolling.wanted} 次"]

    @property
    def astray(self) -> list[str]:
        """Where copies of stories did not go as the stories do."""
        return [f"{copy.name}: {copy.astray}" for copy in self.load.copies if copy.astray]

    @property
    def code(self) -> int:
        """0: nothing lost, nothing doubled, nothing else wrong, all of it tried. UNTRIED: the same as far as it was tried. Else 1."""
        found = self.reckoning.found
        if found.lost or found.doubled or found.wrong or self.astray or (self.rolling and self.rolling.hard):
            return 1
        return UNTRIED if self.missing else 0

    @property
    def holds(self) -> bool:
        """Nothing wrong, and nothing left untried."""
        return self.code == 0


async def run(wanted: Wanted, say: Callable[[str], None]) -> Outcome:
    """Raises what the load or the stack cannot go on from."""
    began, city = time.monotonic(), City(wanted.data, say)

    def tell(line: str) -> None:
        say(f"{time.monotonic() - began:6.0f} s  {line}")

    release = wanted.release
    try:
        storm = Storm()
        striker = Striker(city, [] if release else planned(wanted.seed, wanted.seconds, list(city.ports)), storm, tell)
        rolling = Rolling(city, striker, storm, release, tell) if release else None
        if rolling:
            rolling.begin()
        await city.start()
        tell(f"各服务的两份副本已就绪，数据在 {wanted.data}；种子 {wanted.seed}，{wanted.seconds:.0f} 秒")
        stories = stories_for(wanted.seconds, release.stories if release else FOLDER)
        cast = Cast(stories, wanted.copies, wanted.seed, list(city.feeds.values()))
        load = Load(city.target, Wallet(wanted.data / "wallet"), cast, storm, tell)
        crowd = Crowd(city.target, load, wanted.hostile, wanted.seed)
        beside = [striker.run(), crowd.run(), Forger(city.target, wanted.hostile, wanted.seed).run()]
        if rolling:
            beside.append(rolling.run())
        async with load.client:
            await _under(load.run(wanted.seconds), beside)
            tell("不再打击；等待全部恢复、静止")
            await striker.until_whole()
            await load.quiet()
            tell("静止；核对")
            found = await reckoning(city.target, load, crowd)
            return Outcome(wanted, found, load, striker, crowd, time.monotonic() - began, rolling)
    finally:
        await city.stop()


async def _under(load: Coroutine[Any, Any, None], beside: Sequence[Coroutine[Any, Any, None]]) -> None:
    """The load to its end, and what goes on beside it for as long."""
    loading = asyncio.create_task(load)
    others = [asyncio.create_task(each) for each in beside]
    try:
        while not loading.done():
            done, _ = await asyncio.wait({loading, *others}, return_when=asyncio.FIRST_COMPLETED)
            others = [each for each in others if each not in done]
            for each in done - {loading}:
                each.result()  # one that fails ends the run
        await loading
    finally:
        for task in (loading, *others):
            task.cancel()
        await asyncio.gather(loading, *others, return_exceptions=True)
