"""What other replicas commit for the buckets held here, told by MongoDB as it is committed: the relay need not look for it.

A change stream on the outbox, open only while there are other replicas: it costs MongoDB a look at every commit. Where there can be none
(no right to it, MongoDB away) the relay looks for itself, as often as `Leases.look_every` says.
"""

import asyncio
import logging
from collections.abc import Callable

from pymongo.errors import PyMongoError

from chassis.store.mongo import Mongo, is_forbidden
from chassis.store.unit import OUTBOX, Written
from chassis.time.leases import LOOK_ALONE, Leases

AGAIN_SECONDS = 1.0
FORBIDDEN_SECONDS = 300.0
MOST = 20_000  # rows of our own, committed and not told of yet
log = logging.getLogger(__name__)


class News:
    """Of one replica. `tell` after each of its own commits; `look()` is called when something of another's is there; `run` for ever."""

    def __init__(self, mongo: Mongo, leases: Leases, look: Callable[[], None]) -> None:
        self._mongo = mongo
        self._leases = leases
        self._look = look
        self._own: set[str] = set()

    def tell(self, written: Written) -> None:
        """What was committed here is no news."""
        if self._leases.told:
            if len(self._own) >= MOST:  # of what was told of before it came here: what is forgotten is looked for once in vain
                self._own.clear()
            held = self._leases.held()
            self._own.update(row["_id"] for row in written.facts if row["bucket"] in held)

    async def run(self) -> None:
        """Listen while there are others, for ever."""
        while True:
            pause = LOOK_ALONE
            try:
                if not self._leases.alone and (held := self._leases.held()):
                    await self._listen(held)
                    pause = 0.0
            except PyMongoError as error:
                pause = FORBIDDEN_SECONDS if is_forbidden(error) else AGAIN_SECONDS
                log.warning("what other replicas commit is looked for meanwhile, not told: %s", error)
            except Exception:  # a loop that ended would go unseen
                pause = AGAIN_SECONDS
                log.exception("what other replicas commit is looked for meanwhile, not told")
            finally:
                self._leases.told = False
                self._own.clear()
            await asyncio.sleep(pause)

    async def _listen(self, held: frozenset[int]) -> None:
        """Until the buckets are others, or there is nobody else."""
        async with self._mongo.inserted(OUTBOX, {"bucket": {"$in": sorted(held)}}) as inserted:
            row = await inserted()  # Motor opens the stream with this
            self._leases.told = True
            self._look()  # what came between two streams
            while self._leases.held() == held and not self._leases.alone:
                if self._is_news(row):
                    self._look()
                row = await inserted()

    def _is_news(self, row: str | None) -> bool:
        if row is None:
            return False
        if row in self._own:
            self._own.remove(row)
            return False
        return True
