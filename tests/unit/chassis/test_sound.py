"""One document that is not what was written stops nothing that does not need it: lists leave it out, what needs it names it."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

import pytest
from bson import ObjectId, decode, encode
from bson.datetime_ms import DatetimeMS

from chassis.errors import DataLoss, NotFound
from chassis.store.aggregates import Aggregates
from chassis.store.damage import MOST_TOLD, Damage, Damaged
from chassis.store.mongo import READS_ANYTHING
from chassis.store.repository import Repository, collection
from chassis.store.rows import SHAPES, demand_sound, faults_of, is_sound
from chassis.store.sound import aggregate_in
from chassis.store.transaction import Transaction

NOW = datetime(2026, 3, 2, tzinfo=UTC)


class Rig(StrEnum):
    SLOOP = "sloop"


@dataclass
class Ship:
    name: str
    rig: Rig
    launched: date
    sails_at: datetime
    ports: list[str] = field(default_factory=list)
    version: int = 0


def ship(name: str = "ships/a", **changed: Any) -> dict[str, Any]:
    whole = {"_id": name, "name": name, "rig": "sloop", "launched": "2026-01-05", "sails_at": NOW, "ports": [], "version": 1}
    return {key: value for key, value in (whole | changed).items() if value is not ...}


def no_utf8() -> str:
    """As it is read from a database."""
    read: str = decode(encode({"a": "ab"}).replace(b"ab\0", b"a\xff\0"), READS_ANYTHING)["a"]
    return read


# What is wrong, and the field that is named for it.
DAMAGED = {
    "another type": (ship(ports="here"), "ports"),
    "nothing": (ship(sails_at=None), "sails_at"),
    "a field gone": (ship(launched=...), "launched"),
    "no such day": (ship(launched="2026-02-30"), "launched"),
    "a word that is none": (ship(rig="galleon"), "rig"),
    "an item of another type": (ship(ports=["here", 7]), "ports.1"),
    "no UTF-8": (ship(ports=[no_utf8()]), "ports.0"),
    "an instant beyond Python's": (ship(sails_at=DatetimeMS(2**60)), "sails_at"),
    "another name": (ship() | {"name": "ships/b"}, "name"),
    "no version": (ship(version=...), "version"),
    "a version that is text": (ship(version="1"), "version"),
    "a version before the first": (ship(version=0), "version"),
    "a version that is true": (ship(version=True), "version"),
    "a guard that is text": (ship(_guard="1"), "_guard"),
    "an _id that is a document": (ship() | {"_id": {"a": 1}}, "_id"),
    "an _id of MongoDB's own": (ship() | {"_id": ObjectId()}, "_id"),
    "nothing but an _id": ({"_id": "ships/a"}, "name"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_this_system_cannot_have_written_is_damaged_and_the_field_is_named(name: str) -> None:
    document, where = DAMAGED[name]
    with pytest.raises(Damaged) as raised:
        aggregate_in(Ship, "ships", document)
    assert isinstance(raised.value, DataLoss) and raised.value.reason == "DOCUMENT_DAMAGED"
    assert raised.value.why.startswith(f"{where}: ")
    assert not any(content in raised.value.why for content in ("here", "galleon", "2026"))


def test_what_was_written_is_sound_with_what_the_store_has_added() -> None:
    assert aggregate_in(Ship, "ships", ship(_guard=3)).name == "ships/a"


class _Cursor:
    def __init__(self, documents: list[dict[str, Any]]) -> None:
        self._documents = documents
        self.closed = False

    def sort(self, *order: Any) -> "_Cursor":
        return self

    def limit(self, most: int) -> "_Cursor":
        return _Cursor(self._documents[:most] if most else self._documents)

    async def to_list(self, most: int | None) -> list[dict[str, Any]]:
        return self._documents[:most]

    async def __aiter__(self) -> Any:
        for document in self._documents:
            yield document

    async def close(self) -> None:
        self.closed = True


class _Documents(list[dict[str, Any]]):
    def find(self, where: Any, batch_size: int = 0) -> _Cursor:
        after = where["$and"][1]["_id"]["$not"]["$lte"] if "$and" in where else ""
        return _Cursor([each for each in self if not (isinstance(each["_id"], str) and each["_id"] <= after)])


class _Mongo:
    """One collection, in memory."""

    def __init__(self, *documents: dict[str, Any]) -> None:
        self.documents = _Documents(documents)
        self.damage = Damage()

    def __getitem__(self, name: str) -> _Documents:
        return self.documents

    async def find_by_name(self, collection: str, name: str) -> dict[str, Any] | None:
        return next((each for each in self.documents if each["_id"] == name), None)


def ships(mongo: _Mongo) -> Repository[Ship]:
    holder: Any = SimpleNamespace(mongo=mongo, aggregates=Aggregates(), touched=set(), repositories={})
    return Repository(collection(Ship, "ships"), holder)


def a_fleet(*damaged: int, size: int = 10) -> list[dict[str, Any]]:
    return [ship(f"ships/{number}") | ({"ports": 7} if number in damaged else {}) for number in range(size)]


@pytest.mark.parametrize("damaged", [(), (0,), (9,), (4, 5), (0, 1, 2, 3), tuple(range(10))])
@pytest.mark.parametrize("size", [1, 2, 3, 10, 11])
async def test_a_list_goes_through_all_that_is_sound_and_loses_nothing_else(damaged: tuple[int, ...], size: int) -> None:
    mongo = _Mongo(*a_fleet(*damaged))
    mongo.documents += [ship() | {"_id": ObjectId()}]
    seen, after, pages = list[str](), "", 0
    while pages == 0 or after:
        page = await ships(mongo).page({}, size, after)
        seen += [each.name for each in page.items]
        after, pages = page.next_page_token, pages + 1
        assert len(page.items) == size or not after, "a page that is not the last one is full"
    assert seen == [f"ships/{number}" for number in range(10) if number not in damaged]
    assert len(mongo.damage) == len(damaged) + 1


async def test_what_has_no_name_is_left_out_too() -> None:
    mongo = _Mongo(ship() | {"_id": 7}, *a_fleet(), ship() | {"_id": ObjectId()}, ship() | {"_id": {"a": []}})
    assert len((await ships(mongo).page({}, 100, "")).items) == 10
    assert len(mongo.damage) == 3


async def test_what_is_done_to_each_is_done_to_all_others_and_what_decides_is_refused() -> None:
    mongo = _Mongo(*a_fleet(3))
    assert len(await ships(mongo).readable({})) == 9
    with pytest.raises(Damaged, match="DOCUMENT_DAMAGED"):
        await ships(mongo).list({})


@pytest.mark.parametrize("ask", [Repository.get, Repository.find, Repository.read, Repository.read_or_none])
async def test_who_asks_for_it_is_told_which_it_is(ask: Callable[[Repository[Ship], str], Awaitable[Any]]) -> None:
    mongo = _Mongo(*a_fleet(3))
    with pytest.raises(DataLoss) as refused:
        await ask(ships(mongo), "ships/3")
    assert refused.value.metadata == {"resource": "ships/3", "collection": "ships"}
    assert "ships/3" in refused.value.message
    assert (await ships(mongo).get("ships/4")).name == "ships/4"


async def test_it_is_logged_once_counted_and_forgotten_once_it_is_sound_again(caplog: pytest.LogCaptureFixture) -> None:
    mongo = _Mongo(*a_fleet(3, 4))
    for _ in range(3):
        await ships(mongo).page({}, 100, "")
    assert [record.message for record in caplog.records if record.levelno == logging.ERROR] == [
        "document ships/3 of ships is damaged: ports: list_type",
        "document ships/4 of ships is damaged: ports: list_type",
    ]
    assert mongo.damage.told() == ["ships ships/3: ports: list_type", "ships ships/4: ports: list_type"]
    mongo.documents[3]["ports"] = []
    await ships(mongo).page({}, 100, "")
    assert len(mongo.damage) == 1


def test_many_take_no_more_room_than_is_told() -> None:
    damage = Damage()
    for number in range(30_000):
        damage.found("ships", f"ships/{number}", ["x"])
    assert len(damage) == 10_000
    assert len(damage.told()) == MOST_TOLD


class OfShips(Transaction):
    keyed_by = "fleet"


async def test_what_stands_on_something_damaged_or_gone_is_left_out_of_a_list() -> None:
    mongo: Any = _Mongo()
    policies: Any = SimpleNamespace(current=lambda day: SimpleNamespace(values=None, version=""))
    context: Any = SimpleNamespace(mongo=mongo, policies=policies, files=policies, service="navy")
    tx = OfShips(context, NOW, SimpleNamespace(organization="", person=""), SimpleNamespace())  # type: ignore[arg-type]

    async def shown(number: int) -> int:
        if number == 3:
            raise mongo.damage.found("crews", "crews/3", ["x"])
        if number == 4:
            raise NotFound("NOT_FOUND", "没有找到", resource="crews/4")
        if number == 5:
            raise ValueError("a bug")
        return number

    assert await tx.each([1, 2, 3, 4], shown) == [1, 2]
    assert len(mongo.damage) == 2
    with pytest.raises(ValueError, match="a bug"):
        await tx.each([1, 5], shown)


TIMER = {"_id": "a", "kind": "k", "due": NOW, "key": "", "payload": {}, "generation": "g", "attempt": 0, "bucket": 3}
WRONG: list[Any] = [None, "x", 7, 7.5, True, b"x", [], {}, NOW, "\udcff", -1]


def test_a_row_is_sound_or_what_is_wrong_with_it_is_said() -> None:
    damage = Damage()
    assert is_sound(damage, "timers", TIMER) and demand_sound(damage, "timers", TIMER) is TIMER
    assert faults_of("timers", {**TIMER, "due": "soon", "key": None}) == ["due: is str", "key: is nothing"]
    with pytest.raises(Damaged):
        demand_sound(damage, "timers", {"_id": "a"})
    assert len(damage) == 1
    assert is_sound(damage, "timers", TIMER) and len(damage) == 0


@pytest.mark.parametrize("collection", SHAPES)
def test_no_value_of_any_type_makes_the_look_at_a_row_fail(collection: str) -> None:
    for name in SHAPES[collection]:
        for value in WRONG:
            faults_of(collection, {"_id": "a", name.removesuffix("?"): value})
    for value in WRONG:
        faults_of(collection, {"_id": value})
