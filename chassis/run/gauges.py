"""What a replica shows of the work that waits: read of MongoDB and Kafka when somebody asks for the metrics, and at no other time.

Exporters ask on threads of their own; the reading is done on the service's loop, within a limit of time, and is good for some
seconds. What could not be read is left out rather than shown as it was, and `up` says which of the two it was.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from typing import TypeVar

from opentelemetry.metrics import CallbackOptions, Meter, Observation

from chassis.run.clocks import Clocks
from chassis.run.progress import LagMeter, PartitionLag, Progress, progress
from chassis.sealing.waiting import waiting_seconds
from chassis.store.mongo import Mongo
from chassis.time.clock import Clock

KEPT_SECONDS = 5.0
READ_SECONDS = 3.0
R = TypeVar("R")
Show = Callable[[Progress], float]
log = logging.getLogger(__name__)
# Those of one database are the same whichever replica is asked.
_OF_PROGRESS: tuple[tuple[str, str, str, Show], ...] = (
    ("sanzhi.outbox.rows", "{row}", "Facts that Kafka has not confirmed yet", lambda found: found.outbox_pending),
    ("sanzhi.outbox.oldest_age", "s", "Age of the oldest of them", lambda found: found.outbox_oldest_seconds),
    ("sanzhi.outbox.refused", "{row}", "Facts that Kafka refused, 20 at most", lambda found: len(found.refused_facts)),
    ("sanzhi.timers.pending", "{timer}", "Timers that are not due yet", lambda found: found.timers_pending),
    ("sanzhi.timers.due", "{timer}", "Timers that are due and did not go off yet", lambda found: found.timers_due),
    ("sanzhi.timers.oldest_lateness", "s", "How long the first of them has been due", lambda found: found.timers_late_seconds),
    ("sanzhi.timers.failing", "{timer}", "Timers that failed and are tried again, 20 at most", lambda found: len(found.failing_timers)),
    ("sanzhi.documents.damaged", "{document}", "Documents that this replica found damaged", lambda found: found.damaged_documents),
    ("sanzhi.dead_letters", "{record}", "Records set aside as dead letters and not handled after all", lambda found: found.dead_letters),
)


@dataclass(frozen=True)
class Seen:
    """What was read; None where it could not be."""

    progress: Progress | None = None
    lag: list[PartitionLag] | None = None
    unsealed: float | None = None


@dataclass
class Watch:
    """Reads at most every KEPT_SECONDS, whoever asks."""

    mongo: Mongo
    clock: Clock
    meter: LagMeter
    loop: asyncio.AbstractEventLoop
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _seen: Seen = field(default_factory=Seen)
    _good_until: float = 0.0

    def seen(self) -> Seen:
        """What there is to see; to be called on any thread but the loop's."""
        with self._lock:
            if time.monotonic() >= self._good_until:
                self._seen = self._read()
                self._good_until = time.monotonic() + KEPT_SECONDS
            return self._seen

    def _read(self) -> Seen:
        looking = self._look()
        try:
            reading = asyncio.run_coroutine_threadsafe(looking, self.loop)
        except RuntimeError:  # the loop is gone
            looking.close()
            return Seen()
        try:
            return reading.result(READ_SECONDS + 1)
        except (TimeoutError, CancelledError) as error:  # the loop is busy with something else
            reading.cancel()
            log.warning("metrics without what could not be read: %r", error)
            return Seen()

    async def _look(self) -> Seen:
        reading = (_within(self._progress()), _within(self.meter.by_partition()), _within(waiting_seconds(self.mongo)))
        return Seen(*await asyncio.gather(*reading))

    async def _progress(self) -> Progress:
        return await progress(self.mongo, await self.clock.read(), None)


async def _within(reading: Awaitable[R]) -> R | None:
    try:
        return await asyncio.wait_for(reading, READ_SECONDS)
    except Exception as error:  # whatever it is, whoever asked gets the rest
        log.warning("metrics without what could not be read: %r", error)
        return None


def show(meter: Meter, watch: Watch, held: Callable[[], frozenset[int]]) -> None:
    """Make the gauges of a replica; `held` gives the buckets it leases."""
    for name, unit, description, value in _OF_PROGRESS:
        meter.create_observable_gauge(name, [_progress_gauge(watch, value)], unit, description)
    gauge = meter.create_observable_gauge
    gauge("sanzhi.consumer.lag", [_lag_gauge(watch)], "{record}", "Records not consumed yet, by topic and partition")
    gauge("sanzhi.audit.unsealed_age", [_age_gauge(watch)], "s", "How long the first entry of the audit log without a seal has waited")
    gauge("sanzhi.mongodb.up", [_up_gauge(lambda: watch.seen().progress)], "", "Whether MongoDB could be read: 1 or 0")
    gauge("sanzhi.kafka.up", [_up_gauge(lambda: watch.seen().lag)], "", "Whether Kafka could be asked: 1 or 0")
    gauge("sanzhi.leases.held", [lambda _: [Observation(len(held()))]], "{bucket}", "Buckets whose outbox and timers this replica works")


def show_clocks(meter: Meter, clocks: Clocks) -> None:
    """Make the gauge of the clocks that a replica compares with its own."""

    def read(options: CallbackOptions) -> Iterable[Observation]:
        return [Observation(seconds, {"part": part}) for part, seconds in clocks.ahead.items()]

    said = "Seconds by which the clock of a part is ahead of this machine's, negative where it is behind"
    meter.create_observable_gauge("sanzhi.clock.ahead", [read], "s", said)


def _progress_gauge(watch: Watch, value: Show) -> Callable[[CallbackOptions], Iterable[Observation]]:
    def read(options: CallbackOptions) -> Iterable[Observation]:
        found = watch.seen().progress
        return [] if found is None else [Observation(value(found))]

    return read


def _lag_gauge(watch: Watch) -> Callable[[CallbackOptions], Iterable[Observation]]:
    def read(options: CallbackOptions) -> Iterable[Observation]:
        return [Observation(each.lag, {"topic": each.topic, "partition": each.partition}) for each in watch.seen().lag or ()]

    return read


def _age_gauge(watch: Watch) -> Callable[[CallbackOptions], Iterable[Observation]]:
    return lambda options: [] if (found := watch.seen().unsealed) is None else [Observation(found)]


def _up_gauge(read: Callable[[], object]) -> Callable[[CallbackOptions], Iterable[Observation]]:
    return lambda options: [Observation(int(read() is not None))]
