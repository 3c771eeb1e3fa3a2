"""Whether a found value is what a story expects: a subset match, with paths as keys and a few `$` operators."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from chassis.calendar import CHINA
from cli.story.marked import MarkedList, MarkedMap
from cli.story.paths import PathError, follow, parse_path
from cli.story.places import Place
from cli.story.values import EnumText

_CIVIL = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2})?)?")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*")


@dataclass(frozen=True)
class Difference:
    """What was expected somewhere, and what was found there instead; in Chinese."""

    place: Place
    path: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.place}: {self.path or '结果'}：预期 {self.expected}，实际 {self.found}"


def differences(expected: Any, found: Any, place: Place, path: str = "") -> Iterator[Difference]:
    """Everything in which `found` is not what was expected. Extra fields are no difference."""
    if isinstance(expected, MarkedMap):
        yield from _of_map(expected, found, path)
    elif isinstance(expected, MarkedList):
        yield from _of_list(expected, found, place, path)
    elif not equal(expected, found):
        yield Difference(place, path, show(expected), show(found))


def _of_map(expected: MarkedMap, found: Any, path: str) -> Iterator[Difference]:
    for key, value in expected.items():
        place = expected.places[key]
        if key.startswith("$"):
            yield from OPERATORS[key](value, found, place, path)
            continue
        below = f"{path}.{key}" if path else key
        try:
            reached = follow(found, parse_path(key))
        except PathError as error:
            if value is not None:
                yield Difference(place, below, show(value), f"{error}")
            continue
        yield from differences(value, reached, place, below)


def _of_list(expected: MarkedList, found: Any, place: Place, path: str) -> Iterator[Difference]:
    if not isinstance(found, list):
        yield Difference(place, path, show(expected), show(found))
        return
    if len(expected) != len(found):
        yield Difference(place, path, f"{len(expected)} 项", f"{len(found)} 项：{show(found)}")
        return
    for position, (item, item_place) in enumerate(expected.placed()):
        yield from differences(item, found[position], item_place, f"{path}[{position}]")


def equal(expected: Any, found: Any) -> bool:
    """Whether a scalar is the expected one. Numbers by value, enums by short name, instants as China's civil time."""
    if expected is None or found is None:
        return expected is found
    if isinstance(found, bytes):
        return bool(_as_base64(found) == expected or found == expected)
    if isinstance(found, EnumText):
        return isinstance(expected, str) and found.means(expected)
    if isinstance(expected, bool) or isinstance(found, bool):
        return bool(expected is found)
    if isinstance(expected, int | float):
        return _number(expected) == _number(found)
    if isinstance(found, int | float):
        return bool(expected == str(found))
    return bool(expected == found) or _same_moment(str(expected), found)


def _as_base64(value: bytes) -> str:
    import base64

    return base64.b64encode(value).decode()


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _same_moment(expected: str, found: Any) -> bool:
    # "2026-01-05" and "2026-01-05 09:00" are China's; the services answer in UTC.
    if not (isinstance(found, str) and _CIVIL.fullmatch(expected) and _INSTANT.fullmatch(found)):
        return False
    try:
        instant = datetime.fromisoformat(found).astimezone(CHINA)
    except ValueError:
        return False
    return instant.strftime("%Y-%m-%d %H:%M:%S").startswith(expected)


def show(value: Any) -> str:
    """A value as a line for people."""
    if value is None:
        return "未设置"
    if isinstance(value, EnumText):
        return value.short
    if isinstance(value, bytes):
        return f"{len(value)} 字节"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + "，".join(f"{key}: {show(item)}" for key, item in value.items() if item not in (None, "", [])) + "}"
    if isinstance(value, list):
        return "[" + "，".join(show(item) for item in value) + "]"
    return f"“{value}”" if isinstance(value, str) else str(value)


def _count(expected: Any, found: Any, place: Place, path: str) -> Iterator[Difference]:
    number = len(found) if isinstance(found, list | dict) else None
    if number != expected:
        yield Difference(place, path, f"{expected} 项", "不是列表" if number is None else f"{number} 项")


def _has(expected: Any, found: Any, place: Place, path: str) -> Iterator[Difference]:
    items = found if isinstance(found, list) else []
    wanted = list(expected.placed()) if isinstance(expected, MarkedList) else [(expected, place)]
    for one, one_place in wanted:
        if not any(not list(differences(one, item, one_place)) for item in items):
            yield Difference(one_place, path, f"其中有 {show(one)}", show(found))


def _contains(expected: Any, found: Any, place: Place, path: str) -> Iterator[Difference]:
    if not (isinstance(found, str) and str(expected) in found):
        yield Difference(place, path, f"含有 {show(expected)}", show(found))


def _not(expected: Any, found: Any, place: Place, path: str) -> Iterator[Difference]:
    if not list(differences(expected, found, place, path)):
        yield Difference(place, path, f"不是 {show(expected)}", show(found))


def _compare(holds: Callable[[Any, Any], bool], words: str) -> Callable[[Any, Any, Place, str], Iterator[Difference]]:
    def check(expected: Any, found: Any, place: Place, path: str) -> Iterator[Difference]:
        left, right = _number(found), _number(expected)
        if left is None or right is None or not holds(left, right):
            yield Difference(place, path, f"{words} {expected}", show(found))

    return check


OPERATORS: dict[str, Callable[[Any, Any, Place, str], Iterator[Difference]]] = {
    "$count": _count,
    "$has": _has,
    "$contains": _contains,
    "$not": _not,
    "$at_least": _compare(lambda found, limit: found >= limit, "至少"),
    "$at_most": _compare(lambda found, limit: found <= limit, "至多"),
}
