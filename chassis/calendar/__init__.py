"""China's calendar: which days are worked, and when a period of days ends.

Pure, without a clock; domain code may import it. The tables are made once for each set of holiday notices and shared,
so a Calendar costs nothing to make and an answer is a few array look-ups. docs/decisions/0006-calendar.md says why.
"""

from chassis.calendar.arithmetic import Calendar
from chassis.calendar.china_time import CHINA, china_date, start_of_day
from chassis.calendar.notices import HolidayNotice, published_notice
from chassis.calendar.terms import Skipped, Term
from chassis.calendar.years import FIRST_DAY, FIRST_YEAR, LAST_DAY, LAST_START, LAST_YEAR, WEEKEND

__all__ = [
    "CHINA",
    "FIRST_DAY",
    "FIRST_YEAR",
    "LAST_DAY",
    "LAST_START",
    "LAST_YEAR",
    "WEEKEND",
    "Calendar",
    "HolidayNotice",
    "Skipped",
    "Term",
    "china_date",
    "published_notice",
    "start_of_day",
]
