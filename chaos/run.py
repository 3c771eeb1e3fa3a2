"""One run: the city comes up, load and blows side by side, then quiet, then the reckoning."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from chaos.blows import planned
from chaos.city import City
from chaos.load import Load
from chaos.reconcile.commands import commands, states
from chaos.reconcile.databases import databases, records
from chaos.reconcile.deadlines import deadlines
from chaos.reconcile.documents import documents
from chaos.reconcile.effects import effects
from chaos.reconcile.facts import facts
from chaos.reconcile.finding import Found
from chaos.striker import Striker
from cli.story.wallet import Wallet


@dataclass(frozen=True)
class Wanted:
    """How long, which blows, how many copies of each story."""

    seconds: float
    seed: int
    copies: int
    data: Path


@dataclass(frozen=True)
class Outcome:
    """What the reckoning found, and what was done to whom."""

    found: Found
    load: Load
    striker: Striker

    @property
    def holds(self) -> bool:
        """Nothing lost, nothing doubled, nothing else wrong."""
        astray = any(copy.astray for copy in self.load.copies)
        return not (self.found.lost or self.found.doubled or self.found.wrong or astray)


async def run(wanted: Wanted, say: Callable[[str], None]) -> Outcome:
    """Raises what the load or the stack cannot go on from."""
    city = City(wanted.data, say)
    try:
        await city.start()
        say(f"两份副本的五个服务已就绪，数据在 {wanted.data}；种子 {wanted.seed}，{wanted.seconds:.0f} 秒")
        load = Load(city.target, Wallet(wanted.data / "wallet"), wanted.copies, wanted.seed, say)
        striker = Striker(city, planned(wanted.seed, wanted.seconds, list(city.ports)), say)
        async with load.client:
            await _both(load, striker, wanted.seconds)
            say("不再打击；等待全部恢复、静止")
            await striker.until_whole()
            await load.quiet()
            return Outcome(await _reckoning(city, load), load, striker)
    finally:
        await city.stop()


async def _both(load: Load, striker: Striker, seconds: float) -> None:
    striking = asyncio.create_task(striker.run())
    loading = asyncio.create_task(load.run(seconds))
    try:
        await asyncio.wait({striking, loading}, return_when=asyncio.FIRST_COMPLETED)
        if striking.done():
            striking.result()  # the striker never ends by itself
        await loading
    finally:
        striking.cancel()
        loading.cancel()
        await asyncio.gather(striking, loading, return_exceptions=True)


async def _reckoning(city: City, load: Load) -> Found:
    found, target = Found(), city.target
    on_kafka = await records(target)
    with MongoClient[dict[str, Any]](target.mongo, tz_aware=True) as client:
        stores = databases(client)
        found.add(commands(load.ledger, stores))
        found.add(states(load.background, stores["registry"]))
        found.add(facts(on_kafka, stores))
        found.add(effects(on_kafka, stores))
        found.add(deadlines(on_kafka, stores))
    found.add(await documents(on_kafka, load.client))
    return found
