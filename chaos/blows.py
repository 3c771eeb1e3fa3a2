"""What is done to the processes, and when: from a seed alone, so that a run can be repeated."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["kill", "pause", "full_stop"]
PARTS = ("mongod", "kafka")
# Seconds between two blows, so that most of them meet a suite at work and not one that still comes back.
BETWEEN = (7.0, 17.0)
# A service's lease lasts 6 s, so that of these two pauses one is past it.
SERVICE_PAUSES = (2.0, 8.0)
PART_PAUSE = 3.0
# A run that is long enough has everything killed at once, some time in its middle; for a while nothing else is done then.
FULL_STOP_FROM = 300.0
FULL_STOP_REST = 20.0


@dataclass(frozen=True)
class Blow:
    """At `at` seconds `victim` is killed and started `lasts` seconds later, or stands still for as long."""

    at: float
    kind: Kind
    victim: str
    lasts: float


def planned(seed: int, seconds: float, processes: Sequence[str]) -> list[Blow]:
    """The blows of a run, by `processes` such as "registry-1"; the last tenth of the time is left, so that the load ends on a whole suite.

    Nobody is spared: each round of blows kills every service, mongod and the broker once, in an order of its own.
    """
    chance = random.Random(seed)
    stop = _full_stop(chance, seconds)
    blows = [stop] if stop else []
    round_of: list[tuple[Kind, str, float]] = []
    at = chance.uniform(*BETWEEN) / 2
    while at < 0.9 * seconds:
        round_of = round_of or _round(chance, processes)
        kind, victim, lasts = round_of.pop()
        if stop and stop.at - BETWEEN[0] < at < stop.at + FULL_STOP_REST:
            at = stop.at + FULL_STOP_REST
        blows.append(Blow(round(at, 2), kind, victim, round(lasts, 2)))
        at += chance.uniform(*BETWEEN)
    return sorted(blows, key=lambda blow: blow.at)


def _round(chance: random.Random, processes: Sequence[str]) -> list[tuple[Kind, str, float]]:
    services = sorted({name.rpartition("-")[0] for name in processes})
    victims = [chance.choice([name for name in processes if name.startswith(f"{service}-")]) for service in services]
    found: list[tuple[Kind, str, float]] = [("kill", victim, chance.uniform(0.1, 3.0)) for victim in (*victims, *PARTS)]
    found.append(("pause", chance.choice(processes), chance.choice(SERVICE_PAUSES)))
    found.append(("pause", chance.choice(PARTS), PART_PAUSE))
    chance.shuffle(found)
    return found


def _full_stop(chance: random.Random, seconds: float) -> Blow | None:
    at, lasts = chance.uniform(0.3, 0.7) * seconds, chance.uniform(0.5, 3.0)
    return Blow(round(at, 2), "full_stop", "all", round(lasts, 2)) if seconds >= FULL_STOP_FROM else None
