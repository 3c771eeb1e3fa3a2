"""Protobuf messages to and from dataclasses, by field name.

| protobuf | Python |
|---|---|
| string | str, date (ISO 8601), Decimal |
| enum FooKind { FOO_KIND_OPEN_BID } | StrEnum or Literal with "open_bid"; UNSPECIFIED is not set |
| google.protobuf.Timestamp | datetime, UTC |
| message, repeated, map | dataclass, tuple or list, dict |

A field of a command without a default is required.
"""

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from google.protobuf.descriptor import Descriptor, EnumDescriptor
from google.protobuf.message import Message
from pydantic import ValidationError

from chassis.access.views import Shown
from chassis.errors import InvalidArgument
from chassis.mapping import adapter
from chassis.rpc.masking import mask
from chassis.words import place_of

T = TypeVar("T")
_TIMESTAMP = "google.protobuf.Timestamp"
# Longer ones are no text of an office: they would fill documents, audit entries and answers, and hold up the event loop.
MAX_TEXT, MAX_ITEMS = 100_000, 10_000
_FORMS = {date: re.compile(r"\d{4}-\d{2}-\d{2}"), Decimal: re.compile(r"-?\d{1,15}(\.\d{1,6})?")}


def enum_prefix(enum: EnumDescriptor) -> str:
    """`FooKind` → `FOO_KIND_`, found on its own first value, as buf lint demands it."""
    return str(enum.values[0].name).removesuffix("UNSPECIFIED")


class _Unfit(Exception):
    """The field of a path, and what is wrong with it."""

    def __init__(self, reason: str, path: str, what: str, **metadata: object) -> None:
        super().__init__(path)
        self.reason, self.path, self.what, self.metadata = reason, path, what, metadata


def decode(message: Message, cls: type[T]) -> T:
    """The command that a request holds. Refuses FIELD_REQUIRED, FIELD_INVALID, FIELD_TOO_LONG; fields are named by their labels."""
    try:
        return _decoded(message, cls)
    except _Unfit as unfit:
        descriptor: Any = message.DESCRIPTOR
        text = f"“{place_of(descriptor, unfit.path)}”{unfit.what}"
        raise InvalidArgument(unfit.reason, text, rule="", field=unfit.path, **unfit.metadata) from unfit


def _decoded(message: Message, cls: type[T]) -> T:
    plain = _plain(message, cls, "")
    try:
        command: T = adapter(cls).validate_python(plain)
        return command
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        raise _invalid(path, first["input"], first["msg"]) from error


def _plain(message: Message, cls: Any, path: str) -> dict[str, Any]:
    hints = _hints(cls)
    known = message.DESCRIPTOR.fields_by_name
    result: dict[str, Any] = {}
    for field in fields(cls):
        descriptor = known.get(field.name)
        value = None if descriptor is None else _read(message, descriptor, hints[field.name], f"{path}{field.name}")
        if value is not None:
            result[field.name] = value
        elif field.default is MISSING and field.default_factory is MISSING:
            raise _Unfit("FIELD_REQUIRED", f"{path}{field.name}", "没有填写")
    return result


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


def _read(message: Message, field: Any, hint: Any, path: str) -> Any:
    """The value of a field as pydantic takes it, or None where it is not set."""
    value = getattr(message, field.name)
    inner = _without_none(hint)
    if field.is_repeated:
        if len(value) > MAX_ITEMS:
            raise _Unfit("FIELD_TOO_LONG", path, f"超过 {MAX_ITEMS} 项", limit=MAX_ITEMS)
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            return _read_map(value, field, inner, path)
        item = (get_args(inner) or (Any,))[0]
        read = [_read_one(each, field, item, f"{path}[{position}].") for position, each in enumerate(value)]
        return read or None
    if field.message_type is not None or field.has_presence:
        if not message.HasField(field.name):
            return None
        return _read_one(value, field, inner, f"{path}.")
    if field.enum_type is not None:
        return _read_one(value, field, inner, path)
    return None if value in ("", b"") else _text(value, inner, path)


