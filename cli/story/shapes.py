"""What a message may hold: requests, matches and paths are checked against the protos before anything is played."""

import base64
import binascii
import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from cli.story.marked import MarkedList, MarkedMap
from cli.story.matching import OPERATORS
from cli.story.paths import Index, Name, PathError, Step, Where, parse_path, snake_case
from cli.story.places import Place, Problem
from cli.story.values import enum_prefix, is_map, map_value

_INTEGERS = {
    FieldDescriptor.CPPTYPE_INT32,
    FieldDescriptor.CPPTYPE_INT64,
    FieldDescriptor.CPPTYPE_UINT32,
    FieldDescriptor.CPPTYPE_UINT64,
}


@dataclass(frozen=True)
class Shape:
    """What stands somewhere: a message (`field` None at the root), one item of a field, or the whole list or map."""

    message: Descriptor | None
    field: FieldDescriptor | None = None
    whole: bool = False


def shape_at(shape: Shape, steps: list[Step]) -> Shape:
    """The shape at the end of a path. Raises PathError."""
    for step in steps:
        shape = _step(shape, step)
    return shape


def _step(shape: Shape, step: Step) -> Shape:
    if shape.whole and shape.field is not None:
        if is_map(shape.field):
            item = map_value(shape.field)
            return Shape(item.message_type, item)
        if isinstance(step, Name):
            raise PathError(f"{shape.field.name} 是列表，应先用 [序号] 或 [字段=值] 选一项")
        if isinstance(step, Where):
            _step(Shape(shape.field.message_type, shape.field), Name(step.field))
        return Shape(shape.field.message_type, shape.field)
    if isinstance(step, Index | Where):
        raise PathError("只有列表可以用 [序号] 或 [字段=值]")
    return _named(shape, step.name)


def _named(shape: Shape, name: str) -> Shape:
    if shape.message is None:
        raise PathError(f"没有字段 {name}：其上一级不是消息")
    field = field_named(shape.message, name)
    return Shape(field.message_type, field, bool(field.is_repeated))


def field_named(message: Descriptor, name: str) -> FieldDescriptor:
    """A field by its proto or its JSON name. Raises PathError with the nearest names."""
    for spelling in (name, snake_case(name)):
        if spelling in message.fields_by_name:
            return message.fields_by_name[spelling]
    near = difflib.get_close_matches(snake_case(name), message.fields_by_name, n=2, cutoff=0.5)
    raise PathError(f"{message.name} 没有字段 {name}" + (f"；是否想写 {'、'.join(near)}？" if near else ""))


def check_request(body: MarkedMap, message: Descriptor) -> Iterator[Problem]:
    """What is wrong with a request, in protobuf's JSON; texts with references are looked at when they are known."""
    for key, value in body.items():
        place = body.places[key]
        try:
            field = field_named(message, key)
        except PathError as error:
            yield Problem(place, str(error))
            continue
        yield from _check_field(value, field, place)


def _check_field(value: Any, field: FieldDescriptor, place: Place) -> Iterator[Problem]:
    if value is None or _has_reference(value):
        return
    if is_map(field):
        yield from _check_map(value, field, place)
    elif field.is_repeated:
        if not isinstance(value, MarkedList):
            yield Problem(place, f"{field.name} 应是列表")
            return
        for item, item_place in value.placed():
            if not _has_reference(item):
                yield from _check_one(item, field, item_place)
    else:
        yield from _check_one(value, field, place)


def _check_map(value: Any, field: FieldDescriptor, place: Place) -> Iterator[Problem]:
    if not isinstance(value, MarkedMap):
        yield Problem(place, f"{field.name} 应是映射（键: 值）")
        return
    for key, item in value.items():
        if not _has_reference(item):
            yield from _check_one(item, map_value(field), value.places[key])


def _check_one(value: Any, field: FieldDescriptor, place: Place) -> Iterator[Problem]:
    message = field.message_type
    if message is None:
        wrong = _wrong_scalar(value, field)
        if wrong:
            yield Problem(place, f"{field.name} {wrong}")
    elif message.full_name == "google.protobuf.Timestamp":
        if not _is_instant(value):
            yield Problem(place, f'{field.name} 应是时刻，如 "2026-01-05T09:00:00+08:00"')
    elif isinstance(value, MarkedMap):
        yield from check_request(value, message)
    else:
        yield Problem(place, f"{field.name} 应是 {message.name} 消息（键: 值）")


