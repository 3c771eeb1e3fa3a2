"""Topics are made also where the broker has only just come up."""

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import InvalidReplicationFactorError, NotControllerError, TopicAlreadyExistsError

from chassis.messaging import topics
from chassis.settings import Settings


class Broker:
    """Answers each request to create with the next error code; 0 at last."""

    def __init__(self, *codes: int) -> None:
        self.codes = list(codes)
        self.asked = 0
        self.closed = False

    def __call__(self, **_: Any) -> "Broker":
        return self

    async def start(self) -> None: ...

    async def close(self) -> None:
        self.closed = True

    async def _send_request(self, request: Any) -> Any:
        return SimpleNamespace(to_object=lambda: {"topics": []})

    async def create_topics(self, wanted: list[Any]) -> Any:
        self.asked += 1
        code = self.codes.pop(0) if self.codes else 0
        return SimpleNamespace(topic_errors=[(topic.name, code, "") for topic in wanted])


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(_: float) -> None: ...

    monkeypatch.setattr("chassis.messaging.topics.asyncio.sleep", at_once)


async def ensured(broker: Broker, monkeypatch: pytest.MonkeyPatch, seconds: float = 30.0) -> None:
    monkeypatch.setattr(topics, "AIOKafkaAdminClient", broker)
    await topics.ensure_topics(Settings(), "registry", seconds)


async def test_a_broker_that_is_not_ready_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    broker = Broker(InvalidReplicationFactorError.errno, NotControllerError.errno)
    await ensured(broker, monkeypatch)
    assert (broker.asked, broker.closed) == (3, True)


async def test_what_is_there_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    broker = Broker(TopicAlreadyExistsError.errno)
    await ensured(broker, monkeypatch)
    assert broker.asked == 1


async def test_a_lasting_refusal_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    broker = Broker(*[InvalidReplicationFactorError.errno] * 9)
    with pytest.raises(InvalidReplicationFactorError):
        await ensured(broker, monkeypatch, seconds=-1.0)
    assert broker.closed
