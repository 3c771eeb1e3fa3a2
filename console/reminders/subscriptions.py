"""Who wants to be reminded by which channel, at which address: asked for by the person, confirmed by whoever reads what comes there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.store.mongo import Mongo, Taken
from console.sessions import key_of, secret

SUBSCRIPTIONS = "subscriptions"
MOST_ASKED = 5  # confirmations in a day, for somebody else's address may be typed
ASKED_OFTEN = f"一天内至多发送 {MOST_ASKED} 次确认，请明天再试"
_CONFIRMED_WITHIN = timedelta(days=2)
_DAY = timedelta(days=1)
_NOTHING: dict[str, Any] = {"address": "", "stop": "", "pending": "", "pending_key": "", "pending_until": None, "last": {}}


@dataclass(frozen=True)
class Subscription:
    """address: where it goes, "" for nowhere yet; stop: the secret by which whoever gets it ends it.

    pending: where it is to go once confirmed; last: what became of the last one, for the page: {day, state, why}.
    """

    person: str
    channel: str
    address: str
    stop: str
    pending: str
    pending_until: datetime | None
    last: Mapping[str, str]

    @property
    def key(self) -> str:
        """Of the document."""
        return _key(self.person, self.channel)


class Subscriptions:
    """One a person and channel. Times are UTC, by the machine's clock."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """Found by their secrets and by person."""
        for field in ("person", "pending_key", "stop"):
            await self._mongo[SUBSCRIPTIONS].create_index(field)

    async def ask(self, person: str, channel: str, address: str, now: datetime | None = None) -> str:
        """It shall go to this address once confirmed; until then it goes where it went. The secret to confirm by, "" for too often."""
        now, key, token = now or datetime.now(UTC), _key(person, channel), secret()
        while True:
            there = await self._mongo[SUBSCRIPTIONS].find_one({"_id": key})
            before = there or {}
            asked = [each for each in before.get("asked", []) if each > now - _DAY]
            if len(asked) >= MOST_ASKED:
                return ""
            fields = {
                "person": person,
                "channel": channel,
                "address": before.get("address", ""),
                "stop": before.get("stop", ""),
                "last": before.get("last", {}),
                "asked": [*asked, now],
                "pending": address,
                "pending_key": key_of(token),
                "pending_until": now + _CONFIRMED_WITHIN,
            }
            if await self._put(key, there, fields):
                return token

    async def _put(self, key: str, there: Mapping[str, Any] | None, fields: dict[str, Any]) -> bool:
        """False where it was asked for once more meanwhile: it would be counted once, and sent twice."""
        if there is None:
            try:
                await self._mongo[SUBSCRIPTIONS].insert_one({"_id": key, **fields})
            except Taken:
                return False
            return True
        as_it_was = {"_id": key, "asked": there.get("asked")}
        return await self._mongo[SUBSCRIPTIONS].find_one_and_update(as_it_was, {"$set": fields}) is not None

    async def asked_by(self, token: str, now: datetime | None = None) -> Subscription | None:
        """What this secret confirms; None where there is none such, or it is too late."""
        found = await self._mongo[SUBSCRIPTIONS].find_one({"pending_key": key_of(token)}) if token else None
        subscription = _subscription(found) if found else None
        in_time = subscription and subscription.pending_until and (now or datetime.now(UTC)) < subscription.pending_until
        return subscription if in_time else None

    async def confirm(self, token: str, now: datetime | None = None) -> Subscription | None:
        """From now on it goes there."""
        asked = await self.asked_by(token, now)
        if asked is None:
            return None
        fields = _NOTHING | {"address": asked.pending, "stop": secret()}
        await self._mongo[SUBSCRIPTIONS].update_one({"_id": asked.key}, {"$set": fields})
        return await self.find(asked.person, asked.channel)

    async def stopped_by(self, token: str) -> Subscription | None:
        """What this secret ends."""
        found = await self._mongo[SUBSCRIPTIONS].find_one({"stop": token}) if token else None
        return _subscription(found) if found else None

    async def end(self, person: str, channel: str) -> None:
        """It goes nowhere; what was asked today still counts."""
        await self._mongo[SUBSCRIPTIONS].update_one({"_id": _key(person, channel)}, {"$set": _NOTHING})

    async def forget(self, person: str) -> None:
        """All of a person."""
        await self._mongo[SUBSCRIPTIONS].delete_many({"person": person})

    async def find(self, person: str, channel: str) -> Subscription | None:
        """Theirs."""
        found = await self._mongo[SUBSCRIPTIONS].find_one({"_id": _key(person, channel)})
        return _subscription(found) if found else None

    async def confirmed(self) -> list[Subscription]:
        """All that go somewhere."""
        found = await self._mongo[SUBSCRIPTIONS].find({"address": {"$gt": ""}}).sort("_id", 1).to_list(length=None)
        return [_subscription(each) for each in found]

    async def note(self, subscription: Subscription, day: str, state: str, why: str) -> None:
        """What became of one, for the page."""
        last = {"day": day, "state": state, "why": why}
        await self._mongo[SUBSCRIPTIONS].update_one({"_id": subscription.key}, {"$set": {"last": last}})


def _key(person: str, channel: str) -> str:
    return f"{person}|{channel}"


def _subscription(found: Mapping[str, Any]) -> Subscription:
    fields = ("person", "channel", "address", "stop", "pending", "pending_until", "last")
    return Subscription(**{field: found[field] for field in fields})
