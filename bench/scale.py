"""What a city, a province and a country need, by formulas of docs/scale.md from what the reference runs have measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from bench.markdown import number, table
from bench.paper import AREAS, COMMANDS, FACTS, PEAK_SECONDS, PEAK_SHARE, TOGETHER

# So much of what one process can do is asked of it at the peak: the rest is for the day on which another one is away.
LOAD = 0.5
LEAST_REPLICAS, MEMBERS = 2, 3
# A project runs so many years; all that run have a deadline in the same second, as after a day off that all last days were rolled over.
YEARS = 3
KEPT_YEARS = 10


@dataclass(frozen=True)
class Measured:
    """Of the reference runs: processor time of a command in microseconds, what a process does a second, bytes a fact comes with."""

    service: float
    mongod: float
    consumed: float
    timers: float
    stored: float

    @classmethod
    def of(cls, paths: Mapping[str, Any], growth: Mapping[str, Any]) -> "Measured":
        """From their JSON."""
        found = {(each["id"], each["path"]): each for each in paths["comparisons"]}
        updates = found["P1", "guarded updates"]["notes"]
        consumed = found["P4", "consume: inbox, handler, state"]["ours"]["median"]
        timers = found["P5", "10,000 due among 1,000,000"]["ours"]["median"]
        stored = sum(growth["bytes_a_project"][part] for part in ("on disk", "indexes"))
        return cls(updates["ours: server µs"], updates["ours: mongod µs"], consumed, timers, stored)


@dataclass(frozen=True)
class Need:
    """Of so many new projects a year."""

    projects: int
    measured: Measured

    @property
    def commands(self) -> float:
        """A second, in the worst hour."""
        return self.projects * COMMANDS * PEAK_SHARE / PEAK_SECONDS

    @property
    def facts(self) -> float:
        """A second, in the worst hour, as those who take them in count them."""
        return self.projects * FACTS * TOGETHER * PEAK_SHARE / PEAK_SECONDS

    @property
    def cores(self) -> float:
        """Of the services together."""
        return self.commands * self.measured.service / 1e6

    @property
    def mongod_cores(self) -> float:
        """Of the primary."""
        return self.commands * self.measured.mongod / 1e6

    @property
    def replicas(self) -> int:
        """Of the service that takes them all, if one did."""
        return max(LEAST_REPLICAS, ceil(self.cores / LOAD))

    @property
    def partitions(self) -> int:
        """So that as many consumers as are needed have one each."""
        return max(1, ceil(self.facts / (self.measured.consumed * LOAD)))

    @property
    def seconds_of_timers(self) -> float:
        """Until the last project has heard that a day is over on which all had a deadline, one replica firing."""
        return self.projects * YEARS / self.measured.timers

    @property
    def gigabytes(self) -> float:
        """A year, on one member."""
        return self.projects * FACTS * self.measured.stored / 1e9


def scale(paths: Mapping[str, Any], growth: Mapping[str, Any]) -> str:
    """A row for each area."""
    measured = Measured.of(paths, growth)
    rows = [
        ["", "new projects a year", "commands/s", "cores of services", "cores of MongoDB", "replicas by load", "partitions by load",
         "all deadlines at once", "disk a year", f"{KEPT_YEARS} years on {MEMBERS} members"],
    ]  # fmt: skip
    for area, projects in AREAS.items():
        need = Need(projects, measured)
        figures = [need.commands, need.cores, need.mongod_cores, need.replicas, need.partitions]
        disk = [need.gigabytes, need.gigabytes * KEPT_YEARS * MEMBERS]
        told = [f"{number(need.seconds_of_timers)} s", *(f"{number(each)} GB" for each in disk)]
        rows.append([area, f"{projects:,}", *map(number, figures), *told])
    return table(rows)
