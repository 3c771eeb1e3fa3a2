"""Dead letters: records that can never be handled are kept with the reason and told on `<prefix>.<service>.dead`, many at a time.

A flood of them costs little more than reading it: they are stored in batches, bounded in number and in bytes. The first ones of a
batch are told one by one, on the topic and on the record; of the others it is told how many they are. Each is kept.
"""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pymongo.errors import PyMongoError

from chassis.access.roles import Actor
from chassis.ids import new_id
from chassis.store.executor import Executor, unavailable
from chassis.store.mongo import Document
from chassis.store.transaction import Origin, Transaction
from chassis.store.unit import DEAD_LETTERS

if TYPE_CHECKING:
    from aiokafka import ConsumerRecord

    Record = ConsumerRecord[Any, Any]

log = logging.getLogger(__name__)
MOST_LETTERS, MOST_BYTES = 1000, 4 * 1024 * 1024  # of one transaction
TOLD_ONE_BY_ONE = 20
_SHOWN_BYTES = 64 * 1024  # of the value, on Kafka; all of it is kept in the database where it can be handled after all
_KEY_BYTES, _HEADER_BYTES = 1024, 64 * 1024
NEVER_HANDLED = "ENVELOPE_INVALID"


class DeadLetter(Exception):
    """A record that can never be handled."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


Letter = tuple["Record", DeadLetter]


def place_of(record: "Record") -> str:
    """Topic, partition and offset: the name of a record, and of its letter."""
    return f"{record.topic}/{record.partition}/{record.offset}"


class Letters:
    """The dead letters of one service."""

    def __init__(self, executor: Executor, actor: Actor) -> None:
        self._executor = executor
        self._actor = actor

    async def set_aside(self, letters: Sequence[Letter]) -> None:
        """Keep records of one partition and tell of them, once. Raises Unavailable."""
        for batch in _batches(letters):
            await self._set_aside(batch)

    async def _set_aside(self, batch: Sequence[Letter]) -> None:
        known = await self._known([place_of(record) for record, _ in batch])
        new = [letter for letter in batch if place_of(letter[0]) not in known]
        if not new:
            return
        _log(new)

        async def work(tx: Transaction) -> None:
            tx.unit.dead_letters += [kept(record, letter, tx.now) for record, letter in new]
            for record, letter in new[:TOLD_ONE_BY_ONE]:
                _tell(record, letter, tx)
            if len(new) > TOLD_ONE_BY_ONE:
                _tell_number(new[TOLD_ONE_BY_ONE:], tx)

        await self._executor.run(work, self._actor, Origin("dead letter", new_id(), place_of(new[0][0])), seconds=30)
        metrics, topic = self._executor.metrics, new[0][0].topic
        metrics.facts(topic, "dead_letter", len(new))
        metrics.forged(sum(letter.reason == "SOURCE_FORGED" for _, letter in new))

    async def _known(self, places: list[str]) -> set[str]:
        try:
            found = self._executor.context.mongo[DEAD_LETTERS].find({"_id": {"$in": places}}, {"_id": 1})
            return {row["_id"] async for row in found}
        except PyMongoError as error:
            raise unavailable(error) from error


def _batches(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    batch: list[Letter] = []
    size = 0
    for letter in letters:
        bytes_here = len(_kept_value(*letter)) + _HEADER_BYTES // 64
        if batch and (len(batch) == MOST_LETTERS or size + bytes_here > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(letter)
        size += bytes_here
    if batch:
        yield batch


def _log(new: Sequence[Letter]) -> None:
    for record, letter in new[:TOLD_ONE_BY_ONE]:
        log.error("dead letter %s: %s", place_of(record), str(letter)[:1000])
    if len(new) > TOLD_ONE_BY_ONE:
        log.error("and %d more, up to %s", len(new) - TOLD_ONE_BY_ONE, place_of(new[-1][0]))


def _tell(record: "Record", letter: DeadLetter, tx: Transaction) -> None:
    place = place_of(record)
    why = {"reason": letter.reason, "detail": _one_line(letter.detail)}
    # Keyed by the partition that it lay in: its own key may be anything, and one that is no text could never be published.
    tx.put_out(".dead", _partition_of(record), (record.value or b"")[:_SHOWN_BYTES], type="dead_letter.v1", subject=place, **why)
    tx.unit.audit.append(tx.audit(letter.reason, message=letter.detail[:1000], resources=(place,)))


def _tell_number(letters: Sequence[Letter], tx: Transaction) -> None:
    (first, letter), last = letters[0], letters[-1][0]
    detail = f"{len(letters)} more records, {place_of(first)} to {place_of(last)}"
    told = {"type": "dead_letters.v1", "subject": place_of(first), "reason": letter.reason, "detail": detail}
    tx.put_out(".dead", _partition_of(first), b"", **told)
    tx.unit.audit.append(tx.audit(letter.reason, message=detail, resources=(place_of(first), place_of(last))))


def _partition_of(record: "Record") -> str:
    return f"{record.topic}/{record.partition}"


def _one_line(detail: str) -> str:
    return detail.replace("\n", " ")[:500]


def _kept_value(record: "Record", letter: DeadLetter) -> bytes:
    value = record.value or b""
    return value[:_SHOWN_BYTES] if letter.reason == NEVER_HANDLED else value


def kept(record: "Record", letter: DeadLetter, now: Any) -> Document:
    """A letter as it is kept; what nobody can ever redrive is cut to what tells people what it was."""
    headers = list(_headers(record))
    types = [value.decode(errors="replace") for name, value in headers if name == "ce_type" and value]
    events = [value.decode(errors="replace") for name, value in headers if name == "ce_id" and value]
    return {
        "_id": place_of(record),
        "topic": record.topic,
        "offset": record.offset,
        "dead": True,
        "tries": 0,
        "time": now,
        "reason": letter.reason,
        "detail": letter.detail[:1000],
        "type": types[0][:200] if types else "",
        "event": events[0][:200] if events else "",
        "key": (record.key or b"")[:_KEY_BYTES].decode(errors="replace"),
        "value": _kept_value(record, letter),
        "body": hashlib.sha256(record.value or b"").digest()[:16],
        "size": len(record.value or b""),
        "headers": headers,
    }


def _headers(record: "Record") -> Iterator[list[Any]]:
    left = _HEADER_BYTES
    for name, value in record.headers:
        left -= len(name) + len(value or b"")
        if left < 0:
            return
        yield [str(name), bytes(value) if value is not None else None]
