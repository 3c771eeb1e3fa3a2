"""Partitions that wait: each is paused with its records in hand and tried again by itself, with growing pauses; the others go on.

The records are not committed. Whoever has the partition after a rebalance reads them again from the last commit.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from typing import Any

from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from chassis.errors import Unavailable
from chassis.messaging.gate import Gate
from chassis.messaging.raised import trail

MIN_BACKOFF, MAX_BACKOFF = 0.05, 10.0
log = logging.getLogger(__name__)
Records = Sequence[ConsumerRecord[Any, Any]]
# Handles records and commits their offset; gives what stood in the way.
Attempt = Callable[[Any, TopicPartition, Records], Awaitable[Exception | None]]


class Waiting:
    """The waiting partitions of one consumer. Each try is inside the gate."""

    def __init__(self, gate: Gate, attempt: Attempt) -> None:
        self._gate = gate
        self._attempt = attempt
        self._tasks: dict[TopicPartition, asyncio.Task[None]] = {}

    def hold(self, consumer: Any, partition: TopicPartition, records: Records, error: Exception) -> None:
        """Nothing more of this partition until these records are handled. Call it inside the gate, with a partition that is assigned."""
        consumer.pause(partition)
        self._tasks[partition] = asyncio.create_task(self._until_done(consumer, partition, records, error))

    def forget(self) -> None:
        """Drop what is held; call it with the gate closed."""
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()

    async def _until_done(self, consumer: Any, partition: TopicPartition, records: Records, first: Exception) -> None:
        error: Exception | None = first
        told: tuple[float, str] | None = None
        for tries in count():
            pause = min(MAX_BACKOFF, MIN_BACKOFF * 2 ** min(tries, 20))
            if told != (pause, repr(error)):  # a wait of hours is a dozen lines, not thousands
                _tell(partition, error, pause, tries)
                told = (pause, repr(error))
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))
            async with self._gate.inside():
                # A rebalance that had begun when they were put here may have taken the partition away, or read them again.
                if self._tasks.get(partition) is not asyncio.current_task() or partition not in consumer.assignment():
                    return
                try:
                    error = await self._attempt(consumer, partition, records)
                except Exception as failed:  # a task that ended would leave the partition paused for ever
                    error = failed
                if self._tasks.get(partition) is not asyncio.current_task():
                    return  # held anew meanwhile, with more in hand: that one goes on, and nothing is resumed behind its back
                if error is None:
                    del self._tasks[partition]
                    consumer.resume(partition)
                    return


def _tell(partition: TopicPartition, error: Exception | None, pause: float, tries: int) -> None:
    if isinstance(error, Unavailable | KafkaError | TimeoutError):
        log.warning("%s waits up to %.2f s, tried %d times: %r", partition, pause, tries + 1, error)
    else:
        told = trail(error) if error else ""
        log.error("%s failed and waits up to %.2f s, tried %d times\n%s", partition, pause, tries + 1, told)
