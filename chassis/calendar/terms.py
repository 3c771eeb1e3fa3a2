"""What a computed period looks like."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from chassis.calendar.china_time import start_of_day


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that was not counted, and why (zh-CN): 周末, 春节, 国庆节 …"""

    day: date
    why: str


class Term(NamedTuple):
    """A period: day 1 is after `start`, `last_day` is its last.

    provisional: the holiday notice of a year that it touches is not known yet (4.3).
    skipped: days off that moved the end. makeup_days: weekend days that counted because the notice has them worked (调休上班).
    """

    start: date
    last_day: date
    provisional: bool
    skipped: tuple[Skipped, ...] = ()
    makeup_days: tuple[date, ...] = ()

    @property
    def end(self) -> datetime:
        """The UTC instant at which `last_day` is over in China, 24:00 (4.1); `now < end` is in time."""
        return start_of_day(self.last_day + timedelta(days=1))
