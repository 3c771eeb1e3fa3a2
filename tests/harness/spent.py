"""Where the time of a run goes: of each folder of tests the time that its tests took, what they set up and ended included."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

LEAST_SECONDS = 60.0


class Timed(Protocol):
    """A report of pytest: of the setting up, the call or the end of a test."""

    nodeid: str
    duration: float


def table(reports: Iterable[Timed]) -> list[str]:
    """A line for each folder that took a minute or more, the longest first; nothing where none did."""
    spent: defaultdict[str, float] = defaultdict(float)
    for report in reports:
        spent[report.nodeid.partition("::")[0].rpartition("/")[0]] += report.duration
    long = sorted(((seconds, folder) for folder, seconds in spent.items() if seconds >= LEAST_SECONDS), reverse=True)
    return [f"{seconds / 60:6.1f} min  {folder}" for seconds, folder in long]
