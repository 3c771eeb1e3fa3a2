"""Ours and the raw baseline in turn, so that whatever else the machine does meanwhile hits both."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

Run = Callable[[], Awaitable[float]]


@dataclass(frozen=True)
class Scale:
    """How much work a run does. Five repetitions are the least that the targets ask for."""

    quick: bool = False

    @property
    def repetitions(self) -> int:
        """How often each side runs, after one run that does not count."""
        return 3 if self.quick else 5

    def of(self, full: int, quick: int) -> int:
        """One number or the other."""
        return quick if self.quick else full


@dataclass(frozen=True)
class Target:
    """What is asked for: of ours divided by raw ("ratio") or of ours less raw ("difference")."""

    value: float
    least: bool
    by: Literal["ratio", "difference"] = "ratio"

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.value:g}{'×' if self.by == 'ratio' else ''}"

    @classmethod
    def parsed(cls, text: str) -> "Target":
        """The target that is written so: "≥ 1.2×", "≤ 5"."""
        sign, value = text.split()
        return cls(float(value.removesuffix("×")), sign == "≥", "ratio" if value.endswith("×") else "difference")

    def goodness(self, value: float) -> float:
        """How many times as good as asked for a positive value is."""
        return value / self.value if self.least else self.value / value

    def met_by(self, value: float) -> bool:
        """Whether a value will do."""
        return value >= self.value if self.least else value <= self.value


def at_least(ratio: float) -> Target:
    """Ours is at least so many times the raw figure."""
    return Target(ratio, least=True)


def at_most(ratio: float) -> Target:
    """Ours is at most so many times the raw figure."""
    return Target(ratio, least=False)


def at_most_more(difference: float) -> Target:
    """Ours is at most so much above the raw figure."""
    return Target(difference, least=False, by="difference")


@dataclass
class Comparison:
    """One path and its baseline, measured in pairs. `notes` are further figures of the same runs."""

    id: str
    path: str
    against: str
    unit: str
    target: Target
    ours: list[float] = field(default_factory=list)
    raw: list[float] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def compared(self) -> list[float]:
        """Each pair's ratio or difference."""
        if self.target.by == "ratio":
            return [mine / theirs for mine, theirs in zip(self.ours, self.raw, strict=True)]
        return [mine - theirs for mine, theirs in zip(self.ours, self.raw, strict=True)]

    @property
    def result(self) -> float:
        """The median of the pairs."""
        return median(self.compared)

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        return self.target.met_by(self.result)

    def as_json(self) -> dict[str, Any]:
        """All of it, raw values included."""
        return {
            "id": self.id,
            "path": self.path,
            "against": self.against,
            "unit": self.unit,
            "target": str(self.target),
            "by": self.target.by,
            "result": self.result,
            "range": [min(self.compared), max(self.compared)],
            "met": self.met,
            "ours": {"median": median(self.ours), "values": self.ours},
            "raw": {"median": median(self.raw), "values": self.raw},
            "notes": self.notes,
        }


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of all lies: 0.95 for the 95th."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


async def in_turn(comparison: Comparison, ours: Run, raw: Run, scale: Scale, *, times: int = 1) -> Comparison:
    """A warm-up of each, then ours, raw, raw, ours …: what a run leaves behind for the next one to bear hits both.

    times: so many times the usual repetitions, where what is looked for is smaller than what one pair differs from the next by.
    """
    await ours()
    await raw()
    for turn in range(scale.repetitions * times):
        sides = [(comparison.ours, ours), (comparison.raw, raw)]
        for kept, run in reversed(sides) if turn % 2 else sides:
            kept.append(await run())
    return comparison
