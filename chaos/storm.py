"""Around each blow commands come without a pause, so that it meets some under way; in between the suite may come to rest."""

import asyncio
import time

# Seconds before the blow, and after the victim is started again or goes on.
BEFORE, AFTER = 0.7, 2.0


class Storm:
    """Told by the striker, heard by the load. Blows may overlap."""

    def __init__(self) -> None:
        self._blows = 0
        self._next = 0.0

    @property
    def raging(self) -> bool:
        """Whether a blow is about to fall, or has just fallen."""
        return self._blows > 0

    def expected(self, at: float) -> None:
        """The next one rises at this time, by the monotonic clock."""
        self._next = at

    def rises(self) -> None:
        """A blow is about to fall."""
        self._blows += 1

    def abates(self) -> None:
        """Its victim is back."""
        self._blows -= 1

    async def hold(self, seconds: float) -> None:
        """Wait for the next one where it rises within so many seconds."""
        wait = self._next - time.monotonic()
        if not self.raging and 0.0 < wait < seconds:
            await asyncio.sleep(wait + BEFORE / 2)
