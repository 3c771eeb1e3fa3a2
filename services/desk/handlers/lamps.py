"""Lamps of today, by the policy of today."""

from typing import Any

from services.desk.domain.lamp import Lamps
from services.desk.domain.words import Lamp
from services.desk.store import DeskTransaction


def lamps_of(tx: DeskTransaction) -> Lamps:
    """Of this call's day."""
    return Lamps(tx.today, tx.policy.soon_days)


def within(lamp: Lamp, field: str, tx: DeskTransaction) -> dict[str, Any]:
    """The clause for last days with this lamp; the field begins with the last day."""
    first, after = lamps_of(tx).span(lamp)
    return {field: {"$gte": first, "$lt": after}}
