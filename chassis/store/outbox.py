"""The one place where a row of the outbox is made: a record on its way to Kafka, as it waits there for the relay."""

from collections.abc import Mapping
from typing import Any

from chassis.envelope import MAX_ATTRIBUTE, MAX_KEY
from chassis.errors import InvalidArgument
from chassis.ids import new_id
from chassis.store.buckets import bucket_of
from chassis.store.mongo import Document

# Topics on which facts of a service are told to other departments, with fewer fields: by the one service that hands them on.
OPEN = ".open"
# A pattern of topics on which a service tells no facts of its own.
NO_FACTS_OF_ITS_OWN = r"\.(dead|seals|open)$"


def outbox_row(topic: str, key: str, body: bytes, attributes: Mapping[str, Any], sequence: int = 0) -> Document:
    """A row that is pending. `attributes`: CloudEvents', as chassis.envelope.to_headers takes them; an `id` is made where there is none.

    `sequence` is given by the commit. Refuses FACT_TOO_LARGE.
    """
    # Kafka would refuse it for good, and all later facts of its key would wait.
    if len(key.encode()) > MAX_KEY:
        raise InvalidArgument("FACT_TOO_LARGE", f"名称过长：事件的键有 {len(key.encode())} 字节，上限为 {MAX_KEY}", limit=MAX_KEY)
    long = next((name for name, value in attributes.items() if isinstance(value, str) and len(value) > MAX_ATTRIBUTE), None)
    if long is not None:
        raise InvalidArgument("FACT_TOO_LARGE", f"名称过长：事件属性 {long} 超过 {MAX_ATTRIBUTE} 个字符", limit=MAX_ATTRIBUTE)
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
