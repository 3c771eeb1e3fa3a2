"""Trials side by side: each in a process of its own, as many at a time as there are workers."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from tests.mutants.named import Named
from tests.mutants.sample import tests_of
from tests.mutants.sites import Mutant
from tests.mutants.trial import Verdict, start, verdict

Fault = Mutant | Named
# What a trial may take beyond what its tests take without any fault; more is an endless loop.
_PATIENCE, _LEAST_SECONDS = 4, 30
_UNKNOWN_SECONDS = 120


def demand_green(tests: set[str]) -> dict[str, float]:
    """Processor seconds that each set of tests may take. Ends the run where one fails without any fault: it would kill them all."""
    running = {start(None, each, _UNKNOWN_SECONDS * 5): each for each in sorted(tests)}
    limits = {}
    try:
        for child, each in list(running.items()):
            _, status, used = os.wait4(child, 0)
            del running[child]
            if verdict(status) is not Verdict.SURVIVED:
                sys.exit(f"{each} fails without any mutant")
            limits[each] = max(_LEAST_SECONDS, _PATIENCE * (used.ru_utime + used.ru_stime))
    finally:
        _end(running)
    return limits


def _end(children: Iterable[int]) -> None:
    for child in children:
        with suppress(ProcessLookupError):  # it had just ended
            os.kill(child, signal.SIGKILL)


@dataclass
class Run:
    """Up to `wanted` verdicts of `faults`; after `ends_at` (time.monotonic) none is begun. `told` hears each verdict as it comes."""

    faults: Iterator[Fault]
    wanted: int
    workers: int
    limits: Mapping[str, float]
    told: Callable[[Fault, Verdict], None]
    ends_at: float = float("inf")
    _counted: int = 0
    _tried: dict[int, Fault] = field(default_factory=dict)

    def go_on(self) -> None:
        """Try them all. What still runs when this ends early is ended with it."""
        try:
            while self._fill() or self._tried:
                self._next_verdict()
        finally:
            _end(self._tried)

    def _fill(self) -> bool:
        """Keep the workers busy; False once none is to be begun."""
        while len(self._tried) < min(self.workers, self.wanted - self._counted):
            fault = next(self.faults, None) if time.monotonic() < self.ends_at else None
            if fault is None:
                return False
            tests = (isinstance(fault, Named) and fault.tests) or tests_of(fault.path)
            self._tried[start(fault, tests, self.limits.get(tests, _UNKNOWN_SECONDS))] = fault
        return bool(self._tried)

    def _next_verdict(self) -> None:
        child, status = os.wait()
        said = verdict(status)
        self._counted += said is not Verdict.STILLBORN
        self.told(self._tried.pop(child), said)
