"""Databases that a test leaves behind are taken again, emptied: to make a service's collections and indexes costs more than most tests."""

import asyncio
import uuid
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from typing import Any

from pymongo import MongoClient
from pymongo.write_concern import WriteConcern

from chassis.run.service import Service

# By MongoDB and by what was made there, the prefixes of their names; those left last come last.
_left: defaultdict[Any, deque[str]] = defaultdict(deque)
# What a service had sent to MongoDB when it was stopped may arrive a moment later: databases rest while so many others are in use.
_RESTING = 2


async def take(mongo: str, services: Sequence[Service]) -> str:
    """A prefix of databases without documents."""
    left = _left[_kind(mongo, services)]
    if len(left) <= _RESTING:
        return f"t{uuid.uuid4().hex[:10]}_"
    prefix = left.popleft()
    await asyncio.to_thread(_empty, mongo, [f"{prefix}{each.name}" for each in services])
    return prefix


def leave(mongo: str, services: Sequence[Service], prefix: str) -> None:
    """Once nobody works on them any more."""
    _left[_kind(mongo, services)].append(prefix)


def _kind(mongo: str, services: Sequence[Service]) -> Any:
    return mongo, frozenset((each.name, each.transaction) for each in services)


def _empty(mongo: str, names: Iterable[str]) -> None:
    """Until nobody who reads what the majority has, as services do, reads anything of it any more."""
    with MongoClient[dict[str, Any]](mongo) as client:
        for name in names:
            database = client.get_database(name, write_concern=WriteConcern(1))
            for collection in database.list_collection_names(filter={"name": {"$not": {"$regex": "^system\\."}}}):
                database[collection].delete_many({})
        # One that finds nothing waits for all before it.
        client.get_database(name, write_concern=WriteConcern("majority"))["emptied"].delete_many({})
