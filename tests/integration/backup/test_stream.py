"""What is dumped comes back as it was: documents, indexes, nothing over what is there."""

import io
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import Decimal128
from pymongo import MongoClient

from cli.backup.stream import dump, restore
from cli.stack.problem import StackProblem
from tests.harness.parts import TestParts

Client = MongoClient[dict[str, Any]]


@pytest.fixture
def client(parts: TestParts) -> Iterator[Client]:
    with Client(parts.mongo.uri, tz_aware=True) as made:
        yield made


def test_documents_and_indexes_come_back(client: Client) -> None:
    before, after = (client[f"t{uuid.uuid4().hex[:10]}"] for _ in range(2))
    whole = {"at": datetime(2026, 1, 5, tzinfo=UTC), "amount": Decimal128("85.50"), "raw": bytes(400)}
    documents = [{"_id": f"n{number:05}", **whole} for number in range(2500)]
    before["nodes"].insert_many(documents)
    before["nodes"].create_index([("at", 1)], name="at", unique=False, partialFilterExpression={"amount": {"$exists": True}})
    before.create_collection("empty")
    kept = io.BytesIO()
    assert dump(client, before.name, kept) == 2500
    kept.seek(0)
    assert restore(client, after.name, kept) == 2500
    assert list(after["nodes"].find().sort("_id", 1)) == documents
    assert sorted(after.list_collection_names()) == ["empty", "nodes"]
    assert [dict(index) for index in after["nodes"].list_indexes()] == [dict(index) for index in before["nodes"].list_indexes()]


def test_a_restore_over_something_is_refused(client: Client) -> None:
    database = client[f"t{uuid.uuid4().hex[:10]}"]
    database["nodes"].insert_one({"_id": "a"})
    kept = io.BytesIO()
    dump(client, database.name, kept)
    kept.seek(0)
    with pytest.raises(StackProblem, match="不是空的"):
        restore(client, database.name, kept)
    assert database["nodes"].count_documents({}) == 1
