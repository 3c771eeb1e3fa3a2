"""What a replica says of its health: by each part that it stands on, not at the first silence, and again when it is back."""

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from grpc_health.v1 import health_pb2

from chassis.run import health
from chassis.run.health import AWAY_SECONDS, LIVENESS, READINESS, Health, Part
from tests.harness.suite import eventually

SERVING, NOT_SERVING = health_pb2.HealthCheckResponse.SERVING, health_pb2.HealthCheckResponse.NOT_SERVING
SERVICE = "sanzhi.registry.v1.RegistryService"


class Servicer:
    """Keeps what was said last, and how often something was said."""

    def __init__(self) -> None:
        self.said: dict[str, Any] = {}
        self.times = 0

    async def set(self, name: str, status: Any) -> None:
        self.said[name] = status
        self.times += 1


async def nothing() -> None:
    """Answers."""


async def replica() -> tuple[Servicer, Health, Part, Part]:
    servicer = Servicer()
    mongo, kafka = Part("MongoDB", nothing, calls=True), Part("Kafka", nothing)
    watched = Health(servicer, [mongo, kafka])
    await watched.open([SERVICE])
    return servicer, watched, mongo, kafka


async def test_at_the_start_all_is_there() -> None:
    servicer, *_ = await replica()
    assert servicer.said == {"": SERVING, SERVICE: SERVING, READINESS: SERVING, LIVENESS: SERVING}


@pytest.mark.parametrize(
    ("failing", "after", "whole", "calls"),
    [
        ("", AWAY_SECONDS, SERVING, SERVING),
        ("mongo", 0.0, SERVING, SERVING),
        ("mongo", AWAY_SECONDS - 0.1, SERVING, SERVING),
        ("mongo", AWAY_SECONDS, NOT_SERVING, NOT_SERVING),
        ("mongo", 9 * AWAY_SECONDS, NOT_SERVING, NOT_SERVING),
        ("kafka", AWAY_SECONDS - 0.1, SERVING, SERVING),
        ("kafka", AWAY_SECONDS, NOT_SERVING, SERVING),
        ("mongo kafka", AWAY_SECONDS, NOT_SERVING, NOT_SERVING),
    ],
)
async def test_what_is_said_when_a_part_is_silent(failing: str, after: float, whole: Any, calls: Any) -> None:
    servicer, watched, mongo, kafka = await replica()
    for part, name in ((mongo, "mongo"), (kafka, "kafka")):
        if name in failing:
            part.failed("away", 100.0)
    await watched.say(100.0 + after)
    assert servicer.said == {"": whole, SERVICE: calls, READINESS: calls, LIVENESS: SERVING}


async def test_a_part_that_answered_in_between_was_not_away() -> None:
    servicer, watched, mongo, _ = await replica()
    for at in (0.0, 4.0, 8.0):
        mongo.failed("away", at)
        mongo.answered()
        mongo.failed("away", at + 2.0)
    await watched.say(8.0 + AWAY_SECONDS)
    assert servicer.said[""] is SERVING


async def test_what_comes_back_is_said_at_once_and_nothing_twice() -> None:
    servicer, watched, mongo, _ = await replica()
    mongo.failed("away", 0.0)
    for at in (1.0, 6.0, 7.0, 8.0):
        await watched.say(at)
    mongo.answered()
    await watched.say(8.1)
    await watched.say(9.0)
    assert servicer.said == {"": SERVING, SERVICE: SERVING, READINESS: SERVING, LIVENESS: SERVING}
    assert servicer.times == 4 + 3 + 3


async def hanging() -> None:
    await asyncio.Event().wait()


async def refusing() -> None:
    raise ConnectionError("refused")


async def cancelled() -> None:
    raise asyncio.CancelledError


@pytest.mark.parametrize("ask", [hanging, refusing, cancelled])
async def test_however_a_part_fails_the_watch_goes_on_and_sees_it_back(monkeypatch: pytest.MonkeyPatch, ask: Callable[[], Any]) -> None:
    for name, seconds in (("LOOK_SECONDS", 0.001), ("ASK_SECONDS", 0.005), ("AWAY_SECONDS", 0.02)):
        monkeypatch.setattr(health, name, seconds)
    servicer, asked, back = Servicer(), count(), asyncio.Event()

    async def answer() -> None:
        next(asked)
        if not back.is_set():
            await (asyncio.wait({asyncio.ensure_future(back.wait())}) if ask is hanging else ask())

    watched = Health(servicer, [Part("MongoDB", answer, calls=True), Part("Kafka", nothing)])
    await watched.open([SERVICE])
    watching = asyncio.create_task(watched.run())
    await eventually(lambda: _says(servicer, NOT_SERVING))
    if ask is hanging:
        assert next(asked) == 1  # one question, however long it hangs
    back.set()
    await eventually(lambda: _says(servicer, SERVING))
    assert servicer.said[LIVENESS] is SERVING and not watching.done()
    watching.cancel()


async def _says(servicer: Servicer, status: Any) -> bool:
    return servicer.said[""] is status and servicer.said[SERVICE] is status
