"""Addresses of calendars: each has a secret of which a hash is kept. Whoever has the address reads the calendar, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.store.mongo import Mongo
from console.reminders.calendar import Mark
from console.sessions import key_of, secret

CALENDARS = "calendars"
_SEEN_EVERY = timedelta(minutes=5)  # not a write a question


@dataclass(frozen=True)
class Address:
    """One that holds. used: when it was last read; marks: what was shown of its events. Times are UTC, by the machine's clock."""

    key: str
    person: str
    made: datetime
    used: datetime | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)


class Feeds:
    """A person has one address, or none."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """Found by person too."""
        await self._mongo[CALENDARS].create_index("person")

    async def make(self, person: str, now: datetime | None = None) -> str:
        """A new address in the place of any before; its secret, which is known from now on to whoever is told it, and to nobody here."""
        token = secret()
        await self.end(person)
        document = {"_id": key_of(token), "person": person, "made": now or datetime.now(UTC), "used": None, "marks": []}
        await self._mongo[CALENDARS].insert_one(document)
        return token

    async def end(self, person: str) -> None:
        """Nobody reads it any more."""
        await self._mongo[CALENDARS].delete_many({"person": person})

    async def of(self, person: str) -> Address | None:
        """Theirs."""
        found = await self._mongo[CALENDARS].find({"person": person}).sort("made", -1).to_list(length=1)
        return _address(found[0]) if found else None

    async def find(self, token: str) -> Address | None:
        """The one with this secret."""
        found = await self._mongo[CALENDARS].find_one({"_id": key_of(token)})
        return _address(found) if found else None

    async def note(self, address: Address, marks: Mapping[str, Mark], now: datetime | None = None) -> None:
        """It was read, and showed this."""
        now, changed = now or datetime.now(UTC), dict[str, Any]()
        if address.used is None or now >= address.used + _SEEN_EVERY:
            changed["used"] = now
        if marks != address.marks:
            changed["marks"] = [[uid, mark.digest, mark.sequence, mark.changed] for uid, mark in marks.items()]
        if changed:
            await self._mongo[CALENDARS].update_one({"_id": address.key}, {"$set": changed})


def _address(found: Mapping[str, Any]) -> Address:
    marks = {uid: Mark(digest, sequence, changed) for uid, digest, sequence, changed in found["marks"]}
    return Address(found["_id"], found["person"], found["made"], found["used"], marks)
