"""A public fact is taken in: into the log with all that may ever be told of it, and on to its open topic with what everybody is told."""

from typing import Any

from chassis.envelope import Envelope
from services.exchange.catalogue import PROJECTION
from services.exchange.domain.events import as_json, event_bytes
from services.exchange.log import LOG
from services.exchange.store import ExchangeTransaction

_NOTHING = frozenset[str]()


async def take_in(fact: dict[str, Any], tx: ExchangeTransaction) -> None:
    """One fact, whichever."""
    cause = tx.cause
    assert cause is not None, "a fact is behind it"
    attributes = _attributes(cause, tx.key)
    open_data = PROJECTION.public(cause.type, fact, _NOTHING)
    whole_data = PROJECTION.public(cause.type, fact, PROJECTION.on_request[cause.type])
    row = {
        "event": cause.id,
        **{name: getattr(cause, name) for name in ("source", "type", "sequence", "subject", "time")},
        "key": tx.key,
        "before": await tx.numbers_before(cause.source, cause.sequence),
        "open": event_bytes(attributes, open_data),
    }
    if whole_data != open_data:
        row["whole"] = event_bytes(attributes, whole_data)
    tx.number(LOG, row)
    tx.hand_on(as_json(open_data))


def _attributes(cause: Envelope, key: str) -> dict[str, Any]:
    return {
        "id": cause.id,
        "source": cause.source,
        "type": cause.type,
        "subject": cause.subject,
        "time": cause.time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "partitionkey": key,
        "sequence": cause.sequence,
        "policyversion": cause.policyversion,
        "aggregateversion": cause.aggregateversion,
    }
