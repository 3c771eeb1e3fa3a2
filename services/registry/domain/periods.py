"""How long people have worked: months, overlaps counted once (3.1)."""

from collections.abc import Iterable
from datetime import date, timedelta

Period = tuple[date, date]
_DAYS_TO_A_MONTH = 30


def merged(periods: Iterable[Period]) -> list[Period]:
    """Periods [first day, day after the last), without overlaps, in order."""
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
        days += min((end - _months_later(start, count)).days, _DAYS_TO_A_MONTH - 1)
    return whole + days // _DAYS_TO_A_MONTH


def _whole_months(start: date, end: date) -> int:
    count = (end.year - start.year) * 12 + end.month - start.month
    return count if _months_later(start, count) <= end else count - 1


def _months_later(start: date, count: int) -> date:
    """The corresponding day, or the last day of a shorter month (Civil Code art. 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=start.day - 1), following - timedelta(days=1))
