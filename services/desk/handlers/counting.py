"""Figures over all projects: what takes long to count is not counted for each who asks.

Of a few thousand projects they are counted anew each time. Of a million it takes a second: then a count is shown for twenty times as long
as it took, and while the next one is under way for as long again, so that counting takes a twentieth of a processor at most, and hardly
anybody waits for it. Each count says of when it is.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

FEW = 20_000  # projects that are counted each time
TIMES = 20
MOST_KEPT = 200
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Count:
    """Rows, and of when they are by the suite's clock. fresh_until, usable_until: by the machine's."""

    rows: Rows
    at: datetime
    fresh_until: float
    usable_until: float


class Counts:
    """Of one process; by who asks, and for what."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._kept: OrderedDict[Hashable, Count] = OrderedDict()
        self._under_way: dict[Hashable, asyncio.Task[Count]] = {}

    async def of(self, key: Hashable, now: datetime, count: Callable[[], Awaitable[Rows]]) -> Count:
        """The figures: as kept, or counted now. Raises what counting raises."""
        kept = self._kept.get(key)
        if kept is not None and self._monotonic() < kept.fresh_until:
            return kept
        if key not in self._under_way:
            self._under_way[key] = asyncio.create_task(self._count(key, now, count))
            self._under_way[key].add_done_callback(_looked_at)
        if kept is not None and self._monotonic() < kept.usable_until:
            return kept
        return await asyncio.shield(self._under_way[key])  # others may wait for it, too

    async def _count(self, key: Hashable, now: datetime, count: Callable[[], Awaitable[Rows]]) -> Count:
        began = self._monotonic()
        try:
            rows = await count()
        finally:
            del self._under_way[key]
        end = self._monotonic()
        lasts = TIMES * (end - began)
        counted = Count(rows, now, end + lasts, end + 2 * lasts)
        self._kept.pop(key, None)
        if sum(row["projects"] for row in rows) > FEW:
            self._kept[key] = counted
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return counted


def _looked_at(task: asyncio.Task[Count]) -> None:
    """Whoever waits is told; where nobody does, the next one counts again."""
    if not task.cancelled():
        task.exception()
