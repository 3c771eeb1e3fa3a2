"""Leases of key buckets: each bucket's relay and timers are worked by one replica at a time.

Times are the database server's, so that replicas need not agree about the clock. A holder stops well before its lease ends
by its own monotonic clock; one that was paused past it finds out before it does anything more (docs/decisions/0005).
"""

import logging
import math
import time
from collections.abc import Container
from contextlib import suppress
from typing import Any

from pymongo import UpdateMany, UpdateOne
from pymongo.errors import BulkWriteError

from chassis.ids import new_id
from chassis.store.buckets import BUCKETS
from chassis.store.mongo import Mongo

LOOK_ALONE, LOOK_AMONG_OTHERS = 1.0, 0.25
_FORGOTTEN_SECONDS = 60.0
_NONE: frozenset[int] = frozenset()
_RUNNING = {"$expr": {"$gt": ["$until", "$$NOW"]}}  # leases that have not run out, by the database server's clock
log = logging.getLogger(__name__)


class Leases:
    """The buckets that this replica holds. `seconds` is how long a lease lasts without being renewed.

    alone: there is no other replica. told: what others commit for the buckets held is told as it is committed, and not only looked for.
    """

    def __init__(self, mongo: Mongo, seconds: float = 6.0) -> None:
        self._leases: Any = mongo["leases"]
        self._seconds = seconds
        self._holder = new_id()
        self._held: frozenset[int] = frozenset()
        self._good_until = 0.0
        self._forgotten_at = -math.inf
        self.alone = True
        self.told = False

    async def open(self) -> None:
        """Make the documents that the leases are kept in."""
        with suppress(BulkWriteError):  # there already
            await self._leases.insert_many([{"_id": f"bucket/{bucket}"} for bucket in range(BUCKETS)], ordered=False)

    def held(self) -> frozenset[int]:
        """Buckets held at this moment; none once the lease may have run out."""
        return self._held if time.monotonic() < self._good_until else _NONE

    @property
    def renew_every(self) -> float:
        """Seconds between two renewals."""
        return self._seconds / 3

    @property
    def look_every(self) -> float:
        """Seconds between two looks for work that this process was not woken for: what other replicas commit for the buckets held here."""
        return LOOK_ALONE if self.alone else LOOK_AMONG_OTHERS

    async def renew(self) -> frozenset[int]:
        """Renew what is held, take what is free, up to a fair share among the replicas alive."""
        asked_at = time.monotonic()
        extend = {"$add": ["$$NOW", int(self._seconds * 1000)]}
        replica = {"_id": f"replica/{self._holder}"}
        extended = [
            UpdateMany({"holder": self._holder, **_RUNNING}, [{"$set": {"until": extend}}]),
            UpdateOne(replica, [{"$set": {"replica": self._holder, "until": extend}}], upsert=True),
        ]
        await self._leases.bulk_write(extended)
        running = [each async for each in self._leases.find(_RUNNING)]
        alive = max(1, sum("replica" in each for each in running))
        await self._forget_the_gone()
        self.alone = alive == 1
        share = math.ceil(BUCKETS / alive)
        taken = {each["bucket"]: each["holder"] for each in running if each.get("bucket") in range(BUCKETS)}
        mine = sorted(bucket for bucket, holder in taken.items() if holder == self._holder)
        for bucket in mine[share:]:
            await self._give_back(bucket)
        held = set(mine[:share])
        if len(held) < share:
            held |= await self._take(share - len(held), taken, extend)
        self._held = frozenset(held)
        self._good_until = asked_at + self._seconds * 2 / 3
        return self.held()

    async def _forget_the_gone(self) -> None:
        """Replicas that ended without a word, now and then."""
        if time.monotonic() < self._forgotten_at + _FORGOTTEN_SECONDS:
            return
        self._forgotten_at = time.monotonic()
        gone = {"$lt": ["$until", {"$subtract": ["$$NOW", int(_FORGOTTEN_SECONDS * 1000)]}]}
        await self._leases.delete_many({"replica": {"$exists": True}, "$expr": gone})

    async def _take(self, wanted: int, taken: Container[int], extend: Any) -> set[int]:
        """Of the buckets that nobody held at the last look as many as wanted; whoever is quicker has one first."""
        wanted_now = [bucket for bucket in range(BUCKETS) if bucket not in taken][:wanted]
        if not wanted_now:
            return set()
        await self._leases.bulk_write([self._claim(bucket, extend) for bucket in wanted_now], ordered=False)
        mine = self._leases.find({"holder": self._holder, "bucket": {"$in": wanted_now}, **_RUNNING})
        return {each["bucket"] async for each in mine}

    def _claim(self, bucket: int, extend: Any) -> UpdateOne:
        free = {"_id": f"bucket/{bucket}", "$expr": {"$lte": [{"$ifNull": ["$until", "$$NOW"]}, "$$NOW"]}}
        return UpdateOne(free, [{"$set": {"bucket": bucket, "holder": self._holder, "until": extend}}])

    async def _give_back(self, bucket: int) -> None:
        await self._leases.update_one({"_id": f"bucket/{bucket}", "holder": self._holder}, [{"$set": {"until": "$$NOW"}}])

    async def release(self) -> None:
        """Give everything back, so that another replica need not wait."""
        self._good_until = 0.0
        await self._leases.update_many({"holder": self._holder}, [{"$set": {"until": "$$NOW"}}])
        await self._leases.delete_one({"_id": f"replica/{self._holder}"})
