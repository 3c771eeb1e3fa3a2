"""The copies of seals outside the database: by place, the texts of each number that the service's key signed."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from chassis.messaging.kafka import Kafka
from chassis.sealing.folder import texts_in
from chassis.sealing.seal import KeyOf, NotASeal, seal_in
from chassis.sealing.sealer import CHANNEL
from cli.audit.surroundings import Surroundings
from cli.stack.problem import StackProblem

_WAIT = 60.0


@dataclass(frozen=True)
class Copies:
    """What one place has. name: what people call it."""

    name: str
    texts: dict[int, set[str]]

    @property
    def last(self) -> int:
        """The number of the last seal there; 0 where there is none."""
        return max(self.texts, default=0)


def copies_of(service: str, around: Surroundings) -> list[Copies]:
    """Of all places that there are. Raises StackProblem, OSError."""
    found = []
    if around.kafka is not None:
        texts = asyncio.run(_on_kafka(around.kafka, f"{around.topics}.{service}{CHANNEL}"))
        found.append(Copies("Kafka", _by_number(texts, service, around.keys.get)))
    if around.folder is not None:
        found.append(Copies(str(around.folder), _by_number(texts_in(around.folder, service), service, around.keys.get)))
    return found


def _by_number(texts: Iterable[str], service: str, key_of: KeyOf) -> dict[int, set[str]]:
    """What nobody signed proves nothing, and is left out."""
    found: dict[int, set[str]] = defaultdict(set)
    for text in set(texts):
        try:
            found[seal_in(text, service, key_of).number].add(text)
        except NotASeal:
            continue
    return dict(found)


async def _on_kafka(kafka: Kafka, topic: str) -> list[str]:
    consumer = AIOKafkaConsumer(**kafka.arguments(), group_id=None, enable_auto_commit=False, auto_offset_reset="earliest")
    try:
        async with asyncio.timeout(_WAIT):
            partitions = await _partitions_of(topic, kafka)
            await consumer.start()
            consumer.assign(partitions)
            return await _all_in(consumer, partitions)
    except (KafkaError, TimeoutError) as error:
        raise StackProblem(f"无法从 Kafka 读取封印（{topic}）：{error or '没有回应'}；--without-kafka 则不比对") from error
    finally:
        await consumer.stop()


async def _partitions_of(topic: str, kafka: Kafka) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(**kafka.arguments())
    await admin.start()
    try:
        (described,) = await admin.describe_topics([topic])
    finally:
        await admin.close()
    if not described["partitions"]:
        raise StackProblem(f"Kafka 上没有主题 {topic}；--without-kafka 则不比对")
    return [TopicPartition(topic, part["partition"]) for part in described["partitions"]]


async def _all_in(consumer: AIOKafkaConsumer, partitions: list[TopicPartition]) -> list[str]:
    ends = await consumer.end_offsets(partitions)
    texts: list[str] = []
    while any([await consumer.position(partition) < end for partition, end in ends.items()]):
        for records in (await consumer.getmany(timeout_ms=200)).values():
            texts += [text for record in records if (text := _text_in(record.value))]
    return texts


def _text_in(value: bytes | None) -> str:
    try:
        return str(json.loads(value or b"")["seal"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
