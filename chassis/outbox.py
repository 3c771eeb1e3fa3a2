"""The relay: takes unpublished rows of the outbox to Kafka, in sequence within a key, and marks them once confirmed.

Rows are read ahead and sent without waiting for each, and a batch is marked while the next one goes out; a send that times
out on our side is delivered all the same, so the same futures are awaited again and nothing is ever sent twice by one
relay. A crash between Kafka's confirmation and the mark leads to a duplicate, which the inbox of each consumer absorbs.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, OutOfOrderSequenceNumber
from aiokafka.producer.transaction_manager import NO_PRODUCER_EPOCH, NO_PRODUCER_ID, PidAndEpoch
from pymongo.errors import PyMongoError

from chassis.commit import wall_clock
from chassis.envelope import to_headers
from chassis.kafka import Kafka
from chassis.leases import Leases
from chassis.mongo import Document, Mongo
from chassis.unit import OUTBOX

BATCH = 500
READ_AT_ONCE = 40 * BATCH  # one cursor, as of one instant; MongoDB keeps such an instant for minutes only
POLL_SECONDS = 1.0
REFUSED_SECONDS = 10.0
log = logging.getLogger(__name__)


class Relay:
    """One per replica. `wake()` after a commit; `run()` until cancelled."""

    def __init__(self, mongo: Mongo, producer: AIOKafkaProducer, leases: Leases) -> None:
        self._rows: Any = mongo[OUTBOX]
        # Read as of one instant: else a cursor that has passed a key's row 5 may still find its row 6, committed with it.
        self._pending: Any = mongo.as_of_now(OUTBOX)
        self._producer = producer
        self._leases = leases
        self._wanted = asyncio.Event()
        # Keys of which Kafka refused a record (too large, not allowed), and until when they wait: the others go on.
        self._refused: dict[str, float] = {}
        self._spoilt = False

    def wake(self) -> None:
        """There is something to publish."""
        self._wanted.set()

    async def run(self) -> None:
        """Publish whatever is pending in the buckets held, for ever."""
        while True:
            try:
                if await self.drain():
                    continue
                await asyncio.wait_for(self._wanted.wait(), POLL_SECONDS)
            except TimeoutError:
                pass
            except (KafkaError, PyMongoError) as error:
                log.warning("relay waits: %s", error)
                await asyncio.sleep(0.5)
            except Exception:  # a loop that ended would go unseen: the service would serve on, and publish nothing
                log.exception("relay waits")
                await asyncio.sleep(POLL_SECONDS)
            self._wanted.clear()

    async def drain(self) -> int:
        """Publish what is pending now, batch after batch; how many rows it was."""
        self._wanted.clear()
        held = self._leases.held()
        if not held:
            return 0
        if self._spoilt:
            _number_anew(self._producer)
            self._spoilt = False
        self._refused = {key: until for key, until in self._refused.items() if until > time.monotonic()}
        stopped = set(self._refused)
        published, settling = 0, None
        try:
            async for rows in self._batches(held):
                sent = await self._send(rows, stopped)
                if settling is not None:
                    published += await settling
                settling = asyncio.create_task(self._settle(sent, stopped))
        except PyMongoError as error:
            log.warning("relay cannot read on: %s", error)  # what is sent is marked all the same
        except BaseException:
            if settling is not None:
                settling.cancel()
            raise
        return published if settling is None else published + await settling

    async def _batches(self, held: frozenset[int]) -> AsyncIterator[list[Document]]:
        """Pending rows, in sequence within a key; the next ones are read while the caller has the last."""
        wanted = {"pending": True, "bucket": {"$in": sorted(held)}}
        cursor = self._pending.find(wanted).sort("sequence", 1).limit(READ_AT_ONCE).batch_size(BATCH)
        rows = await cursor.to_list(BATCH)
        while rows:
            ahead = asyncio.ensure_future(cursor.to_list(BATCH)) if len(rows) == BATCH else None
            yield rows
            rows = [] if ahead is None else await ahead

    async def _send(self, rows: list[Document], stopped: set[str]) -> list["_Sent"]:
        """Hand rows to the producer; none of a key that is stopped, or whose lease is over, so that none is overtaken."""
        sent: list[_Sent] = []
        for row in rows:
            # Looked at for each row: a holder that was paused past its lease sends nothing more of the key, though it regain it.
            if row["bucket"] not in self._leases.held():
                stopped.add(row["key"])
            if row["key"] in stopped:
                continue
            try:
                future = await self._producer.send(
                    row["topic"],
                    value=row["body"],
                    key=row["key"].encode(),
                    headers=to_headers({**row["attributes"], "sequence": row["sequence"]}),
                )
            except KafkaError as error:
                stopped.add(row["key"])
                if isinstance(error, MessageSizeTooLargeError):  # for good; all else passes
                    await self._mark_refused(row["_id"], row["key"], error)
                else:
                    log.warning("row %s was not taken by the producer: %s", row["_id"], error)
                continue
            sent.append(_Sent(row["_id"], row["key"], future))
        return sent

    async def _settle(self, sent: list["_Sent"], stopped: set[str]) -> int:
        """Await Kafka's word on each row and mark what it has; how many."""
        waiting = {row.answer for row in sent}
        while waiting:
            _, waiting = await asyncio.wait(waiting, timeout=10)
            if waiting:
                log.warning("%d facts wait for Kafka", len(waiting))
        confirmed = [row.name for row in sent if row.answer.exception() is None]
        for row in sent:
            if error := row.answer.exception():
                stopped.add(row.key)
                self._spoilt = True
                if not isinstance(error, OutOfOrderSequenceNumber):
                    await self._mark_refused(row.name, row.key, error)
        if confirmed:
            done = {"$unset": {"pending": "", "refused": ""}, "$set": {"published_at": wall_clock()}}
            await self._rows.update_many({"_id": {"$in": confirmed}}, done)
        return len(confirmed)

    async def _mark_refused(self, name: str, key: str, error: BaseException) -> None:
        """All later facts of the key wait behind it: `sanzhi status` shows which it is and why."""
        self._refused[key] = time.monotonic() + REFUSED_SECONDS
        log.error("Kafka refused fact %s, all of %s waits behind it: %r", name, key, error)
        await self._rows.update_one({"_id": name, "pending": True}, {"$set": {"refused": repr(error)[:300]}})


@dataclass(frozen=True)
class _Sent:
    """A row in the producer's hands."""

    name: str
    key: str
    answer: asyncio.Future[Any]


def new_producer(kafka: Kafka, client: str) -> AIOKafkaProducer:
    """An idempotent producer with `acks=all`."""
    return AIOKafkaProducer(
        **kafka.arguments(),
        client_id=client,
        acks="all",
        enable_idempotence=True,
        linger_ms=0,
        max_request_size=4 * 1024 * 1024,
        metadata_max_age_ms=30_000,
    )


def _number_anew(producer: AIOKafkaProducer) -> None:
    """Let the producer ask for a new id: after a refusal it has counted a record that Kafka has not, and every later one
    of the partition is out of order for ever. aiokafka has no call for it.
    """
    counts: Any = producer._txn_manager
    counts._pid_and_epoch = PidAndEpoch(NO_PRODUCER_ID, NO_PRODUCER_EPOCH)
    counts._pid_waiter = asyncio.get_running_loop().create_future()
    counts._sequence_numbers.clear()
