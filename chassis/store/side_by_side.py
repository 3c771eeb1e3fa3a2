"""Work on many things at once, but on no more than so many: while some are being committed, the next ones are thought about."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from chassis.store.group import MAX_GROUP

T = TypeVar("T")
R = TypeVar("R")
AT_ONCE = 2 * MAX_GROUP


async def side_by_side(work: Callable[[T], Awaitable[R]], things: Iterable[T]) -> list[R | Exception]:
    """What the work gave or raised, in the order of the things; all of it is done, or given up, when this returns."""
    waiting = list(enumerate(things))
    results: dict[int, R | Exception] = {}
    waiting.reverse()

    async def worker() -> None:
        while waiting:
            number, thing = waiting.pop()
            try:
                results[number] = await work(thing)
            except Exception as error:
                results[number] = error

    async with asyncio.TaskGroup() as group:
        for _ in range(min(AT_ONCE, len(waiting))):
            group.create_task(worker())
    return [results[number] for number in sorted(results)]