def _wrong_scalar(value: Any, field: FieldDescriptor) -> str:
    if field.enum_type is not None:
        return _wrong_enum(value, field.enum_type)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return "" if _is_base64(value) else "是字节：请写 base64、${text:…} 或 ${file:…}"
    for kinds, test, words in _SCALARS:
        if field.cpp_type in kinds:
            return "" if test(value, field) else words
    return ""


def _wrong_enum(value: Any, enum: EnumDescriptor) -> str:
    names = [known.name for known in enum.values]
    if value in names:
        return ""
    prefix = enum_prefix(enum)
    near = [name for name in names if name == f"{prefix}{str(value).upper()}"] or names[1:]
    return f"不能是 {value}；可以是 {'、'.join(near)}"


def _is_text(value: Any, _: FieldDescriptor) -> bool:
    return isinstance(value, str)


def _is_base64(value: Any) -> bool:
    try:
        base64.b64decode(value, validate=True)
    except (TypeError, ValueError, binascii.Error):
        return False
    return True


def _is_integer(value: Any, _: FieldDescriptor) -> bool:
    if isinstance(value, str):
        return value.removeprefix("-").isdigit()
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any, _: FieldDescriptor) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_truth(value: Any, _: FieldDescriptor) -> bool:
    return isinstance(value, bool)


def _is_instant(value: Any) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


_SCALARS: list[tuple[set[int], Callable[[Any, FieldDescriptor], bool], str]] = [
    ({FieldDescriptor.CPPTYPE_STRING}, _is_text, "应是文字（请加引号）"),
    (_INTEGERS, _is_integer, "应是整数"),
    ({FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT}, _is_number, "应是数"),
    ({FieldDescriptor.CPPTYPE_BOOL}, _is_truth, "应是 true 或 false"),
]


def check_match(expected: Any, shape: Shape, place: Place) -> Iterator[Problem]:
    """What is wrong with an expectation of a message: paths that lead nowhere, unknown operators, impossible values."""
    if isinstance(expected, MarkedMap):
        for key, value in expected.items():
            yield from _check_match_key(key, value, shape, expected.places[key])
    elif isinstance(expected, MarkedList):
        if not shape.whole:
            yield Problem(place, "这里不是列表")
            return
        for item, item_place in expected.placed():
            yield from check_match(item, Shape(shape.message, shape.field), item_place)
    elif not shape.whole and expected is not None and not _has_reference(expected):
        yield from _check_expected(expected, shape, place)


def _check_match_key(key: str, value: Any, shape: Shape, place: Place) -> Iterator[Problem]:
    if key.startswith("$") and not _has_reference(key):
        if key not in OPERATORS:
            yield Problem(place, f"没有 {key}；可用：{'、'.join(OPERATORS)}")
        elif key == "$not":
            yield from check_match(value, shape, place)
        elif key == "$has":
            wanted = value.placed() if isinstance(value, MarkedList) else [(value, place)]
            for item, item_place in wanted:
                yield from check_match(item, Shape(shape.message, shape.field), item_place)
        return
    if _has_reference(key):
        return
    try:
        below = shape_at(shape, parse_path(key))
    except PathError as error:
        yield Problem(place, str(error))
        return
    yield from check_match(value, below, place)


def _check_expected(expected: Any, shape: Shape, place: Place) -> Iterator[Problem]:
    field = shape.field
    if field is None or field.enum_type is None:
        return
    prefix = enum_prefix(field.enum_type)
    names = {known.name for known in field.enum_type.values}
    if not isinstance(expected, str) or {expected.upper(), prefix + expected.upper()}.isdisjoint(names):
        short = "、".join(name.removeprefix(prefix) for name in names if not name.endswith("UNSPECIFIED"))
        yield Problem(place, f"{field.name} 不会是 {expected}；可以是 {short}")


def _has_reference(value: Any) -> bool:
    return isinstance(value, str) and "${" in value
