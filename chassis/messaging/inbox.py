"""The inbox: each fact takes effect once, whatever Kafka delivers. Its key is (`source`, `id`).

What is no fact for this service is found before any transaction: no CloudEvent, not from whom it claims to be, a body that does not
fit. What a handler refuses is found by itself, and only what is before it in its key is done again without it. So the facts among
any amount of junk go on, and the junk is set aside in batches after them.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pymongo.errors import PyMongoError

from chassis.access.roles import Actor
from chassis.envelope import Envelope
from chassis.errors import Refusal, Stale, Unavailable
from chassis.messaging.letters import DeadLetter, Letter, Letters
from chassis.messaging.opened import Opened, open_letter, open_record
from chassis.messaging.raised import trail, where
from chassis.messaging.subscription import Subscription
from chassis.messaging.turns import Turns
from chassis.store.damage import Damaged
from chassis.store.executor import Executor, unavailable
from chassis.store.mongo import Conflict, Document
from chassis.store.side_by_side import side_by_side
from chassis.store.transaction import Origin, Transaction
from chassis.store.unit import INBOX, Repeated
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
        self._turns = Turns(executor.context.mongo, executor.metrics)

    def forget(self) -> None:
        """Partitions are handed out anew: other replicas may go on with what this one has handled."""
        self._turns.forget()

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
                letters.append((record, _alone(letter)))
        try:
            await self._carry_out(opened, letters)
        finally:
            await self._letters.set_aside(sorted(letters, key=lambda each: each[0].offset))

    def _open(self, record: "Record") -> Opened | None:
        found = open_record(record, self._subscriptions, self._executor.context.topic_prefix)
        if found is None:
            self._metrics.facts(record.topic, "unknown", 1)
        return found

    async def _carry_out(self, opened: Sequence[Opened], letters: list[Letter]) -> None:
        """Facts of one key in their order in one transaction; those of different keys side by side, so that they commit together."""
        by_key: dict[str, list[Opened]] = defaultdict(list)
        for each in opened:
            by_key[each.of].append(each)
        await self._turns.learn(by_key)
        until = time.monotonic() + KEY_SECONDS
        results = await side_by_side(lambda run: self._of_one_key(run, until, letters), by_key.values())
        errors = [each for each in results if each]
        # What will pass by itself comes first: the rest shows again when the run is tried again.
        for failure in sorted(errors, key=lambda each: not isinstance(each, Unavailable)):
            raise failure

    async def _of_one_key(self, facts: Sequence[Opened], until: float, letters: list[Letter]) -> None:
        await self._one_after_the_other(await self._turns.going_on(facts, letters), until, letters)

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
                facts = await self._turns.not_handled(facts)
            except _Stumbled as stumbled:  # a handler may well stumble over what it has done already
                done = facts[: stumbled.number + 1]  # those behind it cannot have led to it
                if len(await self._turns.not_handled(done)) < len(done):
                    facts = await self._turns.not_handled(facts)
                else:
                    await self._one_after_the_other(facts[: stumbled.number], until, letters)
                    letters.append((facts[stumbled.number].record, stumbled.letter))
                    facts = facts[stumbled.number + 1 :]
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
        self._turns.note(facts[-1])
        self._metrics.facts(first.record.topic, "handled", len(facts))

    async def _one(self, opened: Opened, tx: Transaction) -> None:
        """Raises DeadLetter, Unavailable, Conflict, PyMongoError."""
        envelope = opened.envelope
        tx.begin(envelope, _origin(envelope), opened.of.partition("|")[2])
        try:
            await self._subscriptions[envelope.type].handler(opened.fact, tx)
        except (Unavailable, PyMongoError, Conflict):
            raise
        except OSError as error:  # the machine's state, not the fact's: no room, no sockets, no time
            log.error("%s cannot be handled now\n%s", envelope.id, trail(error))
            raise Unavailable("MACHINE_UNAVAILABLE", f"系统资源暂时不可用：{where(error)}") from error
        except Exception as error:
            raise _letter_of(error, opened) from error
        known = {"of": opened.of, "sequence": envelope.sequence, "body": opened.digest}
        tx.unit.inbox.append({"_id": opened.key, "type": envelope.type, "subject": envelope.subject, "at": tx.now, **known})
        tx.unit.audit.append(tx.audit("OK", resources=(envelope.subject,)))

    async def again(self, letter: Document) -> Transaction | None:
        """A transaction in which a dead letter is handled, for the caller to commit; None where the fact was handled before.

        Raises DeadLetter, Unavailable, PyMongoError.
        """
        opened = open_letter(letter, self._subscriptions, self._executor.context.topic_prefix)
        if await self._executor.find(INBOX, opened.key) is not None:
            return None
        tx = await self._executor.begin(self._actor, _origin(opened.envelope))
        try:
            await self._one(opened, tx)
        except PyMongoError as error:
            raise unavailable(error) from error
        return tx


def _alone(letter: DeadLetter) -> DeadLetter:
    """Without what led to it: in a flood, frames and causes by the thousand would keep the garbage collector busy."""
    letter.__traceback__ = letter.__cause__ = letter.__context__ = None
    return letter


def _letter_of(error: Exception, opened: Opened) -> DeadLetter:
    """What an error of a handler, or of storing what it wrote, is on record: nothing that it may quote of the fact."""
    if isinstance(error, DeadLetter):
        return error
    if isinstance(error, Damaged):
        return DeadLetter(error.reason, f"{error.message}（{error.collection}：{error.why}）")
    if isinstance(error, Refusal):
        return DeadLetter(error.reason, where(error) + (f", {error.rule}" if error.rule else ""))
    log.error("%s %s cannot be handled\n%s", opened.envelope.type, opened.envelope.id, trail(error))
    return DeadLetter("HANDLER_FAILED", where(error))


def _origin(envelope: Envelope) -> Origin:
    return Origin(envelope.type, envelope.correlationid or envelope.id, envelope.id)
