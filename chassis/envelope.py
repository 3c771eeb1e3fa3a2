"""Facts as CloudEvents 1.0 in Kafka's binary mode: attributes in `ce_` headers, the body is JSON.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Protocol

from chassis.errors import InvalidArgument
from chassis.mapping import adapter

# Below Kafka's default message.max.bytes of 1 MiB, headers included.
MAX_BODY = 900_000


# Of a key, and of each attribute but what a caller wrote; no name of the suite comes near it.
MAX_KEY, MAX_ATTRIBUTE = 1000, 4000


class Fact(Protocol):
    """What a service says has happened: a frozen dataclass of its domain.

    TYPE is the event's type without the service, such as "engagement.activated.v1"; `name` is the subject. A fact with
    `INTERNAL = True` goes to the topic that only the suite reads. Its key is the field that its service names, else its subject.
    """

    TYPE: ClassVar[str]

    @property
    def name(self) -> str:
        """Resource name of what the fact is about."""
        ...


@dataclass(frozen=True)
class Envelope:
    """The CloudEvents attributes of one fact. `sequence` counts within topic and key, without gaps.

    `seenversion`: of what the actor had seen, where the fact is of a consent, a signature or a judgement (4.7a).
    """

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    sequence: int
    actor: str
    correlationid: str
    causationid: str
    policyversion: str
    traceparent: str = ""
    aggregateversion: int = 0
    seenversion: str = ""


class Malformed(Exception):
    """A record that is not a CloudEvent, with the reason, which quotes nothing of it: it goes on record, for ever."""


# What a service of the suite may be called by; an id, a UUID.
_NAMED = {
    "ce_type": re.compile(rb"sanzhi(\.[a-z_]{1,40}){1,4}(\.v[0-9]{1,3})?"),
    "ce_source": re.compile(rb"/sanzhi/[a-z_]{1,40}"),
    "ce_id": re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
}


def is_of_the_suite(header: str, said: bytes | None) -> bool:
    """Whether it is type, source or id as a service of the suite would write it, and so may be repeated whoever sent it."""
    return header in _NAMED and bool(_NAMED[header].fullmatch(said or b""))


def repeated(header: str, said: str) -> str:
    """It, where it may be repeated; else how long it is."""
    return said if is_of_the_suite(header, said.encode(errors="replace")) else f"({len(said)} characters)"


def key_in(record_key: bytes | None) -> str:
    """The key of a record. Raises Malformed where it is no name that a service of the suite would give."""
    if record_key is not None and len(record_key) > MAX_KEY:
        raise Malformed(f"a key of {len(record_key)} bytes")
    try:
        return (record_key or b"").decode()
    except UnicodeDecodeError as error:
        raise Malformed("a key that is no text") from error


def body_of(fact: Any) -> bytes:
    """The JSON body of a fact. Refuses FACT_TOO_LARGE: Kafka would not take it, and all later facts of its key would wait."""
    body = adapter(type(fact)).dump_json(fact)
    if len(body) > MAX_BODY:
        raise InvalidArgument("FACT_TOO_LARGE", f"内容过长：由此产生的事件有 {len(body)} 字节，上限为 {MAX_BODY}", limit=MAX_BODY)
    return body


def is_internal(fact: Any) -> bool:
    """Whether other departments must not see it."""
    return bool(getattr(fact, "INTERNAL", False))


def key_of(fact: Any, field: str) -> str:
    """Kafka key: what this field of the fact holds, else the fact's own name."""
    return str(getattr(fact, field, "") or fact.name)


def to_headers(attributes: dict[str, Any]) -> list[tuple[str, bytes]]:
    """Headers of a record, from the attributes as the outbox keeps them."""
    headers = [("content-type", b"application/json"), ("ce_specversion", b"1.0")]
    for name, value in attributes.items():
        if value is not None and value != "":
            headers.append((_header(name), (value if type(value) is str else _text(value)).encode()))
    return headers


@cache
def _header(attribute: str) -> str:
    return f"ce_{attribute}"


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return str(value)


def from_headers(headers: Iterable[tuple[Any, Any]]) -> Envelope:
    """The envelope of a record. Raises Malformed, never anything else."""
    return envelope_of(attributes_in(headers))


def claims_in(headers: Iterable[tuple[Any, Any]]) -> tuple[str, str]:
    """Which type and source a record claims, as attributes_in() will read them: of several the last. Raises Malformed."""
    kind = source = None
    try:
        for name, value in headers:
            if name == "ce_type":
                kind = value
            elif name == "ce_source":
                source = value
        return kind.decode(), source.decode()  # type: ignore[union-attr]
    except (AttributeError, TypeError, ValueError) as error:
        raise Malformed("no type and source that can be read") from error


def attributes_in(headers: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """The CloudEvents attributes of a record by their names, `type` and `source` among them. Raises Malformed."""
    try:
        found = {name[3:]: value.decode() for name, value in headers if name.startswith("ce_")}
    except (AttributeError, TypeError, ValueError) as error:
        raise Malformed("headers that cannot be read") from error
    if max(map(len, found.values()), default=0) > MAX_ATTRIBUTE:
        raise Malformed(f"a CloudEvents attribute of {max(map(len, found.values()))} characters")
    for needed in ("id", "source", "type", "time"):
        if needed not in found:
            raise Malformed(f"no CloudEvents attribute '{needed}'")
    return found


def envelope_of(attributes: Mapping[str, str]) -> Envelope:
    """The envelope of a record that has these. Raises Malformed."""
    said = attributes.get
    try:
        return Envelope(
            id=attributes["id"],
            source=attributes["source"],
            type=attributes["type"],
            subject=said("subject", ""),
            time=datetime.fromisoformat(attributes["time"]),
            sequence=int(said("sequence", 0)),
            actor=said("actor", ""),
            correlationid=said("correlationid", attributes["id"]),
            causationid=said("causationid", ""),
            policyversion=said("policyversion", ""),
            traceparent=said("traceparent", ""),
            aggregateversion=int(said("aggregateversion", 0)),
            seenversion=said("seenversion", ""),
        )
    except ValueError as error:
        raise Malformed("a time or a number that cannot be read") from error
