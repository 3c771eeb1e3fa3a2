"""What may be in a date or an instant of a request: one door for every field of every service. Home of 1.10a.

What lies beyond the calendar could be taken by one service and carried out by none. Which order of dates makes sense, and from which of
them periods are counted (LAST_START), is for the domains.
"""

from datetime import date, datetime, timedelta

from chassis.calendar import FIRST_DAY, FIRST_YEAR, LAST_DAY, LAST_YEAR, start_of_day
from chassis.rpc.texts import Unfit

_BEGINS, _ENDS = start_of_day(FIRST_DAY), start_of_day(LAST_DAY + timedelta(days=1))


def demand_day(text: str) -> None:
    """Raises Unfit DATE_OUT_OF_RANGE for a date, "YYYY-MM-DD", before 1950 or after 2099; what is no date is not its business."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _beyond(text)


def demand_instant(instant: datetime) -> None:
    """As demand_day; China's days count."""
    if not _BEGINS <= instant < _ENDS:
        raise _beyond(instant.isoformat())


def _beyond(shown: str) -> Unfit:
    return Unfit("DATE_OUT_OF_RANGE", f"“{shown}”须在{FIRST_YEAR}年至{LAST_YEAR}年之间", rule="1.10a")
