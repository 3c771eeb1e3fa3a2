"""What is said of a partition that waits for hours: a line a pause, not a line a try."""

import asyncio
import logging
import re
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError

from chassis.errors import Unavailable
from chassis.messaging import waiting
from chassis.messaging.consumer import _is_behind
from chassis.messaging.gate import Gate
from chassis.messaging.waiting import Waiting
from tests.harness.suite import PATIENCE

PARTITION = TopicPartition("sanzhi.registry", 3)
AWAY = Unavailable("NEIGHBOUR_UNAVAILABLE", "相关服务暂时无法应答")


class Consumer:
    """Stands in for aiokafka's: what is assigned, what is paused."""

    def __init__(self) -> None:
        self.assigned = {PARTITION}
        self.paused: set[TopicPartition] = set()

    def assignment(self) -> set[TopicPartition]:
        return self.assigned

    def pause(self, partition: TopicPartition) -> None:
        self.paused.add(partition)

    def resume(self, partition: TopicPartition) -> None:
        self.paused.remove(partition)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses cost no time; what they would have been."""
    pauses: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await real(0)

    monkeypatch.setattr("chassis.messaging.waiting.asyncio.sleep", sleep)
    return pauses


class Attempts:
    """Fails so many times, then does it; `done` is set then."""

    def __init__(self, failures: int) -> None:
        self.left = failures
        self.done = asyncio.Event()

    async def __call__(self, consumer: Any, partition: TopicPartition, records: Any) -> Exception | None:
        if self.left:
            self.left -= 1
            return AWAY
        self.done.set()
        return None


async def test_pauses_grow_up_to_a_limit_and_each_is_told_once(quick: list[float], caplog: pytest.LogCaptureFixture) -> None:
    consumer, attempts = Consumer(), Attempts(1000)
    held = Waiting(Gate(), attempts)
    with caplog.at_level(logging.WARNING, "chassis.messaging.waiting"):
        held.hold(consumer, PARTITION, [], AWAY)
        assert consumer.paused == {PARTITION}
        await attempts.done.wait()
        await asyncio.sleep(0)
        assert not consumer.paused
    assert len(quick) >= 1000
    assert max(quick) <= waiting.MAX_BACKOFF and quick[0] <= waiting.MIN_BACKOFF and quick[900] >= waiting.MAX_BACKOFF / 2
    assert len({round(pause, 6) for pause in quick[900:1000]}) > 50  # many replicas must not come back at the same moment
    assert len(caplog.records) == 9


async def test_a_bug_is_told_by_its_kind_and_place(quick: list[float], caplog: pytest.LogCaptureFixture) -> None:
    """What it says may be of a fact."""
    attempts = Attempts(0)
    try:
        int("13987650123 at home")
    except ValueError as error:
        Waiting(Gate(), attempts).hold(Consumer(), PARTITION, [], error)
    await attempts.done.wait()
    assert re.search(r"tried 1 times\n  tests/unit/chassis/test_waiting\.py:[0-9]+ in test_a_bug\w+\nValueError", caplog.text)
    assert "13987650123" not in caplog.text


async def test_who_lost_the_partition_does_nothing_more_with_it(quick: list[float]) -> None:
    consumer, attempts = Consumer(), Attempts(0)
    gate = Gate()
    held = Waiting(gate, attempts)
    async with gate.inside():
        held.hold(consumer, PARTITION, [], AWAY)
        consumer.assigned = set()
    for _ in range(20):
        await asyncio.sleep(0)
    assert not attempts.done.is_set()


async def test_what_is_forgotten_is_not_tried_again(quick: list[float]) -> None:
    consumer, attempts = Consumer(), Attempts(0)
    gate = Gate()
    held = Waiting(gate, attempts)
    held.hold(consumer, PARTITION, [], AWAY)
    async with gate.closed():
        held.forget()
    for _ in range(20):
        await asyncio.sleep(0)
    assert not attempts.done.is_set()


@pytest.mark.parametrize(
    ("committed", "behind"), [(None, True), (4, True), (5, False), (9, False), (KafkaConnectionError("away"), True)], ids=repr
)
async def test_an_offset_never_goes_back(committed: Any, behind: bool) -> None:
    class Committed(Consumer):
        async def committed(self, partition: TopicPartition) -> int | None:
            if isinstance(committed, Exception):
                raise committed
            found: int | None = committed
            return found

    assert await _is_behind(Committed(), PARTITION, 5) is behind


async def test_a_closed_gate_waits_for_all_inside_and_lets_nobody_in() -> None:
    gate, order = Gate(), list[str]()
    leave = asyncio.Event()

    async def work(name: str) -> None:
        async with gate.inside():
            order.append(f"{name} in")
            await leave.wait()
            order.append(f"{name} out")

    async def close() -> None:
        async with gate.closed():
            order.append("closed")

    tasks = [asyncio.create_task(work("a")), asyncio.create_task(work("b"))]
    for _ in range(5):
        await asyncio.sleep(0)
    assert order == ["a in", "b in"]
    tasks += [asyncio.create_task(close())]
    for _ in range(5):
        await asyncio.sleep(0)
    tasks += [asyncio.create_task(work("c"))]
    for _ in range(5):
        await asyncio.sleep(0)
    assert order == ["a in", "b in"]
    leave.set()
    await asyncio.gather(*tasks)
    assert order[2:] == ["a out", "b out", "closed", "c in", "c out"]


async def test_who_was_overtaken_by_a_newer_hold_takes_nothing_away_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "MIN_BACKOFF", 0.0)
    consumer, in_hand, go, done = Consumer(), asyncio.Event(), asyncio.Event(), asyncio.Event()
    handled: list[str] = []

    async def attempt(_: Any, __: TopicPartition, records: Any) -> None:
        if records == "old":
            in_hand.set()
            await go.wait()
        handled.append(records)
        if records == "new":
            done.set()

    gate = Gate()
    holder = Waiting(gate, attempt)
    async with gate.inside():
        holder.hold(consumer, PARTITION, "old", AWAY)  # type: ignore[arg-type]
    await in_hand.wait()
    async with gate.inside():
        holder.hold(consumer, PARTITION, "new", AWAY)  # type: ignore[arg-type]
    go.set()
    await asyncio.wait_for(done.wait(), PATIENCE)
    assert handled == ["old", "new"]
    async with gate.closed():
        assert not consumer.paused
