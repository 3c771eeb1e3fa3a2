"""The services' databases and Kafka's topics, as they are after a run."""

import json
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from pymongo import MongoClient
from pymongo.database import Database

from cli.services import SERVICES
from cli.target import Target

Documents = Database[dict[str, Any]]


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


def databases(client: MongoClient[dict[str, Any]]) -> dict[str, Documents]:
    """By service."""
    return {service: client[f"sanzhi_{service}"] for service in SERVICES}


async def records(target: Target) -> list[Record]:
    """Everything on the topics of facts, a partition after the other in the order of offsets."""
    partitions = await _partitions(target)
    consumer = AIOKafkaConsumer(**target.kafka.arguments(), enable_auto_commit=False, isolation_level="read_committed")
    await consumer.start()
    try:
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends, found = await consumer.end_offsets(partitions), []
        while any([await consumer.position(partition) < ends[partition] for partition in partitions]):
            for batch in (await consumer.getmany(timeout_ms=500)).values():
                found += [_record(record) for record in batch]
        return found
    finally:
        await consumer.stop()


async def _partitions(target: Target) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(**target.kafka.arguments())
    await admin.start()
    try:
        topics = [topic for topic in await admin.list_topics() if topic.startswith("sanzhi.") and not topic.endswith(".dead")]
        described = await admin.describe_topics(topics)
        return [TopicPartition(topic["topic"], part["partition"]) for topic in described for part in topic["partitions"]]
    finally:
        await admin.close()


def _record(record: Any) -> Record:
    attributes = {name[3:]: value.decode() for name, value in record.headers if name.startswith("ce_")}
    return Record(record.topic, record.partition, record.offset, record.key.decode(), attributes, json.loads(record.value))
