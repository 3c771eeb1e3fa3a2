"""Holiday notices that the bureau publishes: a year's days off and make-up working days (4.2, 4.3)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chassis.calendar import FIRST_YEAR, LAST_YEAR
from chassis.calendar import HolidayNotice as CalendarYear
from chassis.errors import InvalidArgument, RuleViolated
from services.milestones.domain import facts

# A New Year's holiday may begin in December, and its make-up day lie in January.
NEARBY = timedelta(days=10)
SATURDAY = 5


@dataclass
class HolidayNotice:
    """`name` is "holidayNotices/{year}"; `revision` counts its corrections from 1."""

    name: str
    year: int
    days_off: list[date]
    makeup_days: list[date]
    reference: str
    published_at: datetime
    published_by: str
    revision: int = 1
    version: int = 0

    @property
    def for_calendar(self) -> CalendarYear:
        """What the calendar learns."""
        return CalendarYear(self.year, tuple(self.days_off), tuple(self.makeup_days), self.reference)

    def publish(self) -> list[Any]:
        """Refuses DATE_OUT_OF_RANGE, DAYS_OFF_REQUIRED, DAY_OUTSIDE_YEAR, LISTED_TWICE, DAY_BOTH_OFF_AND_WORKED, MAKEUP_DAY_NOT_WEEKEND."""
        self._check()
        return [self._published()]

    def correct(self, notice: "HolidayNotice") -> list[Any]:
        """A later notice for the same year takes its place. Refuses as publish, and NOTICE_UNCHANGED."""
        notice._check()
        if (notice.days_off, notice.makeup_days) == (self.days_off, self.makeup_days):
            raise RuleViolated("NOTICE_UNCHANGED", f"{self.year}年放假安排与已发布的相同", rule="4.3")
        self.days_off, self.makeup_days, self.reference = notice.days_off, notice.makeup_days, notice.reference
        self.published_at, self.published_by = notice.published_at, notice.published_by
        self.revision += 1
        return [self._published()]

    def _published(self) -> facts.HolidayNoticePublished:
        return facts.HolidayNoticePublished(
            name=self.name,
            year=self.year,
            days_off=tuple(self.days_off),
            makeup_days=tuple(self.makeup_days),
            reference=self.reference,
            revision=self.revision,
        )

    def _check(self) -> None:
        if not FIRST_YEAR < self.year < LAST_YEAR:
            raise _invalid("DATE_OUT_OF_RANGE", f"年份{self.year}须在{FIRST_YEAR + 1}至{LAST_YEAR - 1}之间", "year")
        if not self.days_off:
            raise _invalid("DAYS_OFF_REQUIRED", f"{self.year}年放假安排未列放假日", "days_off")
        first, last = date(self.year, 1, 1) - NEARBY, date(self.year, 12, 31) + NEARBY
        for field, days in (("days_off", self.days_off), ("makeup_days", self.makeup_days)):
            if stray := [day for day in days if not first <= day <= last]:
                raise _invalid("DAY_OUTSIDE_YEAR", f"{stray[0]}不在{self.year}年放假安排的范围内", field)
            if twice := [day for day in days if days.count(day) > 1]:
                raise _invalid("LISTED_TWICE", f"{twice[0]}重复列出", field)
        if both := sorted(set(self.days_off) & set(self.makeup_days)):
            raise _invalid("DAY_BOTH_OFF_AND_WORKED", f"{both[0]}既列为放假日又列为调休上班日", "makeup_days")
        if weekdays := [day for day in self.makeup_days if day.weekday() < SATURDAY]:
            raise _invalid("MAKEUP_DAY_NOT_WEEKEND", f"调休上班日{weekdays[0]}不是周末", "makeup_days")


def _invalid(reason: str, message: str, field: str) -> InvalidArgument:
    return InvalidArgument(reason, message, rule="4.3", field=field)
