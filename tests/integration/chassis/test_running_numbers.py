"""A name that follows from what was read, as a running number does: taken only because that has changed meanwhile."""

import uuid
from typing import Any

import pytest

from chassis.errors import AlreadyExists
from chassis.store.commit import commit
from chassis.store.mongo import Conflict, Mongo
from chassis.store.unit import Unit
from cli.stack.parts_for_tests import Parts


@pytest.fixture
async def mongo(parts: Parts) -> Any:
    made = Mongo(parts.mongo.uri, f"t{uuid.uuid4().hex[:10]}")
    await commit(made, Unit(creates={("registers", "2026"): {"_id": "2026", "version": 1}}))
    yield made
    await made.client.drop_database(made.database.name)
    await made.close()


def _next_number(version: int) -> Unit:
    register = {"_id": "2026", "version": version + 1}
    return Unit(creates={("findings", "2026-1"): {"_id": "2026-1"}}, updates={("registers", "2026"): (version, register)})


async def test_two_who_take_the_same_number_conflict_and_the_second_comes_again(mongo: Mongo) -> None:
    await commit(mongo, _next_number(1))
    with pytest.raises(Conflict):
        await commit(mongo, _next_number(1))


async def test_who_only_guards_what_the_name_follows_from_comes_again_too(mongo: Mongo) -> None:
    await commit(mongo, _next_number(1))
    with pytest.raises(Conflict):
        await commit(mongo, Unit(creates={("findings", "2026-1"): {"_id": "2026-1"}}, guards={("registers", "2026"): 1}))


async def test_a_name_that_is_taken_though_nothing_changed_is_refused(mongo: Mongo) -> None:
    await commit(mongo, _next_number(1))
    with pytest.raises(AlreadyExists):
        await commit(mongo, _next_number(2))
