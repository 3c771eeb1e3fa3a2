"""The rehearsal clock over all services: step by step to an instant, each deadline in between answered in its time."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import uuid4

OPERATIONS = "sanzhi.operations.v1.OperationsService"
REHEARSAL = "sanzhi.operations.v1.RehearsalService"
BASIC = "BASIC"
QUIET_SECONDS = 300.0  # a broker that was killed may take two minutes to come back on a crowded machine
_PAUSE, _LONGEST_PAUSE = 0.02, 0.2

Progress = Callable[[datetime], None]


class Caller(Protocol):
    """Calls every service as an administrator: cli.client.Client, or somebody who is signed in at the console."""

    @property
    def services(self) -> Collection[str]:
        """Their names."""
        ...

    async def call(self, method: str, request: Mapping[str, Any], *, service: str) -> dict[str, Any]:
        """The answer of one of them, as protobuf's JSON."""
        ...


class StillBusy(Exception):
    """The suite did not come to rest in time; says who was busy, with what."""


@dataclass(frozen=True)
class Reading:
    """The suite's time: the latest of all services; `timers`: the next one of each service that has one.

    acts: how much each service had done by then; stirred: those that were seen at work since the last rest, or had worked.
    """

    mode: str
    now: datetime
    timers: Mapping[str, datetime]
    acts: Mapping[str, int]
    stirred: frozenset[str] = frozenset()

    @property
    def next_timer(self) -> datetime | None:
        """The earliest."""
        return min(self.timers.values(), default=None)


async def statuses(client: Caller, services: Iterable[str] = (), view: str = "FULL") -> list[dict[str, Any]]:
    """GetStatus of these services, or of every one, as protobuf's JSON."""
    asked, request = services or client.services, {"view": f"STATUS_VIEW_{view}"}
    return await asyncio.gather(*(client.call(f"{OPERATIONS}/GetStatus", request, service=name) for name in asked))


async def read_clock(client: Caller) -> Reading:
    """What time it is for the suite."""
    return _reading(await statuses(client, view=BASIC))


def _reading(found: list[dict[str, Any]]) -> Reading:
    timers = {status["service"]: _instant(status["next_timer"]) for status in found if status.get("next_timer")}
    clocks = [status["clock"] for status in found]
    mode = clocks[0]["mode"].removeprefix("CLOCK_MODE_").lower()
    return Reading(mode, max(_instant(clock["now"]) for clock in clocks), timers, _acts(found))


def _acts(found: list[dict[str, Any]]) -> dict[str, int]:
    return {status["service"]: int(status.get("acts", 0)) for status in found}


async def until_quiet(
    client: Caller, seconds: float = QUIET_SECONDS, *, first: Collection[str] = (), then: Collection[str] = (), rest: Reading | None = None
) -> Reading:
    """Waits until nothing is due, pending or behind anywhere. Raises StillBusy.

    first: whom to ask first, where something has just been done; then: who is likely to have to do with what comes of it, asked next.
    rest: the suite at rest, if nothing has been done since but in the services of `first`.

    Services cannot be asked all at one moment, and a fact that hops between them could show nowhere; but what it does shows. So each must
    have been at rest in two looks and have done nothing in between; a look counts as the first one if all second ones come after it.
    """
    end, pause, services = time.monotonic() + seconds, _PAUSE, client.services
    waves = [wave for wave in (set(first), set(then) - set(first), set(services)) if wave]
    # What each had done when it was last seen at rest; of `first` the first look says that.
    at_rest = before = dict(rest.acts) if rest else {}
    stirred = set(first)
    while True:
        found = await statuses(client, waves[0], BASIC)
        busy, acts = _busy(found), _acts(found)
        stirred |= busy.keys() | {name for name, done in acts.items() if before.get(name) != done}
        if len(found) == len(services) and not busy and acts == at_rest:
            return replace(_reading(found), stirred=frozenset(stirred))
        at_rest = {name: done for name, done in (at_rest | acts).items() if name not in busy}
        if time.monotonic() > end:
            busy = busy and (_busy(await statuses(client, busy)) or busy)  # with what, in full
            raise StillBusy(f"等待 {seconds:.0f} 秒后仍未静止：{_words(busy) or '不断有新的留痕'}")
        if busy:  # whoever is at rest need not be asked about those who are not
            waves[0] = set(busy)
            await asyncio.sleep(pause)
            pause = min(1.2 * pause, _LONGEST_PAUSE)  # a service that was killed and waits for its leases is busy for seconds
            continue
        pause = _PAUSE
        if len(waves) > 1:
            waves.pop(0)
        else:
            waves = [set(services)]


async def advance_to(
    client: Caller, instant: datetime, progress: Progress | None = None, seconds: float = QUIET_SECONDS, *, rest: Reading | None = None
) -> Reading:
    """Lets time go on: to the earliest due time of any service, until the suite is quiet, and so on up to the instant.

    `progress` is told each time that is reached; `seconds` is for each wait; `rest`: what the caller read, since when nothing was done.
    The answer is the suite at rest. Raises StillBusy, and Refused where the clock would go back or is the system's.
    """
    reading = rest or await until_quiet(client, seconds)
    while True:
        due = reading.next_timer
        step = instant if due is None or due > instant else max(due, reading.now)
        waiting = {service for service, timer in reading.timers.items() if timer <= step}
        await set_clocks(client, step, waiting)
        if progress:
            progress(step)
        reading = replace(reading, now=step)  # where nothing was due, nothing has begun
        if waiting:
            reading = await until_quiet(client, seconds, first=waiting, then=reading.stirred, rest=reading)
        if step >= instant:
            return reading


async def set_clocks(client: Caller, now: datetime, waiting: Collection[str] | None = None) -> None:
    """All clocks first, then the timers: no fact comes from the future of its reader.

    waiting: the services that have timers due by then, None where that is not known. The others need not be held.
    """
    services = client.services
    held = services if waiting is None else [name for name in services if name in waiting]
    request = {"now": now.astimezone(UTC).isoformat()}
    await asyncio.gather(*(_turn(client, name, "SetClock", {**request, "release": name not in held}) for name in services))
    await asyncio.gather(*(_turn(client, name, "ReleaseTimers", {}) for name in held))


async def _turn(client: Caller, service: str, method: str, request: dict[str, Any]) -> None:
    await client.call(f"{REHEARSAL}/{method}", {**request, "request_id": str(uuid4())}, service=service)


def _busy(found: list[dict[str, Any]]) -> dict[str, str]:
    """Who is, with what."""
    return {status["service"]: _why(status) for status in found if not status["quiet"]}


def _words(busy: dict[str, str]) -> str:
    return "，".join(f"{name}（{why}）" for name, why in busy.items())


def _why(status: dict[str, Any]) -> str:
    return "；".join([*status["busy"], *status["failing_timers"], *status.get("faults", ())]) or "busy"


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
