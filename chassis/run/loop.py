"""The event loop of what serves and of what plays: uvloop's where there is one, else asyncio's own (docs/decisions/0041-uvloop.md)."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def new_loop() -> asyncio.AbstractEventLoop:
    """A loop of the kind that this platform has."""
    try:
        import uvloop
    except ImportError:  # Windows, PyPy
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


def run(main: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run` on it."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(main)
