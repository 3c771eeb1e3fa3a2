"""A request of any method that its door takes in, so that what is told of it is told by whoever decides who may: by the command's types."""

import importlib
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_type_hints

from google.protobuf.descriptor import FieldDescriptor

from chassis.rpc.binding import Method, bind
from chassis.run.service import Service
from cli.services import SERVICES

_TIMESTAMP = "google.protobuf.Timestamp"
# By type of what a text is read as, and by field where not every text will do.
_TEXTS: dict[Any, str] = {date: "2026-03-02", Decimal: "80"}
_BYTES = "JVBERg=="  # %PDF
_VERSION = "0" * 20  # one that nobody has seen: whoever is let in is told so, and changes nothing


def served(name: str) -> Service:
    """What a service of the suite declares."""
    found: Service = importlib.import_module(f"services.{name}.main").SERVICE
    return found


@cache
def mutations() -> dict[str, Method]:
    """By full name, each that one service alone has, and that takes one message."""
    found: dict[str, Method] = {}
    for name in SERVICES:
        service = served(name)
        own = service.descriptor.services_by_name[service.proto.rpartition(".")[2]]
        found |= {each.full_name: each for each in bind(own, service.handlers) if each.mutates and not each.takes_stream}
    return found


def body_of(method: Method) -> dict[str, Any]:
    """protobuf's JSON, every field filled in."""
    return _message(method.request.DESCRIPTOR, method.command)


def _message(descriptor: Any, command: Any) -> dict[str, Any]:
    hints, known = get_type_hints(command), descriptor.fields_by_name
    return {each.name: _value(known[each.name], hints[each.name]) for each in fields(command) if each.name in known}


def _value(field: FieldDescriptor, hint: Any) -> Any:
    inner = _without_none(hint)
    if not field.is_repeated:
        return _one(field, inner)
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        key, value = field.message_type.fields_by_name["key"], field.message_type.fields_by_name["value"]
        return {_one(key, str): _one(value, (get_args(inner) or (str, str))[1])}
    return [_one(field, (get_args(inner) or (str,))[0])]


def _one(field: FieldDescriptor, hint: Any) -> Any:
    if field.message_type is not None:
        if field.message_type.full_name == _TIMESTAMP:
            return f"{_TEXTS[date]}T01:00:00Z"
        return _message(field.message_type, hint) if is_dataclass(hint) else {}
    if field.enum_type is not None:
        return field.enum_type.values[-1].name
    if field.type == FieldDescriptor.TYPE_BYTES:
        return _BYTES
    if field.type == FieldDescriptor.TYPE_STRING:
        return _VERSION if field.name == "etag" else _TEXTS.get(hint, "leak")
    return field.type == FieldDescriptor.TYPE_BOOL or 1


def _without_none(hint: Any) -> Any:
    parts = [part for part in get_args(hint) if part is not type(None)] if type(None) in get_args(hint) else []
    return parts[0] if parts else hint
