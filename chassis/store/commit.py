"""Commits a unit: state, outbox, audit, request id, inbox and timers together, or nothing.

A sequence number is counted up inside the transaction, so that two commits about one key exclude each other and numbers
follow the order of commits, without gaps. So are the rows of a collection that are numbered: who has read up to one of them never finds
a smaller one that was committed later.
"""

from collections import defaultdict
from collections.abc import Awaitable, Mapping
from typing import Any

from pymongo import DeleteOne, InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError

from chassis.store import unit as names
from chassis.store.mongo import Conflict, Document, Mongo
from chassis.store.personal_keys import KEYS, key_id
from chassis.store.rows import demand_sound
from chassis.store.unit import Repeated, Superseded, Unit, Written, already_exists

_DUPLICATE_KEY = 11000


async def commit(mongo: Mongo, unit: Unit) -> Written:
    """Write a unit. Raises Conflict (do the work again), Repeated, Superseded, AlreadyExists, Damaged; then nothing was stored."""
    async with mongo.transaction() as session:
        await _once(mongo, unit, session)
        await _state(mongo, unit, session)
        await _counted(mongo, unit, session)
        await _timers(mongo, unit, session)
        if unit.audit:
            await _insert(mongo, names.AUDIT, unit.audit, session)
        for year in unit.learnt:
            await mongo[names.YEARS].replace_one({"_id": year["_id"]}, year, upsert=True, session=session)
        await _dead_letters(mongo, unit, session)
    return Written.of(unit)


async def _once(mongo: Mongo, unit: Unit, session: Any) -> None:
    # The gates of idempotency come first: a repeat costs one write.
    if unit.requests:
        await _only_once(_insert(mongo, names.REQUESTS, unit.requests, session))
    if unit.inbox:
        await _only_once(_insert(mongo, names.INBOX, unit.inbox, session))
    if unit.fired:
        # One deletion for all: a generation is of one timer alone, so no other pair of the two can match.
        fired = {"_id": {"$in": [name for name, _ in unit.fired]}, "generation": {"$in": [generation for _, generation in unit.fired]}}
        if (await mongo[names.TIMERS].delete_many(fired, session=session)).deleted_count != len(unit.fired):
            raise Superseded(unit.fired[0][0])


async def _only_once(insert: Awaitable[None]) -> None:
    try:
        await insert
    except _Taken as taken:
        raise Repeated from taken


class _Taken(Exception):
    """A unique key is taken, by_name: that of the name."""

    def __init__(self, by_name: bool) -> None:
        super().__init__(by_name)
        self.by_name = by_name


async def _insert(mongo: Mongo, collection: str, documents: list[Document], session: Any) -> None:
    try:
        await mongo[collection].insert_many(documents, session=session)
    except BulkWriteError as error:
        if taken := _duplicates(error):
            raise _Taken(_by_name(taken[0])) from error
        raise
    except DuplicateKeyError as error:
        raise _Taken(_by_name(error.details or {})) from error


def _duplicates(error: BulkWriteError) -> list[Document]:
    return [failure for failure in error.details.get("writeErrors", []) if failure.get("code") == _DUPLICATE_KEY]


def _by_name(failure: Mapping[str, Any]) -> bool:
    return list(failure.get("keyPattern", {"_id": 1})) == ["_id"]


async def _state(mongo: Mongo, unit: Unit, session: Any) -> None:
    # What was read comes first: where a new name follows from it (a running number), the name is taken because that has changed.
    await _replaced(mongo, unit, session)
    await _guarded(mongo, unit, session)
    await _created(mongo, unit, session)
    if unit.destroyed:
        await mongo[KEYS].delete_many({"_id": {"$in": [key_id(key) for key in unit.destroyed]}}, session=session)


async def _replaced(mongo: Mongo, unit: Unit, session: Any) -> None:
    replaced: dict[str, list[ReplaceOne[Document]]] = defaultdict(list)
    for (collection, name), (version, document) in unit.updates.items():
        replaced[collection].append(ReplaceOne({"_id": name, "version": version}, document))
    for collection, operations in replaced.items():
        result = await _bulk(mongo, collection, operations, session)
        if result.matched_count != len(operations):
            raise Conflict


async def _guarded(mongo: Mongo, unit: Unit, session: Any) -> None:
    guarded: dict[str, list[UpdateOne]] = defaultdict(list)
    for (collection, name), version in unit.guards.items():
        # Touched, not only looked at: a snapshot alone would let two decisions pass that exclude each other.
        guarded[collection].append(UpdateOne({"_id": name, "version": version}, {"$inc": {"_guard": 1}}))
    for collection, touches in guarded.items():
        if (await _bulk(mongo, collection, touches, session)).matched_count != len(touches):
            raise Conflict


