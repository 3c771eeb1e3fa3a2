"""Makes what a service needs in its database and on Kafka: collections, indexes, topics. Safe to run at every start."""

import asyncio
import logging
import time
from contextlib import suppress
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code
from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import CollectionInvalid, OperationFailure

from chassis.messaging.kafka import Kafka
from chassis.settings import Settings
from chassis.store import unit as names
from chassis.store.mongo import Mongo
from chassis.store.repository import Collection, Index
from chassis.store.transaction import Transaction

log = logging.getLogger(__name__)
_OWN: dict[str, list[IndexModel]] = {
    names.OUTBOX: [
        IndexModel([("bucket", 1), ("sequence", 1)], partialFilterExpression={"pending": True}, name="pending"),
        IndexModel([("pending", 1), ("_id", 1)], partialFilterExpression={"pending": True}, name="oldest_pending"),
        IndexModel([("key", 1), ("_id", 1)], name="key"),
        IndexModel([("refused", 1)], partialFilterExpression={"refused": {"$exists": True}}, name="refused"),
    ],
    names.INBOX: [],
    names.REQUESTS: [],
    names.AUDIT: [
        IndexModel([("actor", 1), ("_id", -1)], name="actor"),
        IndexModel([("projects", 1), ("_id", -1)], name="projects"),
        IndexModel([("refused", 1), ("_id", -1)], partialFilterExpression={"refused": True}, name="refused"),
    ],
    names.TIMERS: [
        IndexModel([("due", 1), ("generation", 1), ("bucket", 1)], name="due"),
        IndexModel([("attempt", 1)], partialFilterExpression={"attempt": {"$gt": 0}}, name="failing"),
    ],
    names.SEQUENCES: [],
    names.DEAD_LETTERS: [
        IndexModel([("dead", 1), ("topic", 1), ("key", 1), ("offset", 1)], partialFilterExpression={"dead": True}, name="dead"),
    ],
    "calendar_years": [],
    "leases": [IndexModel([("holder", 1)], name="holder")],
}


async def _mark_refusals(audit: Any) -> None:
    """Refusals of databases that told them by an index of all outcomes get the field by which they are found now."""
    if "outcome" in await audit.index_information():
        await audit.update_many({"outcome": {"$ne": "OK"}, "refused": {"$exists": False}}, {"$set": {"refused": True}})
        with suppress(OperationFailure):  # another replica was here first
            await audit.drop_index("outcome")


async def ensure_collections(mongo: Mongo, transaction: type[Transaction]) -> None:
    """Create collections and indexes that are not there yet: a transaction cannot always create them by itself."""
    wanted = {name: list(models) for name, models in _OWN.items()}
    for declared in transaction.collections():
        wanted[declared.name] = _models(declared)
    there = set(await mongo.database.list_collection_names())
    await asyncio.gather(*(_ensure(mongo, name, models, there=name in there) for name, models in wanted.items()))


async def _ensure(mongo: Mongo, name: str, models: list[IndexModel], *, there: bool) -> None:
    if not there:
        await _create(mongo, name)
    if models:
        await mongo[name].create_indexes(models)
    if name == names.AUDIT and there:
        await _mark_refusals(mongo[name])


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


async def wait_for_topics(settings: Settings, topics: list[str], seconds: float = 120.0) -> None:
    """Wait until the neighbours have made the topics that this service reads. Raises TimeoutError, which names those missing."""
    admin = AIOKafkaAdminClient(**Kafka.of(settings).arguments())
    await admin.start()
    until = time.monotonic() + seconds
    try:
        while missing := sorted(set(topics) - set(await admin.list_topics())):
            if time.monotonic() > until:
                raise TimeoutError(f"topics that are not there: {', '.join(missing)}")
            log.info("waiting for topics: %s", ", ".join(missing))
            await asyncio.sleep(0.5)
    finally:
        await admin.close()


async def ensure_topics(settings: Settings, service: str) -> None:
    """Create the service's own topics: public facts, internal facts, dead letters. Facts are kept for ever."""
    forever = {"retention.ms": "-1", "min.insync.replicas": "1" if settings.replication == 1 else "2"}
    wanted = [
        NewTopic(f"{settings.topic_prefix}.{service}{kind}", settings.partitions, settings.replication, topic_configs=forever)
        for kind in ("", ".internal", ".dead")
    ]
    admin = AIOKafkaAdminClient(**Kafka.of(settings).arguments())
    await admin.start()
    try:
        there = set(await admin.list_topics())
        missing = [topic for topic in wanted if topic.name not in there]
        if not missing:
            return
        answer: Any = await admin.create_topics(missing)
        for name, code, *_ in answer.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise error(f"topic {name} was not created")
    finally:
        await admin.close()
