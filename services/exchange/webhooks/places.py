"""Where endpoints are, written down: one row an endpoint, one for each project that is stopped."""

from typing import Any

from chassis.store.mongo import Mongo
from services.exchange.progress import PLACES, STOPS
from services.exchange.webhooks.course import Place, Stop


class PlacesOf:
    """Those of one endpoint."""

    def __init__(self, mongo: Mongo, endpoint: str) -> None:
        self._places: Any = mongo[PLACES]
        self._stops: Any = mongo[STOPS]
        self._endpoint = endpoint

    async def read(self) -> tuple[Place, dict[str, Stop]]:
        """The place, and stops by project; a new endpoint is at the beginning."""
        row = await self._places.find_one({"_id": self._endpoint})
        stops = await self._stops.find({"endpoint": self._endpoint}).to_list(None)
        place = Place() if row is None else Place(row["position"], tuple(row["done"]), row["replay"], row["failures"], row["rest"])
        return place, {stop["key"]: Stop(stop["position"], stop["attempts"], stop["due"], stop["why"]) for stop in stops}

    async def keep(self, place: Place) -> None:
        """Write the place down."""
        said = {
            "position": place.position,
            "done": list(place.done),
            "replay": place.replay,
            "failures": place.failures,
            "rest": place.rest,
        }
        await self._places.update_one({"_id": self._endpoint}, {"$set": said}, upsert=True)

    async def stop(self, key: str, stop: Stop) -> None:
        """Write a stop down."""
        said = {"endpoint": self._endpoint, "key": key, "position": stop.position, "attempts": stop.attempts}
        said |= {"due": stop.due, "why": stop.why}
        await self._stops.update_one({"_id": f"{self._endpoint}|{key}"}, {"$set": said}, upsert=True)

    async def let_go(self, key: str) -> None:
        """Forget a stop."""
        await self._stops.delete_one({"_id": f"{self._endpoint}|{key}"})

    async def begin_anew(self, place: Place) -> None:
        """From another place on; a crash in between repeats what a stop names, and leaves nothing out."""
        await self.keep(place)
        await self._stops.delete_many({"endpoint": self._endpoint})
