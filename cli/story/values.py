"""Messages as plain values: fields by their proto names, every field present, enums that know their short name.

A message or optional field that is not set is None; bytes are bytes; a Timestamp is RFC 3339 text in UTC; int64 is an int.
"""

from datetime import UTC
from typing import Any, Self

from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message


class EnumText(str):
    """An enum's value by its full name; `short` is the name without the enum's prefix, such as SUBMITTED."""

    short: str

    def __new__(cls, full: str, prefix: str) -> Self:
        """The value `full` of an enum whose values start with `prefix`."""
        text = super().__new__(cls, full)
        text.short = full.removeprefix(prefix)
        return text

    def means(self, wanted: str) -> bool:
        """Whether somebody who wrote `wanted` meant this: full or short, in either case."""
        return wanted.upper() in (str(self).upper(), self.short.upper())


def enum_prefix(enum: EnumDescriptor) -> str:
    """APPLICATION_STATE_ for ApplicationState: what its zero value has before UNSPECIFIED."""
    zero: str = enum.values_by_number[0].name
    return zero.removesuffix("UNSPECIFIED") if zero.endswith("UNSPECIFIED") else ""


def plain(message: Message) -> dict[str, Any]:
    """A message as plain values."""
    fields: list[Any] = list(message.DESCRIPTOR.fields)
    return {field.name: _field(message, field) for field in fields}


def _field(message: Message, field: FieldDescriptor) -> Any:
    value = getattr(message, field.name)
    if is_map(field):
        item = map_value(field)
        return {str(key): _one(value[key], item) for key in value}
    if is_repeated(field):
        return [_one(item, field) for item in value]
    if field.has_presence and not message.HasField(field.name):
        return None
    return _one(value, field)


def _one(value: Any, field: FieldDescriptor) -> Any:
    if field.enum_type is not None:
        known = field.enum_type.values_by_number.get(value)
        return EnumText(known.name if known else str(value), enum_prefix(field.enum_type))
    if field.message_type is None:
        return value
    name = field.message_type.full_name
    if name == "google.protobuf.Timestamp":
        return value.ToDatetime(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if name.startswith("google.protobuf."):
        return MessageToDict(value)
    return plain(value)


def is_map(field: FieldDescriptor) -> bool:
    """Whether the field is a map."""
    return bool(field.message_type and field.message_type.GetOptions().map_entry)


def map_value(field: FieldDescriptor) -> FieldDescriptor:
    """What a map field holds under its keys."""
    assert field.message_type is not None
    return field.message_type.fields_by_name["value"]


def is_repeated(field: FieldDescriptor) -> bool:
    """Whether the field is a list or a map."""
    return bool(field.is_repeated)
