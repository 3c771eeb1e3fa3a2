"""Drafts of forms: what somebody has typed and not sent yet, kept for that person alone, until it is done or a month has passed."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.store.mongo import Mongo
from console.forms.typed import Typed

DRAFTS = "drafts"
KEPT = timedelta(days=30)
MOST_CHARACTERS = 500_000
_DONE = timedelta(minutes=10)  # so long one that comes late, of a form that was sent, is not kept again
_MOST_LISTED = 50


@dataclass(frozen=True)
class Place:
    """Whose form of which act on what."""

    person: str
    service: str
    method: str
    on: str

    @property
    def key(self) -> str:
        """Of the document."""
        return hashlib.sha256("|".join((self.person, self.service, self.method, self.on)).encode()).hexdigest()


@dataclass(frozen=True)
class Draft:
    """title: what people call the act and what it is about. saved: UTC, by the machine's clock."""

    place: Place
    title: str
    typed: Typed = field(default_factory=Typed)
    saved: datetime = field(default_factory=lambda: datetime.now(UTC))


class Drafts:
    """Of one console."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """MongoDB takes away what is over."""
        await self._mongo[DRAFTS].create_index("until", expireAfterSeconds=0)
        await self._mongo[DRAFTS].create_index("person")

    async def keep(self, draft: Draft, request_id: str) -> bool:
        """False for one that is too large, or of a form that was sent meanwhile."""
        if sum(len(name) + len(value) for name, value in draft.typed.texts.items()) > MOST_CHARACTERS:
            return False
        there = await self._mongo[DRAFTS].find_one({"_id": draft.place.key})
        if there is not None and there.get("done") == request_id:
            return False
        await self._put(
            draft.place,
            {
                "title": draft.title,
                "texts": [[name, value] for name, value in draft.typed.texts.items()],  # their names have dots
                "counts": [[name, count] for name, count in draft.typed.counts.items()],
                "saved": draft.saved,
                "until": draft.saved + KEPT,
                "done": "",
            },
        )
        return True

    async def find(self, place: Place) -> Draft | None:
        """What was kept there."""
        there = await self._mongo[DRAFTS].find_one({"_id": place.key})
        return _draft(there) if there is not None and not there["done"] else None

    async def of(self, person: str) -> list[Draft]:
        """Of a person, the latest first."""
        found = await self._mongo[DRAFTS].find({"person": person}).sort("saved", -1).to_list(length=_MOST_LISTED)
        return [_draft(each) for each in found if not each["done"]]

    async def drop(self, place: Place, request_id: str) -> None:
        """It was sent, or is not wanted any more."""
        now = datetime.now(UTC)
        if await self._mongo[DRAFTS].find_one({"_id": place.key}) is not None:
            await self._put(place, {"title": "", "texts": [], "counts": [], "saved": now, "until": now + _DONE, "done": request_id or "-"})

    async def _put(self, place: Place, fields: dict[str, Any]) -> None:
        whose = {"person": place.person, "service": place.service, "method": place.method, "on": place.on}
        await self._mongo[DRAFTS].update_one({"_id": place.key}, {"$set": {**whose, **fields}}, upsert=True)


def _draft(there: dict[str, Any]) -> Draft:
    place = Place(there["person"], there["service"], there["method"], there["on"])
    return Draft(place, there["title"], Typed(dict(there["texts"]), dict(there["counts"])), there["saved"])
