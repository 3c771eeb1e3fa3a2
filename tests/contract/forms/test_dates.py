"""Every date and instant of every request is held against 1.10a at the one door, whatever its service does with it later."""

import copy
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, get_type_hints

import pytest
from google.protobuf import json_format
from sanzhi.form.v1 import form_pb2

from chassis.errors import InvalidArgument
from chassis.rpc.binding import Method
from chassis.rpc.decoding import decode
from chassis.words import form_of
from tests.contract.forms.examples import example_of, is_instant, is_map
from tests.contract.forms.test_forms import bound

DATES = ["0001-01-01", "1900-02-28", "1949-12-31", "2100-01-01", "2150-06-30", "9999-12-31"]
INSTANTS = ["0001-01-01T00:00:00Z", "1949-12-31T15:59:59Z", "2099-12-31T16:00:00Z", "2150-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
Path = tuple[str, ...]


def dated(message: Any, path: Path = (), seen: frozenset[str] = frozenset()) -> Iterator[tuple[Path, bool]]:
    """Paths of dates, and whether each is an instant."""
    for field in message.fields:
        here = (*path, field.name)
        if is_instant(field) or form_of(field).widget == form_pb2.WIDGET_DATE:
            yield here, is_instant(field)
        elif field.message_type is not None and not is_map(field) and field.message_type.full_name not in seen:
            yield from dated(field.message_type, here, seen | {message.full_name})


FIELDS = [(method, path, instant) for method in bound() for path, instant in dated(method.request.DESCRIPTOR)]


def with_value(given: Any, path: Path, value: str) -> Any:
    if isinstance(given, list):
        return [with_value(each, path, value) for each in given]
    if len(path) > 1:
        return given | {path[0]: with_value(given[path[0]], path[1:], value)}
    return given | {path[0]: [value] if isinstance(given.get(path[0]), list) else value}


def decoded(method: Method, path: Path, value: str) -> None:
    descriptor: Any = method.request.DESCRIPTOR
    filled = with_value(copy.deepcopy(example_of(descriptor, required_only=False)), path, value)
    request = method.request()
    json_format.ParseDict(filled, request)
    decode(request, method.command)


@pytest.mark.rule("1.10a")
@pytest.mark.parametrize(("method", "path", "instant"), FIELDS, ids=lambda each: getattr(each, "name", None) or str(each))
def test_no_request_brings_in_a_date_that_no_service_can_carry_out(method: Method, path: Path, instant: bool) -> None:
    for value in INSTANTS if instant else DATES:
        with pytest.raises(InvalidArgument) as refused:
            decoded(method, path, value)
        assert (refused.value.reason, refused.value.rule) == ("DATE_OUT_OF_RANGE", "1.10a"), (path, value)
    for value in ("1950-01-01", "2099-12-31"):
        decoded(method, path, value if not instant else f"{value}T00:00:00+08:00")


@pytest.mark.rule("1.10a")
@pytest.mark.parametrize("method", list(bound()), ids=lambda each: each.name)
def test_every_date_of_a_command_is_a_date_of_its_form(method: Method) -> None:
    """A date that a form calls a text would pass the door as one."""
    asked = {".".join(path) for path, _ in dated(method.request.DESCRIPTOR)}
    assert set(_dates(method.command)) == asked


def _dates(cls: Any, path: str = "") -> Iterator[str]:
    for field in fields(cls):
        for kind in _kinds(get_type_hints(cls)[field.name]):
            if kind in (date, datetime):
                yield f"{path}{field.name}"
            elif is_dataclass(kind):
                yield from _dates(kind, f"{path}{field.name}.")


def _kinds(hint: Any) -> Iterator[Any]:
    arguments = getattr(hint, "__args__", None)
    if arguments is None:
        yield hint
    for each in arguments or ():
        yield from _kinds(each)
