"""What a running console has for reminders."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from chassis.settings import Settings
from chassis.store.mongo import Mongo
from console.calls import Calls
from console.reminders.channel import Channel
from console.reminders.channels import channels_of
from console.reminders.deliveries import Deliveries
from console.reminders.feeds import Feeds
from console.reminders.rounds import Rounds
from console.reminders.subscriptions import Subscriptions
from console.reminders.told import Desk
from console.settings import ConsoleSettings


@dataclass(frozen=True)
class Reminding:
    """Put together once."""

    desk: Desk
    feeds: Feeds
    subscriptions: Subscriptions
    deliveries: Deliveries
    channels: Mapping[str, Channel]
    rounds: Rounds

    @classmethod
    def of(cls, settings: ConsoleSettings, suite: Settings, mongo: Mongo, calls: Calls) -> Self:
        """By the settings."""
        desk, feeds, subscriptions = Desk(calls, suite), Feeds(mongo), Subscriptions(mongo)
        deliveries, channels = Deliveries(mongo), channels_of(settings)
        rounds = Rounds(
            desk,
            feeds,
            subscriptions,
            deliveries,
            channels,
            url=settings.url,
            hour=settings.digest_hour,
            is_system=suite.clock == "system",
        )
        return cls(desk, feeds, subscriptions, deliveries, channels, rounds)

    async def prepare(self) -> None:
        """Indexes of what is kept."""
        await self.feeds.prepare()
        await self.subscriptions.prepare()
        await self.deliveries.prepare()
