"""Who is signed in: sessions in MongoDB, known to the browser by an opaque cookie and by nothing else."""

import asyncio
import hashlib
import secrets
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from pydantic import TypeAdapter

from chassis.store.mongo import Mongo
from console.settings import ConsoleSettings

_SEEN_EVERY = timedelta(minutes=1)  # not a write a page
SESSIONS, ATTEMPTS = "sessions", "attempts"


@dataclass(frozen=True)
class Session:
    """Times are UTC, by the machine's clock, on a rehearsal too. until: the absolute end. display: how pages are to look."""

    key: str
    person: str
    token: str
    began: datetime
    seen: datetime
    until: datetime
    browser: str = ""
    id_token: str = ""
    refresh_token: str = ""
    token_until: datetime | None = None
    type: str = ""
    contrast: str = ""
    told: str = ""  # what the next page says once, of an act just done


@dataclass(frozen=True)
class Attempt:
    """Somebody on the way to the issuer and back."""

    key: str
    state: str
    nonce: str
    verifier: str
    to: str
    until: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(minutes=10))


_SESSION, _ATTEMPT = TypeAdapter(Session), TypeAdapter(Attempt)


def secret() -> str:
    """256 bits, for a cookie."""
    return secrets.token_urlsafe(32)


def key_of(cookie: str) -> str:
    """What of a cookie is kept: who reads the database cannot sign in by it."""
    return hashlib.sha256(cookie.encode()).hexdigest()


class Sessions:
    """`now` is given by tests alone."""

    def __init__(self, mongo: Mongo, settings: ConsoleSettings) -> None:
        self._mongo = mongo
        self._idle = timedelta(minutes=settings.idle_minutes)
        self._longest = timedelta(hours=settings.longest_hours)
        self._alone = WeakValueDictionary[str, asyncio.Lock]()

    async def prepare(self) -> None:
        """MongoDB takes away what is over."""
        for collection in (SESSIONS, ATTEMPTS):
            await self._mongo[collection].create_index("until", expireAfterSeconds=0)
        await self._mongo[SESSIONS].create_index("person")

    async def begin(self, cookie: str, fields: dict[str, Any], now: datetime | None = None) -> Session:
        """A session for whoever has just signed in."""
        now = now or datetime.now(UTC)
        session = Session(key=key_of(cookie), began=now, seen=now, until=now + self._longest, **fields)
        await self._mongo[SESSIONS].insert_one(_document(session))
        return session

    async def find(self, cookie: str, now: datetime | None = None, *, is_seen: bool = True) -> Session | None:
        """None where there is none, or it is over. is_seen: somebody asks, and no page by itself."""
        now = now or datetime.now(UTC)
        document = await self._mongo[SESSIONS].find_one({"_id": key_of(cookie)}) if cookie else None
        if document is None:
            return None
        session = _SESSION.validate_python({"key": document.pop("_id"), **document})
        if now >= session.until or now >= session.seen + self._idle:
            await self.end(session)
            return None
        if is_seen and now >= session.seen + _SEEN_EVERY:
            session = await self.change(session, seen=now)
        return session

    async def again(self, session: Session) -> Session | None:
        """As it is now; None where it was ended meanwhile."""
        document = await self._mongo[SESSIONS].find_one({"_id": session.key})
        return _SESSION.validate_python({"key": document.pop("_id"), **document}) if document else None

    def alone(self, session: Session) -> asyncio.Lock:
        """For what is to be done once, however many of its pages ask for it."""
        return self._alone.setdefault(session.key, asyncio.Lock())

    async def goes_on(self, key: str) -> bool:
        """Whether a session is there still, and not over."""
        now, document = datetime.now(UTC), await self._mongo[SESSIONS].find_one({"_id": key})
        return document is not None and now < document["until"] and now < document["seen"] + self._idle

    async def change(self, session: Session, **fields: Any) -> Session:
        """Sets what is given."""
        await self._mongo[SESSIONS].update_one({"_id": session.key}, {"$set": fields})
        return replace(session, **fields)

    async def end(self, session: Session) -> None:
        """This one."""
        await self._mongo[SESSIONS].delete_one({"_id": session.key})

    async def end_all(self, person: str) -> None:
        """Every one of a person, on whatever machine."""
        await self._mongo[SESSIONS].delete_many({"person": person})

    async def of(self, person: str) -> list[Session]:
        """The newest first."""
        found = await self._mongo[SESSIONS].find({"person": person}).sort("began", -1).to_list(length=50)
        return [_SESSION.validate_python({"key": each.pop("_id"), **each}) for each in found]

    async def set_out(self, attempt: Attempt) -> None:
        """Keep what is to be compared when somebody comes back from the issuer."""
        await self._mongo[ATTEMPTS].insert_one(_document(attempt))

    async def come_back(self, cookie: str) -> Attempt | None:
        """What was kept, once."""
        document = await self._mongo[ATTEMPTS].find_one_and_delete({"_id": key_of(cookie)}) if cookie else None
        if document is None:
            return None
        attempt = _ATTEMPT.validate_python({"key": document.pop("_id"), **document})
        return attempt if datetime.now(UTC) < attempt.until else None


def _document(kept: Session | Attempt) -> dict[str, Any]:
    fields = asdict(kept)
    return {"_id": fields.pop("key"), **fields}
