"""Lookups by name: one question for many callers, and never an answer older than the call."""

import asyncio
import uuid
from typing import Any

import pytest
from pymongo.errors import ConnectionFailure

from chassis.store.lookups import Lookups
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
