"""Endpoints of many departments, as if each had asked for the same, been granted it and said where it takes facts."""

from datetime import datetime
from typing import Any

from services.exchange.domain.endpoint import endpoint_name
from services.exchange.webhooks.signing import Signing

Row = dict[str, Any]


def endpoint_rows(granted: Row, number: int, url: str, signing: Signing, at: datetime) -> tuple[Row, Row]:
    """Of a number: a copy of a granted subscription, and an endpoint of it at this URL."""
    name = f"subscriptions/s{number}"
    endpoint = endpoint_name(name)
    key = {"number": 1, "public": signing.public(endpoint, 1), "since": at, "until": None}
    said = {"subscription": name, "organization": granted["organization"], "url": url}
    said |= {"registered_by": granted["asked_by"], "registered_at": at}
    state = {"state": "active", "keys": [key], "paused_because": "", "turn": 1, "version": 1}
    return granted | {"_id": name, "name": name}, {"_id": endpoint, "name": endpoint, **said, **state}
