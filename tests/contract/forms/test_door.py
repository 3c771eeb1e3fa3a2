"""No text and no list of any request of any service gets past the door: whoever adds a field has it checked."""

from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf import json_format
from google.protobuf.message import Message
from sanzhi.form.v1 import form_pb2

from chassis.errors import InvalidArgument
from chassis.rpc.binding import Method
from chassis.rpc.decoding import MOST_ENTRIES, decode
from chassis.rpc.texts import Kind, kind_of
from tests.contract.forms.examples import example_of, is_instant, is_map
from tests.contract.forms.test_forms import bound

METHODS = list(bound())


def requests(method: Method) -> tuple[Message, Any]:
    request = method.request()
    descriptor: Any = request.DESCRIPTOR
    json_format.ParseDict(example_of(descriptor), request)
    return request, descriptor


def within(message: Any) -> Iterator[Any]:
    """A message, and every message in it."""
    yield message
    for field in message.DESCRIPTOR.fields:
        if field.message_type is not None and not is_map(field) and not is_instant(field):
            for each in getattr(message, field.name) if field.is_repeated else [getattr(message, field.name)]:
                yield from within(each)


def texts(request: Any) -> Iterator[tuple[Any, Any]]:
    """Every text of a request: the message that has it, its field."""
    return ((each, field) for each in within(request) for field in each.DESCRIPTOR.fields if field.type == field.TYPE_STRING)


def lists(request: Any) -> Iterator[tuple[Any, Any]]:
    """Every list and every map."""
    return ((each, field) for each in within(request) for field in each.DESCRIPTOR.fields if field.is_repeated)


def put(message: Any, field: Any, text: str) -> None:
    if field.is_repeated:
        getattr(message, field.name).append(text)
    else:
        setattr(message, field.name, text)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_no_control_character_gets_in(method: Method) -> None:
    count = len(list(texts(requests(method)[0])))
    for number in range(count):
        request, _ = requests(method)
        message, field = list(texts(request))[number]
        if field.name == "request_id" or kind_of(field) is Kind.MARK:
            continue
        put(message, field, "\u202e甲\x00乙")
        with pytest.raises(InvalidArgument) as refused:
            decode(request, method.command)
        assert refused.value.reason == "TEXT_INVALID", field.full_name
        assert field.name in str(refused.value.metadata["field"])


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_no_list_goes_on_for_ever(method: Method) -> None:
    count = len(list(lists(requests(method)[0])))
    for number in range(count):
        request, _ = requests(method)
        message, field = list(lists(request))[number]
        most = field.GetOptions().Extensions[form_pb2.field].most or MOST_ENTRIES
        entries = getattr(message, field.name)
        if is_map(field):
            for position in range(most + 1):
                entries[f"名目{position}"] = "一"
        else:
            entries.extend([entries[0]] * (most + 1))
        with pytest.raises(InvalidArgument) as refused:
            decode(request, method.command)
        assert refused.value.reason == "TOO_MANY_ENTRIES", field.full_name


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_no_entry_of_a_list_or_a_map_says_nothing(method: Method) -> None:
    count = len(list(lists(requests(method)[0])))
    for number in range(count):
        request, _ = requests(method)
        message, field = list(lists(request))[number]
        entries = getattr(message, field.name)
        if is_map(field):
            entries["名目"] = "\u200b"
        elif field.type == field.TYPE_STRING:
            entries.append("\u200b")
        else:
            continue
        with pytest.raises(InvalidArgument) as refused:
            decode(request, method.command)
        assert refused.value.reason == "FIELD_REQUIRED", field.full_name
