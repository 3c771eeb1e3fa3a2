"""Paths into messages and facts: `state`, `nodes[0].title`, `documents[kind=credit_commitment].digest`, `kinds["organizations/x"]`."""

import re
from dataclasses import dataclass
from typing import Any

from cli.story.values import EnumText

_STEP = re.compile(
    r"""\.?(?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | \[(?P<index>-?[0-9]+)\]
      | \["(?P<key>[^"]*)"\]
      | \[(?P<field>[A-Za-z_][A-Za-z0-9_]*)=(?P<value>[^\]]*)\]""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Name:
    """A field of a message, or a key of a map."""

    name: str


@dataclass(frozen=True)
class Index:
    """The item of a list at a position; -1 is the last one."""

    position: int


@dataclass(frozen=True)
class Where:
    """The one item of a list whose field has a value."""

    field: str
    value: str


Step = Name | Index | Where


class PathError(Exception):
    """A path that cannot be read or leads nowhere; in Chinese."""


def parse_path(text: str) -> list[Step]:
    """The steps of a path. Raises PathError."""
    steps: list[Step] = []
    position = 0
    while position < len(text):
        found = _STEP.match(text, position)
        if found is None or (found["name"] and position and text[position] != "."):
            raise PathError(f"路径“{text}”写法不对")
        steps.append(_step(found))
        position = found.end()
    if not steps or text.startswith("."):
        raise PathError(f"路径“{text}”写法不对")
    return steps


def _step(found: re.Match[str]) -> Step:
    if found["name"] is not None:
        return Name(found["name"])
    if found["key"] is not None:
        return Name(found["key"])
    if found["index"] is not None:
        return Index(int(found["index"]))
    return Where(found["field"], found["value"])


def follow(value: Any, steps: list[Step]) -> Any:
    """What stands at the end of the path. Raises PathError."""
    for step in steps:
        value = _follow_one(value, step)
    return value


def _follow_one(value: Any, step: Step) -> Any:
    if isinstance(step, Name):
        return _field(value, step.name)
    if not isinstance(value, list):
        raise PathError(f"{_show(step)} 之前不是列表")
    if isinstance(step, Index):
        if not -len(value) <= step.position < len(value):
            raise PathError(f"列表只有 {len(value)} 项，没有 {_show(step)}")
        return value[step.position]
    found = [item for item in value if isinstance(item, dict) and _equals(item.get(snake_case(step.field)), step.value)]
    if len(found) != 1:
        raise PathError(f"{_show(step)} 应恰好有一项，实有 {len(found)} 项")
    return found[0]


def _field(value: Any, name: str) -> Any:
    if value is None:
        raise PathError(f"没有 {name}：其上一级未设置")
    if not isinstance(value, dict):
        raise PathError(f"没有 {name}：其上一级不是消息")
    for spelling in (name, snake_case(name)):
        if spelling in value:
            return value[spelling]
    raise PathError(f"没有字段 {name}")


def _equals(actual: Any, wanted: str) -> bool:
    if isinstance(actual, EnumText):
        return actual.means(wanted)
    if isinstance(actual, bool):
        return wanted == str(actual).lower()
    return actual is not None and str(actual) == wanted


def _show(step: Step) -> str:
    if isinstance(step, Name):
        return step.name
    return f"[{step.position}]" if isinstance(step, Index) else f"[{step.field}={step.value}]"


def snake_case(name: str) -> str:
    """lowerCamelCase of protobuf JSON as the proto file has it."""
    return re.sub(r"(?<=[a-z0-9])[A-Z]", lambda upper: "_" + upper.group().lower(), name)
