"""A start that may come before MongoDB and Kafka are up: what starts everything at once need not start one after the other."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from pymongo.errors import ConnectionFailure, OperationFailure

from chassis.messaging.kafka import Kafka
from chassis.store.mongo import Mongo

PAUSE_SECONDS = 0.1
# ShutdownInProgress, PrimarySteppedDown, NotWritablePrimary, InterruptedAtShutdown, InterruptedDueToReplStateChange, NotPrimary…
_AWAY = {91, 189, 10107, 11600, 11602, 13435, 13436}
log = logging.getLogger(__name__)


async def wait_for_mongo(mongo: Mongo, seconds: float) -> None:
    """Wait until it answers and knows us: users may be made after it is up.

    Raises ConnectionFailure, OperationFailure when the time is over.
    """
    await _tried(lambda: mongo.ping(), (ConnectionFailure, OperationFailure), seconds)


async def prepared(prepare: Callable[[], Awaitable[Any]], seconds: float) -> None:
    """What prepares the database, which may be done twice: again where MongoDB went down meanwhile, or is not primary yet.

    Raises ConnectionFailure, OperationFailure when the time is over; any other refusal of MongoDB's at once.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            await prepare()
            return
        except (ConnectionFailure, OperationFailure) as error:
            away = isinstance(error, ConnectionFailure) or error.code in _AWAY
            if not away or time.monotonic() > until:
                raise
            log.debug("waiting: %s", error)
        await asyncio.sleep(PAUSE_SECONDS)


async def wait_for_kafka(kafka: Kafka, seconds: float) -> None:
    """Wait until it answers. Raises KafkaError or OSError when the time is over."""
    await _tried(lambda: _answers(kafka), (KafkaError, OSError), seconds)


async def _tried(answers: Callable[[], Awaitable[Any]], absent: type[Exception] | tuple[type[Exception], ...], seconds: float) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            await answers()
            return
        except absent as error:
            if time.monotonic() > until:
                raise
            log.debug("waiting: %s", error)
        await asyncio.sleep(PAUSE_SECONDS)


async def _answers(kafka: Kafka) -> None:
    # Its client makes a log entry of each port that does not listen yet.
    await _one_listens(kafka.servers.split(","))
    admin = AIOKafkaAdminClient(**kafka.arguments())
    try:
        await admin.start()
    finally:
        await admin.close()


async def _one_listens(servers: list[str]) -> None:
    """Raises OSError where none does."""
    for number, server in enumerate(servers, start=1):
        host, _, port = server.strip().rpartition(":")
        try:
            _, writer = await asyncio.open_connection(host.strip("[]"), int(port))
        except OSError:
            if number == len(servers):
                raise
        else:
            writer.close()
            return
