"""What is done to the processes, and when: from a seed alone, so that a run can be repeated."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["kill", "pause", "full_stop"]
PARTS = ("mongod", "kafka")
# Seconds between two blows; a service's lease lasts 6 s, so a pause of 8 s is past it.
BETWEEN = (4.0, 14.0)
PAUSES = (1.0, 8.0)
# How often each is chosen, in a hundred.
_CHOICES: dict[tuple[Kind, str], int] = {
    ("kill", "service"): 52,
    ("kill", "mongod"): 14,
    ("kill", "kafka"): 12,
    ("pause", "service"): 14,
    ("pause", "mongod"): 3,
    ("pause", "kafka"): 3,
    ("full_stop", "all"): 2,
}


@dataclass(frozen=True)
class Blow:
    """At `at` seconds `victim` is killed and started `lasts` seconds later, or stands still for as long."""

    at: float
    kind: Kind
    victim: str
    lasts: float


def planned(seed: int, seconds: float, services: Sequence[str]) -> list[Blow]:
    """The blows of a run; the last fifth of the time is left for none, so that the load ends on a whole suite."""
    chance = random.Random(seed)
    blows: list[Blow] = []
    free_at: dict[str, float] = {}
    at = chance.uniform(*BETWEEN)
    while at < 0.9 * seconds:
        ((kind, what),) = chance.choices(list(_CHOICES), weights=list(_CHOICES.values()))
        victim = chance.choice(list(services)) if what == "service" else what
        lasts = chance.choice(PAUSES) if kind == "pause" else chance.uniform(0.1, 3.0)
        if free_at.get(victim, 0.0) <= at:
            blows.append(Blow(round(at, 2), kind, victim, round(lasts, 2)))
            free_at[victim] = at + lasts + 5.0
        at += chance.uniform(*BETWEEN)
    return blows
