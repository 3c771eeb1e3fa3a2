"""What is missing on Kafka, or nearly used up beside it, is said loudly, and nothing where all is there."""

from typing import Any

import pytest

from chassis.run.faults import fault_of_disk
from chassis.run.topology import faults_of_group, faults_of_topics

GIB = 1024**3


def topic(name: str, *leaders: int, code: int = 0) -> dict[str, Any]:
    return {"topic": name, "error_code": code, "partitions": [{"partition": n, "leader": leader} for n, leader in enumerate(leaders)]}


@pytest.mark.parametrize(
    ("described", "faults"),
    [
        ([topic("a", 1, 1), topic("b", 1)], []),
        ([topic("a", 1), topic("b", 1), topic("other", code=3)], []),
        ([topic("a", 1)], ["Kafka 上没有主题 b"]),
        ([topic("a", 1), topic("b", code=3)], ["Kafka 上没有主题 b"]),
        ([topic("a", 1), topic("b")], ["Kafka 上没有主题 b"]),
        ([topic("b", code=3)], ["Kafka 上没有主题 a", "Kafka 上没有主题 b"]),
        ([topic("a", 1, -1, 1, -1), topic("b", 1)], ["主题 a 的分区 1、3 没有主副本，不能读写"]),
        ([topic("a", 1), topic("b", code=29)], ["Kafka 不准访问主题 b"]),
    ],
)
def test_topics(described: list[dict[str, Any]], faults: list[str]) -> None:
    assert faults_of_topics(["a", "b"], described) == faults


@pytest.mark.parametrize(
    ("described", "holds"),
    [
        ({"state": "Stable", "members": [1]}, True),
        ({"state": "PreparingRebalance", "members": [1]}, True),
        ({"state": "Empty", "members": []}, False),
        ({"state": "Dead", "members": []}, False),
        ({"state": "", "members": []}, False),
    ],
)
def test_groups(described: dict[str, Any], holds: bool) -> None:
    assert (faults_of_group("sanzhi.registry", described) == []) is holds


@pytest.mark.parametrize(("total", "free"), [(0, 0), (100 * GIB, 50 * GIB), (100 * GIB, 3 * GIB), (10 * GIB, GIB), (4000 * GIB, 3 * GIB)])
def test_disks_with_room(total: int, free: int) -> None:
    assert fault_of_disk({"fsTotalSize": total, "fsUsedSize": total - free}) == []
    assert fault_of_disk({"ok": 1}) == []


@pytest.mark.parametrize(("total", "free"), [(100 * GIB, GIB), (10 * GIB, GIB // 4), (4000 * GIB, GIB), (GIB, 0), (GIB, -1)])
def test_disks_that_are_nearly_full(total: int, free: int) -> None:
    (fault,) = fault_of_disk({"fsTotalSize": total, "fsUsedSize": total - free})
    assert fault.startswith("MongoDB 的磁盘只剩")
