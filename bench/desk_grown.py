"""The desk's database grown to a size: true projects (desk_pattern.py) under other names, on other days, with other people and units.

Ids have the same length as those that they stand for, so that a document is multiplied by replacing bytes. It goes on where it was
stopped: chunk by chunk, then the indexes.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument
from pymongo.errors import BulkWriteError

from bench.desk_pattern import DAY, NAME, Pattern, patterns, slots
from chassis.mapping import to_plain
from chassis.store.mongo import Document, Mongo
from chassis.store.schema import ensure_collections
from chassis.store.unit import INBOX
from plan.grams import grams_of
from services.desk.domain.card import FAR
from services.desk.domain.known import Known
from services.desk.store import DeskTransaction

CHUNK = 2_000
SLOTS = 10_000
ORGANIZATIONS, PEOPLE = 100, 1_000  # of each length of a name: what each has grows with all projects, and fills a page at every size
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_OFFICES = {"organizations/kjj", "organizations/czj", "organizations/gxj"}
_MARK = "grown"
# Days to the next last day: of 48 projects two are overdue, five end soon.
_AHEAD = (-40, -6, 0, 1, 3, 5, 6, *range(8, 8 + 41 * 17, 17))


@dataclass(frozen=True)
class Copy:
    """Of one document: its bytes on certain days, and the names in it that are replaced, longest first."""

    collection: str
    content: bytes
    names: Sequence[bytes]


class Grower:
    """Puts projects into a database, number by number."""

    def __init__(self, made: Sequence[Pattern], known: Sequence[Document]) -> None:
        self._slots = slots(made, SLOTS)
        self._known = known
        departments = {each["_id"] for each in known if each["kind"] == "county_department"}
        self._kept = {name.encode() for name in _OFFICES | departments}
        self._copies: dict[tuple[str, int], list[Copy]] = {}
        self._today = datetime.now(UTC).date()

    async def grow(self, mongo: Mongo, wanted: int) -> None:
        """To so many projects, from where it is; then all indexes."""
        marks = mongo.database["bench"]
        mark = await marks.find_one({"_id": _MARK}) or {"done": 0, "indexed": False}
        if not mark["done"]:
            await self._people(mongo)
        for start in range(mark["done"], wanted, CHUNK):
            end = min(wanted, start + CHUNK)
            await self._chunk(mongo, range(start, end))
            await marks.replace_one({"_id": _MARK}, {"done": end, "indexed": False}, upsert=True)
            if end % 50_000 == 0:
                print(f"  {end:,} projects", flush=True)
        if not mark["indexed"]:
            await ensure_collections(mongo, DeskTransaction)  # made at once, of all that is there, they take a tenth of the time
            await marks.replace_one({"_id": _MARK}, {"done": max(wanted, mark["done"]), "indexed": True}, upsert=True)

    async def _people(self, mongo: Mongo) -> None:
        """Those of the stories, and whoever stands for one of them."""
        names = {found[0].decode() for each in self._slots for copy in self.copies(each, 0) for found in NAME.finditer(copy.content)}
        lengths = {(name.partition("/")[0], len(name.partition("/")[2])) for name in names}
        everybody = [to_plain(_known(kind, number, length)) for kind, length in sorted(lengths) for number in range(_many(kind))]
        documents = [{**each, "_id": each["name"], "version": 1} for each in everybody]
        await _insert(mongo, "known", [*self._known, *documents])

    async def _chunk(self, mongo: Mongo, numbers: range) -> None:
        made: dict[str, list[Any]] = defaultdict(list)
        for number in numbers:
            for collection, content in self._documents(number):
                made[collection].append(RawBSONDocument(content))
            made[INBOX] += _heard(number)
        await asyncio.gather(*(_insert(mongo, name, documents) for name, documents in made.items()))

    def _documents(self, number: int) -> Iterator[tuple[str, bytes]]:
        pattern, slug, end = self._slots[_slot(number)], slug_of(number).encode(), f"{number:08x}".encode()
        old, old_end = pattern.slug.encode(), pattern.end.encode()
        names: dict[bytes, bytes] = {}
        for copy in self.copies(pattern, number // SLOTS % len(_AHEAD)):
            content = copy.content.replace(old, slug).replace(old_end, end)
            for name in copy.names:
                if name not in names:
                    names[name] = stands_for(name.decode(), number).encode()
                content = content.replace(name, names[name])
            yield copy.collection, content

    def copies(self, pattern: Pattern, turn: int) -> list[Copy]:
        """A project's documents, moved in time so that its next last day is as far ahead as its turn has it."""
        found = self._copies.get((pattern.slug, turn))
        if found is None:
            ahead = self._today + timedelta(days=_AHEAD[(turn * 7 + int(pattern.slug[1:])) % len(_AHEAD)])
            days = (ahead - date.fromisoformat(pattern.next_day)).days if pattern.next_day != FAR else -20 * turn
            found = [self._copy(name, each, days) for name, documents in pattern.documents.items() for each in documents]
            self._copies[pattern.slug, turn] = found
        return found

    def _copy(self, collection: str, document: Mapping[str, Any], days: int) -> Copy:
        content = DAY.sub(lambda day: _moved(day[0], days), bson.encode(document))
        names = {found[0] for found in NAME.finditer(content)} - self._kept
        return Copy(collection, content, sorted(names, key=len, reverse=True))


