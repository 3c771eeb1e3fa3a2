"""Whether what a page shows has changed since: asked of the desk for whoever looks, once for all who look at the same.

A mark stands for what the desk tells: the latest happenings of a project, or somebody's own tasks. It says that there is something new,
and not what.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any

from console.calls import Caller, Gone, had

MINE = "mine"  # in the place of a project: the caller's own tasks
MOST_STREAMS = 500
STREAM_SECONDS = 300.0
_EVERY, _BEAT = 2.0, 15.0
_DESK = "sanzhi.desk.v1.DeskService"
_LATEST = 5  # facts of different topics may come a moment out of order


def mark_of(names: Iterable[Any]) -> str:
    """Of what is shown."""
    return hashlib.sha256("|".join(map(str, names)).encode()).hexdigest()[:16]


def mark_of_happenings(listed: list[dict[str, Any]]) -> str:
    """Of a project, the latest first."""
    return mark_of(each["name"] for each in listed[:_LATEST])


def mark_of_tasks(listed: list[dict[str, Any]]) -> str:
    """Of somebody's own."""
    return mark_of(f"{each['name']}@{each['last_day']}" for each in listed)


async def watched(caller: Caller, project: str) -> dict[str, Any]:
    """What a page of a project is to be given, before it asks for what it shows."""
    return {"live": project, "mark": await _asked(caller, project)}


class Live:
    """Of one console."""

    def __init__(self) -> None:
        self._marks: dict[str, tuple[str, float]] = {}
        self._asking: dict[str, asyncio.Task[str]] = {}
        self._closing = asyncio.Event()
        self.streams = 0

    def close(self) -> None:
        """The console ends: whoever listens is let go."""
        self._closing.set()

    async def changes(
        self, caller: Caller, of: str, since: str, is_over: Callable[[], Awaitable[bool]], seconds: float = STREAM_SECONDS
    ) -> AsyncIterator[str]:
        """Server-sent events, until the session or the console ends, or for so long; browsers then ask anew by themselves."""
        self.streams += 1
        until, beat = time.monotonic() + seconds, time.monotonic()
        try:
            yield "retry: 4000\n\n"
            while time.monotonic() < until and not self._closing.is_set():
                mark = await self._mark(caller, of)
                if mark and mark != since:
                    if await is_over():
                        return
                    since, beat = mark, time.monotonic()
                    yield f"event: changed\ndata: {mark}\n\n"
                elif time.monotonic() - beat >= _BEAT:
                    if await is_over():
                        return
                    beat = time.monotonic()
                    yield ": \n\n"
                await self._pause()
        finally:
            self.streams -= 1

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), _EVERY)

    async def _mark(self, caller: Caller, of: str) -> str:
        """As of a moment ago; empty where the desk does not answer."""
        key = f"{caller.person} {of}" if of == MINE else of
        mark, at = self._marks.get(key, ("", 0.0))
        if mark and time.monotonic() - at < _EVERY / 2:
            return mark
        if key not in self._asking:
            self._asking[key] = asyncio.create_task(_asked(caller, of))
        try:
            mark = await asyncio.shield(self._asking[key])
        finally:
            self._asking.pop(key, None)
        if len(self._marks) > 10 * MOST_STREAMS:
            self._marks.clear()
        self._marks[key] = (mark, time.monotonic())
        return mark


async def _asked(caller: Caller, of: str) -> str:
    if of == MINE:
        tasks = await had(caller.ask(f"{_DESK}/ListTasks", {"view": "TASK_VIEW_MINE", "page_size": 200}))
        return "" if isinstance(tasks, Gone) else mark_of_tasks(tasks["tasks"])
    found = await had(caller.ask(f"{_DESK}/ListHappenings", {"parent": of, "page_size": _LATEST}))
    return "" if isinstance(found, Gone) else mark_of_happenings(found["happenings"])
