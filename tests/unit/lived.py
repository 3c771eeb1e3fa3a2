"""A life written down: what each act of an aggregate changes, tells or refuses, so that any change of it shows.

A room keeps its lives in lives.txt beside a lives.py that writes them (`python -m tests.unit.ROOM.lives`).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from chassis.errors import Refusal

# Not written out, where a field has it.
_NOTHING = ("''", "-", "[]", "{}", "no")
_LONG = 6
_PADDED = re.compile(r"([0-9a-f])\1{15,}")
_DIGEST = re.compile(r"\b[0-9a-f]{20,}\b")


class Life:
    """Stands before an aggregate: its methods are called as ever, and written down with what came of them."""

    def __init__(self, title: str, made: Any, *, besides: Mapping[str, Any] | None = None, from_birth: bool = True) -> None:
        """`besides`: whatever else changes with it, by name. `from_birth`: with all that it is before the first act."""
        self._made, self._besides = made, besides or {}
        self._named = getattr(made, "name", "")
        self._versions: dict[str, str] = {}
        self._lines = [title]
        self._lines += [f"  {name}: {value}" for name, value in self._state().items() if from_birth]

    def __str__(self) -> str:
        return "\n".join(self._lines) + "\n"

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._made, name)
        return self.does(name, found) if callable(found) else found

    def does(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        """The act, written down under a name."""

        def lived(*args: Any, **named: Any) -> Any:
            before = self._state()
            self._lines += ["", f"  {name}"]
            try:
                told = act(*args, **named)
            except Refusal as refusal:
                self._lines.append(f"    refused: {_refusal(refusal)}")
                return refusal
            except LookupError as bug:  # whoever calls it then is wrong
                self._lines.append(f"    raises: {type(bug).__name__}")
                return bug
            now = self._state()
            self._lines += [f"    {each}: {now.get(each, '-')}" for each in {**before, **now} if before.get(each) != now.get(each)]
            for each in told if isinstance(told, list | tuple) else [] if told is None else [told]:
                self._lines.append(f"    → {self.shown(each)}")
            return told

        return lived

    def _state(self) -> dict[str, str]:
        """Fields and properties that are something, of all that lives."""
        parts = [part for prefix, made in {"": self._made, **self._besides}.items() for part in _parts(prefix, made)]
        lines = {name: self.shown(value) for name, value in parts}
        return {name: line for name, line in lines.items() if line not in _NOTHING}

    def shown(self, value: Any) -> str:
        """On a line, for readers; digests that are no name of anything are told apart by number alone."""
        line = _DIGEST.sub(self._numbered, shown(value))
        return line.replace(f"={self._named}", "=~") if self._named else line

    def _numbered(self, found: re.Match[str]) -> str:
        return f"#{self._versions.setdefault(found[0], str(len(self._versions) + 1))}"


def tried(name: str, act: Callable[..., Any], *args: Any) -> str:
    """A line: what came of an act of nothing that lives."""
    try:
        return f"{name}: {shown(act(*args))}"
    except Refusal as refusal:
        return f"{name}: {_refusal(refusal)}"


def _parts(prefix: str, made: Any) -> Iterator[tuple[str, Any]]:
    """Fields and properties; of what can change by itself, its own."""
    for name in [*(each.name for each in fields(made)), *_properties(type(made))]:
        value, called = _value(made, name), f"{prefix}.{name}" if prefix else name
        inside = {f"{called}[{at}]": each for at, each in enumerate(value)} if isinstance(value, list) else {called: value}
        if inside and all(_is_mutable(each) for each in inside.values()):
            for within, each in inside.items():
                yield from _parts(within, each)
        else:
            yield called, value


def _is_mutable(value: Any) -> bool:
    return is_dataclass(value) and not isinstance(value, type) and not type(value).__dataclass_params__.frozen  # type: ignore[attr-defined]


def _value(made: Any, name: str) -> Any:
    try:
        return getattr(made, name)
    except (LookupError, AssertionError) as none:  # not there yet
        return f"{type(none).__name__}"


def _properties(made: type) -> list[str]:
    return sorted({name for each in made.__mro__ for name, value in vars(each).items() if isinstance(value, property)})


def _refusal(refusal: Refusal) -> str:
    besides = " ".join(f"{name}={shown(value)}" for name, value in sorted(refusal.metadata.items()))
    return f"{type(refusal).__name__} {refusal.reason} {refusal.rule or '-'} {besides}".rstrip()


def shown(value: Any) -> str:
    """On a line: what is nothing is left out, a long list but for its ends, and of bytes and digests all but that they are there."""
    if is_dataclass(value) and not isinstance(value, type):
        said = {each.name: shown(getattr(value, each.name)) for each in fields(value)}
        return f"{type(value).__name__}({', '.join(f'{name}={line}' for name, line in said.items() if line not in _NOTHING)})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{shown(key)}: {shown(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Set):
        return "[" + ", ".join(sorted(shown(each) for each in value)) + "]"
    if isinstance(value, list | tuple):
        each_shown = [shown(each) for each in value]
        ends = [each_shown[0], f"… {len(value)} in all …", each_shown[-1]] if len(value) >= _LONG else each_shown
        return "[" + ", ".join(ends) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "-"}[value]
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return _PADDED.sub(r"\1…", value) or "''" if isinstance(value, str) else str(value)
