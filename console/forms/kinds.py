"""How a field of a request is asked for: read off its type and its form option (sanzhi.form.v1)."""

from enum import StrEnum

from google.protobuf.descriptor import FieldDescriptor
from sanzhi.form.v1 import form_pb2

from chassis.words import form_of

W = form_pb2.Widget
_SCALAR = {
    W.WIDGET_LONG_TEXT: "long",
    W.WIDGET_DATE: "date",
    W.WIDGET_MONEY: "money",
    W.WIDGET_DECIMAL: "decimal",
    W.WIDGET_PERCENTAGE: "decimal",
    W.WIDGET_PERSON: "person",
    W.WIDGET_ORGANIZATION: "organization",
    W.WIDGET_AREA: "area",
    W.WIDGET_CHOICE: "choice",
    W.WIDGET_MADE: "made",
    W.WIDGET_KEY: "key",
}


class Kind(StrEnum):
    """What is drawn, and how what is typed is read."""

    HIDDEN = "hidden"
    TEXT = "text"
    LONG = "long"
    DATE = "date"
    INSTANT = "instant"
    MONEY = "money"
    DECIMAL = "decimal"
    WHOLE = "whole"
    TRUTH = "truth"
    CHOICE = "choice"
    PERSON = "person"
    ORGANIZATION = "organization"
    AREA = "area"
    FILE = "file"
    MADE = "made"
    KEY = "key"
    GROUP = "group"
    ROWS = "rows"  # a list of groups, or of single values
    LINES = "lines"  # a list of texts, one a line
    PAIRS = "pairs"  # a map of texts


def is_file(message: object) -> bool:
    """Whether a message carries a file: its content, or instead the digest of one that was uploaded."""
    names = getattr(message, "fields_by_name", {})
    return all(name in names for name in ("name", "content", "digest"))


def is_asked(field: FieldDescriptor) -> bool:
    """Whether a form shows it at all."""
    return form_of(field).widget not in (W.WIDGET_HIDDEN, W.WIDGET_FILE_NAME)


def is_numbered(field: FieldDescriptor, path: str) -> bool:
    """Whether it is the id of a row within a form: nobody types one, and it stays what it is."""
    return form_of(field).widget == W.WIDGET_NEW_ID and any(part.isdecimal() for part in path.split("."))


def kind_of(field: FieldDescriptor, *, single: bool = False) -> Kind:
    """The kind of a field; single: of one entry of a list."""
    if not is_asked(field):
        return Kind.HIDDEN
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        return Kind.PAIRS
    if field.is_repeated and not single:
        plain = field.message_type is None and _one(field) in (Kind.TEXT, Kind.LONG)
        return Kind.LINES if plain else Kind.ROWS
    return _one(field)


def _one(field: FieldDescriptor) -> Kind:
    if field.message_type is not None:
        return Kind.INSTANT if field.message_type.full_name == "google.protobuf.Timestamp" else Kind.GROUP
    if field.type == FieldDescriptor.TYPE_BYTES:
        return {W.WIDGET_FILE: Kind.FILE, W.WIDGET_KEY: Kind.KEY}.get(form_of(field).widget, Kind.MADE)
    if field.enum_type is not None:
        return Kind.CHOICE
    if field.type == FieldDescriptor.TYPE_BOOL:
        return Kind.TRUTH
    named = _SCALAR.get(form_of(field).widget)
    if named:
        return Kind(named)
    return Kind.WHOLE if field.cpp_type != FieldDescriptor.CPPTYPE_STRING else Kind.TEXT
