"""The one place where a row of the outbox is made: a record on its way to Kafka, as it waits there for the relay."""

from collections.abc import Mapping
from typing import Any

from chassis.ids import new_id
from chassis.store.buckets import bucket_of
from chassis.store.mongo import Document


def outbox_row(topic: str, key: str, body: bytes, attributes: Mapping[str, Any], sequence: int = 0) -> Document:
    """A row that is pending. `attributes`: CloudEvents', as chassis.envelope.to_headers takes them; an `id` is made where there is none.

    `sequence` is given by the commit.
    """
    identity = attributes.get("id") or new_id()
    return {
        "_id": identity,
        "topic": topic,
        "key": key,
        "bucket": bucket_of(key),
        "sequence": sequence,
        "pending": True,
        "attributes": {"id": identity, **attributes},
        "body": body,
    }
