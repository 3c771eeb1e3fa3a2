"""What Kafka would not take is refused where it is made: an outbox row that nobody can publish would hold up its project for ever."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from chassis.envelope import MAX_BODY, body_of
from chassis.errors import InvalidArgument

BROKERS_LIMIT = 1_048_588  # message.max.bytes, Kafka's default: body, key and headers


@dataclass(frozen=True, kw_only=True)
class Said:
    TYPE: ClassVar[str] = "thing.said.v1"
    name: str
    text: str


def test_a_fact_up_to_the_limit_passes_with_room_for_its_headers() -> None:
    body = body_of(Said(name="things/a", text="x" * (MAX_BODY - 100)))
    assert MAX_BODY - 200 < len(body) <= MAX_BODY < BROKERS_LIMIT - 100_000


def test_a_larger_one_is_refused_counted_in_bytes() -> None:
    with pytest.raises(InvalidArgument) as refused:
        body_of(Said(name="things/a", text="字" * (MAX_BODY // 3)))
    assert refused.value.reason == "FACT_TOO_LARGE"
    assert refused.value.metadata["limit"] == MAX_BODY
