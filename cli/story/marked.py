"""YAML 1.2 with the line of every key kept, and nothing reinterpreted behind the writer's back.

An unquoted scalar is `null`, `true`, `false`, a plain decimal number or text; what YAML would make something else of (a date of
2026-01-05, 8 of 010, 3.1 of 3.10) is refused.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from cli.story.places import Place, refuse

_TAG = "tag:yaml.org,2002:"


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
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise refuse(Place(file, mark.line + 1 if mark else 1), f"YAML 语法错误：{error.problem}") from error
    except YAMLError as error:
        raise refuse(Place(file, 1), f"YAML 语法错误：{error}") from error
    except RecursionError as error:
        raise refuse(Place(file, 1), "YAML 嵌套过深") from error
    if node is None:
        raise refuse(Place(file, 1), "文件是空的")
    return _value(node, file)


def _value(node: Node, file: str) -> Any:
    place = _place(node, file)
    if node.anchor:
        # With aliases a line would no longer say where a value comes from.
        raise refuse(place, f"不支持 YAML 锚点（&{node.anchor}）；请用 ${{…}} 或直接写出")
    if isinstance(node, ScalarNode):
        return _scalar(node, place)
    if node.tag not in (_TAG + "seq", _TAG + "map"):
        raise refuse(place, f"不支持 YAML 标签 {node.tag}")
    if isinstance(node, SequenceNode):
        items = MarkedList(place)
        for item in node.value:
            items.add(_value(item, file), _place(item, file))
        return items
    assert isinstance(node, MappingNode)
    return _mapping(node, file)


def _mapping(node: MappingNode, file: str) -> MarkedMap:
    mapping = MarkedMap(_place(node, file))
    for key_node, value_node in node.value:
        place = _place(key_node, file)
        key = _value(key_node, file)
        if not isinstance(key, str):
            raise refuse(place, "键必须是文字；数字等请加引号")
        if key in mapping:
            raise refuse(place, f"键 {key} 重复（第一次在第 {mapping.places[key].line} 行）")
        # What is empty stands, for the parser, where the next thing begins.
        mapping.add(key, _value(value_node, file) if value_node.value != "" else _scalar(value_node, place), place)
    return mapping


def _place(node: Node, file: str) -> Place:
    return Place(file, node.start_mark.line + 1)


def _scalar(node: ScalarNode, place: Place) -> Any:
    text, kind = node.value, str(node.tag).removeprefix(_TAG)
    if kind == "str" or (node.style is not None and kind in _KINDS):
        # Quoted and block scalars are text, whatever they look like.
        return text
    if kind == "null" and text != "null":
        raise refuse(place, '没有值；请写 null（未设置）或 ""（空文字）')
    if kind == "timestamp":
        raise refuse(place, f'日期没有加引号，YAML 会改变它的含义：请写成 "{text}"')
    if kind not in _KINDS:
        raise refuse(place, "不支持 YAML 合并键（<<）" if kind == "merge" else f"不支持 YAML 标签 {kind}")
    try:
        value, written = _KINDS[kind](text)
    except (KeyError, ValueError):
        written = ""
    if written != text:
        # 3.10 is a rule id or an amount that would lose its zero, not the number 3.1.
        raise refuse(place, f'{text} 会被 YAML 解释为别的值；文字请加引号："{text}"')
    return value


_WORDS = {"null": None, "true": True, "false": False}
# What a plain scalar of a kind stands for, and how that is written; it must be written so.
_KINDS: dict[str, Callable[[str], tuple[Any, str]]] = {
    "null": lambda text: (_WORDS[text], text),
    "bool": lambda text: (_WORDS[text], text),
    "int": lambda text: (int(text), str(int(text))),
    "float": lambda text: (float(text), repr(float(text))),
}
