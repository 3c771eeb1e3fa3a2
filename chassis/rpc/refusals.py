"""Refusals on record, and told to the caller. Like ones of a minute are one entry with their number, so that nobody fills the record."""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from time import monotonic

from chassis.access.roles import AccessRule, Actor
from chassis.errors import Refusal, Stale, Unauthenticated, Unavailable
from chassis.ids import new_id
from chassis.policy import Laws
from chassis.rpc.errors import Told, code_of, told_of, trailers_of
from chassis.rpc.mutation import Call
from chassis.rpc.named import resources_of
from chassis.rpc.naming import Naming, TitleOf
from chassis.store.executor import Executor
from chassis.store.transaction import Origin
from chassis.withholding import struck

log = logging.getLogger(__name__)
WINDOW_SECONDS = 60.0
_LOOK_SECONDS = 5.0
_LONGEST = 1000  # characters of what a refused caller sent
# A caller who asks each time for something else is soon counted without it; all callers together take so many entries of memory.
_DISTINCT = 60
_MOST = 5000
Key = tuple[str, str, str, tuple[str, ...], date]


@dataclass
class Like:
    """Refusals like one that is on record, in the minute after it."""

    refusal: Refusal
    actor: Actor
    action: str
    resources: tuple[str, ...]
    message: str
    since: float
    access: AccessRule | None
    times: int = 0


class Refusals:
    """Of one replica."""

    def __init__(self, executor: Executor, laws: Laws, title_of: TitleOf | None = None) -> None:
        self._executor = executor
        self._laws = laws
        self._naming = Naming(title_of)
        self._likes: dict[Key, Like] = {}
        self._distinct: Counter[str] = Counter()
        self._beyond = 0

    async def tell(self, refusal: Refusal, call: Call) -> None:
        """End the call with it, once it is on record."""
        told = Told(refusal.message)
        try:
            told = await self._put_on_record(refusal, call)
        except Unavailable as later:
            refusal, told = later, Told(later.message)
        await call.context.abort(code_of(refusal), refusal.reason, trailers_of(refusal, told))

    async def run(self) -> None:
        """Put on record what is counted, minute by minute."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                await self.settle(monotonic() - WINDOW_SECONDS)
            except Exception:  # the others are still to be counted
                log.exception("refusals were not put on record")

    async def settle(self, since: float = float("inf")) -> None:
        """Put on record how many there were, of those whose first was before; the others go on being counted."""
        for key, like in [(key, like) for key, like in self._likes.items() if like.since <= since]:
            del self._likes[key]
            self._distinct[key[0]] -= 1
            if like.times:
                await self._settle(key, like)
        self._distinct += Counter()  # drops those at nought
        if self._beyond:
            log.warning("%d refusals more than are kept apart", self._beyond)
            self._beyond = 0

    async def _settle(self, key: Key, like: Like) -> None:
        try:
            tx = await self._executor.begin(like.actor, Origin(like.action, new_id(), ""))
            tx.access = like.access
            await self._executor.record(like.refusal, tx, like.message, like.resources, like.times)
        except Unavailable:
            self._likes.setdefault(key, like)  # counted on, until there is a database
            self._distinct[key[0]] += 1
        else:
            log.warning("%s refused %d times more within a minute: %s", like.action, like.times, like.refusal.reason)

    async def _put_on_record(self, refusal: Refusal, call: Call) -> Told:
        """The audit entry of a refusal, and what the caller is told: by the law of the day on which it was refused."""
        if isinstance(refusal, Unavailable | Stale):  # Nothing was decided; the caller comes again.
            return Told(refusal.message)
        request_id = struck(getattr(call.message, "request_id", ""))[:_LONGEST]
        tx = await self._executor.begin(call.actor, replace(call.origin, request_id=request_id), call.now)
        tx.access = _access_of(call)
        told = told_of(refusal, self._laws.on(tx.today))
        named = replace(told, message=await self._naming.told(refusal, told.message, tx))
        if call.validates:
            return named
        like = self._counted(refusal, call, told, tx.today)
        if like is not None:
            try:
                await self._executor.record(refusal, tx, like.message, like.resources)
            except Unavailable:
                self._forget(like)
                raise
            if isinstance(refusal, Unauthenticated):
                log.warning("%s refused: %s", call.origin.action, refusal.reason)
        return named

    def _counted(self, refusal: Refusal, call: Call, told: Told, today: date) -> Like | None:
        """None where one like it is on record and this one is counted; else a new one, to be put there."""
        person, action, resources = call.actor.person, call.origin.action, tuple(map(struck, resources_of(call.message, _LONGEST)))
        key: Key = (person, action, refusal.reason, resources, today)
        if key not in self._likes and self._distinct[person] >= _DISTINCT:
            key, resources = (person, action, refusal.reason, (), today), ()
        if (known := self._likes.get(key)) is not None:
            known.times += 1
            return None
        if len(self._likes) >= _MOST:
            self._beyond += 1
            return None
        made = Like(_bare(refusal), call.actor, action, resources, struck(told.message)[:_LONGEST], monotonic(), _access_of(call))
        self._likes[key] = made
        self._distinct[person] += 1
        return made

    def _forget(self, like: Like) -> None:
        for key in [key for key, known in self._likes.items() if known is like]:
            del self._likes[key]
            self._distinct[key[0]] -= 1


def _access_of(call: Call) -> AccessRule | None:
    return call.method.access if call.method.mutates else None


def _bare(refusal: Refusal) -> Refusal:
    """Without its traceback, which would keep the whole call."""
    return Refusal(refusal.reason, struck(refusal.message)[:_LONGEST], rule=refusal.rule)
