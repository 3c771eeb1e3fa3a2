"""The reckoning of a run: every look from outside, one after the other, and what the run reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient

from chaos.affairs.affairs import Affairs
from chaos.affairs.reader import Reader
from chaos.background import Background
from chaos.findings import Findings
from chaos.hostile.crowd import Crowd, Ends
from chaos.ledger import Ledger
from chaos.load import Load
from chaos.ratings import Ratings
from chaos.reconcile.affairs import affairs
from chaos.reconcile.commands import commands, states
from chaos.reconcile.coverage import Reached, not_reached, reached
from chaos.reconcile.databases import Documents, OnKafka, databases, on_kafka
from chaos.reconcile.deadlines import deadlines
from chaos.reconcile.departments import departments
from chaos.reconcile.documents import documents
from chaos.reconcile.effects import effects
from chaos.reconcile.facts import facts
from chaos.reconcile.finding import Found
from chaos.reconcile.findings import findings
from chaos.reconcile.hostile import harmed, hostile_calls, hostile_records, not_tried
from chaos.reconcile.ratings import ratings
from chaos.reconcile.versions import versions
from cli.target import Target


@dataclass(frozen=True)
class Told:
    """What the clients know; hostile: what hostile calls ended with."""

    ledger: Ledger
    background: Background
    findings: Findings
    ratings: Ratings
    affairs: Affairs
    reader: Reader
    hostile: Ends


@dataclass(frozen=True)
class Reckoning:
    """`missing` says what did not happen at all."""

    found: Found
    by_service: Mapping[str, Reached]
    missing: list[str]


async def reckoning(target: Target, load: Load, crowd: Crowd) -> Reckoning:
    """Once all is quiet."""
    there = await on_kafka(target)
    with MongoClient[dict[str, Any]](target.mongo, tz_aware=True) as client:
        stores = databases(client)
        told = Told(load.ledger, load.background, load.findings, load.ratings, load.affairs, load.reader, crowd.ends)
        found = compare(told, there, stores)
        by_service = reached(load.ledger, there.records, stores)
    found.add(await documents(there.records, load.client))
    untried = not_tried(crowd.ends, there.foreign) if crowd.share else []
    return Reckoning(found, by_service, not_reached(by_service, found) + untried)


def compare(told: Told, there: OnKafka, stores: Mapping[str, Documents]) -> Found:
    """Clients, databases and Kafka with each other."""
    found = Found()
    found.add(commands(told.ledger, stores))
    found.add(versions(stores))
    found.add(states(told.background, stores["registry"]))
    found.add(findings(told.findings, stores["supervision"]))
    found.add(ratings(told.ratings, stores["evaluation"]))
    found.add(affairs(told.affairs, stores))
    found.add(departments(told.affairs.steps.states, told.reader, there.records, stores))
    found.add(facts(there.records, stores))
    found.add(effects(there, stores))
    found.add(deadlines(there.records, stores))
    found.add(hostile_calls(told.hostile))
    found.add(hostile_records(there.foreign, stores))
    found.add(harmed(told.ledger))
    return found
