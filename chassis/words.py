"""Chinese of the proto's options (sanzhi.form.v1): the words of enum values, fields, acts and things."""

import re
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumValueDescriptor, FieldDescriptor, MethodDescriptor
from sanzhi.form.v1 import form_pb2

NOT_SET = "未指明"
_SHARED = form_pb2.SharedFields.DESCRIPTOR.fields_by_name


def word_of(value: EnumValueDescriptor) -> str:
    """An enum value in Chinese; empty where the proto has no word for it."""
    options: Any = value.GetOptions()
    return str(options.Extensions[form_pb2.word]) or ("" if value.number else NOT_SET)


def form_of(field: FieldDescriptor) -> form_pb2.Field:
    """What a form says of a field: its own option, or, in a request, that of a shared field of its name."""
    options: Any = field.GetOptions()
    owner: Any = field.containing_type
    if options.HasExtension(form_pb2.field) or not owner.name.endswith("Request") or field.name not in _SHARED:
        own: form_pb2.Field = options.Extensions[form_pb2.field]
        return own
    shared: Any = _SHARED[field.name].GetOptions()
    common: form_pb2.Field = shared.Extensions[form_pb2.field]
    return common


def act_of(method: MethodDescriptor) -> form_pb2.Act:
    """What a face says of a method."""
    options: Any = method.GetOptions()
    act: form_pb2.Act = options.Extensions[form_pb2.act]
    return act


def noun_of(message: Descriptor) -> str:
    """What a thing is called; empty where the proto has no word for it."""
    options: Any = message.GetOptions()
    return str(options.Extensions[form_pb2.noun])


# What stands in a map of texts, whose fields are the compiler's and have no label.
PAIR = {"key": "名称", "value": "内容"}


def place_of(message: Descriptor, path: str) -> str:
    """Where people find the field of a path: "items[0].evidence" → "逐项自评第1项的证明材料"; a field without a label by its name."""
    known: Any = message
    said = ""
    for part in re.findall(r"[^.\[\]]+", path):
        field = None if known is None else known.fields_by_name.get(part)
        if field is not None:
            said += ("的" if said else "") + (form_of(field).label or _unlabelled(field, part))
            known = field.message_type
        else:
            said += f"第{int(part) + 1}项" if part.isdecimal() else part
    return said


def _unlabelled(field: FieldDescriptor, part: str) -> str:
    owner: Any = field.containing_type
    return PAIR[part] if owner.GetOptions().map_entry else part
