"""Resource names in a request's own fields, for the record of what was refused."""

import re

from google.protobuf.message import Message

_RESOURCE = re.compile(r"[a-z][A-Za-z]*(/[\w.-]+)+")


def resources_of(message: Message, longest: int) -> tuple[str, ...]:
    """Resource names that a request carries in fields of its own."""
    values = (value for _, value in message.ListFields() if isinstance(value, str))
    return tuple(value for value in values if len(value) <= longest and _RESOURCE.fullmatch(value))
