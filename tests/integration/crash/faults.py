"""The points at which a process can be made to die (SIGKILL) or to stand still (SIGSTOP), by wrapping what the chassis calls there."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from chassis.messaging import batches, consumer, relay
from chassis.store import commit, executor, mongo
from chassis.store.group import GroupCommit
from chassis.time import timers
from chassis.time.clock import wall_clock


class Fuse:
    """Burns once: where the file is, it is taken away and the process gets the signal."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def burn(self, with_signal: signal.Signals = signal.SIGKILL) -> None:
        """Nothing, or the end."""
        if self.lit():
            os.kill(os.getpid(), with_signal)

    def lit(self) -> bool:
        """Whether it is now that it happens."""
        try:
            self._file.unlink()
        except FileNotFoundError:
            return False
        return True


def _before(module: Any, name: str, fuse: Fuse) -> None:
    real = getattr(module, name)

    async def burning(*arguments: Any, **named: Any) -> Any:
        fuse.burn()
        return await real(*arguments, **named)

    setattr(module, name, burning)


def _after(module: Any, name: str, fuse: Fuse) -> None:
    real = getattr(module, name)

    async def burning(*arguments: Any, **named: Any) -> Any:
        result = await real(*arguments, **named)
        fuse.burn()
        return result

    setattr(module, name, burning)


def before_commit(fuse: Fuse) -> None:
    """All is written in the transaction; it is not committed."""
    _before(mongo, "_commit", fuse)


def in_the_transaction(fuse: Fuse) -> None:
    """Request id or inbox key and state are written in the transaction, what follows is not."""
    _after(commit, "_state", fuse)


def after_commit_before_wake(fuse: Fuse) -> None:
    """Committed; neither the caller nor the relay nor the timers know."""
    _after(GroupCommit, "commit", fuse)


def after_produce_before_mark(fuse: Fuse) -> None:
    """Kafka has confirmed; the rows are not marked."""

    def burning() -> Any:
        fuse.burn()
        return wall_clock()

    relay.wall_clock = burning  # type: ignore[attr-defined]


def after_handling_before_offset(fuse: Fuse) -> None:
    """The effect is committed, the offset is not."""
    _before(consumer, "_commit", fuse)


def timer_claimed_not_fired(fuse: Fuse) -> None:
    """The timer is in hand; its handler has not run."""
    _before(timers.Timers, "_fire", fuse)


def timer_fired_not_gone(fuse: Fuse) -> None:
    """The handler's transaction is through; where the timer goes away after it, it is still there."""
    _after(executor.Executor, "run", fuse)


def stands_still_in_the_batch(fuse: Fuse) -> None:
    """The first row is with Kafka; before the second one, read and packed with it, the process stands still until SIGCONT."""
    send = AIOKafkaProducer.send_batch

    async def sending(self: Any, *arguments: Any, **named: Any) -> Any:
        answer = await send(self, *arguments, **named)
        await self.flush()
        fuse.burn(signal.SIGSTOP)
        return answer

    AIOKafkaProducer.send_batch = sending  # type: ignore[method-assign]
    _a_row_a_batch()


def _a_row_a_batch() -> None:
    take = batches.Batch.take
    batches.Batch.take = lambda self, row: not self.names and take(self, row)  # type: ignore[method-assign]


def refuses_the_first(fuse: Fuse) -> None:
    """The producer does not take one row; those after it, it takes."""
    send = AIOKafkaProducer.send_batch

    async def sending(self: Any, *arguments: Any, **named: Any) -> Any:
        if fuse.lit():
            raise KafkaError("not taken")
        return await send(self, *arguments, **named)

    AIOKafkaProducer.send_batch = sending  # type: ignore[method-assign]
    _a_row_a_batch()


POINTS: dict[str, Callable[[Fuse], None]] = {
    point.__name__: point
    for point in (
        before_commit,
        in_the_transaction,
        after_commit_before_wake,
        after_produce_before_mark,
        after_handling_before_offset,
        timer_claimed_not_fired,
        timer_fired_not_gone,
        stands_still_in_the_batch,
        refuses_the_first,
    )
}
