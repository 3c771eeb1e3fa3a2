"""P5: 10,000 deadlines due at once among 1,000,000 pending, against APScheduler with its MongoDB job store; and an idle tick.

APScheduler's job does with the same driver's synchronous client what our handler does with the account: it changes it, and no more;
ours also keeps an audit entry and takes the timer away in the same transaction. Both databases are the same mongod.
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.apscheduler_side import ApsSide
from bench.measure import Comparison, Scale, at_least, at_most, in_turn
from bench.sample import executor_on, fire
from bench.stage import Stage
from chassis.store.buckets import bucket_of
from chassis.store.executor import Executor
from chassis.store.mongo import Document
from chassis.store.unit import TIMERS, due_document
from chassis.time.clock import Clock
from chassis.time.leases import Leases
from chassis.time.timers import Timers

CHUNK = 20_000
TICKS = 200


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """Due at once, then idle."""
    pending, due = scale.of(1_000_000, 50_000), scale.of(10_000, 1_000)
    storm = Comparison("P5", f"{due:,} due among {pending:,}", "APScheduler, MongoDB job store", "fired/s", at_least(5))
    idle = Comparison("P5", f"idle tick at {pending:,} pending", "at 1,000 pending", "ms", at_most(1.25))
    large, small = await _Ours.with_pending(stage, pending), await _Ours.with_pending(stage, 1_000)
    aps = ApsSide(stage.parts.mongo.uri, stage.fresh("aps"))
    await asyncio.to_thread(aps.prepare, pending, due)
    await large.prepare_accounts(due)
    try:
        await in_turn(storm, lambda: large.fire(due), lambda: asyncio.to_thread(aps.fire, due), scale)
        storm.notes = {"ours: dropped, twice": str(await large.wrong(scale.repetitions + 1)), "raw: dropped, twice": str(aps.wrong())}
    finally:
        await asyncio.to_thread(aps.close)
    await in_turn(idle, large.idle_tick, small.idle_tick, scale)
    return [storm, idle]


class _Ours:
    """Timers of the chassis on a database of their own."""

    def __init__(self, executor: Executor, leases: Leases) -> None:
        self._executor = executor
        self._leases = leases
        self._timers = Timers(executor, Clock(executor.context.mongo, "system"), leases, {"fire": fire})
        self._documents: Any = executor.context.mongo[TIMERS]
        self._accounts: Any = executor.context.mongo["accounts"]
        self._rounds = 0

    @classmethod
    async def with_pending(cls, stage: Stage, number: int) -> "_Ours":
        """So many timers that are due in the years to come."""
        executor = await executor_on(stage, stage.mongo("p5"))
        leases = Leases(executor.context.mongo, seconds=600)
        await leases.open()
        await leases.renew()
        made = cls(executor, leases)
        later = datetime.now(UTC) + timedelta(days=30)
        for start in range(0, number, CHUNK):
            rows = [_timer(f"later/{n}", later + timedelta(minutes=n)) for n in range(start, min(number, start + CHUNK))]
            await made._documents.insert_many(rows, ordered=False)
        return made

    async def prepare_accounts(self, number: int) -> None:
        """The accounts that the timers change."""
        await self._accounts.insert_many([_account(f"projects/{n}") for n in range(number)])

    async def fire(self, number: int) -> float:
        """So many due at once: how many a second."""
        ago = datetime.now(UTC) - timedelta(minutes=1)
        await self._documents.insert_many([_timer(f"projects/{n}", ago) for n in range(number)])
        self._rounds += 1
        began = time.perf_counter()
        while await self._timers.fire_due():
            pass
        return number / (time.perf_counter() - began)

    async def wrong(self, rounds: int) -> tuple[int, int]:
        """Accounts that were fired too rarely, and too often."""
        rarely = await self._accounts.count_documents({"fired": {"$lt": rounds}})
        return rarely, await self._accounts.count_documents({"fired": {"$gt": rounds}})

    async def idle_tick(self) -> float:
        """Milliseconds of a look that finds nothing due."""
        began = time.perf_counter()
        for _ in range(TICKS):
            assert await self._timers.fire_due() == 0
        return 1000 * (time.perf_counter() - began) / TICKS


def _timer(project: str, due: datetime) -> Document:
    document = due_document(f"{project}/deadlines/d", "fire", due, project, {}, f"{project}/{due.timestamp()}")
    return document | {"bucket": bucket_of(project), "set_at": due}


def _account(name: str) -> Document:
    return {"_id": name, "name": name, "balance": 0, "fired": 0, "version": 1}