def _read_map(value: Mapping[Any, Any], field: Any, hint: Any, path: str) -> Any:
    arguments = get_args(hint)
    item = field.message_type.fields_by_name["value"]
    inner = arguments[1] if len(arguments) == 2 else Any
    return {key: _read_one(value[key], item, inner, f"{path}[{key}].") for key in value} or None


def _read_one(value: Any, field: Any, hint: Any, path: str) -> Any:
    if field.enum_type is not None:
        known = field.enum_type.values_by_number.get(value)
        if known is None:
            raise _Unfit("FIELD_INVALID", path.rstrip("."), f"没有取值 {value}")
        return None if value == 0 else known.name.removeprefix(enum_prefix(field.enum_type)).lower()
    if field.message_type is None:
        return _text(value, hint, path.rstrip("."))
    if field.message_type.full_name == _TIMESTAMP:
        return _instant(value, path.rstrip("."))
    inner = _without_none(hint)
    return _plain(value, inner, path) if is_dataclass(inner) else value


def _text(value: Any, hint: Any, path: str) -> Any:
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise _Unfit("FIELD_TOO_LONG", path, f"超过 {MAX_TEXT} 个字符", limit=MAX_TEXT)
    # Stricter than the validator, which takes "20260105" for a number of seconds and "1e9" for a score.
    form = _FORMS.get(_without_none(hint)) if isinstance(value, str) else None
    if form is not None and not form.fullmatch(value):
        raise _invalid(path, value, "")
    return value


def _invalid(path: str, value: Any, detail: str) -> _Unfit:
    return _Unfit("FIELD_INVALID", path, f"的内容“{str(value)[:60]}”无效", detail=detail)


def _instant(value: Any, path: str) -> datetime:
    try:
        instant: datetime = value.ToDatetime(UTC)
    except (ValueError, OverflowError) as error:
        raise _Unfit("FIELD_INVALID", path, "不是有效的时间") from error
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return next(part for part in get_args(hint) if part is not type(None))
    return hint


def encode(value: Any, message: Message) -> Message:
    """Fill a message from a dataclass or a mapping; what the message does not know, and what a view hides, is left out."""
    if isinstance(value, Shown):
        mask(encode(value.resource, message), value)
        return message
    get: Callable[[str], Any] = value.get if isinstance(value, Mapping) else lambda name: getattr(value, name, None)
    for field in _fields(message.DESCRIPTOR):
        found = get(field.name)
        if found is not None:
            _write(message, field, found)
    return message


@cache
def _fields(descriptor: Descriptor) -> tuple[Any, ...]:
    fields_: Any = descriptor.fields
    return tuple(fields_)


def _write(message: Message, field: Any, value: Any) -> None:
    if field.is_repeated:
        target = getattr(message, field.name)
        if field.message_type is None:
            target.extend(_scalar(field, each) for each in value)
        elif field.message_type.GetOptions().map_entry:
            _write_map(target, field, value)
        else:
            for each in value:
                _fill(target.add(), field, each)
    elif field.message_type is not None:
        target = getattr(message, field.name)
        target.SetInParent()
        _fill(target, field, value)
    else:
        setattr(message, field.name, _scalar(field, value))


def _write_map(target: Any, field: Any, value: Mapping[Any, Any]) -> None:
    item = field.message_type.fields_by_name["value"]
    for key, each in value.items():
        if item.message_type is None:
            target[str(key)] = _scalar(item, each)
        else:
            _fill(target[str(key)], item, each)


def _fill(target: Any, field: Any, value: Any) -> None:
    if isinstance(value, Message):
        target.CopyFrom(value)
    elif field.message_type.full_name == _TIMESTAMP:
        target.FromDatetime(value)
    else:
        encode(value, target)


def _scalar(field: Any, value: Any) -> Any:
    if field.enum_type is not None:
        text = str(value.value if isinstance(value, Enum) else value)
        return field.enum_type.values_by_name[enum_prefix(field.enum_type) + text.upper()].number if text else 0
    if isinstance(value, Enum):
        return value.value
    if type(value) is int and not -(2**63) <= value < 2**64:
        raise OverflowError(f"{field.name} does not fit")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value
