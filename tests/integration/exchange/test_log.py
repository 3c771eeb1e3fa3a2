"""Every public fact of every service is in the log once, in order, without a gap; and on its open topic, with fewer fields."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chassis.envelope import attributes_in
from chassis.run.app import App
from chassis.store.mongo import Mongo
from cli.fsck.database import Database
from cli.fsck.look import look_through
from cli.fsck.progress import Progress
from services.exchange.catalogue import PROJECTION
from services.exchange.consumed import SERVICES
from services.exchange.domain.events import short
from tests.conftest import Running
from tests.harness.suite import Suite, eventually, service
from tests.integration.exchange.told import ALL, NEVER, ON_REQUEST, Neighbours, Told, on_kafka

PROJECTS = [f"projects/p{number}" for number in range(5)]


@pytest.fixture
async def suite(running: Running) -> AsyncIterator[Suite]:
    async with running(service("exchange"), rehearsal_start="2026-03-02T10:00:00+08:00") as made:
        yield made


async def logged(mongo: Mongo, number: int) -> list[dict[str, Any]]:
    """The log, once it has so many rows."""

    async def there() -> bool:
        return bool(await mongo["log"].count_documents({}) >= number)

    await eventually(there)
    found: list[dict[str, Any]] = await mongo["log"].find({}).sort("_id", 1).to_list(None)
    return found


def demand_whole(rows: list[dict[str, Any]], told: list[Told]) -> None:
    """Each fact once; numbered 1, 2, 3; those of a source and key in their order, each knowing what was before it."""
    assert [row["_id"] for row in rows] == list(range(1, len(told) + 1))
    assert sorted(row["event"] for row in rows) == sorted(each.id for each in told)
    before: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in rows:
        known = before[row["source"], row["key"]]
        assert row["sequence"] == max(known.values(), default=0) + 1
        assert row["before"] == known
        known[short(row["type"])] = row["sequence"]


async def test_all_facts_are_in_the_log_and_on_the_open_topics_with_two_replicas(suite: Suite) -> None:
    one = suite.apps["exchange"]
    other = await suite.start(service("exchange"))
    neighbours = Neighbours(suite)
    try:
        first = [each for project in PROJECTS for each in await neighbours.tell(ALL, project)]
        for project in PROJECTS:
            await neighbours.tell(ALL, project, again=first[::3])
        rows = await logged(one.mongo, len(neighbours.told))
        await suite.quiet()
    finally:
        await other.stop()
    demand_whole(rows, neighbours.told)
    await _demand_open(suite, neighbours.told)
    _demand_sound(suite, one)


async def _demand_open(suite: Suite, told: list[Told]) -> None:
    """On Kafka, byte for byte: the same facts, their open fields, and nothing else of them."""
    prefix = suite.settings.topic_prefix
    records = await on_kafka(suite, [f"{prefix}.{name}.open" for name in SERVICES])
    by_id = {each.id: each for each in told}
    assert len(records) == len(told)
    for record in records:
        attributes = attributes_in(record.headers)
        fact = by_id.pop(attributes["id"])
        assert (record.topic, record.key) == (f"{fact.topic}.open", fact.key.encode())
        assert (attributes["source"], attributes["type"], attributes["sequence"]) == (fact.source, fact.type, str(fact.sequence))
        assert set(attributes) == {"specversion", "id", "source", "type", "subject", "time", "sequence", "policyversion"}
        assert json.loads(record.value) == PROJECTION.public(fact.type, json.loads(fact.body), frozenset())
        on_the_wire = b"".join([record.value, *(value for _, value in record.headers)])
        assert ON_REQUEST.encode() not in on_the_wire and NEVER.encode() not in on_the_wire
    assert not by_id
    numbers: dict[tuple[str, bytes], list[int]] = defaultdict(list)
    for record in sorted(records, key=lambda each: (each.topic, each.partition, each.offset)):
        numbers[record.topic, record.key].append(int(attributes_in(record.headers)["sequence"]))
    assert all(each == list(range(1, len(each) + 1)) for each in numbers.values())


def _demand_sound(suite: Suite, app: App) -> None:
    """`sanzhi fsck` finds nothing."""
    from pymongo import MongoClient

    with MongoClient[dict[str, Any]](suite.settings.mongo, tz_aware=True) as client:
        database = Database(
            client, app.mongo.database.name, app.service, suite.settings.topic_prefix, Progress("exchange", lambda line: None)
        )
        found: list[Any] = []
        looked = look_through(database, found.append)
    assert not found and looked.documents["log"]


async def test_a_fact_comes_between_others_committed_at_once(suite: Suite) -> None:
    """Whoever has read up to a number never finds a smaller one later: read while two replicas commit."""
    app = suite.apps["exchange"]
    other = await suite.start(service("exchange"))
    neighbours, seen, done = Neighbours(suite), list[int](), asyncio.Event()

    async def read() -> None:
        last = 0
        while not done.is_set() or last < len(neighbours.told):
            rows = await app.mongo["log"].find({"_id": {"$gt": last}}, {"_id": 1}).sort("_id", 1).to_list(None)
            seen.extend(row["_id"] for row in rows)
            last = seen[-1] if seen else 0

    reading = asyncio.create_task(read())
    try:
        for project in PROJECTS:
            await neighbours.tell(ALL, project)
        done.set()
        await asyncio.wait_for(reading, 90)
    finally:
        reading.cancel()
        await other.stop()
    assert seen == list(range(1, len(neighbours.told) + 1))
