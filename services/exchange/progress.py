"""How far a subscription is by each of its ways: by what it said, what its receiver took, what lies in its folder, what Kafka counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.store.mongo import Document, Mongo
from services.exchange.domain.delivery import Delivery
from services.exchange.domain.endpoint import endpoint_name
from services.exchange.domain.words import Way
from services.exchange.log import MOST_COUNTED, Log

# Rows of the workers, which are no aggregates: they are written a hundred times for each act of a person.
PLACES, STOPS, LAGS = "webhook_places", "webhook_stops", "kafka_lags"
Types = tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """position: up to it everything was delivered, but for `stopped` projects that wait behind a fact which was not taken, and why."""

    position: int
    behind: int
    behind_since: datetime | None
    stopped: int = 0
    fault: str = ""


class Progresses:
    """Read of one database."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo, self._log = mongo, Log(mongo)

    async def of(self, delivery: Delivery, types: Types) -> Progress:
        """By the way of the delivery, of these types."""
        if delivery.way is Way.WEBHOOK:
            return await self._pushed(delivery, types)
        if delivery.way is Way.FILES:
            return await self._packed(delivery, types)
        if delivery.way is Way.KAFKA:
            return await self._read_at_kafka(delivery, types)
        return await self._after(delivery.reached, types)

    async def _after(self, position: int, types: Types) -> Progress:
        return Progress(position, *await self._log.behind(position, types))

    async def _pushed(self, delivery: Delivery, types: Types) -> Progress:
        endpoint = endpoint_name(delivery.subscription)
        place: Document | None = await self._mongo[PLACES].find_one({"_id": endpoint})
        if place is None or place["replay"] != delivery.version:  # not begun with
            return await self._after(delivery.position, types)
        behind, since = await self._log.behind(place["position"], types)
        stops: list[Document] = await self._mongo[STOPS].find({"endpoint": endpoint}).sort("position", 1).to_list(None)
        for stop in stops:
            waiting = await self._log.count_of_key(stop["key"], stop["position"], place["position"], types)
            behind = min(MOST_COUNTED, behind + waiting)
        if stops:
            since = await self._log.time_of(stops[0]["position"]) or since
        return Progress(place["position"], max(0, behind - len(place["done"])), since, len(stops), stops[0]["why"] if stops else "")

    async def _packed(self, delivery: Delivery, types: Types) -> Progress:
        """By receipts, where there ever was one; else by what lies in the folder: a one-way network says nothing."""
        packages: Any = self._mongo["packages"]
        mine = {"subscription": delivery.subscription, "state": {"$ne": "planned"}}
        last = await packages.find_one(mine, sort=[("number", -1)])
        failed = await packages.find_one(mine | {"fault": {"$gt": ""}}, sort=[("number", 1)])
        fault = "" if failed is None else failed["fault"]
        if last is None:
            return await self._after(0, types)
        if await packages.find_one(mine | {"state": "confirmed"}, {"_id": 1}):
            lacking = await packages.find_one(mine | {"state": "issued"}, sort=[("number", 1)])
            position = last["through"] if lacking is None else lacking["after"]
        else:
            position = last["through"]
        found = await self._after(position, types)
        return Progress(found.position, found.behind, found.behind_since, 0, fault)

    async def _read_at_kafka(self, delivery: Delivery, types: Types) -> Progress:
        """What Kafka says of its groups, the one that is furthest; where it never was in one, it has everything before it.

        Kafka counts, and says no time. The first of so many facts that are not had is no younger than the so-manieth from the end.
        """
        lag: Document | None = await self._mongo[LAGS].find_one({"_id": delivery.name})
        if lag is None or lag["behind"] is None:
            return await self._after(0, types)
        behind = min(MOST_COUNTED, int(lag["behind"]))
        return Progress(0, behind, await self._log.time_of_last(types, behind) if behind else None)
