"""The gate: each kind of change that a reader of the last release would stumble over is refused, and what it would not is let in."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pytest

from cli import compatibility
from cli.compatibility import RELEASE, UNRELEASED, added, breaks, checked, form, main, text_of, today
from cli.schemas import schema_of
from cli.services import SERVICES
from plan.openness import OPEN, OnRequest

UNMARKED = OPEN
DAY = date(2027, 3, 1)
KIND = "sanzhi.registry.part.made.v1"
Edit = Callable[[dict[str, Any]], object]


class Colour(StrEnum):
    """Of a part."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, kw_only=True)
class Screw:
    """In a part."""

    length: int
    colour: Colour


@dataclass(frozen=True, kw_only=True)
class PartMade:
    """A fact that nobody publishes."""

    TYPE: ClassVar[str] = "part.made.v1"
    name: str
    made_on: date
    colour: Colour
    screws: tuple[Screw, ...]
    spare: Screw | None
    counts: dict[str, int]
    reason: OnRequest[str]
    rule: str = "1.1"


def made() -> dict[str, Any]:
    return schema_of("registry", PartMade)


@cache
def _today() -> dict[str, Any]:
    return today()


def as_it_is() -> dict[str, Any]:
    """The forms of all types, to be changed at will."""
    return deepcopy(_today())


def after(edit: Edit) -> list[str]:
    """What breaks once the schema is edited."""
    changed = made()
    edit(changed)
    return breaks({KIND: form(made())}, {KIND: form(changed)}, DAY)


def screw(schema: dict[str, Any]) -> dict[str, Any]:
    inner: dict[str, Any] = schema["$defs"]["Screw"]
    return inner


def test_what_a_reader_counts_on() -> None:
    written = form(made())
    assert written["topic"] == "sanzhi.registry"
    assert {path: said["type"] for path, said in written["fields"].items()} == {
        "name": "string",
        "made_on": "date",
        "colour": "string",
        "screws": "[object]",
        "screws[].length": "integer",
        "screws[].colour": "string",
        "spare": "null|object",
        "spare.length": "integer",
        "spare.colour": "string",
        "counts": "{integer}",
        "reason": "string",
        "rule": "string",
    }
    assert written["fields"]["spare.colour"] == {"type": "string", "required": True, "enum": ["red", "blue"], "sharing": "open"}
    assert written["fields"]["rule"] == {"type": "string", "required": False, "sharing": "open"}


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda schema: schema["properties"].pop("rule"), "field rule was dropped"),
        (lambda schema: screw(schema)["properties"].pop("length"), "field screws[].length was dropped"),
        (lambda schema: schema["properties"]["name"].update(type="integer"), "field name is integer, it was string"),
        (lambda schema: schema["properties"]["made_on"].pop("format"), "field made_on is string, it was date"),
        (
            lambda schema: schema["properties"].update(name={"anyOf": [{"type": "string"}, {"type": "null"}], "x-sharing": "open"}),
            "field name is null|string, it was string",
        ),
        (
            lambda schema: schema["properties"]["counts"]["additionalProperties"].update(type="string"),
            "field counts is {string}, it was {integer}",
        ),
        (lambda schema: schema["required"].append("rule"), "field rule is newly required"),
        (lambda schema: schema["required"].remove("name"), "field name may be missing now"),
        (
            lambda schema: (schema["properties"].update(more={"type": "string"}), schema["required"].append("more")),
            "field more is newly required",
        ),
        (
            lambda schema: (screw(schema)["properties"].update(more={"type": "string"}), screw(schema)["required"].append("more")),
            "field screws[].more is newly required",
        ),
        (lambda schema: schema["$defs"]["Colour"]["enum"].append("green"), "field colour may be green now"),
        (lambda schema: schema["$defs"]["Colour"]["enum"].remove("red"), "field colour is red no longer, which earlier facts are"),
        (
            lambda schema: schema["properties"]["name"].update({"x-sharing": "on_request"}),
            "field name is given to fewer: on_request, it was open",
        ),
    ],
)
def test_a_break_is_refused(edit: Edit, said: str) -> None:
    assert f"{KIND}: {said}" in after(edit)


def test_a_type_that_is_gone_or_on_another_topic_is_refused() -> None:
    before = {KIND: form(made())}
    assert breaks(before, {}, DAY) == [f"{KIND}: the type is gone"]
    moved = {KIND: before[KIND] | {"topic": "sanzhi.registry.internal"}}
    assert breaks(before, moved, DAY) == [f"{KIND}: on sanzhi.registry.internal, not on sanzhi.registry"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda schema: None,
        lambda schema: schema["properties"].update(more={"type": "string", "x-sharing": "never"}),
        lambda schema: schema["properties"]["name"].update(description="What it is called", title="Nom"),
        lambda schema: schema["properties"]["reason"].update({"x-sharing": "open"}),
        # An object that is new and may be missing: what is in it may be required.
        lambda schema: schema["properties"].update(box={"$ref": "#/$defs/Screw", "x-sharing": "open"}),
    ],
)
def test_what_adds_to_a_fact_is_let_in(edit: Edit) -> None:
    assert after(edit) == []


