"""What the protos say for forms is whole, fits the fields, and asks for what the calls need: no more, no less."""

import importlib
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from google.protobuf import json_format
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor
from sanzhi.form.v1 import form_pb2

from chassis.rpc.binding import Method, bind
from chassis.rpc.decoding import decode
from chassis.words import act_of, form_of, noun_of
from cli.services import SERVICES
from tests.contract.forms.examples import asked, example_of, is_instant, is_map
from tests.contract.forms.protos import methods

STORIES = Path(__file__).parents[3] / "examples/stories"
W = form_pb2.Widget
# Nothing is typed into these, so that an example would show nothing.
NO_EXAMPLE = {W.WIDGET_HIDDEN, W.WIDGET_FILE, W.WIDGET_FILE_NAME, W.WIDGET_MADE, W.WIDGET_KEY}
PATTERNS = {
    W.WIDGET_DATE: r"\d{4}-\d\d-\d\d",
    W.WIDGET_DECIMAL: r"-?\d+(\.\d+)?",
    W.WIDGET_PERCENTAGE: r"\d+(\.\d+)?",
    W.WIDGET_PERSON: r"people/[a-z0-9-]+",
    W.WIDGET_ORGANIZATION: r"organizations/[a-z0-9-]+",
    W.WIDGET_PROJECT: r"projects/[a-z0-9-]+",
    W.WIDGET_AREA: r"[a-z]+",
    W.WIDGET_NEW_ID: r"[a-z0-9-]{1,63}",
}


def request_messages() -> list[Descriptor]:
    """Every request, and every message within one."""
    found: dict[str, Descriptor] = {}

    def walk(message: Descriptor) -> None:
        if message.full_name not in found and message.full_name.startswith("sanzhi.") and not message.GetOptions().map_entry:
            found[message.full_name] = message
            for field in message.fields:
                if field.message_type is not None:
                    walk(field.message_type)

    for method in methods():
        walk(method.input_type)
    return list(found.values())


FIELDS = [field for message in request_messages() for field in message.fields]


def changes(method: MethodDescriptor) -> bool:
    return "request_id" in method.input_type.fields_by_name


def types_text(field: FieldDescriptor) -> bool:
    """Whether people type a value: no choice, no yes or no, no group of fields."""
    chosen = field.enum_type is not None or field.type == FieldDescriptor.TYPE_BOOL
    grouped = field.message_type is not None and not is_map(field) and not is_instant(field)
    return not chosen and not grouped and form_of(field).widget not in NO_EXAMPLE


def test_every_field_of_a_request_has_a_label() -> None:
    assert [field.full_name for field in FIELDS if not form_of(field).label] == []


def test_every_field_that_is_asked_for_has_help() -> None:
    assert [field.full_name for field in FIELDS if asked(field) and not form_of(field).help] == []


def test_every_field_that_is_typed_into_has_an_example() -> None:
    assert [field.full_name for field in FIELDS if types_text(field) and not form_of(field).example] == []


def test_every_act_has_a_name_and_every_change_says_what_it_does() -> None:
    assert [method.full_name for method in methods() if not act_of(method).label] == []
    assert [method.full_name for method in methods() if changes(method) and not act_of(method).help] == []


def test_everything_that_a_call_returns_has_a_name() -> None:
    returned = {method.output_type.full_name: noun_of(method.output_type) for method in methods()}
    assert [name for name, noun in returned.items() if not noun and not name.endswith("Response")] == []


def test_labels_and_helps_are_short_and_end_alike() -> None:
    assert [field.full_name for field in FIELDS if len(form_of(field).label) > 12 or len(form_of(field).help) > 60] == []
    assert [field.full_name for field in FIELDS if form_of(field).help.endswith("。")] == []
    acts = {method.full_name: act_of(method) for method in methods()}
    assert [name for name, act in acts.items() if len(act.label) > 12 or len(act.help) > 60] == []
    assert [name for name, act in acts.items() if act.help and not act.help.endswith("。")] == []


def test_labels_tell_the_fields_of_a_form_and_the_acts_apart() -> None:
    for message in request_messages():
        labels = [form_of(field).label for field in message.fields]
        assert len(labels) == len(set(labels)), message.full_name
    changing = [act_of(method).label for method in methods() if changes(method)]
    assert {label for label in changing if changing.count(label) > 1} == set()


