"""The relay: takes unpublished rows of the outbox to Kafka, in sequence within a key, and marks them once confirmed.

What this process has committed is handed over with the wake-up and goes out without being read back, where Kafka has confirmed the
row before it; everything else, and what other replicas commit, is read. Rows are read ahead and packed while Kafka has the last ones,
and those are marked while the next ones go out; a partition gets one batch at a time, and nothing more before Kafka's word on it. What
takes long is delivered all the same, so the same future is awaited again and nothing is ever sent twice by one relay. A crash between
Kafka's confirmation and the mark leads to a duplicate, which the inbox of each consumer absorbs.
"""

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, OutOfOrderSequenceNumber
from pymongo.errors import PyMongoError

from chassis.messaging.aiokafka_internals import number_anew
from chassis.messaging.batches import Batch, Place, packed
from chassis.messaging.kafka import Kafka
from chassis.store.mongo import Document, Mongo
from chassis.store.rows import faults_of, is_sound
from chassis.store.unit import OUTBOX
from chassis.time.clock import wall_clock
from chassis.time.leases import LOOK_ALONE, Leases

BATCH = 500
READ_AT_ONCE = 40 * BATCH  # one cursor, as of one instant; MongoDB keeps such an instant for minutes only
MOST_KEYS = 20_000  # whose last confirmed number is remembered
REFUSED_SECONDS = 10.0
# Under load what is committed meanwhile goes out together; the first fact after a pause goes out at once.
PACE_SECONDS = 0.025
log = logging.getLogger(__name__)


