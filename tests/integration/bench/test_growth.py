"""The paths that `make growth` measures go, at a size that takes a moment, and each of their queries by an index."""

import uuid
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from bench.grown import grow
from bench.grown_paths import Paths
from bench.growth import NEVER_GROW
from bench.queries import queries_of
from chassis.messaging.kafka import Kafka
from chassis.messaging.relay import new_producer
from chassis.store.mongo import Mongo
from chassis.store.schema import ensure_collections
from cli.stack.parts_for_tests import Parts
from services.registry.store import RegistryTransaction

PROJECTS = 400


async def test_every_query_of_a_path_goes_by_an_index(parts: Parts) -> None:
    name = f"t{uuid.uuid4().hex[:10]}"
    mongo, admin = Mongo(parts.mongo.uri, name), AIOKafkaAdminClient(bootstrap_servers=parts.kafka.bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, 1, 1)])
        found = await _queries(mongo, parts.kafka.bootstrap, name)
    finally:
        await admin.close()
        await mongo.close()
    paths = {each["path"] for each in found}
    assert paths >= {
        "get a project",
        "list projects of an organisation",
        "commit a command",
        "idle timer tick",
        "relay",
        "timer that is due",
    }
    assert not [each for each in found if "COLLSCAN" in each["plan"] and each["collection"] not in NEVER_GROW]
    (refusals,) = [each for each in found if each["path"] == "refusals, newest first"]
    assert refusals["examined"] == PROJECTS / 20, "refusals alone are looked at, however few they are among the others"


async def _queries(mongo: Mongo, bootstrap: str, topic: str) -> list[dict[str, Any]]:
    await ensure_collections(mongo, RegistryTransaction)
    await grow(mongo, 0, PROJECTS)
    async with new_producer(Kafka(bootstrap), topic) as producer:
        paths = Paths(mongo, producer, topic)
        paths.size = PROJECTS
        await paths.leases.open()
        await paths.leases.renew()
        return await queries_of(mongo, paths.all)
