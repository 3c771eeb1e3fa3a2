"""The load of a run: in rounds, the acts of the stories whose time has come and a burst of other commands, then time goes on."""

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

BURST = 3
REST_SECONDS = 4.0
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
        at = min((copy.next_at for copy in self.copies if copy.next_at is not None), default=None)
        if at is None or not await self._time_goes_on(at):
            return
        await asyncio.gather(self.background.burst(1), *(copy.play(at) for copy in self.copies))
        if self.rounds % 10 == 0:
            acts, sent = sum(copy.played for copy in self.copies), len(self.ledger.commands)
            self._say(f"           演到 {at:%Y-%m-%d}，{acts} 幕，{sent} 条命令")

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
