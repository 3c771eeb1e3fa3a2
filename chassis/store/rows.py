"""What the chassis' own rows look like: each field with what it has to be. For rows that were read, before anything is done with them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from chassis.store import unit as names
from chassis.store.buckets import bucket_of
from chassis.store.damage import Damage
from chassis.store.mongo import Document
from chassis.store.packed import offsets_in, unpacked
from chassis.store.sound import is_number
from chassis.store.unreadable import is_readable

Check = Callable[[Any], bool]
FILES, UPLOADS = "files", "file_uploads"
HANDED_ON = f"{names.OUTBOX}, of another service"  # a fact that is not this service's, with its own number and fewer attributes
BUNDLES = f"{names.DEAD_LETTERS}, many in one"  # what chassis/messaging/bundles.py keeps among the dead letters


def _text(value: Any) -> bool:
    return isinstance(value, str) and is_readable(value)


def _name(value: Any) -> bool:
    return _text(value) and bool(value)


def _instant(value: Any) -> bool:
    return isinstance(value, datetime)


def _digest(value: Any) -> bool:
    """Of a request; sealed where that had personal data."""
    return _name(value) or _content(value)


def _content(value: Any) -> bool:
    return isinstance(value, bytes)


def _number(value: Any) -> bool:
    return is_number(value)


def _from_one(value: Any) -> bool:
    return is_number(value, least=1)


def _yes(value: Any) -> bool:
    return value is True


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _document(value: Any) -> bool:
    return isinstance(value, dict)


def _runs(value: Any) -> bool:
    """Which entries of which writers a seal is of."""
    return isinstance(value, list) and all(
        isinstance(each, dict) and _name(each.get("writer")) and _from_one(each.get("first")) and _from_one(each.get("last"))
        for each in value
    )


def _attributes(value: Any) -> bool:
    """CloudEvents' attributes: those that every row has, and nothing that cannot be a header."""
    return _bare_attributes(value) and _name(value.get("correlationid"))


def _bare_attributes(value: Any) -> bool:
    """As they are outside of the suite: nothing of what led to a fact."""
    if not isinstance(value, dict) or not all(map(_name, (value.get(name) for name in ("id", "source", "type")))):
        return False
    return _instant(value.get("time")) and all(_text(each) or _instant(each) or _number(each) for each in value.values())


def _headers(value: Any) -> bool:
    pairs = isinstance(value, list) and all(isinstance(each, list) and len(each) == 2 for each in value)
    return pairs and all(_text(name) and (content is None or _content(content)) for name, content in value)


def _offsets(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(is_number, value))


# In the order of chassis/store/packed.py.
_PACKED: tuple[Check, ...] = (_number, _content, _content, _headers, _name, _text, _number, _content)


def _letters(value: Any) -> bool:
    try:
        contents = unpacked(value)
    except (TypeError, ValueError):
        return False
    return isinstance(contents, list) and all(map(_packed_letter, contents))


def _packed_letter(value: Any) -> bool:
    return isinstance(value, list) and len(value) == len(_PACKED) and all(check(each) for check, each in zip(_PACKED, value, strict=True))


