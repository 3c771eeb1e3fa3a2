"""The inbox: each fact takes effect once, whatever Kafka delivers. Its key is (`source`, `id`).

What is no fact for this service is found before any transaction: no CloudEvent, not from whom it claims to be, a body that does not
fit. What a handler refuses is found by itself, and only what is before it in its key is done again without it. So the facts among
any amount of junk go on, and the junk is set aside in batches after them.
"""

import asyncio
import hashlib
import json
import logging
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pymongo.errors import PyMongoError

from chassis.access.roles import Actor
from chassis.envelope import Envelope, Malformed, from_headers, key_in
from chassis.errors import Refusal, Stale, Unavailable
from chassis.mapping import adapter
from chassis.messaging.letters import DeadLetter, Letter, Letters
from chassis.messaging.provenance import MOST_AHEAD, Heard, demand_agreement, forged
from chassis.messaging.subscription import Subscription
from chassis.store.executor import Executor, unavailable
from chassis.store.mongo import Conflict, Document
from chassis.store.side_by_side import side_by_side
from chassis.store.transaction import Origin, Transaction
from chassis.store.unit import DEAD_LETTERS, INBOX, Repeated
from chassis.telemetry import span

if TYPE_CHECKING:
    from aiokafka import ConsumerRecord

    Record = ConsumerRecord[Any, Any]

__all__ = ["DeadLetter", "Inbox"]

log = logging.getLogger(__name__)
# A contended run is tried so long, then its halves, and all of it for so long: a rebalance waits for it meanwhile.
RUN_SECONDS, KEY_SECONDS = 10.0, 30.0
MOST_REPEATS = 4
_BREATH = 200  # records that are looked at before others have a turn on the loop


@dataclass(frozen=True)
class Opened:
    """A record that is a fact for this service. of: topic and key. digest: of its body."""

    record: "Record"
    envelope: Envelope
    fact: Any
    of: str
    digest: bytes

    @property
    def key(self) -> str:
        """Of the inbox."""
        return f"{self.envelope.source}|{self.envelope.id}"


class _Stumbled(Exception):
    """The handler of one of a run's facts cannot do it; `number` is its place in the run."""

    def __init__(self, number: int, letter: DeadLetter) -> None:
        super().__init__(str(letter))
        self.number = number
        self.letter = letter


