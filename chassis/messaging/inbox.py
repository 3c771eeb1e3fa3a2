"""The inbox: each fact takes effect once, whatever Kafka delivers. Its key is (`source`, `id`)."""

import json
import logging
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pymongo.errors import PyMongoError

from chassis.access.roles import Actor
from chassis.envelope import Envelope, Malformed, from_headers
from chassis.errors import Refusal, Stale, Unavailable
from chassis.ids import new_id
from chassis.mapping import adapter
from chassis.messaging.subscription import Subscription
from chassis.store.executor import Executor, unavailable
from chassis.store.mongo import Document
from chassis.store.side_by_side import side_by_side
from chassis.store.transaction import Origin, Transaction
from chassis.store.unit import DEAD_LETTERS, INBOX, Repeated
from chassis.telemetry import span

if TYPE_CHECKING:
    from aiokafka import ConsumerRecord

    Record = ConsumerRecord[Any, Any]

log = logging.getLogger(__name__)
# A contended run is tried so long, then its halves, and all of it for so long: a rebalance waits for it meanwhile.
RUN_SECONDS, KEY_SECONDS = 10.0, 30.0
_SHOWN_BYTES = 64 * 1024  # of a dead letter, on Kafka; all of it is kept in the database
_Opened = tuple[Envelope, Any]


