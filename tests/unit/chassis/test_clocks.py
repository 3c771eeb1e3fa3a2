"""The clocks of the database and of the broker are held against this machine's; a slow answer is no difference."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError
from bson.codec_options import CodecOptions
from pymongo.errors import ServerSelectionTimeoutError

from chassis.messaging.topics import CLOCK, own_topics, topic_of
from chassis.run.clocks import KAFKA, MONGODB, Clocks, ahead_by
from chassis.settings import Settings

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Parts:
    """A database and a broker whose clocks are so far ahead; this machine's goes on by `each` with every look at it."""

    def __init__(self, mongo: float = 0.0, kafka: float = 0.0, each: float = 0.01) -> None:
        self.ahead = {MONGODB: mongo, KAFKA: kafka}
        self.each = each
        self.stamped = 1
        self.error: Exception | None = None
        self.now = NOON
        self.database = self
        self.codec_options = CodecOptions[Any](tz_aware=True)

    def clock(self) -> datetime:
        self.now += self.each * SECOND
        return self.now

    async def command(self, name: str, codec_options: CodecOptions[Any]) -> dict[str, Any]:
        assert (name, codec_options) == ("hello", self.codec_options)
        if self.error is not None:
            raise self.error
        return {"localTime": self._said(MONGODB)}

    async def send_and_wait(self, topic: str, value: bytes) -> Any:
        assert topic == "sanzhi.registry.clock"
        return SimpleNamespace(timestamp=self._said(KAFKA).timestamp() * 1000, timestamp_type=self.stamped)

    def _said(self, part: str) -> datetime:
        return self.now + (self.each / 2 + self.ahead[part]) * SECOND

    async def looked(self) -> Clocks:
        part: Any = self
        clocks = Clocks(part, part, "sanzhi.registry.clock", self.clock)
        await clocks.look()
        return clocks


async def test_one_time_is_no_fault() -> None:
    clocks = await Parts().looked()
    assert (clocks.ahead, clocks.faults()) == ({MONGODB: 0.0, KAFKA: 0.0}, [])


@pytest.mark.parametrize("part", [MONGODB, KAFKA])
@pytest.mark.parametrize(("seconds", "said"), [(1.1, "快 1.1 秒"), (-1.1, "慢 1.1 秒"), (3600.0, "快 3600.0 秒")])
async def test_a_second_is_told_with_whose_and_which_way(part: str, seconds: float, said: str) -> None:
    clocks = await Parts(**{{MONGODB: "mongo", KAFKA: "kafka"}[part]: seconds}).looked()
    (fault,) = clocks.faults()
    assert fault.startswith(f"{part} 的时钟比本机{said}")


async def test_less_than_a_second_shows_and_is_no_fault() -> None:
    clocks = await Parts(mongo=0.9, kafka=-0.9).looked()
    assert clocks.ahead == pytest.approx({MONGODB: 0.895, KAFKA: -0.895}) and clocks.faults() == []


async def test_an_answer_that_took_long_says_nothing_of_what_may_have_been_then() -> None:
    assert (await Parts(mongo=1.4, each=3.0).looked()).faults() == []
    assert len((await Parts(mongo=3.0, each=3.0).looked()).faults()) == 1


@pytest.mark.parametrize("error", [ServerSelectionTimeoutError("away"), KafkaConnectionError("away"), TimeoutError()])
async def test_a_part_that_is_away_is_not_told_of_and_the_other_is(error: Exception) -> None:
    parts = Parts(kafka=5.0)
    parts.error = error
    assert list((await parts.looked()).ahead) == [KAFKA]


async def test_a_topic_whose_records_bear_their_writers_time_says_nothing() -> None:
    parts = Parts(kafka=5.0)
    parts.stamped = 0
    assert list((await parts.looked()).ahead) == [MONGODB]


@pytest.mark.parametrize(
    ("said", "ahead"), [(NOON, 0.0), (NOON + SECOND, 0.0), (NOON + 3 * SECOND, 2.0), (NOON - 3 * SECOND, -3.0), (NOON - SECOND / 2, -0.5)]
)
def test_the_difference_is_what_is_left_beyond_question_and_answer(said: datetime, ahead: float) -> None:
    assert ahead_by(said, NOON, NOON + SECOND) == ahead


def _configs() -> Iterator[tuple[str, Any]]:
    for name in own_topics("sanzhi", "registry"):
        yield name, topic_of(Settings(), name).topic_configs


def test_the_broker_stamps_that_topic_alone_and_facts_are_kept_for_ever() -> None:
    for name, configs in _configs():
        assert (configs.get("message.timestamp.type") == "LogAppendTime") == name.endswith(CLOCK)
        assert (configs["retention.ms"] == "-1") != name.endswith(CLOCK)
