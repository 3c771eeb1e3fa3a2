"""Rows of exchange's log, as large as the suite's own facts."""

from datetime import UTC, datetime
from typing import Any

from bench.sample import AccountMoved
from services.exchange.domain.events import event_bytes, short


def log_row(number: int, kind: str, keys: int) -> dict[str, Any]:
    """The row of a number: a fact of this type, of one of so many projects in turn."""
    key, sequence = f"projects/{number % keys}", (number - 1) // keys + 1
    event, at, source = f"01936f00-0000-7000-8000-{number:012x}", datetime(2026, 3, 2, 10, tzinfo=UTC), f"/sanzhi/{kind.split('.')[1]}"
    attributes: dict[str, Any] = {"id": event, "source": source, "type": kind, "subject": f"{key}/documents/{sequence}"}
    attributes |= {"time": at.isoformat(), "partitionkey": key, "sequence": sequence}
    data = {"name": attributes["subject"], "project": key, "amount": number, "reason": AccountMoved.reason, "rule": "4.2"}
    said = {"source": source, "type": kind, "sequence": sequence, "subject": attributes["subject"], "time": at, "key": key}
    before = {short(kind): sequence - 1} if sequence > 1 else {}
    return {"_id": number, "event": event, **said, "before": before, "open": event_bytes(attributes, data)}
