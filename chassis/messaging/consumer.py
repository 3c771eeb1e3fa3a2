"""Consumes neighbours' facts: FastStream hands over the first record, the rest that is fetched is drained with it.

The runs of the partitions are worked side by side and commit together: state, what follows from it, and the inbox key
(`source`, `id`) of each fact; the offsets are committed after it. What cannot be handled is set aside as a dead letter;
a partition whose facts fail for a while waits and is tried again without limit, while the others go on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, cast

from aiokafka import ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from chassis.messaging.aiokafka_internals import Tasks, keep_questions, tasks_of_consumer
from chassis.messaging.ending import ended
from chassis.messaging.gate import Gate
from chassis.messaging.inbox import Inbox
from chassis.messaging.kafka import BACKOFF_MS, Kafka
from chassis.messaging.waiting import Waiting

MOST_RECORDS = 2000  # of a partition, at a time
# aiokafka asks a broker for one thing at a time. Once what it has of one partition has lain for a tenth of a second it asks for the
# others', and where there is nothing of them the broker keeps the question for as long as it may: a partition that is worked off
# meanwhile stands still. So as much of it is taken at once as there is room for were all of them flooded, and while one is, the broker
# may keep a question but briefly. Otherwise what comes is answered with at once, and each question costs: one for every partition.
MEBIBYTE = 1024 * 1024
MOST_FETCHED, MOST_OF_PARTITION = 128 * MEBIBYTE, 16 * MEBIBYTE
WAIT_MS, FLOODED_WAIT_MS = 500, 20
# Where nothing has come for a while there is no such partition; what comes is answered with at once all the same.
IDLE_AFTER_SECONDS, IDLE_WAIT_MS = 5.0, 2000
COMMIT_SECONDS = 10.0
POSITION_SECONDS = 1.0
STOP_SECONDS = 15.0
log = logging.getLogger(__name__)
Record = ConsumerRecord[Any, Any]
Records = Sequence[Record]
Runs = dict[TopicPartition, list[Record]]


class Consumer:
    """The consumer of one replica, a member of its service's group. partitions: of each topic."""

    def __init__(self, inbox: Inbox, kafka: Kafka, group: str, topics: list[str], partitions: int) -> None:
        self._inbox = inbox
        self._topics = topics
        # Runs are worked inside; a rebalance closes it, so that nothing is handled twice.
        self._gate = Gate()
        self._waiting = Waiting(self._gate, self._again)
        self._rebalance = _Rebalance(self._gate, self._waiting, inbox)
        self._broker = KafkaBroker(
            kafka.servers.split(","),
            security=kafka.for_faststream(),
            client_id=group,
            consumer_only=True,
            allow_auto_create_topics=False,
            logger=None,
            metadata_max_age_ms=10_000,
            retry_backoff_ms=BACKOFF_MS,
        )
        self._stopping = False
        self._idle: asyncio.TimerHandle | None = None
        if topics:
            subscriber = self._broker.subscriber(
                *topics,
                group_id=group,
                auto_offset_reset="earliest",
                ack_policy=AckPolicy.MANUAL,
                no_reply=True,  # A `reply_to` header must not make us publish to any topic.
                listener=self._rebalance,
                parser=_tolerant,
                decoder=_undecoded,
                max_partition_fetch_bytes=fetched_at_once(len(topics) * partitions),
                fetch_max_wait_ms=WAIT_MS,
                max_poll_interval_ms=600_000,
                rebalance_timeout_ms=60_000,  # what is under way may wait for a neighbour or the database before it is out
            )
            subscriber(self._on_record)

    async def start(self) -> None:
        """Join the group and consume."""
        if self._topics:
            await self._broker.start()
            for each in self._broker.subscribers:
                self._ask_seldom_when_idle(cast(Any, each).consumer)

    @property
    def vital(self) -> Tasks:
        """What must not end while this consumes."""
        return {name: task for each in self._broker.subscribers for name, task in tasks_of_consumer(cast(Any, each).consumer).items()}

    async def stop(self) -> None:
        """Finish the runs under way, commit their offsets, leave the group."""
        self._stopping = True
        self._forget_idle()
        async with self._gate.closed():
            self._waiting.forget()
        if self._topics:
            await ended(self._broker.stop, STOP_SECONDS)

    async def _on_record(self, message: KafkaMessage) -> None:
        consumer: Any = message.consumer
        self._forget_idle()
        try:
            await self._take(consumer, message.raw_message)
        finally:
            self._ask_seldom_when_idle(consumer)

    async def _take(self, consumer: Any, first: Any) -> None:
        runs = await _fetched(consumer)
        keep_questions(consumer, FLOODED_WAIT_MS if any(len(run) >= MOST_RECORDS for run in runs.values()) else WAIT_MS)
        async with self._gate.inside():
            # What was read before partitions were handed out anew is read again by whoever has them then, from the last commit.
            if self._stopping or self._rebalance.under_way:
                return
            if not await _comes_again(consumer, first):
                _put_first(runs, first)
            await self._work(consumer, runs)

    def _ask_seldom_when_idle(self, consumer: Any) -> None:
        if not self._stopping:
            self._idle = asyncio.get_running_loop().call_later(IDLE_AFTER_SECONDS, keep_questions, consumer, IDLE_WAIT_MS)

    def _forget_idle(self) -> None:
        if self._idle is not None:
            self._idle.cancel()

    async def _work(self, consumer: Any, runs: Runs) -> None:
        """Work the runs of all partitions that are still ours, side by side; what cannot be done now waits. Never raises.

        FastStream would swallow what is raised, and the next commit would skip the records.
        """
        assigned = consumer.assignment()
        mine = {partition: records for partition, records in runs.items() if partition in assigned}
        outcome = dict(zip(mine, await asyncio.gather(*map(self._attempt, mine.values())), strict=True))
        away = await _commit(consumer, {partition: mine[partition][-1].offset + 1 for partition, error in outcome.items() if error is None})
        for partition, error in outcome.items():
            in_the_way = error or away
            if in_the_way is not None and partition in consumer.assignment():
                self._waiting.hold(consumer, partition, mine[partition], in_the_way)

    async def _again(self, consumer: Any, partition: TopicPartition, records: Records) -> Exception | None:
        error = await self._attempt(records)
        # Put aside while a rebalance had begun, they may have been read again and left behind: an offset never goes back.
        if error is None and await _is_behind(consumer, partition, records[-1].offset + 1):
            error = await _commit(consumer, {partition: records[-1].offset + 1})
        return error

    async def _attempt(self, records: Records) -> Exception | None:
        try:
            await self._inbox.handle(records)
        except Exception as error:
            return error
        return None


