"""A handler that does not fit its messages keeps the service from starting, each kind of misfit by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

import pytest
from google.protobuf import timestamp_pb2
from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.descriptor_pool import Default
from google.protobuf.text_format import Parse
from sanzhi.access.v1 import access_pb2

from chassis.access.views import Shown
from chassis.rpc.answers import With
from chassis.rpc.binding import Unbound, bind

FILE = """
name: "bindingtest.proto" package: "bindingtest" syntax: "proto3"
dependency: "google/protobuf/timestamp.proto" dependency: "sanzhi/access/v1/access.proto"
enum_type { name: "Mood" value { name: "MOOD_UNSPECIFIED" number: 0 } value { name: "MOOD_GOOD" number: 1 } }
message_type { name: "Part" field { name: "title" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL } }
message_type { name: "ChangeRequest"
  field { name: "name" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "parts" number: 2 type: TYPE_MESSAGE type_name: ".bindingtest.Part" label: LABEL_REPEATED }
  field { name: "request_id" number: 3 type: TYPE_STRING label: LABEL_OPTIONAL } }
message_type { name: "Thing"
  field { name: "name" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "parts" number: 2 type: TYPE_MESSAGE type_name: ".bindingtest.Part" label: LABEL_REPEATED }
  field { name: "at" number: 3 type: TYPE_MESSAGE type_name: ".google.protobuf.Timestamp" label: LABEL_OPTIONAL }
  field { name: "mood" number: 4 type: TYPE_ENUM type_name: ".bindingtest.Mood" label: LABEL_OPTIONAL } }
service { name: "ThingService" method { name: "Change" input_type: ".bindingtest.ChangeRequest" output_type: ".bindingtest.Thing" } }
"""


def service() -> ServiceDescriptor:
    file = Parse(FILE, FileDescriptorProto())
    file.service[0].method[0].options.Extensions[access_pb2.access].roles.append(access_pb2.ROLE_ANY)
    assert timestamp_pb2.DESCRIPTOR
    Default().AddSerializedFile(file.SerializeToString())
    found: ServiceDescriptor = Default().FindServiceByName("bindingtest.ThingService")
    return found


class Mood(StrEnum):
    GOOD = "good"


class Moody(StrEnum):
    GOOD = "good"
    BAD = "bad"


@dataclass
class Part:
    title: str = ""


@dataclass
class Change:
    name: str
    parts: tuple[Part, ...] = ()


@dataclass
class Thing:
    name: str = "x"
    parts: list[Part] = field(default_factory=list)
    at: datetime | None = None

    @property
    def mood(self) -> Mood:
        return Mood.GOOD


def bound(command: Any, answer: Any) -> list[Any]:
    async def change(command: Any, tx: Any) -> Any: ...

    change.__annotations__ = {"command": command, "tx": Any, "return": answer}
    return bind(service(), SimpleNamespace(change=change))


def refused(command: Any, answer: Any) -> str:
    with pytest.raises(Unbound) as unbound:
        bound(command, answer)
    return str(unbound.value)


def test_what_fits_is_bound() -> None:
    assert [method.command for method in bound(Change, Thing)] == [Change]


def test_a_request_field_that_the_command_does_not_take() -> None:
    @dataclass
    class Short:
        name: str

    assert "parts: Short does not take it" in refused(Short, Thing)


def test_a_command_field_that_the_request_does_not_have() -> None:
    @dataclass
    class Long(Change):
        reason: str = ""

    assert "reason: ChangeRequest does not have it" in refused(Long, Thing)


def test_a_part_of_a_command_is_looked_into() -> None:
    @dataclass
    class Other:
        heading: str = ""

    @dataclass
    class Nested:
        name: str
        parts: tuple[Other, ...] = ()

    assert "parts.title: Other does not take it" in refused(Nested, Thing)
    assert "parts.heading: Part does not have it" in refused(Nested, Thing)


def test_an_answer_field_without_a_source() -> None:
    @dataclass
    class Bare:
        name: str = ""
        at: datetime | None = None
        mood: Mood = Mood.GOOD

    assert "parts: Bare has no such part" in refused(Change, Bare)


def test_a_part_of_an_answer_is_looked_into_through_lists_unions_and_views() -> None:
    @dataclass
    class Untitled:
        heading: str = ""

    @dataclass
    class Holder(Thing):
        parts: list[Untitled] = field(default_factory=list)  # type: ignore[assignment]

    for answer in (Holder, Holder | None, Shown[Holder]):
        assert "parts.title: Untitled has no such part" in refused(Change, answer)


def test_a_message_that_cannot_be_made_of_what_is_there() -> None:
    @dataclass
    class Dated(Thing):
        at: str = ""  # type: ignore[assignment]

    assert "at: Timestamp cannot be made of <class 'str'>" in refused(Change, Dated)


def test_an_enum_value_that_the_proto_lacks() -> None:
    @dataclass
    class Gloomy:
        name: str = ""
        parts: tuple[Part, ...] = ()
        at: datetime | None = None
        mood: Moody = Moody.BAD

    assert "mood: Mood has no bad" in refused(Change, Gloomy)


def test_further_parts_of_a_resource_count() -> None:
    @dataclass
    class Core:
        name: str = ""
        at: datetime | None = None
        mood: Mood = Mood.GOOD

    @dataclass(frozen=True)
    class Whole(With[Core]):
        parts: tuple[Part, ...] = ()

    @dataclass(frozen=True)
    class Lacking(With[Core]):
        pass

    assert bound(Change, Whole)
    assert "parts: Lacking has no such part" in refused(Change, Lacking)


def test_what_is_not_known_is_not_checked() -> None:
    assert bound(Change, Mapping[str, Any])
    assert bound(Change, Any)


def test_a_method_without_a_handler() -> None:
    with pytest.raises(Unbound):
        bind(service(), SimpleNamespace())
