"""The standing of callers, asked for of whoever has people on record and kept for a short while.

Who is in is let in from memory; who is refused is refused by an answer to a question that was asked after the call came, so that nobody
is turned away for what was so a moment ago. While nobody answers, the last good answer serves on.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from types import MappingProxyType

from chassis.access.roles import Actor
from chassis.access.standing import Standing, admitted, confirms
from chassis.errors import Refusal, Unavailable

# For so long a departure may go unnoticed.
KEPT_SECONDS = 20.0
ASK_SECONDS = 2.0
# After a question without an answer, those who are known are not kept waiting for the next one.
_AGAIN_SECONDS = 2.0
_MOST = 10_000
Ask = Callable[[str], Awaitable[Standing]]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Answer:
    standing: Standing
    asked: float  # when the question was put, by the monotonic clock


class Standings:
    """Of the callers of one replica. first: whom nobody need have registered, by name, each with the one duty that is theirs."""

    def __init__(self, ask: Ask, first: Mapping[str, str] = MappingProxyType({})) -> None:
        self._ask = ask
        self._first = first
        self._kept: OrderedDict[str, _Answer] = OrderedDict()
        self._asking: dict[str, asyncio.Task[_Answer]] = {}
        self._silent_until = 0.0

    async def admit(self, actor: Actor) -> Actor:
        """The caller as on record; a service is not looked up.

        Refuses PERSON_UNKNOWN, PERSON_LEFT, ORGANIZATION_NOT_THEIRS. Raises Unavailable for who was never seen while nobody answers.
        """
        if actor.is_service:
            return actor
        came, kept = monotonic(), self._kept.get(actor.person)
        if kept is not None and self._confirms(kept, actor):
            self._kept.move_to_end(actor.person)
            if came - kept.asked < KEPT_SECONDS:
                return self._admitted(kept, actor)
            if came < self._silent_until:  # asked for beside the call
                self._question(actor.person)
                return self._admitted(kept, actor)
        try:
            return self._admitted(await self._answer(actor, came), actor)
        except Unavailable:
            if kept is not None and self._confirms(kept, actor):
                return self._admitted(kept, actor)
            if kept is None and actor.person in self._first:  # whoever looks after the installation gets in
                return self._admitted(_Answer(Standing(actor.person), came), actor)
            raise

    def stop(self) -> None:
        """No more questions."""
        for asking in self._asking.values():
            asking.cancel()

    def _confirms(self, answer: _Answer, actor: Actor) -> bool:
        return confirms(answer.standing, actor, first=self._first.get(actor.person, ""))

    def _admitted(self, answer: _Answer, actor: Actor) -> Actor:
        return admitted(answer.standing, actor, first=self._first.get(actor.person, ""))

    async def _answer(self, actor: Actor, came: float) -> _Answer:
        """One that lets the caller in, or is no older than the call; those who wait for one person share it. Raises Unavailable."""
        while True:
            answer = await asyncio.shield(self._question(actor.person))
            if answer.asked >= came or self._confirms(answer, actor):
                return answer

    def _question(self, person: str) -> "asyncio.Task[_Answer]":
        asking = self._asking.get(person)
        if asking is None:
            asking = self._asking[person] = asyncio.create_task(self._put(person))
            asking.add_done_callback(lambda done: self._done(person, done))
        return asking

    async def _put(self, person: str) -> _Answer:
        asked = monotonic()
        try:
            async with asyncio.timeout(ASK_SECONDS):
                return _Answer(await self._ask(person), asked)
        except (Refusal, TimeoutError) as error:
            raise self._silence(error) from error
        except Exception as error:  # whatever is wrong over there, those who are known are served
            log.exception("the standing of %s was not told", person)
            raise self._silence(error) from error

    def _silence(self, error: Exception) -> Unavailable:
        if monotonic() >= self._silent_until:
            log.warning("nobody tells the standing of callers; what is known serves on: %r", error)
        self._silent_until = monotonic() + _AGAIN_SECONDS
        return Unavailable("STANDING_UNAVAILABLE", "暂时无法核对您的登记信息，请稍后再试")

    def _done(self, person: str, asking: "asyncio.Task[_Answer]") -> None:
        del self._asking[person]
        if asking.cancelled() or asking.exception() is not None:
            return
        answer, self._silent_until = asking.result(), 0.0
        self._kept.pop(person, None)
        if (answer.standing.known and not answer.standing.left) or person in self._first:
            self._kept[person] = answer
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)
