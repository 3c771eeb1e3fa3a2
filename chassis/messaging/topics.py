"""Makes a service's topics on Kafka, and waits for those of its neighbours. Safe to run at every start."""

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from chassis.messaging.aiokafka_internals import there_of
from chassis.messaging.kafka import Kafka
from chassis.settings import Settings
from chassis.store.outbox import OPEN

log = logging.getLogger(__name__)
CLOCK = ".clock"
_AN_HOUR = str(3600 * 1000)


async def wait_for_topics(settings: Settings, topics: list[str], seconds: float = 120.0) -> None:
    """Wait until the neighbours have made the topics that this service reads. Raises TimeoutError, which names those missing."""
    admin = AIOKafkaAdminClient(**Kafka.of(settings).arguments())
    await admin.start()
    until = time.monotonic() + seconds
    try:
        while missing := sorted(set(topics) - await there_of(admin, topics)):
            if time.monotonic() > until:
                raise TimeoutError(f"topics that are not there: {', '.join(missing)}")
            log.info("waiting for topics: %s", ", ".join(missing))
            await asyncio.sleep(0.5)
    finally:
        await admin.close()


def own_topics(prefix: str, service: str, hands_on: Sequence[str] = ()) -> list[str]:
    """What a service writes to: public facts, internal facts, dead letters, seals of its audit log, and what tells it the broker's time.

    hands_on: services whose facts it tells outside of the suite too, each on an open topic.
    """
    own = [f"{prefix}.{service}{kind}" for kind in ("", ".internal", ".dead", ".seals", CLOCK)]
    return own + [f"{prefix}.{name}{OPEN}" for name in hands_on]


def topic_of(settings: Settings, name: str) -> NewTopic:
    """How a topic of a service is made: facts are kept for ever; where the broker's time is asked for, it stands on each record."""
    held = {"min.insync.replicas": "1" if settings.replication == 1 else "2"}
    if name.endswith(CLOCK):
        configs = held | {"message.timestamp.type": "LogAppendTime", "retention.ms": _AN_HOUR, "segment.ms": _AN_HOUR}
        return NewTopic(name, 1, settings.replication, topic_configs=configs)
    return NewTopic(name, settings.partitions, settings.replication, topic_configs=held | {"retention.ms": "-1"})


async def ensure_topics(settings: Settings, service: str, seconds: float = 30.0, hands_on: Sequence[str] = ()) -> None:
    """Create the service's own topics (own_topics).

    A broker that has just come up refuses for a moment what it will do at once (its own registration, its authorizer and the controller
    are not all there yet): for so many seconds it is asked again. Raises KafkaError.
    """
    wanted = [topic_of(settings, name) for name in own_topics(settings.topic_prefix, service, hands_on)]
    admin = AIOKafkaAdminClient(**Kafka.of(settings).arguments())
    await admin.start()
    until = time.monotonic() + seconds
    try:
        while True:
            try:
                return await _create_missing(wanted, admin)
            except KafkaError as error:
                if time.monotonic() > until:
                    raise
                log.warning("topics of %s not created yet: %r", service, error)
                await asyncio.sleep(0.5)
    finally:
        await admin.close()


async def _create_missing(wanted: list[NewTopic], admin: AIOKafkaAdminClient) -> None:
    there = await there_of(admin, [topic.name for topic in wanted])
    missing = [topic for topic in wanted if topic.name not in there]
    if not missing:
        return
    answer: Any = await admin.create_topics(missing)
    for name, code, *_ in answer.topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            raise error(f"topic {name} was not created")
