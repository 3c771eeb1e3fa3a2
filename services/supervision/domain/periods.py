"""Months of effect, and the instant at which a day is over."""

import calendar
from datetime import date, datetime, timedelta

from chassis.calendar import start_of_day


def months_after(start: date, months: int) -> date:
    """Last day of so many months after `start`: its counterpart, or the last day of that month (Civil Code art. 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def end_of(day: date) -> datetime:
    """The instant at which a day is over in China; `now < end_of(day)` is in time."""
    return start_of_day(day + timedelta(days=1))
