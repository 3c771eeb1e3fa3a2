"""Requests: protobuf messages to dataclasses, by field name.

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
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from google.protobuf.message import Message
from pydantic import ValidationError
from sanzhi.form.v1 import form_pb2

from chassis.errors import InvalidArgument
from chassis.mapping import adapter
from chassis.rpc.dates import demand_day, demand_instant
from chassis.rpc.encoding import enum_prefix
from chassis.rpc.texts import Kind, Unfit, kind_of, taken
from chassis.words import place_of

T = TypeVar("T")
_TIMESTAMP = "google.protobuf.Timestamp"
# Entries of a list or a map, where its form option does not say more: they fill documents and hold up the event loop.
MOST_ENTRIES = 200
_FORMS = {date: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), Decimal: re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")}


class _Unfit(Exception):
    """The field of a path, and what is wrong with it."""

    def __init__(self, reason: str, path: str, what: str, rule: str = "", **metadata: object) -> None:
        super().__init__(path)
        self.reason, self.path, self.what, self.rule, self.metadata = reason, path, what, rule, metadata


def decode(message: Message, cls: type[T]) -> T:
    """The command that a request holds. Refuses FIELD_REQUIRED, FIELD_INVALID, TOO_MANY_ENTRIES, and what texts.py and dates.py refuse.

    Fields are named by their labels.
    """
    try:
        return _decoded(message, cls)
    except _Unfit as unfit:
        descriptor: Any = message.DESCRIPTOR
        text = f"“{place_of(descriptor, unfit.path)}”{unfit.what}"
        raise InvalidArgument(unfit.reason, text, rule=unfit.rule, field=unfit.path, **unfit.metadata) from unfit


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
        _demand_few(value, field, path)
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            return _read_map(value, field, inner, path)
        item = (get_args(inner) or (Any,))[0]
        return [_entry(each, field, item, f"{path}[{position}].") for position, each in enumerate(value)] or None
    if field.message_type is not None or field.has_presence:
        if not message.HasField(field.name):
            return None
        return _read_one(value, field, inner, f"{path}.")
    if field.enum_type is not None:
        return _read_one(value, field, inner, path)
    kept = _text(value, field, inner, path)
    return None if kept in ("", b"") else kept


def _demand_few(entries: Any, field: Any, path: str) -> None:
    most = field.GetOptions().Extensions[form_pb2.field].most or MOST_ENTRIES
    if len(entries) > most:
        raise _Unfit("TOO_MANY_ENTRIES", path, f"有 {len(entries)} 项，最多 {most} 项", limit=most)


def _entry(value: Any, field: Any, hint: Any, path: str) -> Any:
    """One of a list: there is no point in one that says nothing."""
    read = _read_one(value, field, hint, path)
    if read == "":
        raise _Unfit("FIELD_REQUIRED", path.rstrip("."), "没有填写")
    return read


def _read_map(value: Mapping[Any, Any], field: Any, hint: Any, path: str) -> Any:
    arguments = get_args(hint)
    item = field.message_type.fields_by_name["value"]
    inner = arguments[1] if len(arguments) == 2 else Any
    read: dict[Any, Any] = {}
    for key in value:
        kept = _taken(key, Kind.LINE, path) if isinstance(key, str) else key
        if kept == "" or kept in read:
            raise _Unfit("FIELD_INVALID", path, "有空白或重复的名目")
        read[kept] = _entry(value[key], item, inner, f"{path}[{kept}].")
    return read or None


def _read_one(value: Any, field: Any, hint: Any, path: str) -> Any:
    if field.enum_type is not None:
        known = field.enum_type.values_by_number.get(value)
        if known is None:
            raise _Unfit("FIELD_INVALID", path.rstrip("."), f"没有取值 {value}")
        return None if value == 0 else known.name.removeprefix(enum_prefix(field.enum_type)).lower()
    if field.message_type is None:
        return _text(value, field, hint, path.rstrip("."))
    if field.message_type.full_name == _TIMESTAMP:
        return _instant(value, path.rstrip("."))
    inner = _without_none(hint)
    return _plain(value, inner, path) if is_dataclass(inner) else value


def _text(value: Any, field: Any, hint: Any, path: str) -> Any:
    if not isinstance(value, str):
        return value
    in_map = field.containing_type.GetOptions().map_entry
    kept = _taken(value, Kind.PARAGRAPH if in_map else kind_of(field), path)
    # Stricter than the validator, which takes "20260105" for a number of seconds and "1e9" for a score.
    form = _FORMS.get(_without_none(hint)) if kept else None
    if form is not None and not form.fullmatch(kept):
        raise _invalid(path, kept, "")
    if form is _FORMS[date]:
        _fit(demand_day, kept, path)
    return kept


def _taken(text: str, kind: Kind, path: str) -> str:
    return _fit(lambda given: taken(given, kind), text, path)


def _fit(check: Callable[[Any], T], value: Any, path: str) -> T:
    try:
        return check(value)
    except Unfit as unfit:
        raise _Unfit(unfit.reason, path, unfit.what, unfit.rule, **unfit.metadata) from unfit


def _invalid(path: str, value: Any, detail: str) -> _Unfit:
    return _Unfit("FIELD_INVALID", path, f"的内容“{str(value)[:60]}”无效", detail=detail)


def _instant(value: Any, path: str) -> datetime:
    try:
        instant: datetime = value.ToDatetime(UTC)
    except (ValueError, OverflowError) as error:
        raise _Unfit("FIELD_INVALID", path, "不是有效的时间") from error
    _fit(demand_instant, instant, path)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return next(part for part in get_args(hint) if part is not type(None))
    return hint
