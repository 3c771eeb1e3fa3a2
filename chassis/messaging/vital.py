"""Tasks inside Kafka's client that nobody awaits. Were one to end, the service would serve on, and publish or consume nothing.

aiokafka logs what ended them and has no call that tells; so they are looked up by name here, in this one place, and a name that
a later version no longer has is told at the start.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

Tasks = Mapping[str, "asyncio.Task[Any]"]


class Ended(Exception):
    """A task that has to go on for ever did not."""


def of_producer(producer: AIOKafkaProducer) -> Tasks:
    """Of a producer that is started: its sender, and what keeps the addresses of the brokers fresh."""
    inside: Any = producer
    return {"sender": inside._sender.sender_task, "producer's metadata": inside.client._sync_task}


def of_consumer(consumer: AIOKafkaConsumer) -> Tasks:
    """Of a consumer that is started, as a member of a group."""
    inside: Any = consumer
    return {
        "fetcher": inside._fetcher._fetch_task,
        "group's coordination": inside._coordinator._coordination_task,
        "consumer's metadata": inside._client._sync_task,
    }


async def until_one_ends(tasks: Tasks) -> None:
    """Raises Ended, from what ended it."""
    if not tasks:
        await asyncio.Event().wait()
    done, _ = await asyncio.wait(tasks.values(), return_when=asyncio.FIRST_COMPLETED)
    name, task = next((name, task) for name, task in tasks.items() if task in done)
    raise Ended(f"Kafka's client goes without its {name}") from (None if task.cancelled() else task.exception())
