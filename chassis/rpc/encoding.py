"""Answers: dataclasses to protobuf messages, by field name; the table is that of decoding.py."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor
from google.protobuf.message import Message

from chassis.access.views import Shown
from chassis.rpc.masking import mask

_TIMESTAMP = "google.protobuf.Timestamp"


def enum_prefix(enum: EnumDescriptor) -> str:
    """`FooKind` → `FOO_KIND_`, found on its own first value, as buf lint demands it."""
    return str(enum.values[0].name).removesuffix("UNSPECIFIED")


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


def encode_list(value: Any, message: Message, left_out: Callable[[Any, Exception], None]) -> Message:
    """As encode(), for an answer that lists things: one that cannot be told does not take the others with it.

    left_out: called with it, and with why.
    """
    for field in _fields(message.DESCRIPTOR):
        found = value.get(field.name) if isinstance(value, Mapping) else getattr(value, field.name, None)
        if found is None:
            continue
        if not field.is_repeated or field.message_type is None or field.message_type.GetOptions().map_entry:
            _write(message, field, found)
            continue
        target = getattr(message, field.name)
        for each in found:
            try:
                _fill(target.add(), field, each)
            except Exception as error:  # its class took it, and it makes no sense all the same
                del target[-1]
                left_out(each, error)
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
