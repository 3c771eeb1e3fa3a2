"""YAML with the line of every key kept, and nothing reinterpreted behind the writer's back.

YAML 1.1 reads 2026-01-05 as a date, 9:30 as 570, 010 as 8, 3.10 as 3.1 and `no` as false. Here an unquoted scalar is `null`,
`true`, `false`, a plain decimal number or text; whatever YAML would make something else of is refused.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from cli.story.places import Place, StoryError, refuse

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?")
_SEXAGESIMAL = re.compile(r"[-+]?[0-9][0-9_]*(:[0-9]{1,2})+(\.[0-9_]*)?")
_NUMBER_LIKE = re.compile(
    r"[-+]?(0[0-9_]+|0[xob][0-9a-f_]+|[0-9][0-9_]*|[0-9_]*\.[0-9_]*(e[-+]?[0-9]+)?|[0-9]+e[-+]?[0-9]+|\.(inf|nan))", re.IGNORECASE
)
_TRUTH_LIKE = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false"})


class MarkedMap(dict[str, Any]):
    """A mapping that knows its place and that of each of its keys."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: dict[str, Place] = {}

    def add(self, key: str, value: Any, place: Place) -> None:
        """Put a value under a key that stands at a place."""
        self[key] = value
        self.places[key] = place


class MarkedList(list[Any]):
    """A list that knows its place and that of each of its items."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: list[Place] = []

    def add(self, value: Any, place: Place) -> None:
        """Append a value that stands at a place."""
        self.append(value)
        self.places.append(place)

    def placed(self) -> Iterator[tuple[Any, Place]]:
        """The items, each with its place."""
        return zip(self, self.places, strict=True)


def load(path: Path) -> Any:
    """The one document of a file. Raises StoryError."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise refuse(Place(str(path), 1), f"文件无法读取：{error.strerror}") from error
    except UnicodeDecodeError as error:
        raise refuse(Place(str(path), 1), "文件不是 UTF-8 编码") from error
    return parse(text, str(path))


def parse(text: str, file: str) -> Any:
    """The one document of a text. Raises StoryError."""
    try:
        node = _Composer(text, file).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise refuse(Place(file, mark.line + 1 if mark else 1), f"YAML 语法错误：{error.problem}") from error
    except yaml.YAMLError as error:
        raise refuse(Place(file, 1), f"YAML 语法错误：{error}") from error
    except RecursionError as error:
        raise refuse(Place(file, 1), "YAML 嵌套过深") from error
    if node is None:
        raise refuse(Place(file, 1), "文件是空的")
    return _value(node, file)


class _Composer(yaml.SafeLoader):
    def __init__(self, text: str, file: str) -> None:
        super().__init__(text)
        self._file = file

    def compose_node(self, parent: Any, index: Any) -> Any:
        """A node. Aliases are refused, since a line would no longer say where a value comes from; so are tags."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        place = Place(self._file, event.start_mark.line + 1)
        if isinstance(event, yaml.AliasEvent):
            raise refuse(place, "不支持 YAML 锚点引用（*名称）；请用 ${…} 或直接写出")
        if event.tag is not None:
            raise refuse(place, f"不支持 YAML 标签 {event.tag}")
        return super().compose_node(parent, index)


def _value(node: Node, file: str) -> Any:
    place = _place(node, file)
    if isinstance(node, ScalarNode):
        return _scalar(node, place)
    if isinstance(node, SequenceNode):
        items = MarkedList(place)
        for item in node.value:
            items.add(_value(item, file), _place(item, file))
        return items
    assert isinstance(node, MappingNode)
    mapping = MarkedMap(place)
    for key_node, value_node in node.value:
        _add(mapping, key_node, value_node, file)
    return mapping


def _add(mapping: MarkedMap, key_node: Node, value_node: Node, file: str) -> None:
    place = _place(key_node, file)
    key = _scalar(key_node, place) if isinstance(key_node, ScalarNode) else None
    if not isinstance(key, str):
        raise refuse(place, f"键必须是文字；请给 {key_node.value} 加引号")
    if key in mapping:
        raise refuse(place, f"键 {key} 重复（第一次在第 {mapping.places[key].line} 行）")
    mapping.add(key, _value(value_node, file), place)


def _place(node: Node, file: str) -> Place:
    return Place(file, node.start_mark.line + 1)


def _scalar(node: ScalarNode, place: Place) -> Any:
    if node.style is not None:
        # Quoted and block scalars are text, whatever they look like.
        return node.value
    return _plain(node.value, node.tag, place)


def _plain(text: str, tag: str, place: Place) -> Any:
    if text in ("null", "true", "false"):
        return {"null": None, "true": True, "false": False}[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return _decimal(text, place)
    misread = _misread(text)
    if misread:
        raise refuse(place, misread)
    if tag != "tag:yaml.org,2002:str":
        raise refuse(place, f"{text} 会被 YAML 解释为别的东西（{tag.rpartition(':')[2]}）；请加引号")
    return text


def _decimal(text: str, place: Place) -> float:
    number = float(text)
    # 3.10 is a rule id or an amount that lost its zero, not the number 3.1.
    if text.endswith("0") and not text.endswith(".0"):
        raise refuse(place, f'{text} 末尾的零会丢失；请加引号："{text}"')
    return number


def _misread(text: str) -> str:
    if _DATE.fullmatch(text):
        return f'日期没有加引号，YAML 会改变它的含义：请写成 "{text}"'
    if _SEXAGESIMAL.fullmatch(text):
        return f'时间没有加引号，YAML 会把它读成六十进制数：请写成 "{text}"'
    if text.lower() in _TRUTH_LIKE:
        return f'{text} 会被 YAML 读成真假值：文字请写成 "{text}"，真假请写成 true 或 false'
    if text in ("", "~") or text.lower() == "null":
        return '没有值；请写 null（未设置）或 ""（空文字）'
    if text == "<<":
        return "不支持 YAML 合并键（<<）"
    if _NUMBER_LIKE.fullmatch(text) and any(character.isdigit() for character in text):
        return f'{text} 会被 YAML 解释为别的数；请加引号："{text}"'
    return ""


__all__ = ["MarkedList", "MarkedMap", "StoryError", "load", "parse"]
