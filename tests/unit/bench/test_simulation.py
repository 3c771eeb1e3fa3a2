"""The simulation's pure parts: the shape of its load, what is behind, and the reckoning, in which what is wrong has to show."""

import asyncio
import os
import subprocess
import sys
import time
from types import SimpleNamespace

import grpc
import pytest
from aiokafka import TopicPartition

from bench.replicas import service_of
from bench.simulation_load import Load, Shape
from bench.simulation_page import level_again, simulation, stretches
from bench.simulation_reckoning import Kept, reckoned
from bench.simulation_watch import Sample, Spent, a_second, standing

SHAPE = Shape(seconds=90, rate=100)
WHOLE = Kept({"f1": "organizations/a", "f2": "organizations/b"}, ["f1", "f2"], ["f1", "f2"], ["organizations/a", "organizations/b"])
NAMES = ["organizations/a", "organizations/b"]


def _sample(second: float, asked: int, acknowledged: int, published: int, taken_in: int, spent: float = 0.0) -> Sample:
    return Sample(second, asked, acknowledged, published, taken_in, {"desk": spent})


@pytest.mark.parametrize(
    ("second", "due"), [(-1, 0), (0, 0), (15, 150), (30, 300), (45, 1800), (60, 3300), (75, 3450), (90, 3600), (1000, 3600)]
)
def test_a_tenth_is_asked_for_outside_of_the_worst_hour(second: float, due: int) -> None:
    assert SHAPE.due(second) == due


async def test_all_that_is_due_is_asked_for_and_no_more_at_once_than_there_is_room_for() -> None:
    under_way, most = 0, 0

    async def command() -> str:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return "organizations/a"

    shape = Shape(seconds=0.3, rate=300)
    load = Load(shape, [command], at_once=2)
    await load.run(time.monotonic())
    assert load.asked == len(load.acknowledged) == shape.due(0.3) > 0
    assert most == 2 and not load.failed


async def test_a_call_that_fails_is_not_acknowledged() -> None:
    async def command() -> str:
        raise grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, grpc.aio.Metadata(), grpc.aio.Metadata())

    load = Load(Shape(seconds=0.03, rate=1000), [command], at_once=2)
    await load.run(time.monotonic())
    assert load.failed == ["UNAVAILABLE"] * load.asked and load.asked and not load.acknowledged


def test_the_lag_is_of_all_partitions_and_a_place_that_was_never_kept_counts_from_the_beginning() -> None:
    parts = [TopicPartition("t", number) for number in range(4)]
    kept = {
        parts[0]: SimpleNamespace(offset=7),
        parts[1]: SimpleNamespace(offset=-1),
        TopicPartition("other", 0): SimpleNamespace(offset=9),
    }
    assert standing(dict.fromkeys(parts, 10), kept) == (40, 7)


def test_what_waits_where() -> None:
    sample = _sample(1, asked=100, acknowledged=90, published=80, taken_in=50)
    assert (sample.waiting, sample.behind, sample.lag) == (10, 40, 30)
    ahead = _sample(1, asked=100, acknowledged=90, published=95, taken_in=95)  # by facts whose commands' answers are on their way
    assert ahead.behind == 0


def test_rates_are_by_the_time_that_has_passed() -> None:
    samples = [_sample(0, 0, 0, 0, 0), _sample(2, 100, 0, 0, 0), _sample(2.5, 200, 0, 0, 0)]
    assert a_second(samples, lambda each: each.asked) == [(2, 50), (2.5, 200)]


def test_processor_time_of_one_that_is_gone_stays_counted() -> None:
    with subprocess.Popen([sys.executable, "-c", "sum(range(10**7)); input()"], stdin=subprocess.PIPE) as ending:
        pids = {"desk-1": ending.pid}
        spent = Spent(lambda: pids, service_of)
        until = time.monotonic() + 60
        while not (before := spent.read()["desk"]):
            assert time.monotonic() < until
            time.sleep(0.01)
        ending.kill()
    assert spent.read()["desk"] >= before
    pids["desk-1"] = os.getpid()
    assert spent.read()["desk"] > before


def test_a_replica_is_of_its_service() -> None:
    assert [service_of(name) for name in ("desk-1", "registry-12", "MongoDB")] == ["desk", "registry", "MongoDB"]


def test_where_all_is_there_once_nothing_is_wrong() -> None:
    found = reckoned(NAMES, WHOLE)
    assert found["wrong"] == []
    assert found["counts"] == {
        "acknowledged": 2, "committed": 2, "taken in": 2, "effects": 2, "lost": 0, "doubled": 0, "strange": 0, "dead letters": 0
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kept", "wrong"),
    [
        (Kept({"f1": NAMES[0]}, ["f1"], ["f1"], NAMES), "organizations/b: acknowledged, and no fact of it"),
        (Kept(WHOLE.facts, WHOLE.inbox, WHOLE.effects, NAMES[:1]), "organizations/b: acknowledged, and not in the lists"),
        (Kept(WHOLE.facts, ["f1"], ["f1"], NAMES), "f2 of organizations/b: not taken in"),
        (Kept(WHOLE.facts, ["f1", "f2"], ["f1"], NAMES), "f2 of organizations/b: not taken in"),
        (Kept(WHOLE.facts, WHOLE.inbox, ["f1", "f2", "f2"], NAMES), "f2: 2 effects"),
        (Kept({**WHOLE.facts, "f3": NAMES[1]}, ["f1", "f2", "f3"], ["f1", "f2", "f3"], NAMES), "organizations/b: 2 facts of one command"),
        (Kept(WHOLE.facts, ["f1", "f2", "f4"], ["f1", "f2"], NAMES), "f4: taken in, and never committed"),
    ],
)
def test_what_is_lost_doubled_or_strange_is_told(kept: Kept, wrong: str) -> None:
    assert reckoned(NAMES, kept)["wrong"] == [wrong]


def test_it_is_level_again_when_nothing_waits_and_nothing_is_behind() -> None:
    samples = [
        _sample(59, 100, 100, 100, 100),
        _sample(61, 500, 400, 400, 400),
        _sample(62, 500, 500, 500, 480),
        _sample(63, 510, 510, 510, 510),
    ]
    assert level_again(samples, SHAPE) == 63  # twenty are more than come in a quiet second
    assert level_again(samples[:2], SHAPE) is None


def test_a_row_for_each_stretch() -> None:
    samples = [_sample(second, 10 * second, 9 * second, 8 * second, 7 * second, second / 2) for second in range(0, 91, 10)]
    assert [[each.second for each in within] for within in stretches(samples, SHAPE).values()] == [
        [0, 10, 20, 30], [30, 40, 50, 60], [60, 70, 80, 90]
    ]  # fmt: skip
    machine = {"parts": {}, "packages": {}, "load_before": [0.5], "cores": 2, "processor": "x", "python": "3"}
    content = {"machine": machine, "shape": {"seconds": 90, "rate": 100}, "replicas": {"registry": 3, "desk": 2}, "partitions": 12}
    content |= {"happened": [(40.5, "desk-1 is killed")], "failed": 0, "reckoning": {"counts": {"lost": 0}, "wrong": []}}
    told = simulation(content | {"samples": [vars(each) for each in samples]})
    assert "| the worst hour | 10 | 9 | 7 | 60 | 120 | 0.50 |" in told
    assert "3 of registry, 2 of desk; 12 partitions" in told and "desk-1 is killed at 40 s" in told and "not before the end" in told
