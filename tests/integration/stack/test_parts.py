"""The real MongoDB and the real Kafka, started, stopped and started again elsewhere on the same data."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from chassis.messaging.kafka import Kafka
from cli.stack.kafka import has_brokers
from cli.stack.parts_for_tests import Parts, parts_for_tests
from cli.stack.passwords import StackPasswords, access, as_service
from cli.stack.ports import LOOPBACK
from cli.stack.users import make_users
from tests.harness.suite import PATIENCE


def insert_in_a_transaction(parts: Parts, text: str) -> list[str]:
    with MongoClient[dict[str, str]](parts.mongo.uri) as client, client.start_session() as session:
        words = client.try_out.words
        session.with_transaction(lambda inside: words.insert_one({"_id": text}, session=inside))
        return sorted(word["_id"] for word in words.find())


async def produce(parts: Parts, text: str) -> None:
    admin = AIOKafkaAdminClient(**parts.kafka.access.arguments())
    await admin.start()
    if "words" not in await admin.list_topics():
        await admin.create_topics([NewTopic("words", 1, 1)])
    await admin.close()
    async with AIOKafkaProducer(**parts.kafka.access.arguments(), enable_idempotence=True) as producer:
        await producer.send_and_wait("words", text.encode())


async def consume(parts: Parts, count: int) -> list[str]:
    async with AIOKafkaConsumer("words", **parts.kafka.access.arguments(), group_id="readers", auto_offset_reset="earliest") as consumer:
        async with asyncio.timeout(PATIENCE):
            return [(await consumer.getone()).value.decode() for _ in range(count)]


# What Java, its properties, Log4j and a class path each make something else of.
AWKWARD = "数据 ,%d=${x}\\"


def test_data_stay_over_a_restart_on_other_ports_and_whoever_has_no_password_is_kept_out(tmp_path: Path) -> None:
    folder = tmp_path / AWKWARD
    with parts_for_tests(folder) as first:
        assert insert_in_a_transaction(first, "a") == ["a"]
        asyncio.run(produce(first, "a"))
    assert [path.name for path in tmp_path.iterdir()] == [AWKWARD]
    with parts_for_tests(folder, StackPasswords.of(tmp_path / "passwords")) as second:
        assert second.mongo.port != first.mongo.port
        assert second.kafka.port != first.kafka.port
        assert insert_in_a_transaction(second, "b") == ["a", "b"]
        asyncio.run(produce(second, "b"))
        assert asyncio.run(consume(second, 2)) == ["a", "b"]
        nobody = MongoClient[dict[str, str]](LOOPBACK, second.mongo.port, directConnection=True)
        with nobody, pytest.raises(OperationFailure, match="requires authentication"):
            nobody.list_database_names()
        # has_brokers says False for whatever goes wrong: that it can say True is shown by ready().
        assert not asyncio.run(has_brokers(Kafka(second.kafka.bootstrap)))
        assert not asyncio.run(has_brokers(access(second.kafka.bootstrap, "guessed")))
        assert asyncio.run(has_brokers(second.kafka.access))
        _add_and_read_alone(second, tmp_path / "passwords")


def _add_and_read_alone(parts: Parts, passwords: Path) -> None:
    """The user of a service may change its state, and of the audit log and its seals change or take away nothing."""
    for _ in range(2):  # as at every start
        make_users(parts.mongo.port, StackPasswords.of(passwords), ("registry",))
    with MongoClient[Any](as_service(parts.mongo.uri, "registry", passwords)) as client:
        database = client["sanzhi_registry"]
        database["outbox"].insert_one({"_id": "a"})
        assert database["outbox"].delete_one({"_id": "a"}).deleted_count == 1
        for name in ("audit", "seals"):
            database[name].insert_one({"_id": "a"})
            assert database[name].count_documents({}) == 1
            for act in _REFUSED.values():
                with pytest.raises(OperationFailure, match="not authorized"):
                    act(database[name])
        for other in (database["made_up"], client["sanzhi_contracts"]["outbox"], client["admin"]["system.users"]):
            with pytest.raises(OperationFailure, match="not authorized"):
                other.find_one()
        for command in ({"dropDatabase": 1}, {"collMod": "audit", "validator": {}}, {"dropRole": "service"}):
            with pytest.raises(OperationFailure, match="not authorized"):
                database.command(command)


_REFUSED: dict[str, Callable[[Any], Any]] = {
    "update": lambda entries: entries.update_one({"_id": "a"}, {"$set": {"actor": "people/x"}}),
    "replace": lambda entries: entries.replace_one({"_id": "a"}, {"actor": "people/x"}),
    "upsert": lambda entries: entries.update_one({"_id": "b"}, {"$set": {"actor": "people/x"}}, upsert=True),
    "delete": lambda entries: entries.delete_one({"_id": "a"}),
    "an index that deletes": lambda entries: entries.create_index("time", expireAfterSeconds=1),
    "an index that keeps out": lambda entries: entries.create_index("actor", unique=True),
    "drop": lambda entries: entries.drop(),
    "rename": lambda entries: entries.rename("elsewhere"),
    "merge": lambda entries: entries.database["outbox"].aggregate([{"$merge": {"into": entries.name, "whenMatched": "replace"}}]),
    "out": lambda entries: entries.database["outbox"].aggregate([{"$out": entries.name}]),
}


def test_a_killed_kafka_and_mongod_come_back_with_what_they_had(tmp_path: Path) -> None:
    with parts_for_tests(tmp_path) as parts:
        insert_in_a_transaction(parts, "a")
        asyncio.run(produce(parts, "a"))
        for part in (parts.mongo, parts.kafka):
            assert part.child is not None
            part.child.kill()
            part.launch()
        for part in (parts.mongo, parts.kafka):
            part.ready()
        assert insert_in_a_transaction(parts, "b") == ["a", "b"]
        asyncio.run(produce(parts, "b"))
        assert asyncio.run(consume(parts, 2)) == ["a", "b"]
    for part in (parts.mongo, parts.kafka):
        assert part.child is not None and part.child.code != -signal.SIGKILL, "it stopped in order"