def fetched_at_once(partitions: int) -> int:
    """Bytes of one of so many partitions: what is fetched and not worked off yet is all in memory, and nobody is to end a service by it."""
    return max(MEBIBYTE, min(MOST_OF_PARTITION, MOST_FETCHED // partitions))  # of a record less would be of no use


async def _fetched(consumer: Any) -> Runs:
    """What is there already, partition by partition: where reading one fails, none of the others has been moved on for nothing."""
    fetched = Runs()
    for partition in consumer.assignment():  # of each the same: one that is flooded leaves the others their turn
        try:
            fetched |= await consumer.getmany(partition, timeout_ms=0, max_records=MOST_RECORDS)
        except Exception as error:  # the record that is in our hands must not be dropped for it
            log.warning("fetching %s: %s", partition, error)
    return fetched


async def _comes_again(consumer: Any, first: Record) -> bool:
    """Whether this record was read for an assignment that is over: ahead of what is read now, it would overtake it."""
    try:
        position = await asyncio.wait_for(consumer.position(TopicPartition(first.topic, first.partition)), POSITION_SECONDS)
    except (KafkaError, TimeoutError):  # not ours any more, or ours anew and not read yet
        return True
    return bool(position <= first.offset)


def _put_first(runs: Runs, first: Record) -> None:
    partition = TopicPartition(first.topic, first.partition)
    records = {record.offset: record for record in (first, *runs.get(partition, ()))}
    runs[partition] = [records[offset] for offset in sorted(records)]


async def _commit(consumer: Any, offsets: dict[TopicPartition, int]) -> Exception | None:
    """Gives what stood in the way. The effect is committed then: the runs wait, are known to the inbox when they are tried again, and the
    offsets with them; a partition to which nothing more comes would seem behind for ever.
    """
    try:
        if offsets:
            await asyncio.wait_for(consumer.commit(offsets), COMMIT_SECONDS)
    except (KafkaError, TimeoutError) as error:
        log.warning("offsets of %s were not committed: %r", list(offsets), error)
        return error
    return None


async def _is_behind(consumer: Any, partition: TopicPartition, offset: int) -> bool:
    try:
        committed = await asyncio.wait_for(consumer.committed(partition), COMMIT_SECONDS)
    except (KafkaError, TimeoutError):
        return True
    return committed is None or committed < offset


class _Rebalance(ConsumerRebalanceListener):
    """`under_way`: partitions were taken back and not handed out yet, though `assignment()` still tells the old ones."""

    def __init__(self, gate: Gate, waiting: Waiting, inbox: Inbox) -> None:
        self._gate = gate
        self._inbox = inbox
        self._waiting = waiting
        self.under_way = False

    async def on_partitions_revoked(self, revoked: Any) -> None:
        async with self._gate.closed():
            self._waiting.forget()
            self._inbox.forget()
            self.under_way = True

    async def on_partitions_assigned(self, assigned: Any) -> None:
        self.under_way = False


async def _tolerant(record: Any, original: Callable[[Any], Awaitable[Any]]) -> Any:
    # Null or non-UTF-8 headers would stop the message before our handler sees it.
    parsed = await original(replace(record, headers=()))
    parsed.raw_message = record
    return parsed


async def _undecoded(message: Any) -> Any:
    return message.body
