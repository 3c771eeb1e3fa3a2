"""Further parts of a service: what it runs beside relay, timers, consumer and gRPC server, such as a door of another kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from opentelemetry.metrics import Meter

from chassis.settings import Settings
from chassis.store.executor import Executor
from chassis.store.unit import Written
from chassis.time.leases import Leases


@dataclass(frozen=True)
class Surroundings:
    """What a further part may use of its service. leases: which buckets of keys are this replica's to work."""

    executor: Executor
    settings: Settings
    leases: Leases
    meter: Meter

    def tell_of_commits(self, told: Callable[[Written], None]) -> None:
        """Let somebody know of each commit of this replica that left work to do."""
        self.executor.on_commit.append(told)


class RunningPart(Protocol):
    """`open` before the service says that it serves; then `run` until it is cancelled, and cleared up after that."""

    async def open(self) -> None:
        """Whatever may fail for good, such as an address that is taken: then the service does not start."""
        ...

    async def run(self) -> None:
        """For as long as the service runs, which does not go on without it."""
        ...


PartOf = Callable[[Surroundings], RunningPart]
