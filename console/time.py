"""What time it is for the suite: the machine's, or the rehearsal's."""

import time
from datetime import UTC, datetime

from chassis.settings import Settings
from cli.refused import Refused
from console.calls import Caller, is_away

_FRESH = 1.0
# Both reckon dates, and the clock of a rehearsal is the same for all: where the first is away, the console goes on without it.
_ASKED = ("milestones", "evaluation")


class SuiteTime:
    """On a rehearsal asked of a service that reckons dates, at most once a second."""

    def __init__(self, suite: Settings) -> None:
        self._is_system = suite.clock == "system"
        self._known: tuple[datetime, float] = (datetime.now(UTC), -_FRESH)

    async def now(self, caller: Caller) -> datetime:
        """UTC. Raises Refused."""
        if self._is_system:
            return datetime.now(UTC)
        known, at = self._known
        if time.monotonic() - at >= _FRESH:
            known = datetime.fromisoformat(await _told(caller))
            self._known = (known, time.monotonic())
        return known


async def _told(caller: Caller) -> str:
    for service in _ASKED:
        try:
            answer = await caller.ask("sanzhi.acts.v1.ActsService/ListActs", {"name": caller.person}, service=service)
        except Refused as refused:
            if service == _ASKED[-1] or not is_away(refused):
                raise
        else:
            break
    return str(answer["as_of"])
