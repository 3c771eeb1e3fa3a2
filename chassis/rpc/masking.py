"""Takes out of an answer what its view hides from the caller."""

from collections.abc import Iterator
from typing import Any

from google.protobuf.message import Message

from chassis.access.views import ITSELF, Hidden, Shown


def mask(message: Message, shown: Shown[Any]) -> None:
    """Clear the hidden fields of an answer that was filled from the resource."""
    for hidden in shown.hidden:
        for path in hidden.fields:
            _clear(message, path.split("."), hidden, shown)


def _clear(message: Message, path: list[str], hidden: Hidden, shown: Shown[Any]) -> None:
    known = message.DESCRIPTOR.fields_by_name
    if hidden.until in known and getattr(message, hidden.until) and not shown.tried:
        return
    field: Any = known[path[0]]
    if len(path) > 1:
        inner = getattr(message, path[0])
        for each in inner if field.is_repeated else [inner] if message.HasField(path[0]) else []:
            _clear(each, path[1:], hidden, shown)
    elif not _is_own(message, hidden, shown.caller):
        _clear_here(message, field, hidden, shown.caller)


def _clear_here(message: Message, field: Any, hidden: Hidden, caller: frozenset[str]) -> None:
    if not field.is_repeated:
        message.ClearField(field.name)
        return
    items = getattr(message, field.name)
    if field.message_type is not None:
        kept = [item for item in items if _is_own(item, hidden, caller)]
    else:
        kept = [item for item in items if ITSELF in hidden.own and item in caller]
    del items[:]
    items.extend(kept)


def _is_own(message: Message, hidden: Hidden, caller: frozenset[str]) -> bool:
    known = message.DESCRIPTOR.fields_by_name
    return any(getattr(message, name) in caller for name in hidden.own if name in known)


def unknown_fields(message: Any, hidden: Hidden) -> list[str]:
    """Paths that an answer does not have; `message` is its descriptor."""
    return [path for path in hidden.fields if not _leads_somewhere(message, path.split("."), hidden.until)]


def _leads_somewhere(message: Any, path: list[str], until: str) -> bool:
    if until and not any(name == until for name in _names_on(message, path)):
        return False
    for name in path:
        field = message.fields_by_name.get(name) if message is not None else None
        if field is None:
            return False
        message = field.message_type
    return True


def _names_on(message: Any, path: list[str]) -> Iterator[str]:
    for name in path:
        if message is None:
            return
        yield from message.fields_by_name
        field = message.fields_by_name.get(name)
        message = field.message_type if field is not None else None
