"""Runs work in transactions: again on a conflict, within a deadline, and puts refusals on record."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from pymongo.errors import ConnectionFailure, PyMongoError

from chassis.access.roles import Actor
from chassis.errors import AlreadyExists, Refusal, Unavailable
from chassis.metrics import Metrics
from chassis.store.group import GroupCommit, Overtaken
from chassis.store.in_line import Contended, InLine
from chassis.store.lines import REST_SECONDS, Lines, Place, too_many
from chassis.store.mongo import Conflict, Document, is_of_the_content
from chassis.store.transaction import Context, Origin, Transaction
from chassis.store.unit import KeyTaken, Unit, Written, already_exists
from chassis.telemetry import correlated

R = TypeVar("R")
Work = Callable[[Any], Awaitable[R]]
log = logging.getLogger(__name__)
MOST_CREATORS = 5
MAX_PAUSE_SECONDS = 0.05
PATIENT = 3
MOST_TRIES_TO_RECORD = 5


class Reading(Protocol):
    """What a clock says."""

    @property
    def now(self) -> datetime:
        """UTC, in whole milliseconds."""
        ...


class Clock(Protocol):
    """Read once a transaction."""

    async def read(self) -> Reading:
        """What time it is. Raises PyMongoError where it is kept in the database."""
        ...


class Executor:
    """One per service. `on_commit` is called with what was written, after each commit that left work for relay or timers."""

    def __init__(self, context: Context, clock: Clock, transaction: type[Transaction], metrics: Metrics | None = None) -> None:
        self.context = context
        self.clock = clock
        self._transaction = transaction
        self.metrics = metrics or Metrics.off()
        self._commits = GroupCommit(context.mongo, self.metrics)
        self._lines = Lines()
        self.on_commit: list[Callable[[Written], None]] = []

    async def begin(self, actor: Actor, origin: Origin, now: datetime | None = None) -> Transaction:
        """A transaction at the time that it is now, or at another one that the clock told. Raises Unavailable."""
        try:
            return self._transaction(self.context, now or (await self.clock.read()).now, actor, origin)
        except PyMongoError as error:
            raise unavailable(error) from error

    async def run(self, work: Work[R], actor: Actor, origin: Origin, seconds: float = 10.0) -> R:
        """Do the work and commit it. Raises Refusal, Repeated, Superseded; nothing is stored then.

        Refuses STALE where the aggregates that it needs are so much in demand that its turn does not come in time.
        """
        place = self._lines.place(seconds)
        try:
            while True:
                try:
                    result, written = await self._attempt(work, actor, origin, place)
                    break
                except Contended as contended:
                    place.wanted |= {contended.key}
                except Conflict as conflict:
                    self.metrics.conflict()
                    if time.monotonic() >= place.until:
                        raise too_many() from conflict
                except PyMongoError as error:
                    raise unavailable(error) from error
        finally:
            self._lines.leave(place)
        if written.facts or written.timers:
            for wake in self.on_commit:
                wake(written)
        return result

    async def _attempt(self, work: Work[R], actor: Actor, origin: Origin, place: Place) -> tuple[R, Written]:
        """Raises Conflict; `place.wanted` is what is needed to do it undisturbed."""
        if place.wanted:
            await self._lines.wait(place)
            await self._give_way(place)
        in_line = InLine(self._lines, place, self._commits)
        tx = await self.begin(actor, origin)
        tx.aggregates.in_line = in_line
        try:
            with correlated(origin.correlation):
                result = await work(tx)
            return result, await self._commit(tx, in_line, place)
        except Contended:
            raise
        except Conflict as conflict:
            place.wanted |= tx.aggregates.at_stake()
            if isinstance(conflict, Overtaken):
                place.overtaken += 1
            else:
                place.conflicts += 1
            raise
        except Exception:
            await in_line.settled()  # what was refused on account of those ahead holds once they are stored
            raise

    async def _give_way(self, place: Place) -> None:
        """To other replicas: after each conflict with one, and now and then while a line goes on and on."""
        if place.conflicts or place.overtaken > PATIENT:
            pause = random.uniform(0, min(MAX_PAUSE_SECONDS, 0.005 * 2 ** min(place.conflicts, 6)))
        elif self._lines.needs_rest(place):
            await asyncio.gather(*(left.by.settled() for key in place.stands_in if (left := self._commits.left.get(key))))
            pause = random.uniform(REST_SECONDS / 2, REST_SECONDS)
        else:
            return
        await asyncio.sleep(pause)

    async def _commit(self, tx: Transaction, in_line: InLine, place: Place) -> Written:
        if not tx.on_record:
            assert tx.writes().is_empty, f"{tx.origin.action} is to leave nothing behind, and writes"
            return Written()
        left = self._commits.left
        if left and any(key in left for key in tx.aggregates.created_what_was_absent()):
            raise Overtaken
        # Nobody builds on what may well meet another replica again.
        leave = partial(self._lines.leave, place) if place.has_turn and not place.conflicts else None
        try:
            return await self._commits.commit(tx.writes(), in_line.ahead, leave)
        except AlreadyExists as taken:
            # What was found absent is there by now: done again, the work finds it and refuses in its own words. Bounded, for it may be
            # another name.
            place.creations += 1
            if place.creations < MOST_CREATORS and (isinstance(taken, KeyTaken) or tx.aggregates.created_what_was_absent()):
                raise Conflict from taken
            raise

    async def try_out(self, work: Work[R], actor: Actor, origin: Origin) -> R:
        """Do the work and commit nothing. Raises Refusal, AlreadyExists too where a name that it would create is taken."""
        tx = await self.begin(actor, origin)
        try:
            with correlated(origin.correlation):
                result = await work(tx)
            for collection, name in tx.writes().creates.keys() - tx.aggregates.absent:
                if await self.context.mongo.find_by_name(collection, name) is not None:
                    raise already_exists(collection, name)
        except PyMongoError as error:
            raise unavailable(error) from error
        return result

    async def find(self, collection: str, name: str) -> Document | None:
        """A document of the chassis' own. Raises Unavailable."""
        try:
            return await self.context.mongo.find_by_name(collection, name)
        except PyMongoError as error:
            raise unavailable(error) from error

    async def record(self, refusal: Refusal, tx: Transaction, message: str, resources: tuple[str, ...], times: int = 1) -> None:
        """Put a refusal on record: who was not allowed, what was asked wrongly, which rule was broken (rule 2.5).

        times: how many like it there were.

        Raises Unavailable where that cannot be: the caller comes again, and does not get an answer that nobody can find.
        """
        try:
            entry = tx.audit(refusal.reason, rule=refusal.rule, message=message, resources=resources)
            await self._put_on_record(entry | ({"times": times} if times > 1 else {}))
        except (PyMongoError, Conflict) as error:
            log.warning("a refusal could not be put on record: %s: %s", refusal.reason, error)
            raise Unavailable("REFUSAL_NOT_RECORDED", "暂时无法登记本次处理结果，请稍后用同一 request_id 重试") from error

    async def _put_on_record(self, entry: Document) -> None:
        """After what it refused was dropped. Raises Conflict, PyMongoError."""
        for tries_left in reversed(range(MOST_TRIES_TO_RECORD)):
            try:
                await self._commits.commit(Unit(audit=[entry]))
                return
            except Conflict:  # it meets nobody: MongoDB changed its primary, or another of its group is at fault
                if not tries_left:
                    raise


@contextmanager
def reading() -> Iterator[None]:
    """Around what is read of the database outside of any transaction. Raises Unavailable."""
    try:
        yield
    except PyMongoError as error:
        raise unavailable(error) from error


def unavailable(error: PyMongoError) -> Exception:
    """What a failure of the database is for a caller: to be tried again, unless what was written is at fault (docs/decisions/0010)."""
    if is_of_the_content(error):
        return error
    if not isinstance(error, ConnectionFailure):  # what is only away says so by itself
        log.error("MongoDB: %r", error)
    return Unavailable("DATABASE_UNAVAILABLE", "数据库暂时无法访问，请稍后用同一 request_id 重试")
