"""A call as the forms of its fields would send it, made of their examples."""

import json
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from sanzhi.form.v1 import form_pb2

from chassis.words import form_of

_BYTES = "QQ=="  # one byte, as protobuf's JSON writes it
_KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="  # as many as an Ed25519 key has


def example_of(message: Descriptor, *, required_only: bool = False) -> dict[str, Any]:
    """The request as protobuf's JSON; hidden fields have what a face would fill in."""
    return {
        field.name: [_one(field, required_only)] if _is_list(field) else _one(field, required_only)
        for field in message.fields
        if not (required_only and form_of(field).optional)
    }


def _is_list(field: FieldDescriptor) -> bool:
    return field.is_repeated and not is_map(field)


def is_map(field: FieldDescriptor) -> bool:
    """Whether it is a map: names and texts."""
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def is_instant(field: FieldDescriptor) -> bool:
    """Whether it is a point in time."""
    return field.message_type is not None and field.message_type.full_name == "google.protobuf.Timestamp"


def _one(field: FieldDescriptor, required_only: bool) -> Any:
    example = form_of(field).example
    if field.enum_type is not None:
        return field.enum_type.values[1].name
    if field.message_type is not None and not is_map(field) and not is_instant(field):
        return example_of(field.message_type, required_only=required_only)
    match field.cpp_type, example:
        case FieldDescriptor.CPPTYPE_BOOL, _:
            return True
        case FieldDescriptor.CPPTYPE_STRING, _ if field.type == FieldDescriptor.TYPE_BYTES:
            return _KEY if form_of(field).widget == form_pb2.WIDGET_KEY else _BYTES
        case FieldDescriptor.CPPTYPE_STRING, _:
            return example or "x"
        case FieldDescriptor.CPPTYPE_MESSAGE, _ if is_instant(field):
            return example
        case _:
            return json.loads(example or "1")


def asked(field: FieldDescriptor) -> bool:
    """Whether a form asks for it."""
    return form_of(field).widget not in (form_pb2.WIDGET_HIDDEN, form_pb2.WIDGET_FILE_NAME)