class Relay:
    """One per replica. `wake()` after a commit; `run()` until cancelled."""

    def __init__(self, mongo: Mongo, producer: AIOKafkaProducer, leases: Leases) -> None:
        self._damage = mongo.damage
        self._rows: Any = mongo[OUTBOX]
        # Read as of one instant: else a cursor that has passed a key's row 5 may still find its row 6, committed with it.
        self._pending: Any = mongo.as_of_now(OUTBOX)
        self._producer = producer
        self._leases = leases
        self._wanted = asyncio.Event()
        # Keys of which Kafka refused a record (too large, not allowed), and until when they wait: the others go on.
        self._refused: dict[str, float] = {}
        # Keys with a record in a batch that was refused: theirs go alone, until it is known which record it was.
        self._suspects: set[str] = set()
        self._spoilt = False
        self._handed: list[Document] = []
        self._unhanded = False
        self._read_at = -math.inf
        self._confirmed: dict[tuple[str, str], int] = {}

    def wake(self, rows: Sequence[Document] = ()) -> None:
        """There is something to publish: these rows, or some that are read."""
        if len(self._handed) < BATCH:
            self._handed += rows
        else:  # Kafka is away, or there is much to do: they are read in their turn
            self._unhanded = True
        self._wanted.set()

    def look(self) -> None:
        """There is something to publish that another replica has committed."""
        self._unhanded = True
        self._wanted.set()

    async def run(self) -> None:
        """Publish whatever is pending in the buckets held, for ever."""
        while True:
            began = time.monotonic()
            try:
                if await self.drain():
                    await asyncio.sleep(began + PACE_SECONDS - time.monotonic())
                    continue
                async with asyncio.timeout(self._look_every):  # wait_for would swallow a cancellation in the moment of waking
                    await self._wanted.wait()
            except TimeoutError:
                pass
            except (KafkaError, PyMongoError) as error:
                log.warning("relay waits: %s", error)
                await asyncio.sleep(0.5)
            except Exception:  # a loop that ended would go unseen: the service would serve on, and publish nothing
                log.exception("relay waits")
                await asyncio.sleep(1.0)
            self._wanted.clear()

    @property
    def _look_every(self) -> float:
        return LOOK_ALONE if self._leases.told else self._leases.look_every

    async def drain(self) -> int:
        """Publish what is pending now, batch after batch; how many rows it was."""
        self._wanted.clear()
        handed, self._handed = self._handed, []
        held = self._leases.held()
        if not held:
            return 0
        if self._spoilt:
            number_anew(self._producer)
            self._spoilt = False
        self._refused = {key: until for key, until in self._refused.items() if until > time.monotonic()}
        stopped, missed = set(self._refused), set[str]()
        at_once = await self._hand_on(handed, stopped, missed)
        # All that this process committed went out; what others committed is looked for as often as when nothing happens here.
        if at_once and at_once == len(handed) and not self._unhanded and time.monotonic() < self._read_at + self._look_every:
            return at_once
        self._unhanded, self._read_at = False, time.monotonic()
        sending: asyncio.Task[list[str]] | None = None
        marks: list[asyncio.Task[int]] = []
        try:
            async for rows in self._batches(held):
                stopped |= missed
                sound = await self._sound(rows, stopped)
                batches = await packed(self._producer, self._admitted(sound, stopped), stopped, self._suspects)
                if sending is not None:
                    marks.append(asyncio.create_task(self._mark(await sending)))
                sending = asyncio.create_task(self._send(batches, missed))
        except PyMongoError as error:
            log.warning("relay cannot read on: %s", error)  # what is sent is marked all the same
        except BaseException:
            for task in (*marks, *([sending] if sending else [])):
                task.cancel()
            raise
        if sending is not None:
            marks.append(asyncio.create_task(self._mark(await sending)))
        return at_once + sum(await asyncio.gather(*marks))

    async def _hand_on(self, handed: list[Document], stopped: set[str], missed: set[str]) -> int:
        """Publish and mark those of the rows that are next in their key: what is before them is in Kafka, by Kafka's own word to us."""
        ready = self._next_in_line(handed)
        if not ready:
            return 0
        batches = await packed(self._producer, self._admitted(ready, stopped), stopped, self._suspects)
        return await self._mark(await self._send(batches, missed))

    def _next_in_line(self, handed: list[Document]) -> list[Document]:
        ready: list[Document] = []
        last: dict[tuple[str, str], int] = {}
        for row in sorted(handed, key=lambda row: int(row["sequence"])):
            place = row["topic"], row["key"]
            if row["sequence"] == last.get(place, self._confirmed.get(place, 0)) + 1:
                last[place] = row["sequence"]
                ready.append(row)
        return ready

    async def _batches(self, held: frozenset[int]) -> AsyncIterator[list[Document]]:
        """Pending rows, in sequence within a key; the next ones are read while the caller has the last."""
        wanted: Document = {"pending": True, "bucket": {"$in": sorted(held)}}
        if self._refused:  # else many of theirs would leave no room for the others
            wanted["key"] = {"$nin": sorted(self._refused)}
        cursor = self._pending.find(wanted).sort("sequence", 1).limit(READ_AT_ONCE).batch_size(BATCH)
        rows = await cursor.to_list(BATCH)
        while rows:
            ahead = asyncio.ensure_future(cursor.to_list(BATCH)) if len(rows) == BATCH else None
            yield rows
            rows = [] if ahead is None else await ahead

    async def _sound(self, rows: list[Document], stopped: set[str]) -> list[Document]:
        """Those that can be published; the key of one that cannot waits behind it, as behind one that Kafka refuses."""
        sound = []
        for row in rows:
            if is_sound(self._damage, OUTBOX, row):
                sound.append(row)
            else:
                await self._hold_damaged(row, stopped)
        return sound

    def _admitted(self, rows: list[Document], stopped: set[str]) -> list[Document]:
        """Those of no key that is stopped, or whose lease is over, so that none is overtaken."""
        admitted = []
        for row in rows:
            # Looked at for each row: a holder that was paused past its lease sends nothing more of the key, though it regain it.
            if row["bucket"] not in self._leases.held():
                stopped.add(row["key"])
            if row["key"] not in stopped:
                admitted.append(row)
        return admitted

    async def _send(self, batches: dict[Place, list[Batch]], missed: set[str]) -> list[str]:
        """Send to all partitions side by side; the names of the rows that Kafka has. `missed`: keys of which it lacks a row."""
        sent = await asyncio.gather(*(self._send_in_turn(place, queue, missed) for place, queue in batches.items()))
        return [name for names in sent for name in names]

    async def _send_in_turn(self, place: Place, queue: list[Batch], missed: set[str]) -> list[str]:
        confirmed: list[str] = []
        for batch in queue:
            # Once more before it leaves: time has passed, and what is before it in its keys may have been refused.
            ours = self._leases.held().issuperset(batch.keys.values()) and missed.isdisjoint(batch.keys)
            if ours and await self._delivered(place, batch):
                confirmed += batch.names
            else:
                missed.update(batch.keys)
        return confirmed

    async def _delivered(self, place: Place, batch: Batch) -> bool:
        """Whether Kafka has it; waits for its word, however long that takes."""
        topic, partition = place
        try:
            answer = await self._producer.send_batch(batch.content, topic, partition=partition)
        except KafkaError as error:
            log.warning("the producer did not take a batch for %s/%d: %s", topic, partition, error)
            return False
        while not (await asyncio.wait({answer}, timeout=10))[0]:
            log.warning("%d facts wait for Kafka", len(batch.names))
        refused = answer.exception()
        if refused is None:
            self._suspects.difference_update(batch.keys)
            if len(self._confirmed) > MOST_KEYS:  # whoever is forgotten is read once more
                self._confirmed.clear()
            self._confirmed |= {(topic, key): number for key, number in batch.last.items()}
        else:
            await self._refuse(batch, refused)
        return refused is None

    async def _refuse(self, batch: Batch, error: BaseException) -> None:
        self._spoilt = True
        if isinstance(error, OutOfOrderSequenceNumber):
            return
        if len(batch.names) == 1:
            await self._mark_refused(batch.names[0], next(iter(batch.keys)), error)
        else:
            self._suspects.update(batch.keys)
            log.warning("Kafka refused %d facts together, each is tried alone: %r", len(batch.names), error)

    async def _mark(self, confirmed: list[str]) -> int:
        if confirmed:
            done = {"$unset": {"pending": "", "refused": ""}, "$set": {"published_at": wall_clock()}}
            await self._rows.update_many({"_id": {"$in": confirmed}}, done)
        return len(confirmed)

    async def _hold_damaged(self, row: Document, stopped: set[str]) -> None:
        if isinstance(row.get("key"), str):
            stopped.add(row["key"])
            self._refused[row["key"]] = time.monotonic() + REFUSED_SECONDS
        why = "damaged: " + "; ".join(faults_of(OUTBOX, row))
        if row.get("refused") != why[:300]:
            await self._note_refused(row["_id"], why)

    async def _mark_refused(self, name: str, key: str, error: BaseException) -> None:
        """All later facts of the key wait behind it: `sanzhi status` shows which it is and why."""
        self._refused[key] = time.monotonic() + REFUSED_SECONDS
        log.error("Kafka refused fact %s, all of %s waits behind it: %r", name, key, error)
        await self._note_refused(name, repr(error))

    async def _note_refused(self, name: Any, why: str) -> None:
        try:
            await self._rows.update_one({"_id": name, "pending": True}, {"$set": {"refused": why[:300]}})
        except PyMongoError as away:  # the key waits all the same; what else is being sent must not be left alone for it
            log.warning("that %s was refused is not noted: %s", name, away)


def new_producer(kafka: Kafka, client: str) -> AIOKafkaProducer:
    """An idempotent producer with `acks=all`."""
    return AIOKafkaProducer(
        **kafka.arguments(),
        client_id=client,
        acks="all",
        enable_idempotence=True,
        linger_ms=0,
        max_batch_size=256 * 1024,  # a partition's share of what the relay reads at once, in one piece
        max_request_size=4 * 1024 * 1024,
        metadata_max_age_ms=30_000,
    )
