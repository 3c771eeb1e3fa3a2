"""A last day that its service tells without a working: counted again by the policy's period, so that people can follow it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chassis.calendar import Calendar, Term
from console.editions import of_version
from console.project.working import Working, lamp_of, lamp_on, rows_of, shown, working_of
from console.show import as_date
from console.thresholds import soon_days

_COUNTED = {"working": "个工作日", "calendar": "个自然日"}


@dataclass(frozen=True)
class Due:
    """lamp: kind and words. working: None where nothing is counted."""

    last_day: str
    provisional: bool
    lamp: tuple[str, str]
    working: Working | None


@dataclass(frozen=True)
class Step:
    """What a last day is counted from. since: what began, zh-CN. began: its instant or day; nothing where the service does not tell."""

    since: str
    began: Any
    period: Mapping[str, Any] | None


def due_of(last_day: str, provisional: bool, step: Step, now: datetime) -> Due | None:
    """None where there is no last day."""
    if not last_day:
        return None
    return Due(last_day, provisional, lamp_on(last_day, now, soon_days(as_date(now))), working_from(last_day, provisional, step))


def told(deadline: Mapping[str, Any], now: datetime) -> Due:
    """Of a deadline that comes with its working."""
    lamp = lamp_of(dict(deadline), now, soon_days(as_date(now)))
    return Due(deadline["last_day"], deadline["provisional"], lamp, working_of(dict(deadline)))


def chosen(last_day: str, provisional: bool, by: str, now: datetime) -> Due:
    """A day that somebody named."""
    facts = [("依据", f"{by}指定的日期，不是推算的"), ("最后一日", f"{shown(last_day)}，当日 24:00 届满")]
    return Due(last_day, provisional, lamp_on(last_day, now, soon_days(as_date(now))), Working(facts, is_provisional=provisional))


def is_counted(last_day: str, began: Any, period: Mapping[str, Any] | None) -> bool:
    """Whether the period, counted from there, ends on that day."""
    return bool(began) and period is not None and _term(as_date(began), period).last_day.isoformat() == last_day


def working_from(last_day: str, provisional: bool, step: Step) -> Working | None:
    """Row by row where the count leads to the day that the service tells; else what is known of it, for the service has the word."""
    if step.period is None:
        return None
    length = ("期间", f"{step.period['days']} {_COUNTED[step.period.get('counting', 'working')]}")
    end = ("最后一日", f"{shown(last_day)}，当日 24:00 届满")
    if not is_counted(last_day, step.began, step.period):
        return Working([("起算", f"{step.since}，当日不计入"), length, end], is_provisional=provisional)
    term = _term(as_date(step.began), step.period)
    told = {
        "skipped": [{"day": each.day.isoformat(), "why": each.why} for each in term.skipped],
        "makeup_days": [day.isoformat() for day in term.makeup_days],
    }
    facts = [("起算", f"{shown(as_date(step.began))}{step.since}，当日不计入"), length, end]
    return Working(facts, list(rows_of(told)), is_provisional=provisional)


def _term(start: date, period: Mapping[str, Any]) -> Term:
    days = int(period["days"])
    calendar = Calendar()
    return calendar.calendar_days_after(start, days) if period.get("counting") == "calendar" else calendar.working_days_after(start, days)


def period_of(service: str, version: str, *path: str) -> Mapping[str, Any] | None:
    """A period of the policy version that a thing says it follows: {days, counting}. None for a version that is not here."""
    found: Any = of_version(version, service)
    for each in path:
        found = found.get(each) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) and "days" in found else None
