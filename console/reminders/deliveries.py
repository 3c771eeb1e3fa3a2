"""Which digest went to whom: one a person, channel and day, however many consoles there are. A unique key says whose it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.store.mongo import Mongo, Taken
from console.reminders.subscriptions import Subscription

DELIVERIES = "deliveries"
KEPT = timedelta(days=60)
_PAUSES = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
SENT, FAILED, REFUSED, UNCLEAR, NOTHING, SENDING = "sent", "failed", "refused", "unclear", "nothing", "sending"


@dataclass(frozen=True)
class Claim:
    """Of one digest: nobody else sends it meanwhile. tries: this one included."""

    key: str
    tries: int


class Deliveries:
    """Of all consoles on one database. Times are UTC, by the machine's clock."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """MongoDB takes away what is over."""
        await self._mongo[DELIVERIES].create_index("until", expireAfterSeconds=0)

    async def claim(self, subscription: Subscription, day: str, now: datetime) -> Claim | None:
        """None where somebody else has it, or it is over for the day. Whoever dies with it takes it along: better none than two."""
        key = f"{day}|{subscription.key}"
        try:
            await self._mongo[DELIVERIES].insert_one({"_id": key, "state": SENDING, "tries": 1, "again": None, "until": now + KEPT})
        except Taken:
            again = {"_id": key, "state": FAILED, "again": {"$lte": now}}
            change = {"$set": {"state": SENDING}, "$inc": {"tries": 1}}
            before = await self._mongo[DELIVERIES].find_one_and_update(again, change)
            return Claim(key, before["tries"] + 1) if before else None
        return Claim(key, 1)

    async def settle(self, claim: Claim, state: str, now: datetime) -> None:
        """What became of it. FAILED: it is tried again after a while, the same day."""
        again = now + _PAUSES[min(claim.tries, len(_PAUSES)) - 1] if state == FAILED else None
        await self._mongo[DELIVERIES].update_one({"_id": claim.key}, {"$set": {"state": state, "again": again}})
