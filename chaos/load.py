"""The load of a run: in rounds of a day, the acts of the stories whose day has come and bursts of other commands, then time goes on."""

import asyncio
import random
import time
from collections.abc import Callable
from datetime import datetime

from chaos.background import Background
from chaos.client import ChaosClient
from chaos.copies import STORIES, Copy
from chaos.ledger import Ledger
from cli.rehearsal import StillBusy, advance_to, until_quiet
from cli.story.wallet import Wallet
from cli.target import Target

BURST = 2
REST_SECONDS = 8.0
QUIET_SECONDS = 300.0


class Load:
    """`run` for so many seconds; the round under way is finished."""

    def __init__(self, target: Target, wallet: Wallet, copies: int, seed: int, say: Callable[[str], None]) -> None:
        self.ledger = Ledger()
        self.client = ChaosClient(target, self.ledger, random.Random(seed))
        self.background = Background(self.client, seed)
        self.copies = [Copy(file, number, self.client, wallet) for file in sorted(STORIES.glob("*.yaml")) for number in range(copies)]
        self.rounds = 0
        self._say = say

    async def run(self, seconds: float) -> None:
        """Rounds until the time is over."""
        until = time.monotonic() + seconds
        await self.background.burst(BURST)
        await asyncio.gather(*(copy.register() for copy in self.copies))
        while time.monotonic() < until:
            await self._round()

    async def _round(self) -> None:
        self.rounds += 1
        await self.background.burst(BURST)
        day = self._next_day()
        if not day or not await self._time_goes_on(max(day)):
            return
        await asyncio.gather(self.background.burst(BURST), *(copy.play(max(day)) for copy in self.copies))
        if self.rounds % 10 == 0:
            acts, sent = sum(copy.played for copy in self.copies), len(self.ledger.commands)
            self._say(f"           演到 {max(day):%Y-%m-%d}，{acts} 幕，{sent} 条命令")

    def _next_day(self) -> list[datetime]:
        """When the next acts are, of those on the day of the earliest."""
        times = [at for copy in self.copies for at in copy.times]
        return [at for at in times if at.date() == min(times).date()]

    async def _time_goes_on(self, to: datetime) -> bool:
        """Up to an instant, unless the suite does not come to rest soon: then others go on working first."""
        try:
            await advance_to(self.client, to, seconds=REST_SECONDS)
        except StillBusy:
            return False
        return True

    async def quiet(self) -> None:
        """Until nothing is under way any more."""
        await until_quiet(self.client, QUIET_SECONDS)
