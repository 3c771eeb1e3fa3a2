"""What `sanzhi fsck` says of the database of a running service."""

from typing import Any

from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient

from chassis.run.service import Service
from chassis.store.mongo import READS_ANYTHING
from cli.fsck.database import Database
from cli.fsck.findings import Finding
from cli.fsck.look import look_through
from cli.fsck.progress import Progress
from tests.harness.suite import Suite

Client = MongoClient[dict[str, Any]]
_NO_SEAL = {"topic": {"$not": {"$regex": r"\.seals$"}}, "_id": {"$not": {"$regex": r"\.seals\|"}}}


def looked_through(suite: Suite, of: Service, *, alters_nothing: bool = False) -> list[Finding]:
    """What is found; alters_nothing: where nothing else writes meanwhile, it is seen that the database is the same afterwards."""
    found: list[Finding] = []
    with Client(suite.settings.mongo, tz_aware=True) as client:
        name = f"{suite.settings.database_prefix}{of.name}"
        before = state_of(client, name) if alters_nothing else []
        look_through(Database(client, name, of, suite.settings.topic_prefix, Progress(of.name, print)), found.append)
        assert not alters_nothing or state_of(client, name) == before
    return found


def state_of(client: Client, name: str) -> list[Any]:
    """All documents byte for byte, but for leases and what the sealer writes when its turn comes, and all indexes."""
    database: Any = client.get_database(name, READS_ANYTHING.with_options(document_class=RawBSONDocument))
    there = [database[each] for each in sorted(database.list_collection_names()) if each not in ("leases", "seals")]
    return [(each.name, [row.raw for row in each.find(_NO_SEAL).sort("_id", 1)], repr(list(each.list_indexes()))) for each in there]
