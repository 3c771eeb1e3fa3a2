"""A record as a fact for this service, or as what it is instead: no CloudEvent, not from whom it claims to be, a body that does not fit."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from chassis.envelope import Envelope, Malformed, claims_in, from_headers, key_in
from chassis.mapping import adapter
from chassis.messaging.letters import DeadLetter
from chassis.messaging.provenance import demand_agreement, demand_number
from chassis.messaging.subscription import Subscription
from chassis.store.mongo import Document

if TYPE_CHECKING:
    from aiokafka import ConsumerRecord

    Record = ConsumerRecord[Any, Any]


_FIELD = re.compile(r"[a-z_]{1,60}|[0-9]{1,4}")


@dataclass(frozen=True)
class Opened:
    """A record that is a fact for this service. of: topic and key. digest: of its body."""

    record: "Record"
    envelope: Envelope
    fact: Any
    of: str
    digest: bytes

    @property
    def key(self) -> str:
        """Of the inbox."""
        return f"{self.envelope.source}|{self.envelope.id}"


def open_record(record: "Record", subscriptions: Mapping[str, Subscription], prefix: str) -> Opened | None:
    """The fact; None where its type is not subscribed to. Raises DeadLetter."""
    try:
        kind, source = claims_in(record.headers)
        wanted = subscriptions.get(kind)
        # Asked before the rest is read: of a flood it is all that is looked at.
        demand_agreement(kind, source, record.topic, prefix, None if wanted is None else wanted.internal)
        key, envelope = key_in(record.key), from_headers(record.headers)
    except Malformed as error:
        raise DeadLetter("ENVELOPE_INVALID", str(error)) from error
    demand_number(envelope)
    if wanted is None:
        return None
    return _opened(record, envelope, record.value or b"", f"{record.topic}|{key}", wanted)


def open_letter(letter: Document, subscriptions: Mapping[str, Subscription], prefix: str) -> Opened:
    """The fact of a record that was set aside. Raises DeadLetter."""
    envelope = from_headers(letter["headers"])
    wanted = subscriptions.get(envelope.type)
    if wanted is None:
        raise DeadLetter("NOT_SUBSCRIBED", f"{envelope.type} is not handled here any more")
    demand_agreement(envelope.type, envelope.source, letter["topic"], prefix, wanted.internal)
    demand_number(envelope)
    return _opened(None, envelope, letter["value"], f"{letter['topic']}|{letter['key']}", wanted)


def _opened(record: Any, envelope: Envelope, value: bytes, of: str, wanted: Subscription) -> Opened:
    return Opened(record, envelope, _read(wanted.fact, value), of, hashlib.sha256(value).digest()[:16])


def _read(cls: type, value: bytes) -> Any:
    try:
        return adapter(cls).validate_json(value)
    except ValidationError as error:
        raise DeadLetter("PAYLOAD_INVALID", json.dumps(_told(error), ensure_ascii=False)[:1000]) from error


def _told(error: ValidationError) -> list[Any]:
    """What is wrong where, without a word of the body: it goes on record, for ever. A place within a mapping may be anything."""
    wrong = error.errors(include_url=False, include_input=False, include_context=False)
    return [{**each, "loc": [part if _FIELD.fullmatch(str(part)) else "…" for part in each["loc"]]} for each in wrong]