async def _created(mongo: Mongo, unit: Unit, session: Any) -> None:
    created: dict[str, list[Document]] = defaultdict(list)
    for (collection, _), document in unit.creates.items():
        created[collection].append(document)
    for collection, documents in created.items():
        try:
            await _insert(mongo, collection, documents, session)
        except _Taken as taken:
            raise already_exists(collection, "、".join(document["_id"] for document in documents), by_name=taken.by_name) from taken


async def _bulk(mongo: Mongo, collection: str, operations: Any, session: Any) -> Any:
    try:
        return await mongo[collection].bulk_write(operations, ordered=True, session=session)
    except BulkWriteError as error:
        if taken := _duplicates(error):
            name = taken[0].get("op", {}).get("q", {}).get("_id", collection)
            raise already_exists(collection, str(name), by_name=_by_name(taken[0])) from error
        raise


async def _counted(mongo: Mongo, unit: Unit, session: Any) -> None:
    """Facts and numbered rows, each with its number; a fact of another service has one already."""
    keys: dict[str, list[Document]] = defaultdict(list)
    for fact in unit.outbox:
        keys[f"{fact['topic']}|{fact['key']}"].append(fact)
    collections: dict[str, list[Document]] = defaultdict(list)
    for collection, row in unit.numbered:
        collections[collection].append(row)
    steps = {counter: len(rows) for counter, rows in (*keys.items(), *collections.items())}
    last = await _count_up(mongo, steps, session) if steps else {}
    for field, waiting in (("sequence", keys), ("_id", collections)):
        for counter, rows in waiting.items():
            for number, row in enumerate(rows, last[counter] - len(rows) + 1):
                row[field] = number
    for collection, rows in ((names.OUTBOX, [*unit.outbox, *unit.handed_on]), *collections.items()):
        if rows:
            await _insert(mongo, collection, rows, session)


async def _count_up(mongo: Mongo, steps: dict[str, int], session: Any) -> dict[str, int]:
    """The last number of each counter, counted up; two round trips, however many there are."""
    known = await mongo[names.SEQUENCES].find({"_id": {"$in": list(steps)}}, session=session).to_list(None)
    last = dict.fromkeys(steps, 0) | {counter["_id"]: demand_sound(mongo.damage, names.SEQUENCES, counter)["last"] for counter in known}
    # Each counter is written by its old value too: a transaction that read an older one cannot pass.
    operations: list[Any] = [
        UpdateOne({"_id": counter, "last": last[counter]}, {"$inc": {"last": step}})
        if last[counter]
        else InsertOne({"_id": counter, "last": step})
        for counter, step in steps.items()
    ]
    try:
        result = await mongo[names.SEQUENCES].bulk_write(operations, session=session)
    except BulkWriteError as error:
        raise Conflict from error  # Two first facts of one key at once.
    if result.matched_count + result.inserted_count != len(operations):
        raise Conflict
    return {counter: last[counter] + step for counter, step in steps.items()}


async def _timers(mongo: Mongo, unit: Unit, session: Any) -> None:
    if not unit.timers:
        return
    operations: list[Any] = [
        DeleteOne({"_id": name}) if document is None else ReplaceOne({"_id": name}, document, upsert=True)
        for name, document in unit.timers.items()
    ]
    try:
        await mongo[names.TIMERS].bulk_write(operations, ordered=True, session=session)
    except BulkWriteError as error:
        raise Conflict from error


async def _dead_letters(mongo: Mongo, unit: Unit, session: Any) -> None:
    await _taken_out(mongo, unit, session)
    if unit.dead_letters:
        await _only_once(_insert(mongo, names.DEAD_LETTERS, unit.dead_letters, session))
    await _redriven(mongo, unit, session)


async def _taken_out(mongo: Mongo, unit: Unit, session: Any) -> None:
    """Letters of bundles that are kept alone from now on; a bundle goes with its last one. Raises Conflict."""
    if not unit.taken_out:
        return
    operations: list[Any] = [
        UpdateOne({"_id": name, "offset": offset, "packed": {"$gt": 1}}, {"$pull": {"offset": offset}, "$inc": {"packed": -1}})
        if packed > 1
        else DeleteOne({"_id": name, "offset": offset, "packed": 1})
        for name, offset, packed in unit.taken_out
    ]
    result = await _bulk(mongo, names.DEAD_LETTERS, operations, session)
    if result.matched_count + result.deleted_count != len(operations):
        raise Conflict


async def _redriven(mongo: Mongo, unit: Unit, session: Any) -> None:
    if not unit.redriven:
        return
    # By the number of tries that was read: of two who give a letter to its handler at once, one does it again and sees the other.
    updates = [UpdateOne({"_id": place, "tries": tries}, changes) for place, tries, changes in unit.redriven]
    if (await _bulk(mongo, names.DEAD_LETTERS, updates, session)).matched_count != len(updates):
        raise Conflict
