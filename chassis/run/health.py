"""What a replica says when it is asked for its health (grpc.health.v1). It is asked for three things, by name:

| name | SERVING while | asked by |
|---|---|---|
| "" | all that it stands on answers | people, `sanzhi status`, the container's check |
| readiness, each gRPC service | calls can be carried out: without Kafka they are, and facts wait in the outbox | gateway, readiness |
| liveness | it runs and does not drain | whoever ends what hangs: a fresh process has no other MongoDB |
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from grpc_health.v1 import health_pb2

READINESS, LIVENESS = "readiness", "liveness"
LOOK_SECONDS = 1.0
ASK_SECONDS = 2.0
# A primary that is elected anew, a broker that is started again: what is back by then was not away.
AWAY_SECONDS = 5.0
log = logging.getLogger(__name__)
_SERVING, _NOT_SERVING = health_pb2.HealthCheckResponse.SERVING, health_pb2.HealthCheckResponse.NOT_SERVING


@dataclass
class Part:
    """What a replica stands on. ask: raises where it does not answer. calls: without it no call can be carried out."""

    name: str
    ask: Callable[[], Awaitable[Any]]
    calls: bool = False
    _failing_since: float | None = field(default=None, init=False)
    _why: str = field(default="", init=False)

    def answered(self) -> None:
        """It is there."""
        self._failing_since = None

    def failed(self, why: str, asked_at: float) -> None:
        """It said no, or nothing, to what it was asked then."""
        self._why = why
        if self._failing_since is None:
            self._failing_since = asked_at

    def away(self, now: float) -> bool:
        """Whether it has not answered for long enough to say so."""
        return self._failing_since is not None and now - self._failing_since >= AWAY_SECONDS

    def told(self, now: float) -> str:
        """For the log."""
        return f"{self.name} has not answered for {now - (self._failing_since or now):.0f} s: {self._why}"


class Health:
    """Keeps a health servicer up to date. `names`: of the gRPC services, once they are served."""

    def __init__(self, servicer: Any, parts: Sequence[Part]) -> None:
        self._servicer = servicer
        self._parts = parts
        self._names: list[str] = []
        self._said: dict[str, bool] = {}

    async def open(self, names: Iterable[str]) -> None:
        """All is there: say so."""
        self._names = [READINESS, *names]
        await self._servicer.set(LIVENESS, _SERVING)
        await self.say(monotonic())

    async def run(self) -> None:
        """Ask the parts again and again, each by itself, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for part in self._parts:
                group.create_task(self._watch(part))

    async def say(self, now: float) -> None:
        """What holds now, where it is something else than before."""
        away = [part for part in self._parts if part.away(now)]
        serving = {"": not away} | dict.fromkeys(self._names, not any(part.calls for part in away))
        for name, good in serving.items():
            if self._said.get(name) is not good:
                await self._servicer.set(name, _SERVING if good else _NOT_SERVING)
        if self._said and self._said.get("") is not serving[""]:
            log.error("not serving: %s", "; ".join(part.told(now) for part in away)) if away else log.warning("serving again")
        self._said = serving

    async def _watch(self, part: Part) -> None:
        while True:
            asked_at = monotonic()
            # Asked once, however long it takes: a driver's thread may hang in it.
            asking = asyncio.ensure_future(part.ask())
            try:
                while not (await asyncio.wait({asking}, timeout=ASK_SECONDS))[0]:
                    part.failed("no answer", asked_at)
                    await self.say(monotonic())
            finally:
                asking.cancel()
            error = asyncio.CancelledError() if asking.cancelled() else asking.exception()
            part.answered() if error is None else part.failed(repr(error)[:300], asked_at)
            await self.say(monotonic())
            await asyncio.sleep(LOOK_SECONDS)
