"""Holiday notices of the State Council, and the one place that reads the `holidays` package.

The package is imported at the first question, not with this module: it takes a quarter of a second.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_SUBSTITUTE = re.compile(r"由 (\d{4}-\d{2}-\d{2}) 调休")
_IN_LIEU = "（补假"
_ONE_FESTIVAL = {"农历除夕": "春节"}


@dataclass(frozen=True)
class HolidayNotice:
    """One year's days off and make-up working days. Days may lie in the neighbouring years (New Year's holiday)."""

    year: int
    days_off: tuple[date, ...]
    makeup_days: tuple[date, ...]
    reference: str


@dataclass(frozen=True)
class PackageYear:
    """What the package knows of a year.

    statutory: the days of the law (全国年节及纪念日放假办法) by name. days_off: these, those given in lieu of a statutory
    day on a weekend (art. 6 of that law), and those exchanged for a make-up day. makeup_days: weekend days worked for them.
    """

    statutory: Mapping[date, str]
    days_off: tuple[date, ...]
    makeup_days: tuple[date, ...]


@lru_cache(maxsize=256)
def package_year(year: int) -> PackageYear:
    """The package's days of one year."""
    from holidays.countries.china import CN

    named = CN(years=year, language="zh_CN")  # type: ignore[no-untyped-call]
    makeup = [found.group(1) for name in named.values() if (found := _SUBSTITUTE.search(name))]
    statutory = {day: _festival(name) for day, name in named.items() if _IN_LIEU not in name and not _SUBSTITUTE.search(name)}
    return PackageYear(statutory, tuple(sorted(named)), tuple(sorted(date.fromisoformat(day) for day in makeup)))


def _festival(name: str) -> str:
    return "、".join(_ONE_FESTIVAL.get(part, part) for part in name.split("; "))


@lru_cache(maxsize=256)
def published_notice(year: int) -> HolidayNotice | None:
    """The State Council's notice as the package carries it, or None.

    The package does not say which years it knows. Every notice since the first, of 2001, exchanges some weekend, and
    without the notice there is nothing to exchange: a year is known if it has an exchanged day.
    """
    found = package_year(year)
    if not found.makeup_days:
        return None
    return HolidayNotice(year, found.days_off, found.makeup_days, f"国务院办公厅关于{year}年部分节假日安排的通知")
