"""Rows that a test puts into an outbox by hand, whole as a service writes them: a damaged one is left where it is."""

from datetime import UTC, datetime
from typing import Any

from chassis.store.outbox import outbox_row

AT = datetime(2026, 1, 5, tzinfo=UTC)


def a_row(topic: str, key: str, identity: str, sequence: int, body: bytes = b"{}") -> dict[str, Any]:
    """A row that is pending, with the attributes that every fact has."""
    said = {"source": "/sanzhi/probe", "type": "sanzhi.probe.counter.added.v1", "time": AT, "correlationid": "test"}
    return outbox_row(topic, key, body, {"id": identity, **said}, sequence)
