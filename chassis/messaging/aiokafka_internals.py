"""All that we use of aiokafka and that it promises nobody: the one place to look at when a new version of it is taken.

tests/unit/chassis/test_aiokafka_internals.py fails when one of these has moved.
"""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import TopicAuthorizationFailedError, UnknownTopicOrPartitionError
from aiokafka.producer.transaction_manager import NO_PRODUCER_EPOCH, NO_PRODUCER_ID, PidAndEpoch
from aiokafka.protocol.metadata import MetadataRequest

_NOT_THERE = {UnknownTopicOrPartitionError.errno, TopicAuthorizationFailedError.errno}
Tasks = Mapping[str, "asyncio.Task[Any]"]


def tasks_of_producer(producer: AIOKafkaProducer) -> Tasks:
    """Of a producer that is started: its sender, and what keeps the addresses of the brokers fresh. Nobody awaits them."""
    inside: Any = producer
    return {"sender": inside._sender.sender_task, "producer's metadata": inside.client._sync_task}


def tasks_of_consumer(consumer: AIOKafkaConsumer) -> Tasks:
    """Of a consumer that is started, as a member of a group. Nobody awaits them."""
    inside: Any = consumer
    return {
        "fetcher": inside._fetcher._fetch_task,
        "group's coordination": inside._coordinator._coordination_task,
        "consumer's metadata": inside._client._sync_task,
    }


def keep_questions(consumer: AIOKafkaConsumer, milliseconds: int) -> None:
    """How long a broker may keep the next questions of a consumer that is started, while it has nothing for them."""
    inside: Any = consumer
    inside._fetcher._fetch_max_wait_ms = milliseconds


def number_anew(producer: AIOKafkaProducer) -> None:
    """Let an idempotent producer ask for a new id: after a refusal it has counted a record that Kafka has not, and every later one
    of the partition is out of order for ever.
    """
    counts: Any = producer._txn_manager
    counts._pid_and_epoch = PidAndEpoch(NO_PRODUCER_ID, NO_PRODUCER_EPOCH)
    counts._pid_waiter = asyncio.get_running_loop().create_future()
    counts._sequence_numbers.clear()


async def ask_controller(admin: AIOKafkaAdminClient, request: Any) -> Any:
    """The controller's answer to a request of Kafka's protocol that the admin client has no method for. Raises KafkaError."""
    inside: Any = admin
    return await inside._send_to_controller(request)


async def ask_broker(admin: AIOKafkaAdminClient, request: Any, node: int | None = None) -> Any:
    """The answer of a broker, of any or of that one, to a request that the admin client has no method for. Raises KafkaError."""
    inside: Any = admin
    return await inside._send_request(request) if node is None else await inside._send_request_to_node(node, request)


async def there_of(admin: AIOKafkaAdminClient, topics: Collection[str]) -> set[str]:
    """Which of these topics there are, as far as we may know. Raises KafkaError.

    The admin client either lists all that a broker has, of whomever, or describes some, and has the broker make those that are not there.
    """
    answer = await ask_broker(admin, MetadataRequest(sorted(set(topics)), allow_auto_topic_creation=False))
    return {topic["topic"] for topic in answer.to_object()["topics"] if topic["error_code"] not in _NOT_THERE}


async def may_not_read(consumer: AIOKafkaConsumer, topic: str) -> bool:
    """Whether the broker shows us nothing of a topic; the consumer would ask for ever."""
    inside: Any = consumer
    await inside._client.set_topics([topic])
    return topic in inside._client.cluster.unauthorized_topics
