"""Numbers of the desk: when a lamp changes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DeskPolicy:
    """soon_days: so many days before its last day, and on it, something ends soon."""

    soon_days: int
