"""Group commit: what is ready while one transaction is under way goes into the next one together, without a timer.

A group is tried as one unit. If anything is wrong with it, nothing was stored, and its halves are tried, down to one member, which
gets its own answer; so a group only ever saves round trips. A database that is away is away for all: nobody waits for the others' tries.
"""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass

from pymongo.errors import ConnectionFailure

from chassis.metrics import Metrics
from chassis.store.commit import commit
from chassis.store.mongo import Mongo
from chassis.store.unit import Unit, Written

MAX_GROUP = 100  # as many as a run of consumed facts has
log = logging.getLogger(__name__)


@dataclass
class _Waiting:
    unit: Unit
    keys: set[object]
    done: asyncio.Future[Written]


class GroupCommit:
    """Commits units of one service. No two members of a group touch the same aggregate, timer or request."""

    def __init__(self, mongo: Mongo, metrics: Metrics | None = None) -> None:
        self._mongo = mongo
        self._metrics = metrics or Metrics.off()
        self._queue: deque[_Waiting] = deque()
        self._flusher: asyncio.Task[None] | None = None

    async def commit(self, unit: Unit) -> Written:
        """As chassis.store.commit.commit. A caller that is cancelled meanwhile leaves it open whether the unit is stored."""
        waiting = _Waiting(unit, unit.keys(), asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush())
        return await waiting.done

    async def _flush(self) -> None:
        while self._queue:
            await self._store(self._take())

    async def _store(self, group: list[_Waiting]) -> None:
        if len(group) == 1:
            await self._alone(group[0])
        elif not await self._settled_together(group):
            half = len(group) // 2
            await self._store(group[:half])
            await self._store(group[half:])

    def _take(self) -> list[_Waiting]:
        taken: list[_Waiting] = []
        touched: set[object] = set()
        later: list[_Waiting] = []
        while self._queue and len(taken) < MAX_GROUP:
            waiting = self._queue.popleft()
            if touched.isdisjoint(waiting.keys):
                taken.append(waiting)
            else:
                later.append(waiting)
            # Those that were passed over keep their turn: nobody who touches the same overtakes them.
            touched |= waiting.keys
        self._queue.extendleft(reversed(later))
        return taken

    async def _settled_together(self, group: list[_Waiting]) -> bool:
        """Whether every member has its answer."""
        try:
            await commit(self._mongo, Unit.merged([member.unit for member in group]))
        except Exception as error:  # whatever it was, the one who brought it in finds out by itself
            if _is_away(error):
                for member in group:
                    _fail(member, error)
                return True
            log.debug("a group of %d is halved: %r", len(group), error)
            return False
        self._metrics.committed(len(group))
        for member in group:
            _answer(member, Written.of(member.unit))
        return True

    async def _alone(self, member: _Waiting) -> None:
        try:
            _answer(member, await commit(self._mongo, member.unit))
            self._metrics.committed(1)
        except Exception as error:
            _fail(member, error)


def _is_away(error: BaseException) -> bool:
    return isinstance(error, ConnectionFailure) or isinstance(error.__cause__, ConnectionFailure)


def _answer(member: _Waiting, written: Written) -> None:
    if not member.done.done():
        member.done.set_result(written)


def _fail(member: _Waiting, error: Exception) -> None:
    if not member.done.done():
        member.done.set_exception(error)
