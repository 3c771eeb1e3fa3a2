"""Whether what a page shows has changed since: asked of the desk for whoever looks, once for all who look at the same.

A mark stands for what the desk tells: the latest happenings of a project, or somebody's own tasks. It says that there is something new,
and not what.
"""

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any

from cli.refused import Refused
from console.calls import Caller, Gone, had, is_away

MINE = "mine"  # in the place of a project: the caller's own tasks
MOST_STREAMS, MOST_OF_ONE = 500, 10  # of all, of a person
STREAM_SECONDS = 300.0
_EVERY, _BEAT = 2.0, 15.0
_DESK = "sanzhi.desk.v1.DeskService"
_LATER = "retry: 60000\n\n"
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
    mark = await had(_asked(caller, project))
    return {"live": project, "mark": "" if isinstance(mark, Gone) else mark}


class Live:
    """Of one console."""

    def __init__(self) -> None:
        self._marks: dict[str, tuple[str, float]] = {}
        self._asking: dict[str, asyncio.Task[str]] = {}
        self._closing = asyncio.Event()
        self._streams: Counter[str] = Counter()  # by person

    def close(self) -> None:
        """The console ends: whoever listens is let go."""
        self._closing.set()

    async def changes(
        self, caller: Caller, of: str, since: str, is_over: Callable[[], Awaitable[bool]], seconds: float = STREAM_SECONDS
    ) -> AsyncGenerator[str, None]:
        """Server-sent events, until the session, its token or the console ends, or for so long; browsers then ask anew by themselves.

        For whom there is no room, it ends at once, to be asked for again a minute later.
        """
        if self._streams[caller.person] >= MOST_OF_ONE or self._streams.total() >= MOST_STREAMS:
            yield _LATER
            return
        self._streams[caller.person] += 1
        until = time.monotonic() + seconds
        try:
            yield "retry: 4000\n\n"
            async for told in self._told(caller, of, since, until):
                if await is_over():
                    return
                yield told
        except Refused:  # the token ended, or what is looked at is no longer for this caller: whoever asks again is told that by the door
            return
        finally:
            self._streams -= Counter((caller.person,))

    async def _told(self, caller: Caller, of: str, since: str, until: float) -> AsyncIterator[str]:
        """Changes; and a sign of life where there are none for long. Raises Refused."""
        beat = time.monotonic()
        while time.monotonic() < until and not self._closing.is_set():
            mark = await self._mark(caller, of)
            if mark and mark != since:
                since, beat = mark, time.monotonic()
                yield f"event: changed\ndata: {mark}\n\n"
            elif time.monotonic() - beat >= _BEAT:
                beat = time.monotonic()
                yield ": \n\n"
            await self._pause()

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), _EVERY)

    async def _mark(self, caller: Caller, of: str) -> str:
        """As of a moment ago; empty where the desk does not answer. Raises Refused, of this caller's own asking alone."""
        key = f"{caller.person} {of}" if of == MINE else of
        while True:
            mark, at = self._marks.get(key, ("", 0.0))
            if mark and time.monotonic() - at < _EVERY / 2:
                return mark
            asking = self._asking.get(key)
            if asking is not None:
                with suppress(Refused):  # somebody else's token ended, which says nothing of this one: ask oneself
                    return await asyncio.shield(asking)
                continue
            asking = self._asking[key] = asyncio.create_task(self._renew(key, caller, of))
            return await asyncio.shield(asking)

    async def _renew(self, key: str, caller: Caller, of: str) -> str:
        try:
            mark = await _asked(caller, of)
        except Refused as refused:
            if not is_away(refused):
                raise
            return ""
        finally:
            del self._asking[key]
        if len(self._marks) > 10 * MOST_STREAMS:
            self._marks.clear()
        self._marks[key] = (mark, time.monotonic())
        return mark


async def _asked(caller: Caller, of: str) -> str:
    """Raises Refused."""
    if of == MINE:
        return mark_of_tasks((await caller.ask(f"{_DESK}/ListTasks", {"view": "TASK_VIEW_MINE", "page_size": 200}))["tasks"])
    return mark_of_happenings((await caller.ask(f"{_DESK}/ListHappenings", {"parent": of, "page_size": _LATEST}))["happenings"])
