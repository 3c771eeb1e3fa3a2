"""The clock of a rehearsal, turned by an administrator: what falls due until then happens in its time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cli.refused import Refused
from cli.rehearsal import Reading, StillBusy, advance_to, read_clock
from cli.services import SERVICES
from cli.words import china_time
from console.calls import Caller
from console.forms.reading import Unfit, read_instant
from console.menu import CLOCK
from console.pages import page
from console.place import place_of

_NOT_HERE = "系统用的是机器的时钟，不能拨"
_SECONDS = 60.0  # for each instant on the way at which something falls due


@dataclass(frozen=True)
class _Suite:
    """The services, in the name of who is signed in."""

    caller: Caller
    services: Collection[str] = SERVICES

    async def call(self, method: str, request: Mapping[str, Any], *, service: str) -> dict[str, Any]:
        return await self.caller.ask(method, request, service=service)


async def show(request: Request) -> Response:
    """What time it is, and when something falls due next."""
    return await _drawn(request, await read_clock(_Suite(request.scope["caller"])))


async def turn(request: Request) -> Response:
    """On to an instant; nothing is done where what was typed is none, or lies behind."""
    if not place_of(request).is_rehearsal:
        raise Refused("FAILED_PRECONDITION", "", "", _NOT_HERE, {})
    suite, typed = _Suite(request.scope["caller"]), str((await request.form()).get("instant", ""))
    reading = await read_clock(suite)
    try:
        instant = datetime.fromisoformat(read_instant(typed))
        if instant < reading.now:
            raise Unfit(f"时钟不能倒拨：现在是 {_shown(reading.now)}")
        reading = await advance_to(suite, instant, seconds=_SECONDS)
    except (Unfit, StillBusy) as wrong:
        return await _drawn(request, reading, typed, str(wrong))
    await place_of(request).sessions.change(request.scope["session"], told=f"时钟走到 {_shown(reading.now)}")
    return RedirectResponse(CLOCK, 303)


async def _drawn(request: Request, reading: Reading, typed: str = "", wrong: str = "") -> Response:
    turns = place_of(request).is_rehearsal
    shown = {
        "reading": reading,
        "turns": turns,
        "typed": typed or _shown(reading.now).replace(" ", "T"),
        "wrong": wrong,
        "not_here": _NOT_HERE,
    }
    return page(request, "clock.html", status=422 if wrong else 200, **shown)


def _shown(instant: datetime) -> str:
    return china_time(instant.isoformat())


ROUTES = [Route(CLOCK, show), Route(CLOCK, turn, methods=["POST"])]
