"""What moves deadlines: notices of holidays, extensions (4.3, 4.4)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PublishHolidayNotice:
    """4.3"""

    year: int
    days_off: tuple[date, ...]
    reference: str
    makeup_days: tuple[date, ...] = ()


@dataclass(frozen=True)
class RequestExtension:
    """4.4"""

    name: str
    last_day: date
    reason: str


@dataclass(frozen=True)
class ConsentToExtension:
    """4.4, 1.1"""

    name: str
    etag: str = ""


@dataclass(frozen=True)
class RefuseExtension:
    """4.4, 1.1"""

    name: str
    reason: str
    etag: str = ""
