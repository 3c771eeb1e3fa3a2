"""Drafts of forms: what somebody has typed and not sent yet, kept for that person alone, until it is done or a month has passed."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.store.mongo import Mongo
from console.forms.typed import Typed

DRAFTS = "drafts"
KEPT = timedelta(days=30)
MOST_CHARACTERS = 500_000
MOST_DRAFTS = 100  # of a person
TOO_LONG = "内容过长，没有存为草稿；填写的内容还在这一页"
TOO_MANY = f"您的草稿已有 {MOST_DRAFTS} 份，这一份没有存；填写的内容还在这一页，请先在工作台上办完或者删去几份"
SENT = "已经提交，不再存为草稿"
_DONE = timedelta(minutes=10)  # so long one that comes late, of a form that was sent, is not kept again


@dataclass(frozen=True)
class Place:
    """Whose form of which act. query: of its address: on what, and what the page that led there knew already."""

    person: str
    service: str
    method: str
    query: str

    @property
    def key(self) -> str:
        """Of the document."""
        return hashlib.sha256(json.dumps([self.person, self.service, self.method, self.query]).encode()).hexdigest()

    @property
    def href(self) -> str:
        """Of the form."""
        return f"/acts/{self.service}/{self.method}?{self.query}"


@dataclass(frozen=True)
class Draft:
    """title: what people call the act and what it is about. etag: of what they saw when they typed. saved: by the suite's clock, as pages
    have it.
    """

    place: Place
    title: str
    typed: Typed = field(default_factory=Typed)
    etag: str = ""
    saved: datetime = field(default_factory=lambda: datetime.now(UTC))


class Drafts:
    """Of one console."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """MongoDB takes away what is over."""
        await self._mongo[DRAFTS].create_index("until", expireAfterSeconds=0)
        await self._mongo[DRAFTS].create_index("person")

    async def keep(self, draft: Draft, request_id: str) -> str:
        """Empty where it was kept; else why not, zh-CN: it is too long, one too many, or of a form that was sent meanwhile."""
        if _characters(draft.typed) > MOST_CHARACTERS:
            return TOO_LONG
        there = await self._mongo[DRAFTS].find_one({"_id": draft.place.key})
        if there is not None and there["done"] and there["done"] == request_id:
            return SENT
        if there is None or there["done"]:
            others = await self._mongo[DRAFTS].count_documents({"person": draft.place.person, "done": ""}, limit=MOST_DRAFTS)
            if others >= MOST_DRAFTS:
                return TOO_MANY
        await self._put(
            draft.place,
            {
                "title": draft.title,
                "texts": [[name, value] for name, value in draft.typed.texts.items()],  # their names have dots
                "counts": [[name, count] for name, count in draft.typed.counts.items()],
                "etag": draft.etag,
                "saved": draft.saved,
                "until": datetime.now(UTC) + KEPT,  # by the machine's, as MongoDB takes it away
                "done": "",
            },
        )
        return ""

    async def find(self, place: Place) -> Draft | None:
        """What was kept there."""
        there = await self._mongo[DRAFTS].find_one({"_id": place.key})
        return _draft(there) if there is not None and not there["done"] else None

    async def of(self, person: str) -> list[Draft]:
        """Of a person, the latest first."""
        found = await self._mongo[DRAFTS].find({"person": person, "done": ""}).sort("saved", -1).to_list(length=MOST_DRAFTS)
        return [_draft(each) for each in found]

    async def drop(self, place: Place, request_id: str) -> None:
        """It was sent, or is not wanted any more, whether there was one or not: what its page keeps a moment later is not to come back."""
        now = datetime.now(UTC)
        gone = {"title": "", "texts": [], "counts": [], "etag": "", "saved": now, "until": now + _DONE, "done": request_id or "-"}
        await self._put(place, gone)

    async def _put(self, place: Place, fields: dict[str, Any]) -> None:
        whose = {"person": place.person, "service": place.service, "method": place.method, "query": place.query}
        await self._mongo[DRAFTS].update_one({"_id": place.key}, {"$set": {**whose, **fields}}, upsert=True)


def _characters(typed: Typed) -> int:
    """Names as well: they come with the form, and are as long as whoever sends it likes."""
    return sum(len(name) + len(value) for name, value in typed.texts.items()) + sum(map(len, typed.counts))


def _draft(there: dict[str, Any]) -> Draft:
    place = Place(there["person"], there["service"], there["method"], there["query"])
    return Draft(place, there["title"], Typed(dict(there["texts"]), dict(there["counts"])), there["etag"], there["saved"])
