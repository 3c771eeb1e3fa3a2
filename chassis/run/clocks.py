"""Whether this machine's clock, the database's and the broker's are one: leases, tokens and the order of the record lean on that.

MongoDB says its time when it is asked. Kafka says it of a record: those of a topic whose records bear the broker's time. Always wall
time, on a rehearsal too. A time between question and answer is no difference, however slow the answer.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from chassis.store.mongo import Mongo
from chassis.time.clock import wall_clock

LOOK_SECONDS = 30.0
ALARM_SECONDS = 1.0
_ANSWER_SECONDS = 5.0
_BY_THE_BROKER = 1  # timestamp_type of a record: LogAppendTime
MONGODB, KAFKA = "MongoDB", "Kafka"
log = logging.getLogger(__name__)


@dataclass
class Clocks:
    """`run` until cancelled. `ahead`: seconds by which a part's clock is ahead of this machine's, of those that told theirs last time."""

    mongo: Mongo
    producer: Any
    topic: str
    now: Callable[[], datetime] = wall_clock
    ahead: Mapping[str, float] = field(default_factory=dict)

    async def run(self) -> None:
        """Look every LOOK_SECONDS."""
        while True:
            try:
                await self.look()
            except Exception:  # the service does not end because clocks cannot be compared
                log.exception("clocks were not compared")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Ask both. One that does not answer is not told of here: that it is away is seen by its health."""
        found = {}
        for part, ask in ((MONGODB, self._database_time), (KAFKA, self._broker_time)):
            before = self.now()
            try:
                async with asyncio.timeout(_ANSWER_SECONDS):
                    said = await ask()
            except (PyMongoError, KafkaError, TimeoutError) as error:
                log.info("the clock of %s was not compared: %r", part, error)
                continue
            if said is not None:
                found[part] = ahead_by(said, before, self.now())
        self.ahead = found

    def faults(self) -> list[str]:
        """zh-CN."""
        return [_told(part, seconds) for part, seconds in self.ahead.items() if abs(seconds) >= ALARM_SECONDS]

    async def _database_time(self) -> datetime:
        # A command does not read by its database's codec: without it, times have no zone.
        database = self.mongo.database
        said: datetime = (await database.command("hello", codec_options=database.codec_options))["localTime"]
        return said

    async def _broker_time(self) -> datetime | None:
        """None where the topic's records do not bear the broker's time."""
        placed = await self.producer.send_and_wait(self.topic, b"")
        return datetime.fromtimestamp(placed.timestamp / 1000, UTC) if placed.timestamp_type == _BY_THE_BROKER else None


def ahead_by(said: datetime, before: datetime, after: datetime) -> float:
    """Seconds; negative where it is behind, 0 where it said a time between question and answer."""
    if before <= said <= after:
        return 0.0
    return (said - (after if said > after else before)).total_seconds()


def _told(part: str, seconds: float) -> str:
    how = "快" if seconds > 0 else "慢"
    return f"{part} 的时钟比本机{how} {abs(seconds):.1f} 秒：请检查各台机器的时间同步（NTP），限期、令牌和审计记录的先后都依它"
