"""How dates, money, words and rules are written for people: the filters of the templates."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from chassis.calendar import CHINA, Calendar
from cli.words import china_time, deadline_word, value_word

_DAYS = "一二三四五六日"


@cache
def _calendar() -> Calendar:
    return Calendar()


def day_note(day: date) -> str:
    """周二; a weekend that is worked, and a weekday that is not, say so."""
    note, calendar = f"周{_DAYS[day.weekday()]}", _calendar()
    worked = calendar.is_working_day(day)
    if day.weekday() >= 5 and worked:
        return f"{note}，调休上班"
    return f"{note}，放假" if day.weekday() < 5 and not worked else note


def day(text: Any) -> Markup:
    """2026-02-14（周六，调休上班）, of a civil date or an instant."""
    if not text:
        return Markup("")
    when = as_date(text)
    return Markup('<time class="date" datetime="{0}">{0}（{1}）</time>').format(when.isoformat(), day_note(when))


def plain_day(text: Any) -> Markup:
    """2026-02-14."""
    return Markup('<time class="date">{}</time>').format(as_date(text).isoformat()) if text else Markup("")


def instant(text: Any) -> Markup:
    """2026-02-14 09:30, China's time."""
    if not text:
        return Markup("")
    shown = china_time(text.isoformat() if isinstance(text, datetime) else str(text))
    return Markup('<time class="date">{}</time>').format(shown)


def as_date(text: Any) -> date:
    """China's date of a civil date, an instant or their texts."""
    if isinstance(text, datetime):
        return text.astimezone(CHINA).date()
    if isinstance(text, date):
        return text
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).astimezone(CHINA).date()


def wan(fen: Any) -> str:
    """万元 with two places, for lists."""
    return f"{int(fen or 0) / 1_000_000:,.2f}"


def yuan(fen: Any) -> str:
    """元 to the fen."""
    amount = int(fen or 0)
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


def word(value: Any) -> str:
    """An enum value in Chinese; nothing for what is not set."""
    return "" if not value or str(value).endswith("_UNSPECIFIED") else value_word(str(value))


def rules(ids: Any) -> Markup:
    """Links to the rules of "1.6a,4.1", or of a list of them."""
    shown = Markup("")
    listed = ids if isinstance(ids, list | tuple) else str(ids or "").split(",")
    for each in filter(None, (str(part).strip() for part in listed)):
        shown += Markup('<a class="rule" href="/rules/{0}">规则 {0}</a> ').format(each)
    return shown


def lamp(kind: str, text: str) -> Markup:
    """Shape, word and colour. kind: late, soon, fine, none, done."""
    shape = {"late": "■", "soon": "▲", "fine": "●", "none": "○", "done": "✓"}[kind]
    return Markup('<span class="lamp lamp-{}"><span class="lamp-shape" aria-hidden="true">{}</span>{}</span>').format(kind, shape, text)


def paragraphs(text: Any) -> Markup:
    """Lines as lines."""
    return Markup("<br>").join(escape(line) for line in str(text or "").splitlines())


def size(count: Any) -> str:
    """1.2 MB."""
    amount = float(count or 0)
    for unit in ("B", "KB", "MB"):
        if amount < 1024 or unit == "MB":
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    raise AssertionError


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "plain_day": plain_day,
    "instant": instant,
    "wan": wan,
    "yuan": yuan,
    "word": word,
    "rules": rules,
    "paragraphs": paragraphs,
    "size": size,
    "deadline_word": deadline_word,
}
