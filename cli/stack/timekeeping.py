"""Which clock a data folder keeps: chosen at its first start, the same at every later one."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cli.stack.problem import StackProblem

DEFAULT_CLOCK = "rehearsal"
DEFAULT_START = date(2024, 1, 1)


@dataclass(frozen=True)
class Timekeeping:
    """The clock, and where a rehearsal starts."""

    clock: str
    start: date

    @property
    def start_instant(self) -> str:
        """Midnight in China, ISO 8601."""
        return f"{self.start.isoformat()}T00:00:00+08:00"


def timekeeping(data: Path, clock: str | None, start: date | None) -> Timekeeping:
    """What was chosen before, else what is wanted now. Raises StackProblem where they differ."""
    file = data / "clock.json"
    if file.exists():
        kept = json.loads(file.read_text(encoding="utf-8"))
        return _same(Timekeeping(kept["clock"], date.fromisoformat(kept["start"])), clock, start)
    if clock == "system" and start is not None:
        raise StackProblem("--start 只用于演练时钟（--clock rehearsal）")
    chosen = Timekeeping(clock or DEFAULT_CLOCK, start or DEFAULT_START)
    data.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"clock": chosen.clock, "start": chosen.start.isoformat()}), encoding="utf-8")
    return chosen


def _same(kept: Timekeeping, clock: str | None, start: date | None) -> Timekeeping:
    if clock not in (None, kept.clock):
        raise StackProblem(f"这个数据目录用的是 {kept.clock} 时钟，不能改为 {clock}：请用 --data 另选目录")
    if start not in (None, kept.start):
        raise StackProblem(f"这个数据目录的演练始于 {kept.start}，从停下处继续，不能改为 {start}：请用 --data 另选目录")
    return kept
