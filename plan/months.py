"""Months as the Civil Code counts them (art. 202), and how long people have worked (3.1)."""

import calendar
from collections.abc import Iterable
from datetime import date

Period = tuple[date, date]
_DAYS_TO_A_MONTH = 30


def months_after(start: date, months: int) -> date:
    """The day of so many months after `start`: its counterpart, or the last day of that month (Civil Code art. 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def merged(periods: Iterable[Period]) -> list[Period]:
    """Periods [first day, day after the last), without overlaps, in order: overlapping ones count once (3.1)."""
    result: list[Period] = []
    for start, end in sorted(periods):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        elif start < end:
            result.append((start, end))
    return result


def months(periods: Iterable[Period]) -> int:
    """Whole months of all periods together; days left over count 30 to the month, but those of one period are never a month."""
    whole, days = 0, 0
    for start, end in merged(periods):
        count = _whole_months(start, end)
        whole += count
        days += min((end - months_after(start, count)).days, _DAYS_TO_A_MONTH - 1)
    return whole + days // _DAYS_TO_A_MONTH


def _whole_months(start: date, end: date) -> int:
    count = (end.year - start.year) * 12 + end.month - start.month
    return count if months_after(start, count) <= end else count - 1