# `field?`: a row may be without it, as those of earlier versions are.
SHAPES: Mapping[str, Mapping[str, Check]] = {
    names.OUTBOX: {
        "topic": _name, "key": _text, "bucket": _number, "sequence": _from_one, "attributes": _attributes, "body": _content,
        "pending?": _yes, "published_at?": _instant, "refused?": _text,
    },
    HANDED_ON: {
        "topic": _name, "key": _text, "bucket": _number, "sequence": _from_one, "attributes": _bare_attributes, "body": _content,
        "handed_on": _yes, "pending?": _yes, "published_at?": _instant, "refused?": _text,
    },
    names.INBOX: {
        "type": _name, "subject": _text, "at": _instant, "of?": _name, "sequence?": _from_one, "body?": _content,
    },
    names.REQUESTS: {"digest": _digest, "response": _content, "facts": _texts, "at": _instant},
    names.AUDIT: {
        "time": _instant, "actor": _text, "action": _name, "resources": _texts, "outcome": _name,
        "organization?": _text, "subjects?": _texts, "rule?": _text, "message?": _text, "request_id?": _text, "correlation_id?": _text,
        "causation_id?": _text, "policy_version?": _text, "seen_version?": _text, "refused?": _yes, "closed?": _yes, "times?": _from_one,
        "writer": _name, "number": _from_one,
    },
    names.SEALS: {"seal": _name, "at": _instant, "entries": _from_one, "runs": _runs, "leaves": _content},
    names.TIMERS: {
        "kind": _name, "due": _instant, "key": _text, "payload": _document, "generation": _name, "attempt": _number, "bucket": _number,
        "set_at?": _instant, "correlation?": _text, "not_before?": _instant, "error?": _text, "damaged?": _text,
    },
    names.SEQUENCES: {"last": _from_one},
    names.DEAD_LETTERS: {
        "topic": _name, "partition": _number, "offset": _number, "tries": _number, "time": _instant, "reason": _name, "detail": _text,
        "key": _text, "value": _content, "headers": _headers, "type?": _text, "event?": _text, "body?": _content, "size?": _number,
        "dead?": _yes, "tried_at?": _instant, "tried_by?": _text, "tried_for?": _text, "redriven_at?": _instant,
    },
    BUNDLES: {
        "topic": _name, "partition": _number, "offset": _offsets, "packed": _from_one, "time": _instant, "event": _texts, "keys": _texts,
        "letters": _letters,
    },
    FILES: {
        "size": _number, "pieces": _name, "version": _from_one, "stored_at": _instant, "holders": _texts, "recognised?": _texts,
        "_guard?": _number,
    },
    UPLOADS: {
        "holder": _text, "digest": _name, "size": _number, "pieces": _name, "received": _number, "at": _instant,
    },
}  # fmt: skip


def faults_of(collection: str, row: Document) -> list[str]:
    """What is wrong with a row of the chassis, by field; empty where nothing is."""
    wrong = [] if _name(row.get("_id")) else ["_id: is no text"]
    for field, check in SHAPES[_kind_of(collection, row)].items():
        name = field.removesuffix("?")
        if name not in row:
            wrong += [] if field.endswith("?") else [f"{name}: is missing"]
        elif not check(row[name]):
            wrong.append(f"{name}: is {type(row[name]).__name__}" if row[name] is not None else f"{name}: is nothing")
    return wrong


def _kind_of(collection: str, row: Document) -> str:
    if collection == names.DEAD_LETTERS and "packed" in row:
        return BUNDLES
    return HANDED_ON if collection == names.OUTBOX and "handed_on" in row else collection


def disagreements_of(collection: str, row: Document) -> list[str]:
    """What of a sound row does not fit the rest of it: it is in another key's bucket, says another id than its own, or counts wrongly."""
    wrong: list[str] = []
    if collection == names.DEAD_LETTERS and "packed" in row:
        wrong += _disagreements_of_bundle(row)
    if collection == names.OUTBOX and row["attributes"]["id"] != row["_id"]:
        wrong.append("attributes.id: is not the _id")
    if collection == names.OUTBOX and row["bucket"] != bucket_of(row["key"]):
        wrong.append("bucket: is not that of the key")
    if collection == names.TIMERS and row["bucket"] != bucket_of(row["key"] or row["_id"]):
        wrong.append("bucket: is not that of the key")
    return wrong


def _disagreements_of_bundle(row: Document) -> list[str]:
    places = set(row["offset"])
    wrong = [] if len(places) == len(row["offset"]) == row["packed"] else ["packed: is not how many there are"]
    return wrong + ([] if places <= set(offsets_in(unpacked(row["letters"]))) else ["letters: are not all there"])


def is_sound(damage: Damage, collection: str, row: Document) -> bool:
    """Whether nothing is wrong with a row; what is damaged is noted."""
    wrong = faults_of(collection, row)
    if wrong:
        damage.found(collection, row.get("_id"), wrong)
    else:
        damage.sound(collection, row["_id"])
    return not wrong


def demand_sound(damage: Damage, collection: str, row: Document) -> Document:
    """The row. Raises Damaged."""
    if wrong := faults_of(collection, row):
        raise damage.found(collection, row.get("_id"), wrong)
    damage.sound(collection, row["_id"])
    return row
