"""Outbox rows as the chassis writes them, and the records that the relay makes of them."""

import asyncio
from typing import Any

from aiokafka import AIOKafkaProducer

from bench.sample import AccountMoved, SampleTransaction
from chassis.access.roles import Actor
from chassis.envelope import to_headers
from chassis.store.executor import Executor
from chassis.store.mongo import Document
from chassis.store.transaction import Origin


async def rows_of(executor: Executor, topic: str, number: int, keys: int) -> list[Document]:
    """So many rows of so many projects in turn, numbered within each project."""
    tx: Any = await executor.begin(Actor("people/bench"), Origin("bench", "c", "c"))
    assert isinstance(tx, SampleTransaction)
    for turn in range(number):
        project = f"projects/{turn % keys}"
        tx.publish(AccountMoved(name=f"{project}/account", project=project, amount=1))
    for turn, row in enumerate(tx.unit.outbox):
        row |= {"topic": topic, "sequence": turn // keys + 1}
        row["attributes"]["aggregateversion"] = 1  # as the commit would have it
    return list(tx.unit.outbox)


def record_of(row: Document) -> dict[str, Any]:
    """What goes to Kafka: topic, value, key, headers."""
    headers = to_headers({**row["attributes"], "sequence": row["sequence"]})
    return {"topic": row["topic"], "value": row["body"], "key": row["key"].encode(), "headers": headers}


async def produce(producer: AIOKafkaProducer, rows: list[Document]) -> None:
    """Put the rows' records on their topic."""
    await asyncio.gather(*[await producer.send(**record_of(row)) for row in rows])
