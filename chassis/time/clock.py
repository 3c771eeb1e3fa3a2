"""One clock for a service, read once a command. UTC, in whole milliseconds, as MongoDB keeps it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from chassis.calendar.tables import outside_calendar
from chassis.calendar.years import FIRST_YEAR, LAST_YEAR
from chassis.errors import Refusal, RuleViolated
from chassis.store.mongo import Document, Mongo

Mode = Literal["system", "rehearsal"]


@dataclass(frozen=True)
class Reading:
    """What time it is, and up to when timers may fire; both are the same on the system clock."""

    mode: Mode
    now: datetime
    released: datetime


class WrongClock(Exception):
    """The database was made for the other kind of clock."""


def wall_clock() -> datetime:
    """Wall time, for leases and back-off; never for what the plan counts."""
    return datetime.now(UTC)


def _whole_milliseconds(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=instant.microsecond // 1000 * 1000)


class Clock:
    """The time of one service. A rehearsal's is kept in the database, so that all replicas see the same."""

    def __init__(self, mongo: Mongo, mode: Mode) -> None:
        self._mongo = mongo
        self._stamp: Any = mongo["clock"]
        self.mode: Mode = mode

    async def open(self, rehearsal_start: datetime) -> None:
        """Stamp a new database with its kind of clock. Raises WrongClock where it has the other."""
        first: dict[str, Any] = {"mode": self.mode}
        if self.mode == "rehearsal":
            start = _whole_milliseconds(rehearsal_start)
            first |= {"now": start, "released": start}
        stamp = await self._stamp.find_one_and_update({"_id": "clock"}, {"$setOnInsert": first}, upsert=True, return_document=True)
        if stamp["mode"] != self.mode:
            raise WrongClock(f"this database keeps {stamp['mode']} time, the service was started with {self.mode} time")

    async def read(self) -> Reading:
        """The time now."""
        if self.mode == "system":
            now = _whole_milliseconds(datetime.now(UTC))
            return Reading("system", now, now)
        stamp = await self._mongo.find_by_name("clock", "clock")
        if stamp is None:
            raise LookupError("the database has no clock; open() makes it")
        return _shown(stamp)

    async def set(self, now: datetime, *, release: bool = False) -> Reading:
        """Set a rehearsal clock forward; timers are held, unless they are released at once.

        Refuses CLOCK_WOULD_GO_BACK, CLOCK_NOT_REHEARSAL, DATE_OUT_OF_RANGE.
        """
        self._demand_rehearsal()
        if not FIRST_YEAR <= now.year < LAST_YEAR:  # it cannot go back: no deadline could be computed ever after
            raise outside_calendar()
        now = _whole_milliseconds(now)
        changed = {"now": now, "released": now} if release else {"now": now}
        stamp = await self._stamp.find_one_and_update({"_id": "clock", "now": {"$lte": now}}, {"$set": changed}, return_document=True)
        if stamp is None:
            raise RuleViolated("CLOCK_WOULD_GO_BACK", f"演练时钟不能倒拨到 {now.isoformat()}")
        return _shown(stamp)

    async def release(self) -> Reading:
        """Let timers go that are due by now."""
        self._demand_rehearsal()
        let_go = [{"$set": {"released": "$now"}}]
        return _shown(await self._stamp.find_one_and_update({"_id": "clock"}, let_go, return_document=True))

    def _demand_rehearsal(self) -> None:
        if self.mode != "rehearsal":
            raise _not_a_rehearsal()


def _shown(stamp: Document) -> Reading:
    return Reading("rehearsal", stamp["now"], stamp["released"])


def _not_a_rehearsal() -> Refusal:
    return RuleViolated("CLOCK_NOT_REHEARSAL", "正式运行的系统不能调整时钟")
