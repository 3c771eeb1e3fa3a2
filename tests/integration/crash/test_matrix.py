"""A process dies at each point between a command and its effects, comes back, and all took effect once.

Each row that names a guard is played a second time without it, and then the same check must fail: it is the guard that holds, not luck.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis.messaging.topics import ensure_topics
from chassis.run.service import Service
from chassis.time.clock import Clock
from tests.harness.suite import Person
from tests.integration.crash.conftest import Crashing
from tests.integration.crash.processes import Processes

BUREAU = Person("people/bai", ("science_bureau",))
PROBE = "sanzhi.probe.v1.ProbeService"
NAME, AMOUNT = "projects/casting", 5
DUE = datetime(2024, 2, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Point:
    """Where who dies; with a timer, it dies when that is due; the guard that makes it harmless."""

    at: str
    victim: str = "probe"
    guard: str = ""
    timer: bool = False

    def __str__(self) -> str:
        return f"{self.victim}-{self.at}"


MATRIX = [
    Point("before_commit"),
    Point("in_the_transaction", guard="one_transaction"),
    Point("after_commit_before_wake", guard="request_id"),
    Point("after_produce_before_mark", guard="mark_after_produce"),
    Point("before_commit", "watcher"),
    Point("in_the_transaction", "watcher", guard="one_transaction"),
    Point("after_handling_before_offset", "watcher", guard="inbox_key"),
    Point("timer_claimed_not_fired", timer=True, guard="timer_kept_until_its_effect"),
    Point("before_commit", timer=True),
    Point("timer_fired_not_gone", timer=True, guard="timer_gone_with_its_effect"),
]


@pytest.mark.parametrize("point", MATRIX, ids=str)
async def test_effect_is_once(crashing: Crashing, probe: Service, watcher: Service, point: Point) -> None:
    async with crashing() as processes:
        await _play(processes, watcher if point.victim == "probe" else probe, point, without="")
        await _check(processes, point)


@pytest.mark.parametrize("point", [point for point in MATRIX if point.guard], ids=lambda point: f"{point}-without-{point.guard}")
async def test_without_its_guard_it_is_not(crashing: Crashing, probe: Service, watcher: Service, point: Point) -> None:
    async with crashing() as processes:
        await _play(processes, watcher if point.victim == "probe" else probe, point, without=point.guard)
        with pytest.raises(Wrong):
            await _check(processes, point)


class Wrong(Exception):
    """Something was lost or done twice."""


async def _play(processes: Processes, other: Service, point: Point, without: str) -> None:
    """One command, one fact, perhaps one timer; the victim dies once in the middle of it and comes back."""
    suite, victim = processes.suite, point.victim
    for name in ("probe", "watcher"):
        await ensure_topics(suite.settings, name)
    app = await suite.start(other)
    try:
        await processes.start(victim, point.at, without)
        await suite.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, BUREAU)
        body = {"name": NAME, "amount": AMOUNT} | ({"due": "2024-02-01"} if point.timer else {})
        if not point.timer:
            processes.arm(victim)
        await processes.call(f"{PROBE}/AddToCounter", body, BUREAU, "add-1")
        if point.timer:
            processes.arm(victim)
            await _let_time_come(processes)
        await processes.until_dead(victim)
        await processes.start(victim, point.at, without)
        await suite.call(f"{PROBE}/AddToCounter", body, BUREAU, "add-1")  # who has no answer comes again; who has one may
        await processes.quiet(probe=[], watcher=["probe"])
    finally:
        await app.stop()


async def _let_time_come(processes: Processes) -> None:
    mongo = processes.mongo("probe")
    clock = Clock(mongo, "rehearsal")
    await clock.set(DUE)
    await clock.release()
    await mongo.close()


async def _check(processes: Processes, point: Point) -> None:
    """From outside: state, outbox, Kafka, the subscriber's state, audit. Raises Wrong."""
    fired = int(point.timer)
    probe, watcher = processes.mongo("probe"), processes.mongo("watcher")
    try:
        outbox = await probe["outbox"].find({"key": NAME}).sort("sequence", 1).to_list(None)  # seals of the audit come beside
        facts = Counter(row["attributes"]["type"].split(".", 2)[2] for row in outbox)
        published = await _ids_on(processes, f"{processes.suite.settings.topic_prefix}.probe")
        found = {
            "counter": await _total(probe["counters"]),
            "facts": dict(facts),
            "sequences": [row["sequence"] for row in outbox],
            "facts that are not on Kafka": [row["_id"] for row in outbox if row["_id"] not in published],
            "sum of the subscriber": await _total(watcher["sums"]),
            "audit of commands": await probe["audit"].count_documents({"action": f"{PROBE}/AddToCounter"}),
            "audit of timers": await probe["audit"].count_documents({"action": "timer time_came"}),
            "audit of the fact": await watcher["audit"].count_documents({"action": "sanzhi.probe.counter.added.v1", "outcome": "OK"}),
            "timers left": await probe["timers"].count_documents({}),
        }
    finally:
        await probe.close()
        await watcher.close()
    wanted = {
        "counter": AMOUNT + 1000 * fired,
        "facts": {"counter.added.v1": 1} | ({"counter.time_came.v1": 1} if fired else {}),
        "sequences": list(range(1, 2 + fired)),
        "facts that are not on Kafka": [],
        "sum of the subscriber": AMOUNT,
        "audit of commands": 1,
        "audit of timers": fired,
        "audit of the fact": 1,
        "timers left": 0,
    }
    if found != wanted:
        raise Wrong({name: (found[name], wanted[name]) for name in wanted if found[name] != wanted[name]})


async def _total(counters: Any) -> int:
    found = await counters.find_one({"_id": NAME})
    return int(found["total"]) if found else 0


async def _ids_on(processes: Processes, topic: str) -> set[str]:
    settings = processes.suite.settings
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in range(settings.partitions)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends, found = await consumer.end_offsets(partitions), set()
        while sum([await consumer.position(partition) for partition in partitions]) < sum(ends.values()):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found |= {dict(record.headers)["ce_id"].decode() for record in records}
        return found
    finally:
        await consumer.stop()