def test_a_widget_fits_the_type_of_its_field() -> None:
    for field in FIELDS:
        form = form_of(field)
        is_text = field.type == FieldDescriptor.TYPE_STRING
        assert form.widget not in PATTERNS or is_text, field.full_name
        assert (form.widget == W.WIDGET_MONEY) == field.name.endswith("_fen"), field.full_name
        assert (field.type != FieldDescriptor.TYPE_BYTES) or form.widget in NO_EXAMPLE, field.full_name
        assert (form.widget == W.WIDGET_RESOURCE) == bool(form.pattern), field.full_name
        assert (form.widget == W.WIDGET_CHOICE) == bool(form.choices), field.full_name
        assert form.widget not in (W.WIDGET_MONEY, W.WIDGET_PERCENTAGE) or form.unit in ("元", "%"), field.full_name


def test_a_message_that_is_a_file_is_asked_for_as_one() -> None:
    whole = {"name", "media_type", "content"}
    messages = {field.full_name: field.message_type for field in FIELDS if field.message_type is not None}
    files = {name: message for name, message in messages.items() if whole <= set(message.fields_by_name.keys())}
    alone = {name for name, message in files.items() if not any(each.enum_type for each in message.fields)}
    assert alone
    assert {field.full_name for field in FIELDS if field.full_name in alone and form_of(field).widget != W.WIDGET_FILE} == set()


def test_an_example_is_one_that_its_widget_would_give() -> None:
    for field in FIELDS:
        form = form_of(field)
        if form.widget in PATTERNS:
            assert re.fullmatch(PATTERNS[form.widget], form.example), field.full_name
        if form.widget == W.WIDGET_DATE:
            date.fromisoformat(form.example)
        if form.widget == W.WIDGET_PERCENTAGE:
            assert 0 <= Decimal(form.example) <= 100, field.full_name
        if form.choices:
            assert form.example in form.choices, field.full_name
        if form.pattern:
            assert re.fullmatch(re.sub(r"\{\w+\}", "[a-z0-9-]+", form.pattern), form.example), field.full_name


def bound() -> Iterator[Method]:
    for service in SERVICES:
        declared = importlib.import_module(f"services.{service}.main").SERVICE
        yield from bind(declared.descriptor.services_by_name[declared.proto.rpartition(".")[2]], declared.handlers)


@pytest.mark.parametrize("required_only", [False, True], ids=["everything filled in", "only what is asked for"])
@pytest.mark.parametrize("method", list(bound()), ids=lambda method: method.name)
def test_a_form_filled_in_as_its_examples_show_is_a_call(method: Method, required_only: bool) -> None:
    request = method.request()
    descriptor: Any = request.DESCRIPTOR
    json_format.ParseDict(example_of(descriptor, required_only=required_only), request)
    decode(request, method.command)


def calls_of_stories() -> Iterator[tuple[str, dict[str, Any]]]:
    """The calls that the example stories make and that are not refused."""
    for story in sorted(STORIES.glob("*.yaml")):
        for act in yaml.safe_load(story.read_text(encoding="utf-8"))["acts"]:
            if "call" in act and not any("refused" in expected for expected in act.get("expect", [])):
                yield act["call"], act.get("with", {})


def left_out(message: Descriptor, given: dict[str, Any]) -> Iterator[str]:
    """Fields that a form would have asked for."""
    for field in message.fields:
        value = given.get(field.name)
        if value is None and not form_of(field).optional and asked(field):
            yield field.full_name
        if field.message_type is not None and not is_map(field) and not is_instant(field):
            nested = value if isinstance(value, list) else [value]
            for each in nested:
                if isinstance(each, dict) and form_of(field).widget != W.WIDGET_FILE and not any(key.startswith("$") for key in each):
                    yield from left_out(field.message_type, each)


def test_no_story_leaves_out_what_a_form_would_insist_on() -> None:
    known = {f"{method.containing_service.full_name}/{method.name}": method for method in methods()}
    missing = {name for call, given in calls_of_stories() if call in known for name in left_out(known[call].input_type, given)}
    assert missing == set()


def test_a_shared_field_is_described_once() -> None:
    shared = {field.name: form_of(field) for field in form_pb2.SharedFields.DESCRIPTOR.fields}
    own = [field for field in FIELDS if field.GetOptions().HasExtension(form_pb2.field) and field.name in shared]
    assert [field.full_name for field in own if form_of(field) == shared[field.name]] == []
    assert form_of(form_pb2.SharedFields.DESCRIPTOR.fields_by_name["name"]).widget == W.WIDGET_HIDDEN
