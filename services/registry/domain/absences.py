"""That somebody has left, and come back: who has left does nothing in the suite any more (2.5)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Absence:
    """From when on somebody was gone, by whose record and why; `returned_at`: since when they are back, none while they are gone."""

    left_at: datetime
    recorded_by: str
    reason: str
    returned_at: datetime | None = None

    def end(self, now: datetime) -> None:
        """They are back."""
        self.returned_at = now

    def covers(self, instant: datetime) -> bool:
        """Whether they were gone at an instant."""
        return self.left_at <= instant and (self.returned_at is None or instant < self.returned_at)
