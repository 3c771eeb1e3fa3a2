"""Values of answers as a paper has them: plain text, zh-CN."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from chassis.calendar import Calendar
from cli.words import china_time, value_word, yuan

Names = Callable[[str], str]
Answer = Mapping[str, Any]
_WEEKDAYS = "一二三四五六日"
_CALENDAR = Calendar()


def day(text: Any) -> str:
    """2026-02-14（周六，调休上班） for a civil date; empty for none."""
    if not text:
        return ""
    when = date.fromisoformat(str(text)[:10])
    worked = _CALENDAR.is_working_day(when)
    note = "，调休上班" if worked and when.weekday() >= 5 else "，放假" if not worked and when.weekday() < 5 else ""
    return f"{when.isoformat()}（周{_WEEKDAYS[when.weekday()]}{note}）"


def instant(text: Any) -> str:
    """2026-02-14 09:30 by China's time; empty for none."""
    return china_time(str(text)) if text else ""


def money(fen: Any) -> str:
    """1,234,567.89 元, of fen; empty where there is none."""
    return yuan(int(fen)) if fen not in (None, "") else ""


def word(value: Any) -> str:
    """The word for an enum's value."""
    return value_word(str(value)) if value else ""


def listed(texts: Any, names: Names) -> str:
    """Names, one after the other."""
    return "、".join(names(str(text)) for text in texts)
