"""What is kept of a public fact, and what is handed on of it."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.access.roles import Actor
from chassis.envelope import Envelope
from chassis.store.transaction import Context, Origin
from services.exchange.catalogue import PROJECTION
from services.exchange.domain.grant import Grant
from services.exchange.domain.scope import Share
from services.exchange.handlers import take_in
from services.exchange.store import ExchangeTransaction
from services.exchange.subscriptions import SUBSCRIPTIONS
from tests.contract.test_facts import golden
from tests.unit.exchange.examples import scope

NOW = datetime(2026, 3, 2, tzinfo=UTC)
DECIDED = "sanzhi.registry.termination.decided.v1"
APPROVED = "sanzhi.registry.project.approved.v1"


class InMemory(ExchangeTransaction):
    """Nothing is in the database."""

    async def numbers_before(self, source: str, sequence: int) -> dict[str, int]:
        return {"project/approved/v1": sequence - 1} if sequence > 1 else {}


def envelope(kind: str, sequence: int) -> Envelope:
    said = {"actor": "people/li", "correlationid": "secret-c", "causationid": "secret-d", "policyversion": "2026.1"}
    return Envelope(f"e{sequence}", "/sanzhi/registry", kind, "projects/x", NOW, sequence, **said, traceparent="secret-t")  # type: ignore[arg-type]


async def taken(kind: str, sequence: int = 1) -> tuple[dict[str, Any], dict[str, Any]]:
    """The row of the log, and that of the outbox."""
    policies: Any = SimpleNamespace(current=lambda day: SimpleNamespace(values=None, version="2026.1"))
    context = Context("exchange", None, policies, lambda stub: stub)  # type: ignore[arg-type]
    tx = InMemory(context, NOW, Actor("services/exchange"), Origin("x", "c", ""))
    tx.begin(envelope(kind, sequence), Origin(kind, "c", "e"), "projects/x")
    await take_in(json.loads(golden("registry", kind.split(".", 2)[2])), tx)
    ((name, row),) = tx.unit.numbered
    assert name == "log" and "_id" not in row
    return row, tx.unit.handed_on[0]


async def test_a_row_says_what_it_is_of_and_has_the_event_ready_made() -> None:
    row, _ = await taken(DECIDED, 4)
    assert {name: row[name] for name in ("event", "source", "type", "key", "sequence", "subject", "time", "before")} == {
        "event": "e4",
        "source": "/sanzhi/registry",
        "type": DECIDED,
        "key": "projects/x",
        "sequence": 4,
        "subject": "projects/x",
        "time": NOW,
        "before": {"project/approved/v1": 3},
    }
    event = json.loads(row["open"])
    assert (event["id"], event["sequence"], event["partitionkey"], event["time"]) == ("e4", 4, "projects/x", "2026-03-02T00:00:00.000Z")


OF_REGISTRY = sorted(kind for kind in SUBSCRIPTIONS if kind.startswith("sanzhi.registry."))


@pytest.mark.parametrize("kind", OF_REGISTRY)
async def test_nothing_that_is_not_open_is_in_what_everybody_gets(kind: str) -> None:
    row, handed_on = await taken(kind)
    opened = PROJECTION.public(kind, json.loads(golden("registry", kind.split(".", 2)[2])), frozenset())
    assert json.loads(row["open"])["data"] == opened and json.loads(handed_on["body"]) == opened
    assert not [
        each
        for each in (row["open"], row.get("whole", b""), json.dumps(handed_on["attributes"], default=str).encode())
        if b"secret-" in each
    ]


async def test_what_is_granted_is_in_the_whole_and_what_is_never_told_is_in_neither() -> None:
    row, handed_on = await taken(DECIDED)
    reason = json.loads(golden("registry", "termination.decided.v1"))["reason"].encode()
    assert reason in row["whole"] and reason not in row["open"] and reason not in handed_on["body"]
    row, _ = await taken(APPROVED)
    assert json.loads(golden("registry", "project.approved.v1"))["exact_lead_score"]
    assert b"exact_lead_score" not in row["open"] + row.get("whole", b"")


async def test_a_department_reads_of_the_row_what_it_is_granted() -> None:
    row, _ = await taken(DECIDED, 4)
    opened, whole = (
        json.loads(Grant(scope(types=(Share(DECIDED, fields), Share(APPROVED))), PROJECTION).event(row)) for fields in ((), ("reason",))
    )
    assert "reason" not in opened["data"] and whole["data"]["reason"] and opened["previous"] == whole["previous"] == 3
