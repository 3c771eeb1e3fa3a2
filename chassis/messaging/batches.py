"""Rows of the outbox as Kafka batches, packed here: cheaper than record by record, and one at a time a partition (docs/decisions/0005)."""

import logging
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.producer.message_accumulator import BatchBuilder

from chassis.envelope import to_headers
from chassis.store.mongo import Document

Place = tuple[str, int]  # topic and partition
log = logging.getLogger(__name__)
_partition_of = DefaultPartitioner()


@dataclass
class Batch:
    """What goes to a partition in one piece, all of it or nothing; `names` of the rows, `keys` with their bucket, and with the number
    that is the last one here.
    """

    content: BatchBuilder
    names: list[str] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)

    def take(self, row: Document) -> bool:
        """Add a row; False where it is full. The first one always fits."""
        headers = to_headers({**row["attributes"], "sequence": row["sequence"]})
        if self.content.append(timestamp=None, key=row["key"].encode(), value=row["body"], headers=headers) is None:
            return False
        self.names.append(row["_id"])
        self.keys[row["key"]] = row["bucket"]
        self.last[row["key"]] = row["sequence"]
        return True


async def packed(
    producer: AIOKafkaProducer, rows: Iterable[Document], stopped: set[str], alone: Container[str]
) -> dict[Place, list[Batch]]:
    """The batches of each partition, the rows in their order; a row of a key in `alone` has one to itself.

    The keys of rows whose topic is not to be had are stopped.
    """
    counts: dict[str, int] = {}
    batches: dict[Place, list[Batch]] = defaultdict(list)
    for row in rows:
        topic = row["topic"]
        if topic not in counts:
            counts[topic] = await _partitions(producer, topic)
        if not counts[topic]:
            stopped.add(row["key"])
            continue
        here = batches[topic, _place(row["key"], counts[topic])]
        by_itself = row["key"] in alone
        if by_itself or not here or not here[-1].take(row):
            here.append(Batch(producer.create_batch()))
            here[-1].take(row)
        if by_itself:
            here[-1].content.close()
    return batches


async def _partitions(producer: AIOKafkaProducer, topic: str) -> int:
    try:
        return len(await producer.partitions_for(topic))
    except KafkaError as error:
        log.warning("topic %s is not to be had: %s", topic, error)
        return 0


@lru_cache(10_000)
def _place(key: str, partitions: int) -> int:
    """The partition that every Kafka client gives this key."""
    every = list(range(partitions))
    place: int = _partition_of(key.encode(), every, every)
    return place
