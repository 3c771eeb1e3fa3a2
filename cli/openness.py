"""What of the public facts leaves the suite: the marks of their fields (plan/openness.py), as one file that the exchange reads."""

import json
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

from plan.openness import Openness

_STRICTEST = tuple(Openness)


class Unmarked(Exception):
    """A field of a public fact says nothing of who is given it, and neither does its module."""


def own_marks(cls: type) -> dict[str, Openness]:
    """What a dataclass says of each of its fields, itself or by the `UNMARKED` of the module that the field stands in."""
    hints = get_type_hints(cls, include_extras=True)
    return {field.name: _mark(cls, field.name, hints[field.name]) for field in fields(cls)}


def leaves(cls: type, path: str = "", above: Openness = Openness.OPEN) -> Iterator[tuple[str, Openness]]:
    """Fields without fields of their own, "task_book.nodes.title", each with the strictest of its mark and those above it."""
    hints = get_type_hints(cls)
    for name, mark in own_marks(cls).items():
        strictest = max(mark, above, key=_STRICTEST.index)
        inner = [each for each in kinds(hints[name]) if is_dataclass(each)]
        for each in inner:
            yield from leaves(each, f"{path}{name}.", strictest)
        if not inner:
            yield f"{path}{name}", strictest


def parts(cls: type) -> Iterator[type]:
    """The dataclass and those that its fields are made of."""
    yield cls
    hints = get_type_hints(cls)
    for field in fields(cls):
        for each in kinds(hints[field.name]):
            if is_dataclass(each):
                yield from parts(each)


def is_public(fact: type) -> bool:
    """Facts that are INTERNAL leave nowhere."""
    return not getattr(fact, "INTERNAL", False)


def table(facts: dict[str, type]) -> str:
    """Type of each public fact → path of each of its fields → its mark, as it stands in its file."""
    public = {name: dict(leaves(fact)) for name, fact in facts.items() if is_public(fact)}
    return json.dumps(public, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def kinds(hint: Any) -> Iterator[type]:
    """The classes that a type is made of: X of `tuple[X, ...]`, `X | None`, `dict[str, X]`."""
    if isinstance(hint, type) and not get_args(hint):
        yield hint
    for each in get_args(hint):
        yield from kinds(each)


def _mark(cls: type, name: str, hint: Any) -> Openness:
    said = [each for each in getattr(hint, "__metadata__", ()) if isinstance(each, Openness)]
    home = next(each for each in cls.__mro__ if name in vars(each).get("__annotations__", {}))
    mark = said[0] if said else getattr(sys.modules[home.__module__], "UNMARKED", None)
    if not isinstance(mark, Openness):
        raise Unmarked(f"{home.__module__}.{home.__qualname__}.{name}: neither it nor its module says to whom it is given")
    return mark
