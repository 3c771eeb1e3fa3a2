"""How far it is, told on standard error every few seconds: a large database takes minutes."""

import time
from collections import Counter
from collections.abc import Callable

EVERY_SECONDS = 5.0


class Progress:
    """Counts what was looked at. tell: prints a line."""

    def __init__(self, service: str, tell: Callable[[str], None]) -> None:
        self._service = service
        self._tell = tell
        self._told = time.monotonic()
        self.counts: Counter[str] = Counter()

    def seen(self, collection: str) -> None:
        """One more of a collection."""
        self.counts[collection] += 1
        if time.monotonic() - self._told >= EVERY_SECONDS:
            self._told = time.monotonic()
            self._tell(f"{self._service}：{collection} 已核对 {self.counts[collection]}，合计 {self.counts.total()}")
