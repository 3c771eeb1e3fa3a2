"""Timers: due work in MongoDB, fired in order of due time within a key, each once in effect, by any number of replicas.

The buckets of the leases say which replica fires which; that a timer takes effect once rests on its deletion in the
transaction of its handler, not on the lease.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo.errors import PyMongoError

from chassis.access.roles import Actor
from chassis.errors import Refusal, Unavailable
from chassis.ids import new_id
from chassis.store.executor import Executor
from chassis.store.mongo import Document
from chassis.store.rows import faults_of, is_sound
from chassis.store.side_by_side import side_by_side
from chassis.store.transaction import Origin, Transaction
from chassis.store.unit import TIMERS, Superseded
from chassis.telemetry import span
from chassis.time.clock import Clock, wall_clock
from chassis.time.leases import Leases

BATCH = 1000
MOST_WAITING = 1000
MAX_BACKOFF = 30.0
# One that cannot be read waits for nobody and holds up nobody: it has no order among others, and does not mend by itself.
DAMAGED_SECONDS = 30.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Timer:
    """A timer that fires. `due` is when it should have; the transaction's `now` is when it does."""

    name: str
    kind: str
    due: datetime
    key: str
    payload: Document
    attempt: int


Handler = Callable[[Timer, Any], Awaitable[None]]


class Timers:
    """Fires the timers of one replica's buckets. `wake()` after a commit that set one; `run()` until cancelled."""

    def __init__(self, executor: Executor, clock: Clock, leases: Leases, handlers: Mapping[str, Handler]) -> None:
        self._executor = executor
        self._clock = clock
        self._leases = leases
        self._handlers = handlers
        self._wanted = asyncio.Event()
        self._documents: Any = executor.context.mongo[TIMERS]
        self._damage = executor.context.mongo.damage
        self._actor = Actor(f"services/{executor.context.service}", roles=frozenset({"service"}))

    def wake(self) -> None:
        """A timer was set, or the clock went on."""
        self._wanted.set()

    async def run(self) -> None:
        """Fire what is due, for ever."""
        while True:
            try:
                if await self.fire_due():
                    continue
                async with asyncio.timeout(self._leases.look_every):  # wait_for would swallow a cancellation in the moment of waking
                    await self._wanted.wait()
            except TimeoutError:
                pass
            except (PyMongoError, Unavailable) as error:
                log.warning("timers wait: %s", error)
                await asyncio.sleep(0.5)
            except Exception:  # a loop that ended would go unseen: the service would serve on, without its deadlines
                log.exception("timers wait")
                await asyncio.sleep(1.0)
            self._wanted.clear()

    async def fire_due(self) -> int:
        """Fire one batch of what is due, earliest first; how many took effect."""
        held = self._leases.held()
        if not held:
            return 0
        released = (await self._clock.read()).released
        by_key: dict[str, list[Document]] = defaultdict(list)
        for document in await self._due(released, held):
            by_key[document["key"] or document["_id"]].append(document)
        fired = 0
        for result in await side_by_side(self._fire_in_turn, by_key.values()):
            if isinstance(result, Exception):
                raise result
            fired += result
        return fired

    async def _due(self, released: datetime, held: frozenset[int]) -> list[Document]:
        due: Document = {"due": {"$lte": released}, "bucket": {"$in": sorted(held)}}
        if await self._documents.find_one(due, {"_id": 1}) is None:  # as a rule: whoever looks, looks for nothing
            return []
        later = {"attempt": {"$gt": 0}, "not_before": {"$gt": wall_clock()}, "damaged": None, "due": {"$type": "date"}}
        tried_again = await self._documents.find(later, {"key": 1, "due": 1}).limit(MOST_WAITING).to_list(MOST_WAITING)
        # A key's later timers wait for an earlier one that is tried again; all others go on.
        waiting = [{"key": each["key"], "due": {"$gte": each["due"]}} for each in tried_again if each.get("key")]
        due["$nor"] = [{"not_before": {"$gt": wall_clock()}}, *waiting]
        read: list[Document] = await self._documents.find(due).sort([("due", 1), ("generation", 1)]).limit(BATCH).to_list(BATCH)
        found = [document for document in read if is_sound(self._damage, TIMERS, document)]
        for document in read if len(found) < len(read) else ():
            if faults := faults_of(TIMERS, document):
                await self._set_aside(document, faults)
        return found if len(tried_again) < MOST_WAITING else await self._not_behind(found, later)

    async def _not_behind(self, found: list[Document], later: Document) -> list[Document]:
        """Those with nothing of their key before them that is tried again: more wait than one question can name."""
        first: dict[str, datetime] = {}
        keys = sorted({each["key"] for each in found if each["key"]})
        async for each in self._documents.find({**later, "key": {"$in": keys}}, {"key": 1, "due": 1}):
            first[each["key"]] = min(each["due"], first.get(each["key"], each["due"]))
        return [each for each in found if each["key"] not in first or each["due"] < first[each["key"]]]

    async def _fire_in_turn(self, documents: Sequence[Document]) -> int:
        for fired, document in enumerate(documents):
            if document["bucket"] not in self._leases.held():
                return fired
            went_off, set_others = await self._fire(document)
            if not went_off or set_others:  # what it set may be due before the next one here
                return fired + went_off
        return len(documents)

    async def _fire(self, document: Document) -> tuple[bool, bool]:
        """Whether it went off, or need not any more; whether its handler set timers."""
        timer = Timer(document["_id"], document["kind"], document["due"], document["key"], document["payload"], document["attempt"])
        origin = Origin(f"timer {timer.kind}", document.get("correlation") or new_id(), timer.name)

        async def work(tx: Transaction) -> tuple[bool, datetime]:
            tx.unit.fired.append((timer.name, document["generation"]))
            await self._handlers[timer.kind](timer, tx)
            tx.unit.audit.append(tx.audit("OK", resources=(timer.name,)))
            return any(tx.unit.timers.values()), tx.now

        try:
            with span(origin.action):
                set_others, now = await self._executor.run(work, self._actor, origin)
            self._executor.metrics.timer_went_off(timer.kind, (now - timer.due).total_seconds())
            return True, set_others
        except Superseded:
            return True, False
        except Exception as error:  # whatever it is, the timer stays and is tried again, in sight of `sanzhi status`
            await self._try_later(document, error)
            return False, False

    async def _set_aside(self, document: Document, faults: Sequence[str]) -> None:
        """In sight of `sanzhi status`; looked at again now and then, for somebody may have mended it."""
        changes = {"damaged": "; ".join(faults), "not_before": wall_clock() + timedelta(seconds=DAMAGED_SECONDS)}
        await self._documents.update_one({"_id": document["_id"]}, {"$set": changes})

    async def _try_later(self, document: Document, error: Exception) -> None:
        attempt = document["attempt"] + 1
        pause = min(MAX_BACKOFF, 0.1 * 2 ** min(attempt, 10))
        if isinstance(error, Refusal):
            log.warning("timer %s is tried again in %.1f s: %s", document["_id"], pause, error)
        else:
            log.error("timer %s failed and is tried again in %.1f s", document["_id"], pause, exc_info=error)
        changes = {"attempt": attempt, "not_before": wall_clock() + timedelta(seconds=pause), "error": str(error)[:500]}
        await self._documents.update_one({"_id": document["_id"], "generation": document["generation"]}, {"$set": changes})
