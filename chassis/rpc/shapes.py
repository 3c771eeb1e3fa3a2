"""Holds messages and dataclasses together: each says which fields the other lacks, before the first call.

Neither changes: they are looked at once, however often a process starts a service.

A field of an answer has its source on what the handler returns, by its annotation: a field, a property, or a part of a `With`. A field of a
request is one of the command, and the other way round. What is annotated as a mapping, Any or object is not known and not checked.
"""

import inspect
import types
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from google.protobuf.message import Message

from chassis.access.views import Shown
from chassis.rpc.answers import With
from chassis.rpc.encoding import enum_prefix

TIMESTAMP = "google.protobuf.Timestamp"
_SCALARS = (str, int, float, bool, bytes, date, datetime, Decimal, Enum)
_OF_THE_CALL = {"request_id"}


@cache
def without_source(message: Any, hint: Any) -> tuple[str, ...]:
    """Fields of an answer, by path, that what is annotated does not have; `message`: its descriptor."""
    return tuple(_lacking(message, hint, "", frozenset()))


@cache
def unlike(message: Any, command: type) -> tuple[str, ...]:
    """Fields, by path, that the request has and the command lacks, and the other way round."""
    return tuple(_unlike(message, command, "", frozenset()))


def is_known(hint: Any) -> bool:
    """Whether an annotation says what there is."""
    return not (hint is None or hint in (Any, object) or isinstance(hint, TypeVar) or _is_mapping(hint))


def _lacking(message: Any, hint: Any, path: str, seen: frozenset[Any]) -> Iterator[str]:
    for cls in _members(hint):
        if not is_known(cls) or (isinstance(cls, type) and issubclass(cls, Message)) or (message.full_name, cls) in seen:
            continue
        for field in message.fields:
            found = _source(cls, field.name)
            if found is None:
                yield f"{path}{field.name}: {getattr(cls, '__name__', cls)} has no such part"
            else:
                yield from _lacking_in(field, found, f"{path}{field.name}", seen | {(message.full_name, cls)})


def _lacking_in(field: Any, hint: Any, path: str, seen: frozenset[Any]) -> Iterator[str]:
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        return
    for one in _members(_item(hint) if field.is_repeated else hint):
        if field.enum_type is not None:
            yield from _unknown_values(field.enum_type, one, path)
        elif field.message_type is None:
            continue
        elif _is_scalar(one) or field.message_type.full_name == TIMESTAMP:
            if is_known(one) and (field.message_type.full_name != TIMESTAMP or not _is_a(one, datetime)):
                yield f"{path}: {field.message_type.name} cannot be made of {one}"
        else:
            yield from _lacking(field.message_type, one, f"{path}.", seen)


def _unlike(message: Any, command: Any, path: str, seen: frozenset[Any]) -> Iterator[str]:
    if not is_dataclass(command) or (message.full_name, command) in seen:
        return
    annotated: Any = command
    hints = _hints_of(annotated)
    asked = {field.name: field for field in message.fields if field.name not in _OF_THE_CALL}
    taken = {field.name for field in fields(command)}
    yield from (f"{path}{name}: {getattr(command, '__name__', command)} does not take it" for name in asked if name not in taken)
    yield from (f"{path}{name}: {message.name} does not have it" for name in sorted(taken) if name not in asked)
    for name in taken & asked.keys():
        field = asked[name]
        hint = _item(hints[name]) if field.is_repeated else hints[name]
        for one in _members(hint):
            if field.enum_type is not None:
                yield from _unknown_values(field.enum_type, one, f"{path}{name}")
            elif field.message_type is not None and not field.message_type.GetOptions().map_entry:
                yield from _unlike(field.message_type, one, f"{path}{name}.", seen | {(message.full_name, command)})


def _unknown_values(enum: Any, hint: Any, path: str) -> Iterator[str]:
    if not (isinstance(hint, type) and issubclass(hint, Enum)):
        return
    for member in hint:
        if member.value and enum_prefix(enum) + str(member.value).upper() not in enum.values_by_name:
            yield f"{path}: {enum.name} has no {member.value}"


def _source(cls: Any, name: str) -> Any:
    """The annotation of a part of a class, Any where it has none; None where there is no such part."""
    plain = get_origin(cls) or cls
    hints = _hints_of(plain)
    if name in hints:
        return hints[name]
    found = inspect.getattr_static(plain, name, None)
    if isinstance(found, property):
        return _hints_of(found.fget).get("return", Any)
    if found is not None:
        return Any
    resource = _resource_of(plain)
    return None if resource is None else _source(resource, name)


@cache
def _hints_of(declared: Any) -> dict[str, Any]:
    """Each field of a message asks for all of its class again."""
    return get_type_hints(declared)


def _resource_of(cls: Any) -> Any:
    for base in getattr(cls, "__orig_bases__", ()):
        if get_origin(base) is With:
            return get_args(base)[0]
    return None


def _members(hint: Any) -> list[Any]:
    """The classes that a value may be of: unions taken apart, without None; of a Shown, the resource."""
    if get_origin(hint) in (Union, types.UnionType):
        return [each for part in get_args(hint) if part is not type(None) for each in _members(part)]
    return _members(get_args(hint)[0]) if get_origin(hint) is Shown else [hint]


def _item(hint: Any) -> Any:
    found = next(iter(_members(hint)), Any)
    return (get_args(found) or (Any,))[0]


def _is_mapping(hint: Any) -> bool:
    return _is_a(get_origin(hint) or hint, Mapping)


def _is_scalar(hint: Any) -> bool:
    return _is_a(hint, _SCALARS)


def _is_a(hint: Any, kinds: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, kinds)
