"""How a part of a service is ended: whatever comes of it, those that end after it have their turn."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

SECONDS = 10.0
_MORE = 2.0  # for what is out of time to clear up after itself
log = logging.getLogger(__name__)


async def ended(stop: Callable[[], Awaitable[Any]], seconds: float = SECONDS) -> None:
    """Out of time, or a part of it had failed before and says so again: logged.

    aiokafka's `stop` awaits tasks of its own. One that had been cancelled before cancels `stop` too: that is not a cancellation of
    whoever waits here, and `asyncio.wait_for` does not tell the two apart. Whoever is cancelled meanwhile still is.
    """
    stopping = asyncio.ensure_future(stop())
    try:
        await asyncio.wait({stopping}, timeout=seconds)
        if not stopping.done():
            stopping.cancel()
            await asyncio.wait({stopping}, timeout=_MORE)
            log.warning("%s did not end within %s s", stop, seconds)
        elif stopping.cancelled():
            log.warning("%s did not end well: a part of it had been cancelled", stop)
        elif error := stopping.exception():
            log.warning("%s did not end well: %r", stop, error)
    finally:
        stopping.cancel()