class DeadLetter(Exception):
    """A record that can never be handled."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Inbox:
    """Hands facts to the handlers of one service, a run of records at a time."""

    def __init__(self, executor: Executor, subscriptions: Mapping[str, "Subscription"]) -> None:
        self._executor = executor
        self._metrics = executor.metrics
        self._subscriptions = subscriptions
        self._actor = Actor(f"services/{executor.context.service}", roles=frozenset({"service"}))

    async def handle(self, records: Sequence["Record"]) -> None:
        """Carry out a run of one partition, what is new of it. Raises DeadLetter, Unavailable; then part of it may be done."""
        opened = [(envelope, record) for record in records for envelope in [_open(record)] if self._wanted(envelope, record)]
        if not opened:
            return
        done: list[int] = []
        for attempt in range(4):
            # Most facts come once: what was handled before is asked for only when something was wrong.
            new = opened if attempt == 0 else await self._not_handled(opened)
            try:
                await self._carry_out({_key(envelope): (envelope, record) for envelope, record in new}, done)
                self._metrics.facts(records[0].topic, "duplicate", len(opened) - sum(done))
                return
            except Repeated:
                continue  # It came again; or another replica was given the same records meanwhile.
            except Unavailable:
                raise
            except Exception:  # a handler may well stumble over what it has done already
                if attempt:
                    raise
        raise Unavailable("INBOX_CONTENDED", "同一事件正由另一副本处理")

    def _wanted(self, envelope: Envelope, record: "Record") -> bool:
        known = envelope.type in self._subscriptions
        self._metrics.facts(record.topic, "unknown", not known)
        return known

    async def _not_handled(self, opened: Sequence[_Opened]) -> list[_Opened]:
        keys = [_key(envelope) for envelope, _ in opened]
        try:
            handled = {row["_id"] async for row in self._executor.context.mongo[INBOX].find({"_id": {"$in": keys}}, {"_id": 1})}
        except PyMongoError as error:
            raise unavailable(error) from error
        return [(envelope, record) for envelope, record in opened if _key(envelope) not in handled]

    async def _carry_out(self, facts: Mapping[str, _Opened], done: list[int]) -> None:
        """Facts of one key in their order in one transaction; those of different keys side by side, so that they commit together."""
        by_key: dict[Any, list[_Opened]] = defaultdict(list)
        for envelope, record in facts.values():
            by_key[record.key].append((envelope, record))
        until = time.monotonic() + KEY_SECONDS
        results = await side_by_side(lambda run: self._of_one_key(run, until), by_key.values())
        done += [len(run) for run, error in zip(by_key.values(), results, strict=True) if error is None]
        errors = [each for each in results if each]
        # What will pass by itself comes first: the rest shows again when the run is tried again.
        for error in sorted(errors, key=lambda each: not isinstance(each, Unavailable | Repeated)):
            raise error

    async def _of_one_key(self, facts: Sequence[_Opened], until: float) -> None:
        first = facts[0][0]

        async def work(tx: Transaction) -> None:
            for envelope, record in facts:
                await self._one(envelope, record.value, tx)

        with span("consume", first.traceparent):
            try:
                await self._executor.run(work, self._actor, _origin(first), seconds=min(RUN_SECONDS, until - time.monotonic()))
            except Stale as contended:  # no word of a handler: those come as DeadLetter
                if len(facts) == 1 or time.monotonic() >= until:
                    raise Unavailable(contended.reason, contended.message) from contended
                # Others write about the same all the time: a shorter run leaves them less time to come between.
                half = len(facts) // 2
                await self._of_one_key(facts[:half], until)
                await self._of_one_key(facts[half:], until)
                return
        self._metrics.facts(facts[0][1].topic, "handled", len(facts))

    async def _one(self, envelope: Envelope, value: bytes | None, tx: Transaction) -> None:
        wanted = self._subscriptions[envelope.type]
        tx.begin(envelope, _origin(envelope))
        fact = _read(wanted.fact, value)
        try:
            await wanted.handler(fact, tx)
        except Unavailable:
            raise
        except Refusal as refusal:
            raise DeadLetter(refusal.reason, refusal.message) from refusal
        except OSError as error:  # the machine's state, not the fact's: no room, no sockets, no time
            log.exception("%s cannot be handled now", envelope.id)
            raise Unavailable("MACHINE_UNAVAILABLE", f"系统资源暂时不可用：{error}") from error
        tx.unit.inbox.append({"_id": _key(envelope), "type": envelope.type, "subject": envelope.subject, "at": tx.now})
        tx.unit.audit.append(tx.audit("OK", resources=(envelope.subject,)))

    async def again(self, envelope: Envelope, value: bytes) -> Transaction | None:
        """A transaction in which this fact is handled, for the caller to commit; None where it was handled before.

        Raises DeadLetter, Unavailable, and whatever a handler with a bug raises.
        """
        if envelope.type not in self._subscriptions:
            raise DeadLetter("NOT_SUBSCRIBED", f"{envelope.type} is not handled here any more")
        if await self._executor.find(INBOX, _key(envelope)) is not None:
            return None
        tx = await self._executor.begin(self._actor, _origin(envelope))
        try:
            await self._one(envelope, value, tx)
        except PyMongoError as error:
            raise unavailable(error) from error
        return tx

    async def set_aside(self, record: "Record", letter: DeadLetter) -> None:
        """Keep a record as a dead letter and publish it on `<prefix>.<service>.dead`, once. Raises Unavailable."""
        place = f"{record.topic}/{record.partition}/{record.offset}"
        if await self._executor.find(DEAD_LETTERS, place) is not None:
            return
        log.error("dead letter %s: %s", place, letter)

        async def work(tx: Transaction) -> None:
            kept = _kept(place, record, letter, tx.now)
            tx.unit.dead_letters.append(kept)
            why = {"reason": letter.reason, "detail": letter.detail.replace("\n", " ")[:500]}
            tx.put_out(".dead", kept["key"] or place, kept["value"][:_SHOWN_BYTES], type="dead_letter.v1", subject=place, **why)
            tx.unit.audit.append(tx.audit(letter.reason, message=letter.detail, resources=(place,)))

        await self._executor.run(work, self._actor, Origin("dead letter", new_id(), place), seconds=30)
        self._metrics.facts(record.topic, "dead_letter", 1)


def _key(envelope: Envelope) -> str:
    return f"{envelope.source}|{envelope.id}"


def _origin(envelope: Envelope) -> Origin:
    return Origin(envelope.type, envelope.correlationid or envelope.id, envelope.id)


def _open(record: "Record") -> Envelope:
    try:
        return from_headers(record.headers)
    except Malformed as error:
        raise DeadLetter("ENVELOPE_INVALID", str(error)) from error


def _read(cls: type, value: bytes | None) -> Any:
    try:
        return adapter(cls).validate_json(value or b"")
    except ValidationError as error:
        detail = json.dumps(error.errors(include_url=False, include_input=False, include_context=False), ensure_ascii=False)
        raise DeadLetter("PAYLOAD_INVALID", detail[:1000]) from error


def _kept(place: str, record: "Record", letter: DeadLetter, now: Any) -> Document:
    headers: list[Any] = [[str(name), bytes(value) if value is not None else None] for name, value in record.headers]
    types = [value.decode(errors="replace") for name, value in headers if name == "ce_type" and value]
    return {
        "_id": place,
        "topic": record.topic,
        "offset": record.offset,
        "dead": True,
        "tries": 0,
        "time": now,
        "reason": letter.reason,
        "detail": letter.detail,
        "type": types[0] if types else "",
        "key": (record.key or b"").decode(errors="replace"),
        "value": record.value or b"",
        "headers": headers,
    }
