"""Lamps: how close a last day is, and which last days have which lamp (4.5)."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.desk.domain.card import FAR
from services.desk.domain.words import Lamp


@dataclass(frozen=True)
class Lamps:
    """Of a day. soon: so many days before the last day a lamp turns."""

    today: date
    soon: int

    def of(self, last_day: str) -> Lamp:
        """The lamp of a last day; "" or FAR: there is none."""
        if last_day in ("", FAR):
            return Lamp.NONE
        left = self.days_left(last_day)
        if left < 0:
            return Lamp.OVERDUE
        return Lamp.SOON if left <= self.soon else Lamp.NORMAL

    def days_left(self, last_day: str) -> int:
        """Days to it, by the calendar; 0 where there is none."""
        return 0 if last_day in ("", FAR) else (date.fromisoformat(last_day) - self.today).days

    def span(self, lamp: Lamp) -> tuple[str, str]:
        """The last days with this lamp: from the first on, before the second."""
        today, after = self.today.isoformat(), (self.today + timedelta(days=self.soon + 1)).isoformat()
        return {
            Lamp.OVERDUE: ("", today),
            Lamp.SOON: (today, after),
            Lamp.NORMAL: (after, FAR),
            Lamp.NONE: (FAR, "~"),
        }[lamp]
