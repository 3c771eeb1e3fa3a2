"""Each field of a public fact says to whom it is given; none that people write in their own words is open."""

import importlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from google.protobuf.descriptor import Descriptor
from sanzhi.form.v1 import form_pb2

from cli import openness
from cli.schemas import SHARING, all_facts, schema_of
from cli.services import SERVICES
from plan.openness import NeverTold, OnRequest, Openness

ROOT = Path(__file__).parents[2]
GOLDENS = Path(__file__).parent / "goldens"
OPEN_NAMES = Path(__file__).parent / "open_fields.txt"
PUBLIC = {kind: fact for kind, fact in all_facts().items() if openness.is_public(fact)}
# Long in a form where it is an abstract (摘要), a checksum in every fact.
CHECKSUM = "digest"
FREE_TEXT = {"answer", "comment", "content", "detail", "evidence", "explanation", "message", "note", "occasion", "remark", "statement"}
LONGEST_NAME = 100


def values(body: Any, path: list[str]) -> Iterator[Any]:
    """What stands at a dotted path of a fact, in each entry of the lists on the way."""
    if isinstance(body, list):
        for each in body:
            yield from values(each, path)
    elif path and isinstance(body, dict):
        yield from values(body.get(path[0]), path[1:])
    elif body not in (None, ""):
        yield body


def told(kind: str, *marks: Openness) -> Iterator[tuple[str, Any]]:
    """Path and value of each field of the golden that has one of the marks."""
    _, service, name = kind.split(".", 2)
    body = json.loads((GOLDENS / service / f"{name}.json").read_text())
    for path, mark in openness.leaves(PUBLIC[kind]):
        if mark in marks:
            yield from ((path, value) for value in values(body, path.split(".")))


@cache
def written_at_length() -> set[str]:
    """Names of what forms ask for in several lines, and lists of such."""
    found: set[str] = set()

    def look(message: Descriptor) -> None:
        for field in message.fields:
            if field.GetOptions().Extensions[form_pb2.field].widget == form_pb2.WIDGET_LONG_TEXT:
                found.add(field.name)
        for nested in message.nested_types:
            look(nested)

    for service in SERVICES:
        for message in importlib.import_module(f"sanzhi.{service}.v1.{service}_pb2").DESCRIPTOR.message_types_by_name.values():
            look(message)
    return found


def test_the_exchange_reads_what_the_code_says() -> None:
    assert (ROOT / SHARING).read_text() == openness.table(all_facts()), "make schemas"


@pytest.mark.parametrize("kind", PUBLIC)
def test_a_schema_says_to_whom_each_field_is_given(kind: str) -> None:
    schema = schema_of(kind.split(".")[1], PUBLIC[kind])
    for part in (schema, *schema.get("$defs", {}).values()):
        for name, said in part.get("properties", {}).items():
            assert said["x-sharing"] in set(Openness), f"{kind}: {name}"


def test_what_is_internal_is_given_to_nobody() -> None:
    written = json.loads((ROOT / SHARING).read_text())
    internal = all_facts().keys() - PUBLIC.keys()
    assert internal and not internal & written.keys()
    assert "x-sharing" not in json.dumps(schema_of("evaluation", all_facts()["sanzhi.evaluation.pay.paid.v1"]))


def test_an_open_field_has_a_name_that_was_called_open() -> None:
    """A field of a new name is open once somebody has put the name in the list, having thought of who will read it."""
    names = {path.rpartition(".")[2] for fact in PUBLIC.values() for path, mark in openness.leaves(fact) if mark is Openness.OPEN}
    listed = OPEN_NAMES.read_text().split()
    assert listed == sorted(names), f"not called open: {names - set(listed)}; no field's: {set(listed) - names}"


@pytest.mark.parametrize("kind", PUBLIC)
def test_what_people_write_is_not_open(kind: str) -> None:
    free = (FREE_TEXT | written_at_length()) - {CHECKSUM}
    for path, value in told(kind, Openness.OPEN):
        name = path.rpartition(".")[2]
        if isinstance(value, str):
            is_word = any(value in set(enum) for enum in _enums(PUBLIC[kind]))
            assert is_word or not {name, name.removesuffix("s")} & free, f"{kind}: {path}"
            assert len(value) <= LONGEST_NAME and not set("，。；：！？") & set(value), f"{kind}: {path} reads like free text: {value}"


@pytest.mark.parametrize("kind", PUBLIC)
def test_what_is_never_told_stands_in_no_other_field(kind: str) -> None:
    elsewhere = {str(value) for _, value in told(kind, Openness.OPEN, Openness.ON_REQUEST)}
    hidden = {str(value) for path, value in told(kind, Openness.NEVER)}
    assert not hidden & elsewhere


@dataclass(frozen=True)
class Unsaid:
    """Its module has no UNMARKED."""

    name: str


@dataclass(frozen=True)
class Inner:
    """Said of each field."""

    day: OnRequest[date]
    secret: NeverTold[str]


@dataclass(frozen=True)
class Outer:
    """With a part that nobody is told of, and one that is asked for."""

    asked: OnRequest[tuple[Inner, ...]]
    kept: NeverTold[Inner | None]
    counts: OnRequest[dict[str, int]]


def test_a_field_of_which_nothing_is_said_is_refused() -> None:
    with pytest.raises(openness.Unmarked, match=r"Unsaid\.name"):
        openness.own_marks(Unsaid)


def test_the_stricter_word_counts() -> None:
    assert dict(openness.leaves(Outer)) == {
        "asked.day": "on_request",
        "asked.secret": "never",
        "kept.day": "never",
        "kept.secret": "never",
        "counts": "on_request",
    }


def _enums(fact: type) -> Iterator[Any]:
    for part in openness.parts(fact):
        yield from (hint for hint in get_type_hints(part).values() if hasattr(hint, "__members__"))
