"""Fields that the proto calls personal: what a request carries of them, and what no answer may give by the way."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from google.protobuf.message import Message
from sanzhi.access.v1 import access_pb2


@cache
def personal_in(message: Any) -> tuple[str, ...]:
    """Names of the personal fields of a message; `message` is its descriptor."""
    return tuple(field.name for field in message.fields if field.GetOptions().Extensions[access_pb2.personal])


def values_in(message: Message) -> list[str]:
    """What a message carries in them."""
    return [value for name in personal_in(message.DESCRIPTOR) if (value := getattr(message, name))]


@cache
def misplaced(request: Any, answer: Any, *, mutates: bool, streams: bool) -> tuple[str, ...]:
    """What is wrong with the personal fields of a method's messages, descriptors both.

    They are single texts at the top, not of a stream, where everything that writes down a request finds them; and no read gives any:
    reading them is an act on record.
    """
    problems = [
        f"{path}: a personal field is one text of the request or the answer itself"
        for message in (request, answer)
        for path, field, depth in _all(message, "", ())
        if field.GetOptions().Extensions[access_pb2.personal] and (depth or field.is_repeated or field.type != field.TYPE_STRING)
    ]
    given, taken = personal_in(answer), personal_in(request)
    if given and not mutates:
        problems.append(f"{', '.join(given)}: personal data is given by an act alone, which is on record")
    if streams and (given or taken):
        problems.append(f"{', '.join(given + taken)}: personal data does not come in a stream")
    return tuple(problems)


def _all(message: Any, path: str, above: tuple[str, ...]) -> Iterator[tuple[str, Any, int]]:
    for field in message.fields:
        yield f"{path}{field.name}", field, len(above)
        inner = field.message_type
        if inner is not None and inner.full_name not in (*above, message.full_name):
            yield from _all(inner, f"{path}{field.name}.", (*above, message.full_name))