def test_a_type_goes_once_its_last_day_is_over() -> None:
    class Old(PartMade):
        DEPRECATED: ClassVar[date] = DAY

    schema = schema_of("registry", Old)
    assert (schema["deprecated"], schema["x-last-day"]) == (True, "2027-03-01")
    before = {KIND: form(schema)}
    assert breaks(before, {}, DAY) == [f"{KIND}: the type is gone before 2027-03-01 is over"]
    assert breaks(before, {}, date(2027, 3, 2)) == []
    assert json.loads(text_of("v1.0.0", before))["types"] == before
    assert breaks({KIND: form(made())}, before, DAY) == []


def test_a_new_type_is_let_in() -> None:
    before = {KIND: form(made())}
    assert breaks(before, before | {"sanzhi.registry.part.made.v2": form(made())}, DAY) == []


def test_the_facts_are_as_the_last_release_promised() -> None:
    kept = json.loads(RELEASE.read_text())
    assert len(kept["types"]) > 200 and main(["check"]) == f"readers of {kept['release']} read {len(kept['types'])} types as before"


def test_the_gate_shuts_with_what_is_broken_and_what_to_do_instead() -> None:
    now = as_it_is()
    before = deepcopy(now)
    now["sanzhi.registry.project.approved.v1"]["fields"].pop("task_book.nodes[].due_date")
    with pytest.raises(SystemExit) as shut:
        checked({"release": "v1.0.0", "types": before}, now)
    assert str(shut.value).splitlines() == [
        "sanzhi.registry.project.approved.v1: field task_book.nodes[].due_date was dropped",
        "1 breaks of what v1.0.0 promises: publish a new type beside it instead (docs/versions.md)",
    ]


def test_a_field_dropped_of_any_type_of_any_service_shuts_the_gate() -> None:
    kept, now = json.loads(RELEASE.read_text()), as_it_is()
    dropped = {kind: each["fields"].popitem()[0] for kind, each in now.items()}
    assert {kind.split(".")[1] for kind in dropped} == set(SERVICES) - {"desk"}, "only the desk tells nothing"
    with pytest.raises(SystemExit) as shut:
        checked(kept, now)
    assert set(str(shut.value).splitlines()[:-1]) == {f"{kind}: field {field} was dropped" for kind, field in dropped.items()}


def test_before_the_first_release_whatever_is_new_is_promised_at_once() -> None:
    now = as_it_is()
    new, grown = "sanzhi.exchange.subscription.granted.v1", "sanzhi.registry.project.approved.v1"
    kept: dict[str, Any] = {"release": UNRELEASED, "types": deepcopy(now)}
    kept["types"].pop(new)
    kept["types"][grown]["fields"].pop("rule")
    now[grown]["fields"]["rule"]["required"] = False
    with pytest.raises(SystemExit) as shut:
        checked(kept, now)
    assert set(str(shut.value).splitlines()[:-1]) == {new, grown} and "python -m cli.compatibility add" in str(shut.value)
    assert checked(kept | {"release": "v1.0.0"}, now).startswith("readers of v1.0.0")


def test_what_is_added_to_the_promise_takes_no_break_in_and_changes_no_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = tmp_path / "release.json"
    monkeypatch.setattr(compatibility, "RELEASE", written)
    now = as_it_is()
    kept: dict[str, Any] = {"release": UNRELEASED, "types": deepcopy(now)}
    kept["types"].pop("sanzhi.exchange.subscription.granted.v1")
    with pytest.raises(SystemExit, match=r"v1\.0\.0 has promised"):
        added(kept | {"release": "v1.0.0"}, now)
    assert added(kept, now) == f"{len(now)} types of {UNRELEASED}"
    assert checked(json.loads(written.read_text()), now)
    now["sanzhi.exchange.subscription.granted.v1"]["fields"].pop("name")
    before = written.read_text()
    with pytest.raises(SystemExit, match="field name was dropped"):
        added(json.loads(before), now)
    assert written.read_text() == before


def test_what_is_taken_at_a_release_is_read_as_it_was_written() -> None:
    assert json.loads(text_of("v1.0.0", as_it_is())) == {"release": "v1.0.0", "types": as_it_is()}
