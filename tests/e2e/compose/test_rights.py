"""Locked: each container reaches on MongoDB and Kafka what is its own, and is refused the rest."""

import pytest

from tests.e2e.compose.conftest import Inside

pytestmark = pytest.mark.timeout(300)

KAFKA = """
import asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import TopicAuthorizationFailedError
from chassis.messaging.aiokafka_internals import may_not_read
from chassis.messaging.kafka import Kafka
from chassis.settings import Settings

given = Kafka.of(Settings.load()).arguments()

async def read(topic):
    consumer = AIOKafkaConsumer(**given, enable_auto_commit=False)
    await consumer.start()
    try:
        if await may_not_read(consumer, topic):
            raise TopicAuthorizationFailedError(topic)
        consumer.assign([TopicPartition(topic, partition) for partition in range(12)])
        await consumer.seek_to_beginning()
        return sum(map(len, (await consumer.getmany(timeout_ms=5000)).values()))
    finally:
        await consumer.stop()

async def write(topic):
    async with AIOKafkaProducer(**given, enable_idempotence=False) as producer:
        await producer.send_and_wait(topic, b"{}")

async def tried(act, topic):
    try:
        found = await asyncio.wait_for(act(topic), 30)
        return "done" if found is None or found else "empty"
    except Exception as error:
        return type(error).__name__
"""
REFUSED = "TopicAuthorizationFailedError"


def ask(inside: Inside, container: str, *questions: tuple[str, str]) -> list[str]:
    calls = ", ".join(f"await tried({act}, {topic!r})" for act, topic in questions)
    return inside(container, f"{KAFKA}\nasync def main(): print({calls})\nasyncio.run(main())").split()


def test_tools_read_public_facts_and_nothing_else(inside: Inside) -> None:
    found = ask(inside, "tools", ("read", "sanzhi.registry"), ("read", "sanzhi.supervision.internal"), ("read", "sanzhi.registry.dead"))
    assert found == ["done", REFUSED, REFUSED]


def test_tools_write_nothing(inside: Inside) -> None:
    assert ask(inside, "tools", ("write", "sanzhi.registry"), ("write", "sanzhi.registry.internal")) == [REFUSED, REFUSED]


def test_a_service_writes_to_its_own_topics_alone(inside: Inside) -> None:
    assert ask(inside, "contracts", ("write", "sanzhi.registry"), ("write", "sanzhi.supervision.dead")) == [REFUSED, REFUSED]


def test_exchange_alone_administers_users_and_rights(inside: Inside) -> None:
    code = """
import asyncio
from chassis.messaging.administration import Administration, KafkaAway
from chassis.messaging.kafka import Kafka
from chassis.settings import Settings

async def main():
    async with Administration(Kafka.of(Settings.load()), "test") as kafka:
        for ask in (kafka.rights, kafka.users, kafka.read_quotas):
            try:
                await ask()
                print("done")
            except KafkaAway as error:
                print(type(error).__name__)
asyncio.run(main())
"""
    assert inside("exchange", code).split() == ["done"] * 3
    assert inside("contracts", code).split() == ["ClusterAuthorizationFailedError"] * 3


def test_a_service_reads_what_it_subscribes_to(inside: Inside) -> None:
    assert ask(inside, "contracts", ("read", "sanzhi.registry"), ("read", "sanzhi.supervision.internal")) == ["done", REFUSED]


def test_a_service_reaches_its_own_database_alone(inside: Inside) -> None:
    code = """
import pymongo
from chassis.settings import Settings
client = pymongo.MongoClient(Settings.load().mongo)
for database in ("sanzhi_contracts", "sanzhi_registry", "admin"):
    try:
        client[database]["outbox"].count_documents({})
        print("done")
    except pymongo.errors.OperationFailure as error:
        print(error.code)
"""
    assert inside("contracts", code).split() == ["done", "13", "13"]


def test_a_service_adds_to_its_audit_log_and_changes_nothing_in_it(inside: Inside) -> None:
    code = """
import pymongo
from chassis.settings import Settings
database = pymongo.MongoClient(Settings.load().mongo)["sanzhi_contracts"]
for name in ("audit", "seals"):
    entries = database[name]
    for act in (entries.delete_many, lambda where: entries.update_many(where, {"$set": {"actor": ""}}), lambda _: entries.drop()):
        try:
            act({"_id": "nobody's"})
            print("done")
        except pymongo.errors.OperationFailure as error:
            print(error.code)
"""
    assert inside("contracts", code).split() == ["13"] * 6


def test_who_names_no_user_is_refused(inside: Inside) -> None:
    code = """
import pymongo
from chassis.settings import Settings
tls = Settings.load().mongo.partition("&tls=")
client = pymongo.MongoClient("mongodb://mongodb/?directConnection=true" + "".join(tls[1:]))
try:
    client.sanzhi_registry.outbox.find_one()
except pymongo.errors.OperationFailure as error:
    print(error.code)
"""
    assert inside("contracts", code) == "13"


def test_a_container_sees_no_secret_but_its_own(inside: Inside) -> None:
    code = "import os; print(sorted(os.listdir('/run/sanzhi')), os.getuid(), os.access('/opt', os.W_OK))"
    tls = inside("registry", "from chassis.settings import Settings; print(Settings.load().tls_certificate)")
    # Registry's alone: the master key of personal data.
    own = ["personal.key", "sanzhi_kafka_password", "sanzhi_kafka_user", "sanzhi_master_key", "sanzhi_mongo", "service.crt", "service.jwk"]
    assert inside("registry", code) == f"{['ca.crt', *own, 'tls.pem'] if tls else own} 10001 False"
