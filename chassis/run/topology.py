"""What Kafka has of all that a service needs there: topics, a leader for each partition, members of its group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import TopicPartition

_NOT_THERE, _NO_RIGHT = 3, 29  # codes of Kafka's protocol: UNKNOWN_TOPIC_OR_PARTITION, TOPIC_AUTHORIZATION_FAILED


@dataclass(frozen=True)
class Topology:
    """partitions: of the topics that are read. coordinator: of the group, a broker's number. faults: what is missing (zh-CN)."""

    partitions: Sequence[TopicPartition]
    coordinator: int
    faults: Sequence[str]


def faults_of_topics(wanted: Iterable[str], described: Iterable[dict[str, Any]]) -> list[str]:
    """What is wrong with these topics, by what Kafka says of them."""
    known = {topic["topic"]: topic for topic in described}
    return [fault for name in wanted for fault in _faults_of(name, known.get(name, {"error_code": _NOT_THERE}))]


def _faults_of(name: str, topic: dict[str, Any]) -> list[str]:
    code = topic.get("error_code", 0)
    if code == _NO_RIGHT:
        return [f"Kafka 不准访问主题 {name}"]
    if code == _NOT_THERE or not topic.get("partitions"):
        return [f"Kafka 上没有主题 {name}"]
    leaderless = sorted(part["partition"] for part in topic["partitions"] if part.get("leader", 0) < 0)
    return [f"主题 {name} 的分区 {'、'.join(map(str, leaderless))} 没有主副本，不能读写"] if leaderless else []


def faults_of_group(group: str, described: dict[str, Any]) -> list[str]:
    """What is wrong with a group of consumers, by what its coordinator says of it."""
    if described.get("members"):
        return []
    return [f"消费组 {group} 没有成员，无人消费（{described.get('state') or '不存在'}）"]