@cache
def _moved(day: bytes, days: int) -> bytes:
    try:
        return (date.fromisoformat(day.decode()) + timedelta(days=days)).isoformat().encode()
    except ValueError:
        return day


def _slot(number: int) -> int:
    return number * 7_919 % SLOTS


def slug_of(number: int) -> str:
    """The id of project number `number`; numbers are scattered over the ids, as real ones are."""
    return f"g{number * 2_654_435_761 % 10**9:09d}"


def stands_for(name: str, number: int) -> str:
    """Who of their kind stands for somebody of a story in project number `number`."""
    kind, _, id_ = name.partition("/")
    return named(kind, (number * 31 + sum(id_.encode())) % _many(kind), len(id_))


def named(kind: str, number: int, length: int) -> str:
    """The name of one of them, its id of this length."""
    digits = ""
    for _ in range(length - 1):
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return f"{kind}/{kind[0]}{digits}"


def _many(kind: str) -> int:
    return ORGANIZATIONS if kind == "organizations" else PEOPLE


def _known(kind: str, number: int, length: int) -> Known:
    title = f"{number}号{'铸造机械' if length % 2 else '新材料'}有限公司" if kind == "organizations" else f"第{number}位{length}"
    organization = "" if kind == "organizations" else named("organizations", number % ORGANIZATIONS, 8)
    shape = "enterprise" if kind == "organizations" else ""
    return Known(named(kind, number, length), title, organization, shape, "yuci" if shape else "", grams=grams_of([title]))


def _heard(number: int) -> list[Document]:
    """What the inbox keeps of a few facts of it."""
    key = f"projects/{slug_of(number)}"
    return [
        {"_id": f"/sanzhi/{service}|{number:08x}", "type": "", "subject": key, "of": f"grown.{service}|{key}", "sequence": 2}
        for service in ("registry", "milestones")
    ]


async def _insert(mongo: Mongo, collection: str, documents: Sequence[Any]) -> None:
    try:
        await mongo[collection].insert_many(documents, ordered=False)
    except BulkWriteError as error:  # part of a chunk that was stopped
        if any(each["code"] != 11000 for each in error.details["writeErrors"]):
            raise


async def grower(mongo: Mongo) -> Grower:
    """Whoever makes them, of patterns in this database, which is dropped."""
    await mongo.client.drop_database(mongo.database.name)
    made, known = await patterns(mongo)
    await mongo.client.drop_database(mongo.database.name)
    return Grower(made, known)
