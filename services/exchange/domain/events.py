"""A fact as other departments get it: a CloudEvent in structured JSON, made once when it comes in.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
Who did it, which command and which fact led to it and how it is traced is the suite's own, and not told.
"""

import json
from collections.abc import Mapping
from typing import Any

CONTENT_TYPE = "application/json"


def event_bytes(attributes: Mapping[str, Any], data: Mapping[str, Any]) -> bytes:
    """The event, `data` last. An attribute that is nothing is left out."""
    said = {name: value for name, value in attributes.items() if value not in (None, "", 0)}
    return as_json({"specversion": "1.0", **said, "datacontenttype": CONTENT_TYPE, "data": data})


def as_json(value: Mapping[str, Any]) -> bytes:
    """Without spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def short(kind: str) -> str:
    """A type within its service, as a name that a document may have: "project/approved/v1"."""
    return kind.split(".", 2)[2].replace(".", "/")


def with_previous(event: bytes, previous: int) -> bytes:
    """The event with the number of the last one before it, of the same source and key, that its reader was given; 0 where there is none."""
    return b'%s,"previous":%d}' % (event[:-1], previous)
