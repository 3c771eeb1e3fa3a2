"""Lookups by name, and by the text of a field: one question for many callers, and never an answer older than the call."""

import asyncio
import uuid
from typing import Any

import pytest
from pymongo.errors import ConnectionFailure

from chassis.store.lookups import FEW, Lookups
from chassis.store.mongo import Mongo
from cli.stack.parts_for_tests import Parts


@pytest.fixture
async def mongo(parts: Parts) -> Any:
    made = Mongo(parts.mongo.uri, f"t{uuid.uuid4().hex[:10]}")
    yield made
    await made.client.drop_database(made.database.name)
    await made.close()


class _Asked:
    """A collection that remembers what it was asked, and answers when it is let."""

    def __init__(self, error: Exception | None = None) -> None:
        self.questions: list[Any] = []
        self._error = error

    def find(self, where: dict[str, Any]) -> "_Asked":
        self.questions.append(where["_id"])
        return self

    async def to_list(self, length: int) -> list[dict[str, Any]]:
        asked = self.questions[-1]
        await asyncio.sleep(0)
        if self._error:
            raise self._error
        return [{"_id": name} for name in (asked["$in"] if isinstance(asked, dict) else [asked])]


async def test_who_comes_at_the_same_time_shares_a_question(mongo: Mongo) -> None:
    await mongo["c"].insert_many([{"_id": f"n/{number}", "values": [number]} for number in range(500)])
    found = await asyncio.gather(*(mongo.find_by_name("c", f"n/{number}") for number in range(500)))
    assert [document and document["values"] for document in found] == [[number] for number in range(500)]
    assert await mongo.find_by_name("c", "n/none") is None


async def test_two_callers_get_two_copies(mongo: Mongo) -> None:
    await mongo["c"].insert_one({"_id": "n", "values": [1]})
    one, other = await asyncio.gather(mongo.find_by_name("c", "n"), mongo.find_by_name("c", "n"))
    assert one == other
    assert one is not None
    one["values"].append(2)
    assert other == {"_id": "n", "values": [1]}


async def test_a_call_is_answered_by_a_question_asked_after_it() -> None:
    asked = _Asked()
    lookups = Lookups(lambda _: asked)
    first = asyncio.create_task(lookups.find("c", "a"))
    while not asked.questions:  # noqa: ASYNC110 - the stand-in has no event to wait for
        await asyncio.sleep(0)
    await asyncio.gather(first, lookups.find("c", "a"), lookups.find("c", "b"))
    assert asked.questions == ["a", {"$in": ["a", "b"]}]


async def test_a_failure_reaches_every_caller_and_the_next_one_is_asked_anew() -> None:
    asked = _Asked(ConnectionFailure("away"))
    lookups = Lookups(lambda _: asked)
    results = await asyncio.gather(*(lookups.find("c", name) for name in "aab"), return_exceptions=True)
    assert [type(result) for result in results] == [ConnectionFailure] * 3
    asked._error = None
    assert await lookups.find("c", "a") == {"_id": "a"}


async def test_who_asks_for_a_text_at_the_same_time_gets_what_asking_alone_gives(mongo: Mongo) -> None:
    documents = [{"_id": f"n/{number:03}", "key": f"k/{number // 3}"} for number in reversed(range(300))]
    await mongo["c"].insert_many([*documents, *({"_id": f"many/{number:02}", "key": "many"} for number in reversed(range(4 * FEW)))])
    texts = [f"k/{number}" for number in range(100)] + ["none", "k/7"]
    found = await asyncio.gather(*(mongo.find_alike("c", "key", text) for text in texts))
    assert [[document["_id"] for document in each] for each in found[:100]] == [[f"n/{3 * n + k:03}" for k in range(3)] for n in range(100)]
    assert found[100] == [] and found[101] == found[7]
    mixed = await asyncio.gather(*(mongo.find_alike("c", "key", text) for text in ("k/1", "many", "k/2")))
    assert [len(each) for each in mixed] == [3, FEW, 3]
    assert [document["_id"] for document in mixed[1]] == [f"many/{number:02}" for number in range(FEW)]


async def test_one_of_several_texts_of_a_field_is_found_as_alone(mongo: Mongo) -> None:
    await mongo["c"].insert_many([{"_id": "a", "key": ["x", "y"]}, {"_id": "b", "key": "y"}])
    found = await asyncio.gather(*(mongo.find_alike("c", "key", text) for text in "xyz"))
    assert [[document["_id"] for document in each] for each in found] == [["a"], ["a", "b"], []]


async def test_questions_of_a_text_are_asked_together() -> None:
    asked = _Alike()
    lookups = Lookups(lambda _: asked)
    found = await asyncio.gather(*(lookups.alike("c", "key", text) for text in "abca"))
    assert asked.questions == [{"key": {"$in": ["a", "b", "c"]}}]
    assert [[document["key"] for document in each] for each in found] == [["a"], ["b"], ["c"], ["a"]]


class _Alike:
    """A collection in which every text is the key of one document."""

    def __init__(self) -> None:
        self.questions: list[Any] = []

    def find(self, where: dict[str, Any]) -> "_Alike":
        self.questions.append(where)
        return self

    def sort(self, field: str, direction: int) -> "_Alike":
        return self

    def limit(self, most: int) -> "_Alike":
        return self

    async def to_list(self, length: int) -> list[dict[str, Any]]:
        await asyncio.sleep(0)
        wanted = self.questions[-1]["key"]
        return [{"_id": text, "key": text} for text in (wanted["$in"] if isinstance(wanted, dict) else [wanted])]
