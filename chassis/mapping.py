"""Dataclasses to and from the documents that MongoDB keeps.

Dates and decimals are kept as text, enums as their value, instants as BSON dates (milliseconds, UTC).
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


_KEPT_AS_IT_IS = frozenset({type(None), str, int, bool, float, bytes, datetime})  # nearly every value: by type, the quickest to ask
_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def adapter(cls: Any) -> TypeAdapter[Any]:
    """The validator of a dataclass, built once."""
    known = _ADAPTERS.get(cls)
    if known is None:
        known = _ADAPTERS[cls] = TypeAdapter(cls)
    return known


def to_plain(value: Any) -> Any:
    """What MongoDB can keep of a value: dict, list, str, int, bool, bytes, datetime or None."""
    if type(value) in _KEPT_AS_IT_IS:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | int | bytes | float | datetime):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {name: to_plain(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, Mapping):
        return {str(to_plain(key)): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot be kept: {type(value).__name__}")


@cache
def _names(cls: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls))


def from_plain(cls: type[T], document: Mapping[str, Any]) -> T:
    """The dataclass that a document holds. Raises pydantic.ValidationError where it does not fit."""
    loaded: T = adapter(cls).validate_python(document)
    return loaded
