"""Runs work in transactions: again on a conflict, within a deadline, and puts refusals on record."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from pymongo.errors import ConnectionFailure, PyMongoError

from chassis.access.roles import Actor
from chassis.errors import AlreadyExists, Refusal, Unavailable
from chassis.metrics import Metrics
from chassis.store.commit import audit_alone
from chassis.store.group import GroupCommit, Overtaken
from chassis.store.lines import REST_SECONDS, Lines, Place, too_many
from chassis.store.mongo import Conflict, Document, is_of_the_content
from chassis.store.standing import Contended, Standing
from chassis.store.transaction import Context, Origin, Transaction
from chassis.store.unit import Written, already_exists
from chassis.telemetry import correlated

R = TypeVar("R")
Work = Callable[[Any], Awaitable[R]]
log = logging.getLogger(__name__)
MOST_CREATORS = 5
MAX_PAUSE_SECONDS = 0.05
PATIENT = 3


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


@dataclass
class Attempt(Generic[R]):
    """At one command, again and again. overtaken: how often by this process; creations: what it was to create was there already."""

    work: Work[R]
    actor: Actor
    origin: Origin
    place: Place
    overtaken: int = 0
    creations: int = 0

    def met(self, conflict: Conflict) -> None:
        """Others were quicker. Refuses STALE where there is no time left."""
        if time.monotonic() >= self.place.until:
            raise too_many() from conflict
        if isinstance(conflict, Overtaken):
            self.overtaken += 1
        else:
            self.place.conflicts += 1


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
        attempt = Attempt(work, actor, origin, self._lines.place(seconds))
        try:
            while True:
                try:
                    result, written = await self._attempt(attempt)
                    break
                except Contended as contended:
                    attempt.place.wanted.add(contended.key)
                except Conflict as conflict:
                    self.metrics.conflict()
                    attempt.met(conflict)
                except PyMongoError as error:
                    raise unavailable(error) from error
        finally:
            self._lines.leave(attempt.place)
        if written.facts or written.timers:
            for wake in self.on_commit:
                wake(written)
        return result

    async def _attempt(self, attempt: "Attempt[R]") -> tuple[R, Written]:
        """Raises Conflict, with `place.wanted` what is needed to do it undisturbed."""
        place = attempt.place
        await self._lines.wait(place)
        await self._give_way(attempt)
        standing = Standing(self._lines, place, self._commits)
        tx = await self.begin(attempt.actor, attempt.origin)
        tx.aggregates.standing = standing
        try:
            with correlated(attempt.origin.correlation):
                result = await self._work(attempt.work, tx, standing)
            return result, await self._commit(attempt, tx, standing)
        except Contended:
            raise
        except Conflict:
            place.wanted |= tx.aggregates.at_stake()
            raise

    async def _work(self, work: Work[R], tx: Transaction, standing: Standing) -> R:
        try:
            return await work(tx)
        except Conflict:
            raise
        except Exception:
            await standing.settled()  # what was refused on account of those ahead holds once they are stored
            raise

    async def _give_way(self, attempt: "Attempt[Any]") -> None:
        """To other replicas: after each conflict with one, and now and then while a line goes on and on."""
        place = attempt.place
        if place.conflicts or attempt.overtaken > PATIENT:
            pause = random.uniform(0, min(MAX_PAUSE_SECONDS, 0.005 * 2 ** min(place.conflicts, 6)))
        elif place.has_turn and self._lines.needs_rest(place):
            await asyncio.gather(*(left.by.over.wait() for key in place.stands_in if (left := self._commits.left.get(key))))
            pause = random.uniform(REST_SECONDS / 2, REST_SECONDS)
        else:
            return
        await asyncio.sleep(pause)

    async def _commit(self, attempt: "Attempt[Any]", tx: Transaction, standing: Standing) -> Written:
        place, created = attempt.place, tx.aggregates.created_what_was_absent()

        def on_its_way() -> None:
            if not place.conflicts:  # nobody builds on what may well meet another replica again
                self._lines.leave(place)

        if not created.isdisjoint(self._commits.left):
            raise Overtaken
        try:
            return await self._commits.commit(tx.writes(), standing.ahead, on_its_way)
        except AlreadyExists as taken:
            # What was found absent is there by now: done again, the work finds it. Bounded, for it may be another name.
            attempt.creations += 1
            if attempt.creations < MOST_CREATORS and created:
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
            await audit_alone(self.context.mongo, entry | ({"times": times} if times > 1 else {}))
        except PyMongoError as error:
            log.warning("a refusal could not be put on record: %s: %s", refusal.reason, error)
            raise Unavailable("REFUSAL_NOT_RECORDED", "暂时无法登记本次处理结果，请稍后用同一 request_id 重试") from error


def unavailable(error: PyMongoError) -> Exception:
    """What a failure of the database is for a caller: to be tried again, unless what was written is at fault (docs/decisions/0010)."""
    if is_of_the_content(error):
        return error
    if not isinstance(error, ConnectionFailure):  # what is only away says so by itself
        log.error("MongoDB: %r", error)
    return Unavailable("DATABASE_UNAVAILABLE", "数据库暂时无法访问，请稍后用同一 request_id 重试")
