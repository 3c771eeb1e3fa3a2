"""Facts about holiday notices (4.2, 4.3)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from plan.openness import OPEN

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class HolidayNoticePublished:
    """A year's days off and make-up days are known, or corrected (`revision` above 1)."""

    TYPE: ClassVar[str] = "holiday_notice.published.v1"
    name: str
    year: int
    days_off: tuple[date, ...]
    makeup_days: tuple[date, ...]
    reference: str
    revision: int
    rule: str = "4.2,4.3"
