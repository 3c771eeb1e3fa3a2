"""Who was chief of the project when, and who engaged them (1.9, 3.7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from chassis.calendar import china_date


@dataclass(frozen=True)
class Tenure:
    """A chief's time under one engagement. engager: "undertaking_unit" or "project_manager". until: its last day; None while it runs."""

    engagement: str
    chief: str
    engager: str
    since: datetime
    until: date | None = None

    def covers(self, at: datetime) -> bool:
        """Whether the chief was in office at an instant."""
        return self.since <= at and (self.until is None or china_date(at) <= self.until)


def in_office(tenures: Iterable[Tenure], at: datetime) -> Tenure | None:
    """Who was chief at an instant; of two on the day of a change the later one."""
    found = [tenure for tenure in tenures if tenure.covers(at)]
    return max(found, key=lambda tenure: tenure.since) if found else None
