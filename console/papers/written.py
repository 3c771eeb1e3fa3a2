"""Values of answers as a paper has them: plain text, zh-CN."""

from collections.abc import Callable, Mapping
from typing import Any

from cli.words import china_time, yuan
from console.show import as_date, day_note, word

__all__ = ["Answer", "Names", "day", "instant", "listed", "money", "word"]

Names = Callable[[str], str]
Answer = Mapping[str, Any]


def day(text: Any) -> str:
    """2026-02-14（周六，调休上班） for a civil date; empty for none."""
    return f"{as_date(text).isoformat()}（{day_note(as_date(text))}）" if text else ""


def instant(text: Any) -> str:
    """2026-02-14 09:30 by China's time; empty for none."""
    return china_time(str(text)) if text else ""


def money(fen: Any) -> str:
    """1,234,567.89 元, of fen; empty where there is none."""
    return yuan(int(fen)) if fen not in (None, "") else ""


def listed(texts: Any, names: Names) -> str:
    """Names, one after the other."""
    return "、".join(names(str(text)) for text in texts)
