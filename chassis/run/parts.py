"""Further parts of a service: what it runs beside the relay, timers, consumer and gRPC server that each has, such as a door of another kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from opentelemetry.metrics import Meter

from chassis.settings import Settings
from chassis.store.executor import Executor
from chassis.time.leases import Leases


@dataclass(frozen=True)
class Surroundings:
    """What a further part may use of its service. leases: which buckets of keys are this replica's to work."""

    executor: Executor
    settings: Settings
    leases: Leases
    meter: Meter


class RunningPart(Protocol):
    """`open` before the service says that it serves; then `run` until it is cancelled, and cleared up after that."""

    async def open(self) -> None:
        """Whatever may fail for good, such as an address that is taken: then the service does not start."""
        ...

    async def run(self) -> None:
        """For as long as the service runs, which does not go on without it."""
        ...


PartOf = Callable[[Surroundings], RunningPart]
