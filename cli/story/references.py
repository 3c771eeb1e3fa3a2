"""References `${…}` inside a story's texts: what was kept, signatures, keys, texts and files.

A text that is one reference and nothing else takes the referenced value as it is; inside a longer text it is written out.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cli.story.marked import MarkedList, MarkedMap
from cli.story.paths import Name, PathError, Step, follow, parse_path
from cli.story.places import Place

_REFERENCE = re.compile(r"\$\$\{|\$\{(?P<inside>[^}]*)\}")
_CALL = re.compile(r"(?P<function>[a-z_0-9]+)\((?P<arguments>.*)\)", re.DOTALL)
_PERSON = re.compile(r"people/[a-z0-9-]+")


class BadReference(Exception):
    """A reference that cannot be read or resolved; in Chinese."""


@dataclass(frozen=True)
class Kept:
    """Something that an act kept, and a path into it."""

    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Literal:
    """Bytes that the story itself holds, or a file beside it."""

    kind: str
    text: str


@dataclass(frozen=True)
class Call:
    """sign(what[, people/x]), key_id(people/x), sha256(what)."""

    function: str
    what: "Expression | None"
    person: str


Expression = Kept | Literal | Call
Part = str | Expression


class Scope(Protocol):
    """What references are resolved against."""

    folder: Path
    person: str

    def kept(self, name: str) -> Any:
        """What was kept under a name. Raises KeyError."""
        ...

    def sign(self, person: str, content: bytes) -> bytes:
        """A person's signature over bytes. Raises BadReference."""
        ...

    def key_id(self, person: str) -> str:
        """The id of a person's signing key. Raises BadReference."""
        ...


def parts(text: str) -> list[Part]:
    """The pieces of a text: plain ones and references. Raises BadReference."""
    pieces: list[Part] = []
    position = 0
    for found in _REFERENCE.finditer(text):
        if found.start() > position:
            pieces.append(_literally(text[position : found.start()]))
        inside = found["inside"]
        pieces.append("${" if inside is None else expression(inside.strip()))
        position = found.end()
    if position < len(text) or not pieces:
        pieces.append(_literally(text[position:]))
    return pieces


def _literally(text: str) -> str:
    if "${" in text:
        raise BadReference("“${”没有对应的“}”")
    return text


def expression(text: str) -> Expression:
    """One reference, without its braces. Raises BadReference."""
    kind, colon, rest = text.partition(":")
    if colon and kind in ("text", "file"):
        return Literal(kind, rest)
    called = _CALL.fullmatch(text)
    if called:
        return _call(called["function"], [argument.strip() for argument in called["arguments"].split(",")])
    try:
        root, *steps = parse_path(text)
    except PathError as error:
        raise BadReference(f"引用 ${{{text}}} 写法不对") from error
    if not isinstance(root, Name):
        raise BadReference(f"引用 ${{{text}}} 写法不对")
    return Kept(root.name, tuple(steps))


def _call(function: str, arguments: list[str]) -> Call:
    if function == "key_id" and len(arguments) == 1:
        return Call(function, None, _person(arguments[0]))
    if function == "sha256" and len(arguments) == 1:
        return Call(function, expression(arguments[0]), "")
    if function == "sign" and len(arguments) in (1, 2):
        return Call(function, expression(arguments[0]), _person(arguments[1]) if len(arguments) == 2 else "")
    raise BadReference(f"没有函数 {function}（{len(arguments)} 个参数）；可用：sign、key_id、sha256")


def _person(text: str) -> str:
    if not _PERSON.fullmatch(text):
        raise BadReference(f"{text} 不是人员名称，应为 people/…")
    return text


def references_in(value: Any, place: Place) -> Iterator[tuple[Expression | BadReference, Place]]:
    """All references in a value of a story, with their places; one that cannot be read comes as the error."""
    if isinstance(value, MarkedMap):
        for key, item in value.items():
            yield from _references_of(key, value.places[key])
            yield from references_in(item, value.places[key])
    elif isinstance(value, MarkedList):
        for item, item_place in value.placed():
            yield from references_in(item, item_place)
    elif isinstance(value, str):
        yield from _references_of(value, place)


def _references_of(text: str, place: Place) -> Iterator[tuple[Expression | BadReference, Place]]:
    try:
        for piece in parts(text):
            if not isinstance(piece, str):
                yield piece, place
    except BadReference as error:
        yield error, place


def resolve(value: Any, scope: Scope) -> Any:
    """A value of a story with its references resolved; places are kept. Raises BadReference."""
    if isinstance(value, MarkedMap):
        mapping = MarkedMap(value.place)
        for key, item in value.items():
            mapping.add(_text(key, scope), resolve(item, scope), value.places[key])
        return mapping
    if isinstance(value, MarkedList):
        items = MarkedList(value.place)
        for item, place in value.placed():
            items.add(resolve(item, scope), place)
        return items
    return _resolve_text(value, scope) if isinstance(value, str) else value


def _resolve_text(text: str, scope: Scope) -> Any:
    pieces = parts(text)
    if len(pieces) == 1 and not isinstance(pieces[0], str):
        return evaluate(pieces[0], scope)
    return _text(text, scope)


def _text(text: str, scope: Scope) -> str:
    return "".join(piece if isinstance(piece, str) else _written(evaluate(piece, scope)) for piece in parts(text))


def _written(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict | list) or value is None:
        raise BadReference("文字中间只能引用单个值")
    return str(value).lower() if isinstance(value, bool) else str(value)


def evaluate(reference: Expression, scope: Scope) -> Any:
    """What a reference stands for. Raises BadReference."""
    if isinstance(reference, Kept):
        return _kept(reference, scope)
    if isinstance(reference, Literal):
        return _literal(reference, scope.folder)
    if reference.what is None:
        return scope.key_id(reference.person)
    content = as_bytes(evaluate(reference.what, scope))
    if reference.function == "sha256":
        return "sha256:" + hashlib.sha256(content).hexdigest()
    return scope.sign(reference.person or scope.person, content)


def _kept(reference: Kept, scope: Scope) -> Any:
    try:
        value = scope.kept(reference.name)
    except KeyError as error:
        raise BadReference(f"没有保存过 {reference.name}") from error
    try:
        return follow(value, list(reference.steps))
    except PathError as error:
        raise BadReference(f"引用 {reference.name}：{error}") from error


def _literal(reference: Literal, folder: Path) -> bytes:
    if reference.kind == "text":
        return reference.text.encode()
    try:
        return (folder / reference.text.strip()).read_bytes()
    except OSError as error:
        raise BadReference(f"文件 {reference.text} 无法读取：{error.strerror}") from error


def as_bytes(value: Any) -> bytes:
    """The bytes that are signed or hashed: bytes as they are, text as UTF-8. Raises BadReference."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    raise BadReference("只能对字节或文字签名、求摘要")
