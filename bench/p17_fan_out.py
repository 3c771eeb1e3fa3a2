"""P17: webhooks of two hundred departments, of which twenty are dead: deliveries a second to the others, against the same without the dead.

Exchange is a process of its own; the receivers are here, the dead ones take connections and never answer, so that an attempt at them
lasts as long as one may. In turn the twenty are paused, and are at work with nothing known against them; measured is from facts that
come into the log while four attempts hang at each of the dead to the last of them at the last of the well.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, islice
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from sanzhi.exchange.v1 import exchange_pb2

from bench.endpoints import endpoint_rows
from bench.log_rows import log_row
from bench.measure import Comparison, Run, Scale, at_least, in_turn
from bench.receiver import Receivers, receivers
from bench.server import serving
from bench.stage import Stage
from bench.subscriber import NAME, subscribing
from cli.stack.ports import LOOPBACK
from services.exchange.domain.endpoint import endpoint_name
from services.exchange.log import LOG
from services.exchange.progress import PLACES, STOPS
from services.exchange.webhooks.signing import Signing

ENDPOINTS, DEAD, PROJECTS = 200, 20, 5
KIND = "sanzhi.contracts.document.signed.v1"
GIVE_UP_SECONDS = 180.0


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """All on one service."""
    path = f"webhooks of {ENDPOINTS}, {DEAD} dead: to the well"
    compared = Comparison("P17", path, "the same without the dead", "deliveries/s", at_least(0.9))
    settings = {"people": "token", "clock": "rehearsal", "rehearsal_start": datetime.now(UTC).isoformat()}
    settings |= {"webhook_hosts": LOOPBACK, "webhook_networks": f"{LOOPBACK}/32", "webhook_plain_hosts": LOOPBACK}
    async with receivers(answers=True) as well, receivers(answers=False) as dead, serving(stage, "exchange", **settings) as server:
        async with subscribing(stage, server.address, KIND, exchange_pb2.WAY_WEBHOOK):
            pass
        with MongoClient[dict[str, Any]](stage.parts.mongo.uri, tz_aware=True) as client:
            fan = _Fan(client[server.database], well, dead, scale.of(20, 5))
            fan.register(Signing(str(stage.issuer.service_key("exchange"))))
            await in_turn(compared, fan.measured(with_dead=True), fan.measured(with_dead=False), scale)
    compared.notes["posts a delivery"] = round(well.posts / len(well.came), 3)
    compared.notes["attempts at the dead"] = dead.posts
    return [compared]


@dataclass
class _Fan:
    """facts: so many are measured, after one of each project."""

    database: Database[dict[str, Any]]
    well: Receivers
    dead: Receivers
    facts: int
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def register(self, signing: Signing) -> None:
        """All of them, the dead paused."""
        granted, now = self.database["subscriptions"].find_one({"_id": NAME}), datetime.now(UTC)
        assert granted is not None
        ports = [self.dead.port if number < DEAD else self.well.port for number in range(ENDPOINTS)]
        urls = [f"http://{LOOPBACK}:{port}/{number}" for number, port in enumerate(ports)]
        subscriptions, endpoints = zip(*(endpoint_rows(granted, number, url, signing, now) for number, url in enumerate(urls)), strict=True)
        self.database["subscriptions"].insert_many(subscriptions)
        self.database["endpoints"].insert_many(endpoints)
        self._set_dead("paused")

    def measured(self, *, with_dead: bool) -> Run:
        """Deliveries a second to those who are well."""

        async def deliveries() -> float:
            self.dead.came.clear()
            if with_dead:
                self._forget_dead()
                self._set_dead("active")
            await self._told(PROJECTS)
            # Of five projects four at once hang at each of the dead.
            await _until(lambda: not with_dead or len(self.dead.came) >= 4 * DEAD, lambda: f"{len(self.dead.came)} attempts at the dead")
            began, before = time.perf_counter(), len(self.well.came)
            await self._told(self.facts)
            took, came = self.well.last - began, len(self.well.came) - before
            if with_dead:
                self._set_dead("paused")
                await _until(lambda: self.dead.connections == 0, lambda: f"{self.dead.connections} connections to who is paused")
            return came / took

        return deliveries

    async def _told(self, number: int) -> None:
        """So many facts come in, and each of the well has them."""
        wanted = len(self.well.came) + number * (ENDPOINTS - DEAD)
        self.database[LOG].insert_many([log_row(each, KIND, PROJECTS) for each in islice(self._numbers, number)])
        await _until(lambda: len(self.well.came) >= wanted, lambda: f"{len(self.well.came)} of {wanted} deliveries")

    def _set_dead(self, state: str) -> None:
        self.database["endpoints"].update_many({"_id": {"$in": _dead()}}, {"$set": {"state": state}, "$inc": {"version": 1}})

    def _forget_dead(self) -> None:
        """They are where the log ends now, and nothing is known against them."""
        last = self.database[LOG].find_one({}, {"_id": 1}, sort=[("_id", -1)]) or {"_id": 0}
        fresh = {"position": last["_id"], "done": [], "replay": 0, "failures": 0, "rest": None}
        for name in _dead():
            self.database[PLACES].update_one({"_id": name}, {"$set": fresh}, upsert=True)
        self.database[STOPS].delete_many({"endpoint": {"$in": _dead()}})


def _dead() -> list[str]:
    return [endpoint_name(f"subscriptions/s{number}") for number in range(DEAD)]


async def _until(there: Callable[[], bool], so_far: Callable[[], str]) -> None:
    end = time.monotonic() + GIVE_UP_SECONDS
    while not there():
        if time.monotonic() > end:
            raise TimeoutError(so_far())
        await asyncio.sleep(0.01)
