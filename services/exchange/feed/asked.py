"""What a request asks for, read with its limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.errors import InvalidArgument

MOST_EVENTS = 1000
LONGEST_WAIT_MS = 30_000
MOST_TEXT = 1000
_NUMBER = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True)
class PageAsked:
    """last_event, else since, else the kept position. wait: seconds for the next fact where there is none."""

    last_event: str
    since: datetime | None
    wait: float
    limit: int


@dataclass(frozen=True)
class GapAsked:
    """Of one source and key, between two numbers."""

    source: str
    key: str
    after: int
    before: int


def page_asked(said: Mapping[str, str]) -> PageAsked:
    """Refuses FIELD_INVALID."""
    _demand_known(said, "lastEventId", "from", "timeout", "limit")
    if "lastEventId" in said and "from" in said:
        raise _invalid("from", "lastEventId 和 from 只能有一个")
    since = _instant("from", said["from"]) if "from" in said else None
    wait = _number(said, "timeout", 0, LONGEST_WAIT_MS, 0)
    return PageAsked(_text(said, "lastEventId"), since, wait / 1000, _number(said, "limit", 1, MOST_EVENTS, MOST_EVENTS))


def gap_asked(said: Mapping[str, str]) -> GapAsked:
    """Refuses FIELD_INVALID."""
    _demand_known(said, "source", "key", "after", "before")
    for name in ("source", "key", "after", "before"):
        if not said.get(name):
            raise _invalid(name, f"缺少参数 {name}")
    most = 10**15 - 1
    return GapAsked(_text(said, "source"), _text(said, "key"), _number(said, "after", 0, most, 0), _number(said, "before", 0, most, 0))


def _demand_known(said: Mapping[str, str], *names: str) -> None:
    """A slip in a name must not give another page than was meant."""
    for name in said:
        if name not in names:
            raise _invalid(name[:50], f"没有参数 {name[:50]}；参数为 {'、'.join(names)}")


def _text(said: Mapping[str, str], name: str) -> str:
    value = said.get(name, "")
    if len(value) > MOST_TEXT:
        raise _invalid(name, f"参数 {name} 过长")
    return value


def _number(said: Mapping[str, str], name: str, least: int, most: int, default: int) -> int:
    value = said.get(name)
    if value is None:
        return default
    if not _NUMBER.fullmatch(value) or not least <= int(value) <= most:
        raise _invalid(name, f"参数 {name} 须为{least}至{most}的整数")
    return int(value)


def _instant(name: str, value: str) -> datetime:
    try:
        found = datetime.fromisoformat(value.replace(" ", "+"))  # a plus that nobody has escaped arrives as a space
        if found.tzinfo is not None:
            found.astimezone(UTC)
            return found
    except (ValueError, OverflowError):  # the first and the last hours of the calendar may be none in UTC, as it is looked for
        pass
    raise _invalid(name, f"参数 {name} 须为带时区的时刻，如 2026-01-05T00:00:00+08:00")


def _invalid(name: str, message: str) -> InvalidArgument:
    return InvalidArgument("FIELD_INVALID", message, rule="2.5", field=name)
