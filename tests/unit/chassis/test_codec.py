"""Protobuf to dataclasses and back, by field name."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass

from chassis.errors import InvalidArgument
from chassis.rpc.decoding import decode
from chassis.rpc.encoding import encode, encode_list

FILE = """
name: "thing.proto" package: "thing" syntax: "proto3" dependency: "google/protobuf/timestamp.proto"
enum_type { name: "Kind" value { name: "KIND_UNSPECIFIED" number: 0 } value { name: "KIND_OPEN_BID" number: 1 } }
message_type { name: "Part" field { name: "title" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL } }
message_type { name: "Thing"
  field { name: "name" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "kind" number: 2 type: TYPE_ENUM type_name: ".thing.Kind" label: LABEL_OPTIONAL }
  field { name: "day" number: 3 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "at" number: 4 type: TYPE_MESSAGE type_name: ".google.protobuf.Timestamp" label: LABEL_OPTIONAL }
  field { name: "score" number: 5 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "parts" number: 6 type: TYPE_MESSAGE type_name: ".thing.Part" label: LABEL_REPEATED }
  field { name: "tags" number: 7 type: TYPE_STRING label: LABEL_REPEATED }
  field { name: "amount_fen" number: 8 type: TYPE_INT64 label: LABEL_OPTIONAL }
  field { name: "extra" number: 9 type: TYPE_STRING label: LABEL_OPTIONAL } }
"""


class Kind(StrEnum):
    OPEN_BID = "open_bid"


@dataclass(frozen=True)
class Part:
    title: str


@dataclass(frozen=True)
class Thing:
    name: str
    kind: Kind
    day: date
    at: datetime | None = None
    score: Decimal = Decimal(0)
    parts: tuple[Part, ...] = ()
    tags: list[str] = field(default_factory=list)
    amount_fen: int = 0


def message_class() -> type:
    from google.protobuf import text_format, timestamp_pb2

    pool = DescriptorPool()
    stamp = FileDescriptorProto()
    timestamp_pb2.DESCRIPTOR.CopyToProto(stamp)
    pool.Add(stamp)
    pool.Add(text_format.Parse(FILE, FileDescriptorProto()))
    return GetMessageClass(pool.FindMessageTypeByName("thing.Thing"))


Message = message_class()
WHOLE = Thing(
    "things/a", Kind.OPEN_BID, date(2026, 1, 5), datetime(2026, 1, 5, 1, tzinfo=UTC), Decimal("85.50"), (Part("一"), Part("二")), ["x"], 12
)


def test_a_dataclass_survives_the_way_there_and_back() -> None:
    message = encode(WHOLE, Message())
    assert (message.day, message.score, message.kind) == ("2026-01-05", "85.50", 1)  # type: ignore[attr-defined]
    assert decode(message, Thing) == WHOLE


def test_what_the_dataclass_does_not_ask_for_is_left_alone() -> None:
    assert decode(Message(name="a", kind=1, day="2026-01-05", extra="x"), Thing).name == "a"


@pytest.mark.parametrize("missing", ["name", "kind", "day"])
def test_a_required_field_that_is_not_set_is_named(missing: str) -> None:
    fields = {"name": "a", "kind": 1, "day": "2026-01-05"}
    del fields[missing]
    with pytest.raises(InvalidArgument) as refused:
        decode(Message(**fields), Thing)
    assert (refused.value.reason, refused.value.metadata["field"]) == ("FIELD_REQUIRED", missing)


def test_a_missing_field_deep_inside_is_named_with_its_place() -> None:
    message = Message(name="a", kind=1, day="2026-01-05")
    message.parts.add()
    with pytest.raises(InvalidArgument) as refused:
        decode(message, Thing)
    assert refused.value.metadata["field"] == "parts[0].title"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("day", "2026-02-30"),
        ("day", "tomorrow"),
        ("day", "20260105"),
        ("day", "1767571200"),
        ("score", "1e3"),
        ("score", "NaN"),
        ("score", "many"),
        ("kind", 99),
    ],
)
def test_a_value_that_makes_no_sense_is_named(name: str, value: object) -> None:
    with pytest.raises(InvalidArgument) as refused:
        decode(Message(**({"name": "a", "kind": 1, "day": "2026-01-05"} | {name: value})), Thing)
    assert (refused.value.reason, refused.value.metadata["field"]) == ("FIELD_INVALID", name)


def test_an_instant_that_no_calendar_knows_is_refused() -> None:
    message = Message(name="a", kind=1, day="2026-01-05")
    message.at.seconds = 10**18
    with pytest.raises(InvalidArgument):
        decode(message, Thing)


@pytest.mark.parametrize(
    ("given", "reason", "field"),
    [
        ({"extra": "字" * 501}, "TEXT_TOO_LONG", "extra"),
        ({"tags": ["x"] * 201}, "TOO_MANY_ENTRIES", "tags"),
        ({"tags": ["x", "x" * 501]}, "TEXT_TOO_LONG", "tags[1]"),
        ({"tags": ["x", " \u200b"]}, "FIELD_REQUIRED", "tags[1]"),
        ({"extra": "a\x00b"}, "TEXT_INVALID", "extra"),
        ({"name": "\u3000"}, "FIELD_REQUIRED", "name"),
    ],
)
def test_texts_and_lists_without_end_or_sense_are_refused(given: dict[str, object], reason: str, field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        decode(message_class()(**{"name": "n", "kind": 1, "day": "2026-01-05"} | given), Long)
    assert (refused.value.reason, refused.value.metadata["field"]) == (reason, field)


def test_a_number_that_no_field_holds_is_an_overflow() -> None:
    with pytest.raises(OverflowError):
        encode({"amount_fen": -(2**63) - 1}, message_class()())


@dataclass(frozen=True)
class Long:
    name: str
    extra: str = ""
    tags: tuple[str, ...] = ()


class Odd:
    """Its class takes it, and it makes no sense all the same."""

    @property
    def title(self) -> str:
        raise IndexError("nothing there")


def test_an_entry_that_cannot_be_told_does_not_take_the_list_with_it() -> None:
    odd: list[Any] = [Odd(), Part(7), Part("\udcff")]  # type: ignore[arg-type]
    left_out: list[Any] = []
    value = {"name": "things/a", "parts": [Part("一"), *odd, Part("二")], "tags": ["x"]}
    message: Any = encode_list(value, Message(), lambda entry, error: left_out.append(entry))
    assert [part.title for part in message.parts] == ["一", "二"] and left_out == odd
    assert (message.name, list(message.tags)) == ("things/a", ["x"])
    with pytest.raises(IndexError):
        encode(value, Message())
