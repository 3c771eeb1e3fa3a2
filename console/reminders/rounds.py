"""The rounds on which digests go out: each minute a look at who is still to be reminded today. Whatever fails here, the console goes on."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.calendar import CHINA
from cli.refused import Refused
from console.reminders.channel import Channel, Message, Never, NotNow, Unclear
from console.reminders.deliveries import FAILED, NOTHING, REFUSED, SENT, UNCLEAR, Claim, Deliveries
from console.reminders.digest import digest_of
from console.reminders.feeds import Feeds
from console.reminders.subscriptions import Subscription, Subscriptions
from console.reminders.told import Desk, Told
from console.thresholds import soon_days

_EVERY_SECONDS = 60.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rounds:
    """hour: of China's day, from which on; is_system: whether the machine's clock is the suite's."""

    desk: Desk
    feeds: Feeds
    subscriptions: Subscriptions
    deliveries: Deliveries
    channels: Mapping[str, Channel]
    url: str
    hour: int
    is_system: bool

    async def run(self) -> None:
        """Again and again, until cancelled."""
        while True:
            try:
                await self.go()
            except Exception:  # the next one may do better
                log.exception("a round of reminders broke off")
            await asyncio.sleep(_EVERY_SECONDS)

    async def go(self, now: datetime | None = None) -> int:
        """One round; how many went out. now: given by tests alone."""
        now = now or datetime.now(UTC)
        if not self.channels or not self.desk.is_open or (self.is_system and not self._is_time(now)):
            return 0
        listed = [each for each in await self.subscriptions.confirmed() if each.channel in self.channels]
        suite_time = now if self.is_system else await self._of_rehearsal(listed)
        if suite_time is None or not self._is_time(suite_time):
            return 0
        day, sent = suite_time.astimezone(CHINA).date().isoformat(), 0
        for each in listed:
            claim = await self.deliveries.claim(each, day, now)
            if claim is not None:
                sent += await self._remind(each, claim, day, now)
        return sent

    def _is_time(self, now: datetime) -> bool:
        return now.astimezone(CHINA).hour >= self.hour

    async def _of_rehearsal(self, listed: Sequence[Subscription]) -> datetime | None:
        for each in listed:
            try:
                return (await self.desk.told(each.person)).as_of
            except Refused:
                continue
        return None

    async def _remind(self, subscription: Subscription, claim: Claim, day: str, now: datetime) -> bool:
        state, why = FAILED, "暂时读不到期限"
        try:
            state, why = await self._tried(subscription)
        except Refused as refused:
            if refused.reason == "PERSON_LEFT":
                await self.subscriptions.forget(subscription.person)
                await self.feeds.end(subscription.person)
                state, why = NOTHING, "已经离任"
            elif refused.reason == "PERSON_UNKNOWN":
                state, why = NOTHING, "没有登记"
        if state in (FAILED, REFUSED, UNCLEAR):
            log.warning(
                "reminder of %s by %s of %s: %s (%s), try %d", subscription.person, subscription.channel, day, state, why, claim.tries
            )
        await self.deliveries.settle(claim, state, now)
        if state != NOTHING:
            await self.subscriptions.note(subscription, day, state, why)
        return state == SENT

    async def _tried(self, subscription: Subscription) -> tuple[str, str]:
        told = await self.desk.told(subscription.person)
        message = self._message(told, subscription)
        if message is None:
            return NOTHING, ""
        try:
            await self.channels[subscription.channel].send(subscription.address, message)
        except NotNow as error:
            return FAILED, str(error)
        except Never as error:
            return REFUSED, str(error)
        except Unclear as error:
            return UNCLEAR, str(error)
        except Exception:  # a channel of others may raise anything: once is enough
            log.exception("channel %s", subscription.channel)
            return UNCLEAR, "发送时出错"
        return SENT, ""

    def _message(self, told: Told, subscription: Subscription) -> Message | None:
        if not told.works:
            return None
        return digest_of(told, soon_days(told.today), self.url, f"{self.url}/reminders/stop/{subscription.stop}")
