"""The load of a run: in rounds, the acts of the stories whose days have come and bursts of other commands, then time goes on."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chaos.affairs.affairs import Affairs
from chaos.affairs.reader import Reader
from chaos.background import Background
from chaos.client import ChaosClient
from chaos.copies import Copy
from chaos.findings import Findings
from chaos.ledger import Ledger
from chaos.ratings import Ratings
from chaos.storm import Storm
from cli.rehearsal import read_clock, set_clocks, statuses, until_quiet
from cli.story.wallet import Wallet
from cli.target import Target

BURST = 1
# For facts under way time waits so long and no longer, as in real life; for timers that are due it waits.
REST_SECONDS = 1.0
TIMER_SECONDS = 20.0
# Stories that are not through when the time is over are played on so long, without blows; on a slow machine until one is through, for
# what its end alone comes to is else not tried.
OVERTIME = 90.0
LONGEST_OVERTIME = 600.0
QUIET_SECONDS = 300.0
# So many days of acts, between which no timer is due, go by without waiting for rest: in real life nobody waits either.
DAYS_TOGETHER = 4
FINDINGS_EVERY = 4
AFFAIRS_EVERY = 2
# In a storm: so many ask again and again what they have an answer for; a day's acts wait so long for the next one.
REPEATERS = 8
HOLD_SECONDS = 1.5


@dataclass(frozen=True)
class Cast:
    """What is played: stories, how many copies of each, by whom among the others; feeds: where a department reads what comes of it."""

    stories: Sequence[Path]
    copies: int
    seed: int
    feeds: Sequence[str]


class Load:
    """`run` for so many seconds, and a little longer where that ends the stories; the round under way is finished."""

    def __init__(self, target: Target, wallet: Wallet, cast: Cast, storm: Storm, say: Callable[[str], None]) -> None:
        self.ledger = Ledger()
        self.client = ChaosClient(target, self.ledger, random.Random(cast.seed))
        self.background = Background(self.client, cast.seed)
        self.findings = Findings(self.client, cast.seed)
        self.ratings = Ratings(self.client, self.findings.confirmed, cast.seed)
        self.affairs = Affairs(self.client, cast.seed)
        self.reader = Reader(self.client, self.affairs.departments, cast.feeds)
        self.copies = [
            Copy(file, number, self.client, wallet, silent=number == cast.copies - 1 > 0)
            for file in cast.stories
            for number in range(cast.copies)
        ]
        self.rounds = 0
        self.settled = asyncio.Event()  # offices and people are there
        self._storm = storm
        self._over = False
        self._say = say

    async def run(self, seconds: float) -> None:
        """Rounds until the time is over and the stories are through."""
        until = time.monotonic() + seconds
        await asyncio.gather(self.background.burst(BURST), *(copy.register() for copy in self.copies))
        await self.findings.register()
        await self.affairs.register()
        self.settled.set()
        storms, reading = asyncio.create_task(self._storms()), asyncio.create_task(self.reader.run())
        try:
            while (now := time.monotonic()) < until or (self._next_day() and now < until + self._overtime()):
                await self._round()
        finally:
            self._over = True
            await storms
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _storms(self) -> None:
        """Commands without a pause whenever a blow falls; those under way are seen through."""
        while not self._over:
            if self._storm.raging:
                repeated = (self.client.repeat() for _ in range(REPEATERS))
                beside = (self.findings.burst(1), self.ratings.burst(), self.affairs.burst(1))
                await asyncio.gather(self.background.burst(BURST), *beside, *repeated)
            else:
                await asyncio.sleep(0.05)

    async def _round(self) -> None:
        self.rounds += 1
        findings, affairs = self.rounds % FINDINGS_EVERY == 1, self.rounds % AFFAIRS_EVERY == 0
        beside = (self.findings.burst(int(findings)), self.ratings.burst(), self.affairs.burst(int(affairs)))
        await asyncio.gather(self.background.burst(BURST), *beside)
        day = self._next_day()
        if not day or not await self._comes_to(day):
            return
        for _ in range(DAYS_TOGETHER):
            await self._storm.hold(HOLD_SECONDS)
            await asyncio.gather(self.background.burst(BURST), *(copy.play(day) for copy in self.copies))
            done, day = day, self._next_day()
            if not day or not await self._goes_on_to(day):
                break
        if self.rounds % 5 == 0:
            acts, sent = sum(copy.played for copy in self.copies), len(self.ledger.commands)
            self._say(f"演到 {done:%Y-%m-%d}，{acts} 幕，{sent} 条命令")

    def _overtime(self) -> float:
        return OVERTIME if any(copy.is_through for copy in self.copies) else LONGEST_OVERTIME

    def _next_day(self) -> datetime | None:
        """The last moment of the next day on which somebody has to act."""
        times = [at for copy in self.copies for at in copy.times]
        return max((at for at in times if at.date() == min(times).date()), default=None)

    async def _comes_to(self, to: datetime) -> bool:
        """Step by step, to whatever is due on the way; unless timers hang: then others go on working first."""
        while True:
            due, calm = await self._rest()
            if not calm:
                return False
            step = min(due or to, to)
            await set_clocks(self.client, step)
            if step == to:
                return True

    async def _rest(self) -> tuple[datetime | None, bool]:
        """When the next timer is due; whether all that are due already have fired."""
        began = time.monotonic()
        while True:
            found = await statuses(self.client)
            waited, fired = time.monotonic() - began, not any(int(status["timers_due"]) for status in found)
            if all(status["quiet"] for status in found) or (fired and waited > REST_SECONDS) or waited > TIMER_SECONDS:
                upcoming = [datetime.fromisoformat(status["next_timer"]) for status in found if status.get("next_timer")]
                return min(upcoming, default=None), fired
            await asyncio.sleep(0.05)

    async def _goes_on_to(self, to: datetime) -> bool:
        """At once, where nothing is due before."""
        due = (await read_clock(self.client)).next_timer
        if due is not None and due <= to:
            return False
        await set_clocks(self.client, to)
        return True

    async def quiet(self) -> None:
        """Until nothing is under way any more, and the department has what there is."""
        await until_quiet(self.client, QUIET_SECONDS)
        await self.reader.finish()
        await until_quiet(self.client, QUIET_SECONDS)