class Inbox:
    """Hands facts to the handlers of one service, a run of records at a time."""

    def __init__(self, executor: Executor, subscriptions: Mapping[str, Subscription]) -> None:
        self._executor = executor
        self._metrics = executor.metrics
        self._subscriptions = subscriptions
        self._actor = Actor(f"services/{executor.context.service}", roles=frozenset({"service"}))
        self._letters = Letters(executor, self._actor)
        self._heard = Heard(executor.context.mongo)

    def forget(self) -> None:
        """Partitions are handed out anew: other replicas may go on with what this one has handled."""
        self._heard.forget()

    async def handle(self, records: Sequence["Record"]) -> None:
        """Carry out a run of one partition, what is new of it, and set aside what can never be. Raises Unavailable; part may be done."""
        letters: list[Letter] = []
        opened: list[Opened] = []
        for number, record in enumerate(records, start=1):
            if number % _BREATH == 0:
                await asyncio.sleep(0)
            try:
                if (found := self._open(record)) is not None:
                    opened.append(found)
            except DeadLetter as letter:
                letters.append((record, letter))
        try:
            await self._carry_out(opened, letters)
        finally:
            await self._letters.set_aside(sorted(letters, key=lambda each: each[0].offset))

    def _open(self, record: "Record") -> Opened | None:
        """The fact; None where its type is not subscribed to. Raises DeadLetter."""
        try:
            envelope, key = from_headers(record.headers), key_in(record.key)
        except Malformed as error:
            raise DeadLetter("ENVELOPE_INVALID", str(error)) from error
        wanted = self._subscriptions.get(envelope.type)
        prefix = self._executor.context.topic_prefix
        demand_agreement(envelope, record.topic, prefix, None if wanted is None else wanted.internal)
        if wanted is None:
            self._metrics.facts(record.topic, "unknown", 1)
            return None
        value = record.value or b""
        return Opened(record, envelope, _read(wanted.fact, value), f"{record.topic}|{key}", hashlib.sha256(value).digest()[:16])

    async def _carry_out(self, opened: Sequence[Opened], letters: list[Letter]) -> None:
        """Facts of one key in their order in one transaction; those of different keys side by side, so that they commit together."""
        by_key: dict[str, list[Opened]] = defaultdict(list)
        for each in opened:
            by_key[each.of].append(each)
        try:
            await self._heard.learn(by_key)
        except PyMongoError as error:
            raise unavailable(error) from error
        until = time.monotonic() + KEY_SECONDS
        results = await side_by_side(lambda run: self._of_one_key(run, until, letters), by_key.values())
        errors = [each for each in results if each]
        # What will pass by itself comes first: the rest shows again when the run is tried again.
        for failure in sorted(errors, key=lambda each: not isinstance(each, Unavailable)):
            raise failure

    async def _of_one_key(self, facts: Sequence[Opened], until: float, letters: list[Letter]) -> None:
        await self._one_after_the_other(await self._in_turn(facts, letters), until, letters)

    async def _in_turn(self, facts: Sequence[Opened], letters: list[Letter]) -> list[Opened]:
        """Those whose number goes on. One that goes back was handled or set aside before, or is forged."""
        last, first_seen = self._heard.last(facts[0].of), dict[str, Opened]()
        going_on, back = list[Opened](), list[Opened]()
        for each in facts:
            earlier = first_seen.setdefault(each.key, each)
            if earlier is not each:
                if earlier.digest != each.digest:
                    letters.append((each.record, forged(f"{each.envelope.id} came with another body before")))
            elif each.envelope.sequence > last + MOST_AHEAD:
                letters.append((each.record, forged(f"number {each.envelope.sequence} after {last}")))
            elif each.envelope.sequence > last:
                going_on.append(each)
                last = each.envelope.sequence
            else:
                back.append(each)
        await self._judge(back, last, letters)
        self._metrics.facts(facts[0].record.topic, "duplicate", len(facts) - len(going_on))
        return going_on

    async def _judge(self, back: Sequence[Opened], last: int, letters: list[Letter]) -> None:
        if not back:
            return
        known = await self._handled(back) | await self._dead(back)
        for each in back:
            if each.key not in known:
                letters.append((each.record, forged(f"number {each.envelope.sequence} after {last}, and nobody has seen it before")))
            elif known[each.key] != each.digest:
                letters.append((each.record, forged(f"{each.envelope.id} came with another body before")))

    async def _handled(self, facts: Sequence[Opened]) -> dict[str, bytes]:
        """Digests of the bodies of those that took effect."""
        return await self._digests(INBOX, {"_id": {"$in": [each.key for each in facts]}})

    async def _dead(self, facts: Sequence[Opened]) -> dict[str, bytes]:
        by_event = {each.envelope.id: each for each in facts}
        found = await self._digests(DEAD_LETTERS, {"event": {"$in": list(by_event)}})
        return {by_event[event].key: digest for event, digest in found.items()}

    async def _digests(self, collection: str, where: Document) -> dict[str, bytes]:
        try:
            rows = await self._executor.context.mongo[collection].find(where, {"body": 1, "event": 1}).to_list(None)
        except PyMongoError as error:
            raise unavailable(error) from error
        return {row.get("event", row["_id"]): bytes(row["body"]) for row in rows if "body" in row}

    async def _not_handled(self, facts: Sequence[Opened]) -> list[Opened]:
        handled = await self._handled(facts)
        return [each for each in facts if each.key not in handled]

    async def _one_after_the_other(self, facts: list[Opened], until: float, letters: list[Letter]) -> None:
        repeats = 0
        while facts:
            try:
                await self._together(facts, until)
                return
            except Repeated:  # it came again, or another replica was given the same records meanwhile
                repeats += 1
                if repeats == MOST_REPEATS:
                    raise Unavailable("INBOX_CONTENDED", "同一事件正由另一副本处理") from None
                facts = await self._not_handled(facts)
            except _Stumbled as stumbled:  # a handler may well stumble over what it has done already
                fresh = await self._not_handled(facts)
                if len(fresh) == len(facts):
                    await self._one_after_the_other(facts[: stumbled.number], until, letters)
                    letters.append((facts[stumbled.number].record, stumbled.letter))
                    fresh = facts[stumbled.number + 1 :]
                facts = fresh
            except Stale as contended:  # no word of a handler: those come as a letter
                if len(facts) == 1 or time.monotonic() >= until:
                    raise Unavailable(contended.reason, contended.message) from contended
                # Others write about the same all the time: a shorter run leaves them less time to come between.
                await self._one_after_the_other(facts[: len(facts) // 2], until, letters)
                facts = facts[len(facts) // 2 :]
            except Unavailable:
                raise
            except Exception as error:  # what they wrote cannot be stored: which of them it was shows when each is alone
                if len(facts) == 1:
                    letters.append((facts[0].record, _letter_of(error, facts[0])))
                    return
                await self._one_after_the_other(facts[: len(facts) // 2], until, letters)
                facts = facts[len(facts) // 2 :]

    async def _together(self, facts: Sequence[Opened], until: float) -> None:
        """In one transaction. Raises _Stumbled, Repeated, Stale, Unavailable, and what the commit raises."""
        first = facts[0]

        async def work(tx: Transaction) -> None:
            for number, each in enumerate(facts):
                try:
                    await self._one(each, tx)
                except DeadLetter as letter:
                    raise _Stumbled(number, letter) from letter

        with span("consume", first.envelope.traceparent):
            await self._executor.run(work, self._actor, _origin(first.envelope), seconds=min(RUN_SECONDS, until - time.monotonic()))
        self._heard.note(first.of, facts[-1].envelope.sequence)
        self._metrics.facts(first.record.topic, "handled", len(facts))

    async def _one(self, opened: Opened, tx: Transaction) -> None:
        """Raises DeadLetter, Unavailable, Conflict, PyMongoError."""
        envelope = opened.envelope
        tx.begin(envelope, _origin(envelope))
        try:
            await self._subscriptions[envelope.type].handler(opened.fact, tx)
        except (Unavailable, PyMongoError, Conflict):
            raise
        except OSError as error:  # the machine's state, not the fact's: no room, no sockets, no time
            log.exception("%s cannot be handled now", envelope.id)
            raise Unavailable("MACHINE_UNAVAILABLE", f"系统资源暂时不可用：{error}") from error
        except Exception as error:
            raise _letter_of(error, opened) from error
        known = {"of": opened.of, "sequence": envelope.sequence, "body": opened.digest}
        tx.unit.inbox.append({"_id": opened.key, "type": envelope.type, "subject": envelope.subject, "at": tx.now, **known})
        tx.unit.audit.append(tx.audit("OK", resources=(envelope.subject,)))

    async def again(self, letter: Document) -> Transaction | None:
        """A transaction in which a dead letter is handled, for the caller to commit; None where the fact was handled before.

        Raises DeadLetter, Unavailable, PyMongoError.
        """
        envelope, value = from_headers(letter["headers"]), letter["value"]
        wanted = self._subscriptions.get(envelope.type)
        if wanted is None:
            raise DeadLetter("NOT_SUBSCRIBED", f"{envelope.type} is not handled here any more")
        demand_agreement(envelope, letter["topic"], self._executor.context.topic_prefix, wanted.internal)
        of = f"{letter['topic']}|{letter['key']}"
        opened = Opened(None, envelope, _read(wanted.fact, value), of, hashlib.sha256(value).digest()[:16])  # type: ignore[arg-type]
        if await self._executor.find(INBOX, opened.key) is not None:
            return None
        tx = await self._executor.begin(self._actor, _origin(envelope))
        try:
            await self._one(opened, tx)
        except PyMongoError as error:
            raise unavailable(error) from error
        return tx


def _letter_of(error: Exception, opened: Opened) -> DeadLetter:
    """What an error of a handler, or of storing what it wrote, is on record."""
    if isinstance(error, DeadLetter):
        return error
    if isinstance(error, Refusal):
        return DeadLetter(error.reason, error.message)
    log.error("%s %s cannot be handled", opened.envelope.type, opened.envelope.id, exc_info=error)
    return DeadLetter("HANDLER_FAILED", f"{type(error).__name__}: {error}")


def _origin(envelope: Envelope) -> Origin:
    return Origin(envelope.type, envelope.correlationid or envelope.id, envelope.id)


def _read(cls: type, value: bytes) -> Any:
    try:
        return adapter(cls).validate_json(value)
    except ValidationError as error:
        detail = json.dumps(error.errors(include_url=False, include_input=False, include_context=False), ensure_ascii=False)
        raise DeadLetter("PAYLOAD_INVALID", detail[:1000]) from error
