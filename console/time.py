"""What time it is for the suite: the machine's, or the rehearsal's."""

import time
from datetime import UTC, datetime

from chassis.settings import Settings
from console.calls import Caller

_FRESH = 1.0


class SuiteTime:
    """On a rehearsal asked of milestones, which reckons the dates, at most once a second."""

    def __init__(self, suite: Settings) -> None:
        self._is_system = suite.clock == "system"
        self._known: tuple[datetime, float] = (datetime.now(UTC), -_FRESH)

    async def now(self, caller: Caller) -> datetime:
        """UTC. Raises Refused."""
        if self._is_system:
            return datetime.now(UTC)
        known, at = self._known
        if time.monotonic() - at >= _FRESH:
            answer = await caller.ask("sanzhi.acts.v1.ActsService/ListActs", {"name": caller.person}, service="milestones")
            known = datetime.fromisoformat(answer["as_of"])
            self._known = (known, time.monotonic())
        return known
