"""How dead letters are kept: each alone, or a flood of them in bundles, many to a document (docs/decisions/0038).

A document for each would cost MongoDB more time than all else that is done about it. A bundle has the places of its letters in
`offset`, where a letter that is alone has its own, so that one index keeps each record once. What came is in its `letters`, byte by
byte, and a letter that is read of it is what it would be alone. One that is given to its handler again is taken out of it first.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from chassis.envelope import is_of_the_suite
from chassis.store.damage import Damage
from chassis.store.mongo import Document
from chassis.store.packed import Content, offsets_in, unpacked
from chassis.store.rows import is_sound
from chassis.store.unit import DEAD_LETTERS

if TYPE_CHECKING:
    from aiokafka import ConsumerRecord

    Record = ConsumerRecord[Any, Any]

NEVER_HANDLED, FORGED = "ENVELOPE_INVALID", "SOURCE_FORGED"
NO_FACT = (NEVER_HANDLED, FORGED)
_KEY_BYTES, _HEADER_BYTES = 1024, 64 * 1024
_PLACE_BYTES = 100  # of a letter of which no more is kept
_HEADER_ROOM = 32  # bytes that a header takes besides what it says


def content_of(record: "Record", reason: str, detail: str) -> tuple[Content, int]:
    """What is kept of a record, and how many bytes that is, nearly.

    Of what is no fact, and so can never be handled, nothing that it says: anything may stand in it, somebody's phone number too, and a
    copy of it would lie in every dump. Size and digest tell which it was; it is where it was, on its topic.
    """
    value, detail = record.value or b"", detail[:1000]
    digest = hashlib.sha256(value).digest()[:16]
    if reason == NEVER_HANDLED:
        named = [(name, said) for name, said in record.headers if is_of_the_suite(name, said)]
        return [record.offset, b"", b"", named, reason, detail, len(value), digest], len(detail) + _PLACE_BYTES
    key = (record.key or b"")[:_KEY_BYTES]
    headers, room = _headers(record)
    return [record.offset, key, value, headers, reason, detail, len(value), digest], len(key) + len(value) + len(detail) + room


def letter_of(topic: str, partition: int, time: datetime, content: Content) -> Document:
    """A letter by itself."""
    offset, key, value, headers, reason, detail, size, digest = content
    return {
        "_id": f"{topic}/{partition}/{offset}",
        "topic": topic,
        "partition": partition,
        "offset": offset,
        "dead": True,
        "tries": 0,
        "time": time,
        "reason": reason,
        "detail": detail,
        "type": _said(headers, "ce_type"),
        "event": _said(headers, "ce_id"),
        "key": _text(key),
        "value": value,
        "body": digest,
        "size": size,
        "headers": headers,
    }


def bundle_of(topic: str, partition: int, time: datetime, contents: Sequence[Content], letters: bytes) -> Document:
    """Many of one partition, in their order; letters: the same, packed. It is listed before all that are alone there."""
    events = {_said(headers, "ce_id") for _, _, _, headers, reason, *_ in contents if headers and reason != FORGED}
    return {
        "_id": f"{topic}/{partition}/+{contents[0][0]}",
        "topic": topic,
        "partition": partition,
        "offset": offsets_in(contents),
        "packed": len(contents),
        "time": time,
        "event": sorted(events - {""}),
        "keys": sorted({_text(key) for _, key, _, _, reason, *_ in contents if reason not in NO_FACT} - {""}),
        "letters": letters,
    }


def letters_in(row: Document, damage: Damage) -> list[Document]:
    """The letters of a document of the collection: itself, or those of a bundle; none where the bundle is damaged, which is noted."""
    if "packed" not in row:
        return [row]
    if not is_sound(damage, DEAD_LETTERS, row):
        return []
    there = set(row["offset"])
    of_bundle = (content for content in unpacked(row["letters"]) if content[0] in there)
    return [letter_of(row["topic"], row["partition"], row["time"], content) for content in of_bundle]


def _said(headers: Sequence[Sequence[Any]], header: str) -> str:
    for name, value in headers:
        if name == header and value:
            return _text(value)[:200]
    return ""


def _text(value: bytes) -> str:
    return value.decode(errors="replace")


def _headers(record: "Record") -> tuple[Sequence[Sequence[Any]], int]:
    """As many of them as there is room for, and the bytes that they take."""
    taken = [len(name) + len(value or b"") + _HEADER_ROOM for name, value in record.headers]
    if (room := sum(taken)) <= _HEADER_BYTES:
        return record.headers, room
    fitting = sum(total <= _HEADER_BYTES for total in accumulate(taken))
    return record.headers[:fitting], sum(taken[:fitting])
