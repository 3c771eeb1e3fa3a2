"""Dates and cut-offs are China's: +08:00, the whole year round."""

from datetime import UTC, date, datetime, time, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def china_date(instant: datetime) -> date:
    """The date in China at this instant. The instant must carry its time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone has no date in China")
    return instant.astimezone(CHINA).date()


def start_of_day(day: date) -> datetime:
    """The UTC instant of 00:00 +08:00 of this day."""
    return datetime.combine(day, time(), CHINA).astimezone(UTC)
