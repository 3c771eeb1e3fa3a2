"""Last days as a calendar that other programs subscribe to: iCalendar (RFC 5545, 7986), an all-day event each, on the last day."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Self

from icalendar import Alarm, Calendar, Event

from console.reminders.told import LEFT_OUT, Reminder
from console.show import day_note

NAME = "三制：我的期限"
_PRODUCT = "-//Sanzhi//Console//ZH"
_AGAIN = timedelta(hours=6)  # after which programs are asked to read it again
_MORNING = timedelta(hours=9)  # when an alarm goes off
_NAMES = uuid.UUID("1c4f3ce0-6e5b-5d0b-9b6e-2f5a54bb8d6f")  # of what a deadline's event is called, for ever


@dataclass(frozen=True)
class Mark:
    """What was shown of an event: a digest of it, how often it was another one since, when it became this one (UTC)."""

    digest: str
    sequence: int
    changed: datetime


def uid_of(reminder: Reminder) -> str:
    """The same as long as the task or the deadline is the same, wherever the console is."""
    return f"{uuid.uuid5(_NAMES, reminder.name)}@sanzhi"


def marked(reminders: Iterable[Reminder], before: Mapping[str, Mark], now: datetime) -> dict[str, Mark]:
    """Of what is shown now; what is as before keeps its mark."""
    marks: dict[str, Mark] = {}
    for each in reminders:
        uid, seen = uid_of(each), before.get(uid_of(each))
        told = replace(each, days_left=0)  # passes by itself: no change of the event
        digest = hashlib.sha256(repr(told).encode()).hexdigest()[:16]
        unchanged = seen is not None and seen.digest == digest
        marks[uid] = seen if seen is not None and unchanged else Mark(digest, seen.sequence + 1 if seen else 0, now.replace(microsecond=0))
    return marks


@dataclass(frozen=True)
class Feed:
    """A calendar as it is sent. changed: UTC, None for an empty one."""

    content: bytes
    changed: datetime | None

    @classmethod
    def of(cls, reminders: Iterable[Reminder], marks: Mapping[str, Mark], url: str, warnings: Iterable[int]) -> Self:
        """url: of the console; warnings: so many days before a last day it is told."""
        calendar, before = Calendar(), sorted(set(warnings), reverse=True)
        calendar.add("prodid", _PRODUCT)
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        for name in ("name", "x-wr-calname"):
            calendar.add(name, NAME)
        calendar.add("x-wr-timezone", "Asia/Shanghai")
        calendar.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT6H")
        for each in reminders:
            calendar.add_component(_event(each, marks[uid_of(each)], url, before))
        return cls(calendar.to_ical(), max((mark.changed for mark in marks.values()), default=None))

    @property
    def etag(self) -> str:
        """RFC 9110."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:32]}"'


def _event(reminder: Reminder, mark: Mark, url: str, warnings: Iterable[int]) -> Event:
    event = Event()
    event.add("uid", uid_of(reminder))
    event.add("dtstamp", mark.changed.astimezone(UTC))
    event.add("last-modified", mark.changed.astimezone(UTC))
    event.add("sequence", mark.sequence)
    event.add("dtstart", reminder.last_day)
    event.add("dtend", reminder.last_day + timedelta(days=1))  # the first day after it
    event.add("summary", f"{'（暂定）' if reminder.is_provisional else ''}{reminder.text}")
    event.add("description", "\n".join(_lines(reminder, url)))
    event.add("url", url + reminder.path)
    event.add("status", "TENTATIVE" if reminder.is_provisional else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    for days in warnings:
        event.add_component(_alarm(reminder, days))
    return event


def _lines(reminder: Reminder, url: str) -> list[str]:
    lines = [f"{said}：{value}" for said, value in (("事项", reminder.label), ("项目", reminder.title), ("节点", reminder.node)) if value]
    lines.append(f"最后一日：{shown(reminder.last_day)}，当日 24:00 届满")
    if reminder.is_provisional:
        lines.append("日期暂定：该年的放假安排公布后可能变动")
    return [*lines, f"办理：{url}{reminder.path}", LEFT_OUT]


def _alarm(reminder: Reminder, days: int) -> Alarm:
    """In the morning; the last day itself begins at midnight."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{'今天届满' if days == 0 else f'还有 {days} 天'}：{reminder.text}")
    alarm.add("trigger", _MORNING - timedelta(days=days))
    return alarm


def shown(day: date) -> str:
    """2026-02-14（周六，调休上班）."""
    return f"{day.isoformat()}（{day_note(day)}）"
