"""Dead letters: records that can never be handled are kept with the reason and told on `<prefix>.<service>.dead`, many at a time.

A flood of them costs little more than reading it: they are stored in batches, bounded in number and in bytes. The first ones of a
batch are kept and told one by one, on the topic and on the record; the others are kept together, and it is told how many they are.
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pymongo.errors import PyMongoError

from chassis.access.roles import Actor
from chassis.errors import Unavailable
from chassis.ids import new_id
from chassis.messaging.bundles import FORGED, bundle_of, content_of, letter_of
from chassis.store.executor import Executor, unavailable
from chassis.store.packed import Content, packed
from chassis.store.transaction import Origin, Transaction
from chassis.store.unit import DEAD_LETTERS, Repeated

if TYPE_CHECKING:
    from aiokafka import ConsumerRecord

    Record = ConsumerRecord[Any, Any]

log = logging.getLogger(__name__)
MOST_LETTERS, MOST_BYTES = 2000, 4 * 1024 * 1024  # of one transaction, and so of a bundle, which MongoDB takes up to 16 MiB
TOLD_ONE_BY_ONE = 20
MOST_REPEATS = 4


class DeadLetter(Exception):
    """A record that can never be handled."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:  # made when it is asked for: of a flood nobody asks
        return f"{self.reason}: {self.detail}"


Letter = tuple["Record", DeadLetter]
Kept = tuple["Record", Content]


def place_of(record: "Record") -> str:
    """Topic, partition and offset: the name of a record, and of its letter."""
    return f"{record.topic}/{record.partition}/{record.offset}"


class Letters:
    """The dead letters of one service."""

    def __init__(self, executor: Executor, actor: Actor) -> None:
        self._executor = executor
        self._actor = actor

    async def set_aside(self, letters: Sequence[Letter]) -> None:
        """Keep records of one partition, in their order, and tell of them, once. Raises Unavailable."""
        for batch in _batches(letters):
            await self._set_aside(batch)

    async def _set_aside(self, batch: list[Kept]) -> None:
        for _ in range(MOST_REPEATS):
            try:
                await self._keep(batch)
                return
            except Repeated:  # they came again, or another replica was given the same records meanwhile
                known = await self._known(batch)
                batch = [kept for kept in batch if kept[0].offset not in known]
                if not batch:
                    return
        raise Unavailable("INBOX_CONTENDED", "同一事件正由另一副本处理")

    async def _keep(self, batch: Sequence[Kept]) -> None:
        """All of them, or none. Raises Repeated, Unavailable."""
        first, contents = batch[0][0], [content for _, content in batch]
        alone, many = contents[:TOLD_ONE_BY_ONE], contents[TOLD_ONE_BY_ONE:]
        together = await asyncio.to_thread(packed, many) if many else b""

        async def work(tx: Transaction) -> None:
            tx.unit.dead_letters += [letter_of(first.topic, first.partition, tx.now, content) for content in alone]
            for record, content in batch[:TOLD_ONE_BY_ONE]:
                _tell(record, content, tx)
            if many:
                tx.unit.dead_letters.append(bundle_of(first.topic, first.partition, tx.now, many, together))
                _tell_number(batch[TOLD_ONE_BY_ONE:], tx)

        await self._executor.run(work, self._actor, Origin("dead letter", new_id(), place_of(first)), seconds=30)
        _log(batch)
        self._executor.metrics.facts(first.topic, "dead_letter", len(batch))
        self._executor.metrics.forged(sum(content[4] == FORGED for content in contents))

    async def _known(self, batch: Sequence[Kept]) -> set[int]:
        """The offsets of those that are kept already. Raises Unavailable."""
        first, last = batch[0][0], batch[-1][0]
        within = {"topic": first.topic, "partition": first.partition, "offset": {"$gte": first.offset, "$lte": last.offset}}
        try:
            found = self._executor.context.mongo[DEAD_LETTERS].find(within, {"offset": 1})
            rows = [row["offset"] async for row in found]
        except PyMongoError as error:
            raise unavailable(error) from error
        return {offset for place in rows for offset in (place if isinstance(place, list) else [place])}


def _batches(letters: Sequence[Letter]) -> Iterator[list[Kept]]:
    batch: list[Kept] = []
    size = 0
    for record, letter in letters:
        content, bytes_here = content_of(record, letter.reason, letter.detail)
        if batch and (len(batch) == MOST_LETTERS or size + bytes_here > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append((record, content))
        size += bytes_here
    if batch:
        yield batch


def _log(new: Sequence[Kept]) -> None:
    for record, (_, _, _, _, reason, detail, *_) in new[:TOLD_ONE_BY_ONE]:
        log.error("dead letter %s: %s: %s", place_of(record), reason, detail)
    if len(new) > TOLD_ONE_BY_ONE:
        log.error("and %d more, up to %s", len(new) - TOLD_ONE_BY_ONE, place_of(new[-1][0]))


def _tell(record: "Record", content: Content, tx: Transaction) -> None:
    place = place_of(record)
    _, _, _, _, reason, detail, *_ = content
    why = {"reason": reason, "detail": _one_line(detail)}
    # Keyed by the partition that it lay in: its own key may be anything, and one that is no text could never be published. What it
    # says is told no further: outbox and topic keep for ever what may be somebody's personal data.
    tx.put_out(".dead", _partition_of(record), b"", type="dead_letter.v1", subject=place, **why)
    tx.unit.audit.append(tx.audit(reason, message=detail, resources=(place,)))


def _tell_number(kept: Sequence[Kept], tx: Transaction) -> None:
    (first, content), last = kept[0], kept[-1][0]
    reason, detail = content[4], f"{len(kept)} more records, {place_of(first)} to {place_of(last)}"
    told = {"type": "dead_letters.v1", "subject": place_of(first), "reason": reason, "detail": detail}
    tx.put_out(".dead", _partition_of(first), b"", **told)
    tx.unit.audit.append(tx.audit(reason, message=detail, resources=(place_of(first), place_of(last))))


def _partition_of(record: "Record") -> str:
    return f"{record.topic}/{record.partition}"


def _one_line(detail: str) -> str:
    return detail.replace("\n", " ")[:500]
