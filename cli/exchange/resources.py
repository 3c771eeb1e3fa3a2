"""Information resources (信息资源): the public facts, with what a department has to know of each of their fields."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_origin, get_type_hints

from cli import openness
from cli.schemas import all_facts
from cli.services import NAMES
from cli.words.resources import enum_words, fact_title, field_label
from plan.openness import Openness

# As the regulation on sharing government data calls them.
SHARED = {Openness.OPEN: "无条件共享", Openness.ON_REQUEST: "有条件共享", Openness.NEVER: "不予共享"}
_TYPES = {str: "字符串", int: "整数", bool: "是否", Decimal: "数值（写作字符串）", date: "日期", datetime: "日期时间（UTC）"}


@dataclass(frozen=True)
class Field:
    """A field without fields of its own. label: with those that it is in, 任务书/里程碑/到期日. values: where it has a list of them."""

    path: str
    label: str
    type: str
    values: str
    sharing: Openness


@dataclass(frozen=True)
class Resource:
    """A type of public facts. last_day: of a type that another has taken the place of."""

    kind: str
    title: str
    area: str
    last_day: date | None
    fields: tuple[Field, ...]

    @property
    def sharing(self) -> str:
        """Of the whole: on conditions as soon as one of its fields is, for what is never told is not of it."""
        return SHARED[max((each.sharing for each in self.fields if each.sharing is not Openness.NEVER), key=list(Openness).index)]


def resources() -> list[Resource]:
    """All of them, in the order of the services."""
    return [_resource(kind, fact) for kind, fact in all_facts().items() if openness.is_public(fact)]


def _resource(kind: str, fact: type) -> Resource:
    marks = dict(openness.leaves(fact))
    found = tuple(Field(path, _label(kind, path), _type(hint), _values(hint), marks[path]) for path, hint in _leaves(fact, ""))
    return Resource(kind, fact_title(kind), NAMES[kind.split(".")[1]], getattr(fact, "DEPRECATED", None), found)


def _label(kind: str, path: str) -> str:
    names = path.split(".")
    return "/".join(field_label(kind, ".".join(names[: place + 1])) for place in range(len(names)))


def _leaves(cls: Any, path: str) -> Iterator[tuple[str, Any]]:
    hints = get_type_hints(cls)
    for field in fields(cls):
        inner = [each for each in openness.kinds(hints[field.name]) if is_dataclass(each)]
        for each in inner:
            yield from _leaves(each, f"{path}{field.name}.")
        if not inner:
            yield f"{path}{field.name}", hints[field.name]


def _type(hint: Any) -> str:
    *keys, held = [each for each in openness.kinds(hint) if each is not type(None)]
    word = "代码" if issubclass(held, StrEnum) else _TYPES[held]
    if get_origin(hint) is dict:
        return f"对照表：{_TYPES[keys[0]]} → {word}"
    several = "，多个" if get_origin(hint) in (tuple, list) else ""
    return word + several + ("，可空" if type(None) in openness.kinds(hint) else "")


def _values(hint: Any) -> str:
    enums = [each for each in openness.kinds(hint) if issubclass(each, StrEnum)]
    return "；".join(f"{value} {word}" for each in enums for value, word in enum_words(each.__name__, list(each)).items())
