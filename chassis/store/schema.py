"""Makes what a service needs in its database: collections and indexes. Safe to run at every start."""

import asyncio
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import CollectionInvalid, OperationFailure

from chassis.store import unit as names
from chassis.store.files.pieces import PIECES
from chassis.store.files.stored import NAMED
from chassis.store.mongo import Mongo
from chassis.store.personal_keys import INDEXES, KEYS
from chassis.store.repository import Collection, Index
from chassis.store.rows import FILES, UPLOADS
from chassis.store.transaction import Transaction

_OWN: dict[str, list[IndexModel]] = {
    names.OUTBOX: [
        IndexModel([("bucket", 1), ("sequence", 1)], partialFilterExpression={"pending": True}, name="pending"),
        IndexModel([("pending", 1), ("_id", 1)], partialFilterExpression={"pending": True}, name="oldest_pending"),
        IndexModel([("key", 1), ("_id", 1)], name="key"),
        IndexModel([("refused", 1)], partialFilterExpression={"refused": {"$exists": True}}, name="refused"),
    ],
    names.INBOX: [IndexModel([("of", 1), ("sequence", -1)], name="of")],
    names.REQUESTS: [],
    names.AUDIT: [
        IndexModel([("actor", 1), ("_id", -1)], name="actor"),
        IndexModel([("subjects", 1), ("_id", -1)], name="subjects"),
        IndexModel([("refused", 1), ("_id", -1)], partialFilterExpression={"refused": True}, name="refused"),
        IndexModel([("writer", 1), ("number", -1)], name="writer"),
    ],
    names.SEALS: [IndexModel([("runs.writer", 1), ("_id", -1)], name="writer")],
    names.TIMERS: [
        IndexModel([("due", 1), ("generation", 1), ("bucket", 1)], name="due"),
        IndexModel([("attempt", 1)], partialFilterExpression={"attempt": {"$gt": 0}}, name="failing"),
        IndexModel([("damaged", 1)], partialFilterExpression={"damaged": {"$exists": True}}, name="damaged"),
    ],
    names.SEQUENCES: [],
    names.DEAD_LETTERS: [
        IndexModel([("event", 1)], partialFilterExpression={"event": {"$gt": ""}}, name="event"),
        IndexModel([("dead", 1), ("topic", 1), ("key", 1), ("offset", 1)], partialFilterExpression={"dead": True}, name="dead"),
        # Each record is kept once, whether alone or among many (docs/decisions/0038).
        IndexModel([("topic", 1), ("partition", 1), ("offset", 1)], unique=True, name="place"),
        IndexModel([("packed", -1)], partialFilterExpression={"packed": {"$gt": 0}}, name="packed"),
        IndexModel([("keys", 1), ("topic", 1), ("time", 1)], partialFilterExpression={"keys": {"$gt": ""}}, name="keys"),
    ],
    FILES: [IndexModel([(NAMED, 1), ("stored_at", 1)], name="unnamed")],
    UPLOADS: [IndexModel([("at", 1)], name="at")],
    PIECES: [],
    names.YEARS: [],
    "leases": [IndexModel([("holder", 1)], name="holder")],
}
# The clock makes its own.
_CLOCK = "clock"
OF_THE_CHASSIS = frozenset({*_OWN, _CLOCK, KEYS})


def wanted_indexes(transaction: type[Transaction]) -> dict[str, list[IndexModel]]:
    """The indexes of each collection that a service has. Raises ValueError where it calls one of its own as the chassis calls one."""
    own = [*(declared.name for declared in transaction.collections()), *transaction.rows]
    taken = sorted(name for name in set(own) if name in OF_THE_CHASSIS or own.count(name) > 1)
    if taken:
        raise ValueError(f"{transaction.__name__}: these collections are somebody else's already: {taken}")
    keys = {KEYS: INDEXES} if transaction.holds_personal_data else {}
    rows = {name: [_model(index) for index in indexes] for name, indexes in transaction.rows.items()}
    return _OWN | keys | rows | {declared.name: _models(declared) for declared in transaction.collections()}


def collections_of(transaction: type[Transaction]) -> frozenset[str]:
    """All that a service reads and writes in its database."""
    return frozenset({*wanted_indexes(transaction), _CLOCK})


async def ensure_collections(mongo: Mongo, transaction: type[Transaction]) -> None:
    """Create collections and indexes that are not there yet: a transaction cannot always create them by itself."""
    wanted = wanted_indexes(transaction)
    there = set(await mongo.database.list_collection_names())
    await asyncio.gather(*(_ensure(mongo, name, models, there=name in there) for name, models in wanted.items()))


async def _ensure(mongo: Mongo, name: str, models: list[IndexModel], *, there: bool) -> None:
    if there and name in names.APPENDED_ONLY:  # an index can delete: who may not delete may not make one (cli/provision/database.py)
        known = await mongo[name].index_information()
        models = [model for model in models if model.document["name"] not in known]
    if models:
        await mongo[name].create_indexes(models)  # makes the collection too
    elif not there:
        await _create(mongo, name)


async def _create(mongo: Mongo, name: str) -> None:
    try:
        await mongo.database.create_collection(name)
    except (CollectionInvalid, OperationFailure) as error:
        if isinstance(error, OperationFailure) and error.code != 48:  # NamespaceExists: another replica was quicker
            raise


def _models(declared: Collection[Any]) -> list[IndexModel]:
    return [_model(index) for index in declared.indexes]


def _model(index: Index) -> IndexModel:
    keys = [(name.removeprefix("-"), DESCENDING if name.startswith("-") else ASCENDING) for name in index.fields]
    options: dict[str, Any] = {"unique": True} if index.unique else {}
    if index.partial:
        options["partialFilterExpression"] = dict(index.partial)
    return IndexModel(keys, **options)
