"""Which stories a run plays: all of them where it has the time, else the one that goes through a whole project within a year."""

from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "examples" / "stories"
SHORT = "story-5-*.yaml"
ALL_FROM = 300.0


def stories_for(seconds: float, folder: Path = FOLDER) -> Sequence[Path]:
    """Files, in the order of their names."""
    return sorted(folder.glob("*.yaml" if seconds >= ALL_FROM else SHORT))
