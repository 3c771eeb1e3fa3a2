"""The reckoning of a run: every look from outside, one after the other, and what the run reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient

from chaos.background import Background
from chaos.findings import Findings
from chaos.ledger import Ledger
from chaos.load import Load
from chaos.reconcile.commands import commands, states
from chaos.reconcile.coverage import Reached, not_reached, reached
from chaos.reconcile.databases import Documents, Record, databases, records
from chaos.reconcile.deadlines import deadlines
from chaos.reconcile.documents import documents
from chaos.reconcile.effects import effects
from chaos.reconcile.facts import facts
from chaos.reconcile.finding import Found
from chaos.reconcile.findings import findings
from chaos.reconcile.versions import versions
from cli.target import Target


@dataclass(frozen=True)
class Told:
    """What the clients know."""

    ledger: Ledger
    background: Background
    findings: Findings


@dataclass(frozen=True)
class Reckoning:
    """`missing` says what did not happen at all."""

    found: Found
    by_service: Mapping[str, Reached]
    missing: list[str]


async def reckoning(target: Target, load: Load) -> Reckoning:
    """Once all is quiet."""
    on_kafka = await records(target)
    with MongoClient[dict[str, Any]](target.mongo, tz_aware=True) as client:
        stores = databases(client)
        found = compare(Told(load.ledger, load.background, load.findings), on_kafka, stores)
        by_service = reached(load.ledger, on_kafka, stores)
    found.add(await documents(on_kafka, load.client))
    return Reckoning(found, by_service, not_reached(by_service, found))


def compare(told: Told, on_kafka: Sequence[Record], stores: Mapping[str, Documents]) -> Found:
    """Clients, databases and Kafka with each other."""
    found = Found()
    found.add(commands(told.ledger, stores))
    found.add(versions(stores))
    found.add(states(told.background, stores["registry"]))
    found.add(findings(told.findings, stores["supervision"]))
    for look in (facts, effects, deadlines):
        found.add(look(on_kafka, stores))
    return found
