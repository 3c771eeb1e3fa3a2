"""The services' databases and Kafka's topics, as they are after a run."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from pymongo import MongoClient
from pymongo.database import Database

from chaos.hostile.records import kind_of, type_of
from chassis.messaging.bundles import letters_in
from chassis.messaging.letters import place_of
from chassis.messaging.topics import CLOCK
from chassis.store.damage import Damage
from cli.services import SERVICES
from cli.target import Target

Documents = Database[dict[str, Any]]
# Topics of services that hold no facts.
NO_FACTS = (".dead", ".seals", CLOCK)


@dataclass(frozen=True)
class Record:
    """A record of a topic: its place, key, CloudEvents attributes and body."""

    topic: str
    partition: int
    offset: int
    key: str
    attributes: dict[str, str]
    data: Any

    @property
    def id(self) -> str:
        """Of the fact."""
        return self.attributes["id"]

    @property
    def sequence(self) -> int:
        """Within topic and key."""
        return int(self.attributes["sequence"])


@dataclass(frozen=True)
class Foreign:
    """A record that no service wrote: its place, as its dead letter is named by it, which kind it is, the type that it claims to have."""

    place: str
    topic: str
    kind: str
    type: str


def databases(client: MongoClient[dict[str, Any]]) -> dict[str, Documents]:
    """By service."""
    return {service: client[f"sanzhi_{service}"] for service in SERVICES}


def letters_of(store: Documents) -> list[dict[str, Any]]:
    """What a service set aside, letter by letter."""
    return [letter for row in store["dead_letters"].find({}) for letter in letters_in(row, Damage())]


@dataclass(frozen=True)
class OnKafka:
    """What is on the topics of facts: what the services wrote, and what an intruder did."""

    records: Sequence[Record] = ()
    foreign: Sequence[Foreign] = ()


async def on_kafka(target: Target) -> OnKafka:
    """Everything on the topics of facts, a partition after the other in the order of offsets."""
    partitions = await partitions_of_facts(target)
    consumer = AIOKafkaConsumer(**target.kafka.arguments(), enable_auto_commit=False, isolation_level="read_committed")
    await consumer.start()
    try:
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends, found = await consumer.end_offsets(partitions), list[Any]()
        while any([await consumer.position(partition) < ends[partition] for partition in partitions]):
            for batch in (await consumer.getmany(timeout_ms=500)).values():
                found += batch
        foreign = [each for each in found if kind_of(each.headers)]
        return OnKafka([_record(each) for each in found if not kind_of(each.headers)], [_foreign(each) for each in foreign])
    finally:
        await consumer.stop()


async def partitions_of_facts(target: Target) -> list[TopicPartition]:
    """Of all topics that the services write facts to. Raises KafkaError."""
    admin = AIOKafkaAdminClient(**target.kafka.arguments())
    await admin.start()
    try:
        topics = [topic for topic in await admin.list_topics() if topic.startswith("sanzhi.") and not topic.endswith(NO_FACTS)]
        described = await admin.describe_topics(topics)
        return [TopicPartition(topic["topic"], part["partition"]) for topic in described for part in topic["partitions"]]
    finally:
        await admin.close()


def _record(record: Any) -> Record:
    attributes = {name[3:]: value.decode() for name, value in record.headers if name.startswith("ce_")}
    return Record(record.topic, record.partition, record.offset, record.key.decode(), attributes, json.loads(record.value))


def _foreign(record: Any) -> Foreign:
    return Foreign(place_of(record), record.topic, kind_of(record.headers), type_of(record.headers))
