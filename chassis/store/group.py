"""Group commit: what is ready while one transaction is under way goes into the next one together, without a timer.

A group is tried as one unit. If anything is wrong with it, nothing was stored, and its halves are tried, down to one member, which
gets its own answer; so a group only ever saves round trips. A database that is away is away for all: nobody waits for the others' tries.

Units that change the same aggregate meet in a group where each was made of what the one before it leaves (docs/decisions/0031): a unit that
rests on one that was not stored is not stored either.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass

from pymongo.errors import ConnectionFailure

from chassis.metrics import Metrics
from chassis.store.commit import commit
from chassis.store.mongo import Conflict, Document, Mongo, may_be_stored
from chassis.store.unit import Key, Unit, Written
from chassis.store.writer import Writer

MAX_GROUP = 100  # as many as a run of consumed facts has
log = logging.getLogger(__name__)


class Overtaken(Conflict):
    """Somebody else of this process was quicker, or what this rests on was not stored."""


@dataclass(eq=False, slots=True)
class Submitted:
    """A unit on its way. after: those whose state it was made of. stored: None as long as that is open."""

    unit: Unit
    after: Collection["Submitted"]
    done: asyncio.Future[Written]
    keys: set[object]
    stored: bool | None = None
    over: asyncio.Event | None = None

    @property
    def is_groundless(self) -> bool:
        """Whether it rests on what was not stored."""
        return any(each.stored is False for each in self.after)

    async def settled(self) -> bool:
        """Once it is known: whether it is stored."""
        if self.stored is None:
            self.over = self.over or asyncio.Event()  # hardly any has somebody who waits for it
            await self.over.wait()
        return bool(self.stored)


@dataclass(slots=True)
class Left:
    """An aggregate as a unit on its way leaves it."""

    by: Submitted
    version: int
    document: Document


class GroupCommit:
    """Commits units of one service. left: what those on their way leave, by name. learning: how many learn a holiday notice."""

    def __init__(self, mongo: Mongo, metrics: Metrics | None = None) -> None:
        self._mongo = mongo
        self._metrics = metrics or Metrics.off()
        self._queue: deque[Submitted] = deque()
        self._flusher: asyncio.Task[None] | None = None
        self._writer = Writer()
        self.left: dict[Key, Left] = {}
        self.learning = 0

    async def commit(self, unit: Unit, after: Collection[Submitted] = (), on_its_way: Callable[[], None] | None = None) -> Written:
        """As chassis.store.commit.commit. A caller that is cancelled meanwhile leaves it open whether the unit is stored.

        after: units whose state, not stored yet, this one was made of. on_its_way: called when others may be made of this one's.
        """
        submitted = Submitted(unit, after, asyncio.get_running_loop().create_future(), unit.keys())
        if self.left and any(key in self.left and self.left[key].version != version for key, version in unit.read_versions()):
            raise Overtaken
        for key, version, document in unit.written():
            self.left[key] = Left(submitted, version, document)
        self.learning += bool(unit.learnt)
        self._queue.append(submitted)
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush())
        if on_its_way is not None:
            on_its_way()
        return await submitted.done

    def as_read_back(self, left: Left) -> Document:
        """What is left, as the database will give it."""
        return self._mongo.as_read_back(left.document)

    async def _flush(self) -> None:
        while self._queue:
            await self._store(self._take())

    async def _store(self, group: list[Submitted]) -> None:
        group = [member for member in group if not member.after or not self._is_groundless(member)]
        if len(group) == 1:
            await self._alone(group[0])
        elif group and not await self._settled_together(group):
            half = len(group) // 2
            await self._store(group[:half])
            await self._store(group[half:])

    def _take(self) -> list[Submitted]:
        taken = _Group()
        passed_over: set[object] = set()
        later: list[Submitted] = []
        while self._queue and len(taken.members) < MAX_GROUP:
            submitted = self._queue.popleft()
            if not (passed_over.isdisjoint(submitted.keys) and taken.takes(submitted)):
                later.append(submitted)
                # Those that were passed over keep their turn: nobody who touches the same overtakes them.
                passed_over |= submitted.keys
        self._queue.extendleft(reversed(later))
        return taken.members

    async def _settled_together(self, group: list[Submitted]) -> bool:
        """Whether every member has its answer."""
        try:
            await self._commit(Unit.merged([member.unit for member in group]))
        except Exception as error:  # whatever it was, the one who brought it in finds out by itself
            if _is_away(error):
                for member in group:
                    self._fail(member, error)
                return True
            log.debug("a group of %d is halved: %r", len(group), error)
            return False
        self._metrics.committed(len(group))
        for member in group:
            self._answer(member, Written.of(member.unit))
        return True

    async def _alone(self, member: Submitted) -> None:
        try:
            self._answer(member, await self._commit(member.unit))
            self._metrics.committed(1)
        except Exception as error:
            self._fail(member, error)

    async def _commit(self, unit: Unit) -> Written:
        """One after the other, so that the entries of this writer stand in the order of their numbers, without gaps."""
        self._writer.number(unit.audit)
        try:
            written = await commit(self._mongo, unit)
        except BaseException as error:
            if may_be_stored(error):
                self._writer.begin_anew()
            raise
        self._writer.stored(len(unit.audit))
        return written

    def _is_groundless(self, member: Submitted) -> bool:
        if member.is_groundless:
            self._fail(member, Overtaken())
            return True
        return False

    def _answer(self, member: Submitted, written: Written) -> None:
        self._settle(member, stored=True)
        if not member.done.done():
            member.done.set_result(written)

    def _fail(self, member: Submitted, error: Exception) -> None:
        self._settle(member, stored=False)
        if not member.done.done():
            member.done.set_exception(error)

    def _settle(self, member: Submitted, *, stored: bool) -> None:
        member.stored, member.after = stored, ()
        if member.over is not None:
            member.over.set()
        self.learning -= bool(member.unit.learnt)
        for written in (member.unit.creates, member.unit.updates):
            for key in written:
                if self.left[key].by is member:
                    del self.left[key]


class _Group:
    """Members that can be stored as one unit, with what comes of storing them one after the other."""

    def __init__(self) -> None:
        self.members: list[Submitted] = []
        self._touched: set[object] = set()

    def takes(self, submitted: Submitted) -> bool:
        """Whether it is a member now: it shares nothing with the others, or only aggregates, each as the last of them leaves it."""
        if submitted.after and not all(each.stored is not None or each in self.members for each in submitted.after):
            return False
        if not self._touched.isdisjoint(submitted.keys) and not self._fits(submitted.unit, self._touched & submitted.keys):
            return False
        self.members.append(submitted)
        self._touched |= submitted.keys
        return True

    def _fits(self, unit: Unit, shared: set[object]) -> bool:
        if not shared <= unit.shareable() or not shared.isdisjoint(unit.creates):
            return False
        return all(self._version_of(key) == version for key, version in unit.read_versions() if key in shared)

    def _version_of(self, key: Key) -> int:
        last = next(member.unit for member in reversed(self.members) if key in member.keys)
        return next((version for written, version, _ in last.written() if written == key), last.guards.get(key, 0))


def _is_away(error: BaseException) -> bool:
    return isinstance(error, ConnectionFailure) or isinstance(error.__cause__, ConnectionFailure)
