"""What Kafka would not take is refused where it is made: an outbox row that nobody can publish would hold up its project for ever."""

from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from chassis.envelope import MAX_BODY, Malformed, attributes_in, body_of, claims_in
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


def test_what_a_record_claims_is_what_is_read_of_it_later() -> None:
    """Of a header that comes twice the last one counts in both: else one would be looked at and the other believed."""
    said = [("ce_id", b"1"), ("ce_time", b"2026-01-05T00:00:00Z"), ("ce_type", b"sanzhi.registry.a.v1"), ("ce_source", b"/sanzhi/registry")]
    twice = [*said, ("ce_source", b"/sanzhi/other"), ("ce_type", b"sanzhi.other.b.v1")]
    for headers in (said, twice, twice[::-1]):
        read = attributes_in(headers)
        assert claims_in(headers) == (read["type"], read["source"])


@pytest.mark.parametrize(
    "headers", [[], [("ce_type", b"a")], [("ce_type", b"\xff"), ("ce_source", b"b")], [("ce_type", None), ("ce_source", b"b")], [()]]
)
def test_a_record_that_claims_nothing_is_malformed(headers: Any) -> None:
    with pytest.raises(Malformed):
        claims_in(headers)
