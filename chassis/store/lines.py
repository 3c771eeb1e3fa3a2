"""Commands of this process that want the same aggregate stand in line for it, each behind those that came before it.

There is no line at an aggregate as long as nobody meets anybody there. Whoever does meet somebody drops its work, and stands in the
lines of all that it had in hand, at once, by when it came. So whoever came first is first in all of its lines: nobody waits for one that
waits for them, nobody is overtaken for ever, and a line is gone when nobody stands in it.
"""

import asyncio
import itertools
import time
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter

from chassis.errors import Stale
from chassis.store.unit import Key

# A turn that takes longer (a neighbour is asked) is over: the next one goes on beside it. One that is had again lasts twice as long.
HOLD_SECONDS = 1.0
# For the answer to be still in time.
_ANSWER_SECONDS = 0.1
# A line that never ends would leave other replicas no instant in which the aggregate stays as they read it.
STRETCH_SECONDS, REST_SECONDS = 0.25, 0.03
_by_number = attrgetter("number")


_NOWHERE = frozenset[Key]()


@dataclass(eq=False, slots=True)
class Place:
    """A command's, from its first attempt to its end. until: of time.monotonic().

    overtaken: how often by others of this process; conflicts: by anybody else; creations: how often what it creates was there already.
    """

    number: int
    until: float
    wanted: frozenset[Key] = _NOWHERE
    stands_in: frozenset[Key] = _NOWHERE
    has_turn: bool = False
    hold_seconds: float = 0.0
    overtaken: int = 0
    conflicts: int = 0
    creations: int = 0
    turn: asyncio.Future[None] | None = None
    over: asyncio.TimerHandle | None = None


@dataclass(eq=False)
class _Line:
    since: float
    served: Place | None = None
    waiting: list[Place] = field(default_factory=list)


class Lines:
    """Of one service's replica."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._lines: dict[Key, _Line] = {}

    def place(self, seconds: float) -> Place:
        """For a command that has come now, and has so many seconds."""
        return Place(next(self._numbers), time.monotonic() + seconds, hold_seconds=HOLD_SECONDS)

    def is_there(self, key: Key) -> bool:
        """Whether anybody stands there."""
        return key in self._lines

    async def wait(self, place: Place) -> None:
        """Until it is its turn at everything that it wants; at once where it wants nothing. Refuses STALE, in time."""
        if place.wanted == place.stands_in and (place.has_turn or not place.wanted):
            return
        self.leave(place)
        place.stands_in = place.wanted
        for key in place.stands_in:
            insort(self._lines.setdefault(key, _Line(time.monotonic())).waiting, place, key=_by_number)
        if self._serve(place):
            return
        place.turn = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(max(0.0, place.until - _ANSWER_SECONDS - time.monotonic())):
                await place.turn
        except BaseException as error:
            self.leave(place)
            if isinstance(error, TimeoutError):
                raise too_many() from error
            raise

    def leave(self, place: Place) -> None:
        """Give the turn, or the place in the lines, to those behind."""
        if not place.stands_in:
            return
        if place.over is not None:
            place.over.cancel()
        left, place.stands_in, place.has_turn, place.turn, place.over = place.stands_in, _NOWHERE, False, None, None
        for key in left:
            line = self._lines[key]
            if line.served is place:
                line.served = None
            else:
                line.waiting.remove(place)
            if line.served is None and not line.waiting:
                del self._lines[key]
        self._serve_first(left)

    def needs_rest(self, place: Place) -> bool:
        """Whether one of its lines has gone on for so long that other replicas should come between; asked once, it begins anew."""
        now = time.monotonic()
        long = [line for line in map(self._lines.__getitem__, place.stands_in) if now - line.since > STRETCH_SECONDS]
        for line in long:
            line.since = now + REST_SECONDS
        return bool(long)

    def _serve_first(self, keys: Iterable[Key]) -> None:
        for line in [self._lines[key] for key in keys if key in self._lines]:
            if line.waiting and line.served is None:
                first = line.waiting[0]
                if self._serve(first) and first.turn is not None and not first.turn.done():
                    first.turn.set_result(None)

    def _serve(self, place: Place) -> bool:
        lines = [self._lines[key] for key in place.stands_in]
        if any(line.served is not None or line.waiting[0] is not place for line in lines):
            return False
        for line in lines:
            line.served = line.waiting.pop(0)
        place.has_turn = True
        place.over = asyncio.get_running_loop().call_later(place.hold_seconds, self._take_away, place)
        return True

    def _take_away(self, place: Place) -> None:
        place.hold_seconds *= 2
        self.leave(place)


def too_many() -> Stale:
    """The refusal of a command whose time is over before it had its turn, or had it undisturbed."""
    return Stale("STALE", "同一对象正被多人修改，请稍后再试", retry_after=1.0)
