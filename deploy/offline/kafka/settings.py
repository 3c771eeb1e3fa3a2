"""Environment variables -> server.properties, as the image apache/kafka does it.

KAFKA_LOG_DIRS is log.dirs; two underscores stand for one, three for a dash; later files win over earlier ones.
"""

import re
from collections.abc import Mapping

NOT_PROPERTIES = (
    "KAFKA_VERSION", "KAFKA_HEAP_OPTS", "KAFKA_LOG4J_OPTS", "KAFKA_OPTS", "KAFKA_JMX_OPTS", "KAFKA_GC_LOG_OPTS",
    "KAFKA_JVM_PERFORMANCE_OPTS", "KAFKA_HOME",
)  # fmt: skip
# What a broker needs where nothing is said: one node, as in the official image.
DEFAULTS = {
    "node.id": "1",
    "process.roles": "broker,controller",
    "listeners": "PLAINTEXT://:9092,CONTROLLER://:9093",
    "advertised.listeners": "PLAINTEXT://localhost:9092",
    "controller.listener.names": "CONTROLLER",
    "controller.quorum.voters": "1@localhost:9093",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "log.dirs": "/var/lib/kafka/data",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
}
_MARKS = {"___": "-", "__": "_", "_": "."}


def property_name(variable: str) -> str:
    """The property that a variable sets."""
    return re.sub("_{1,3}", lambda found: _MARKS[found.group()], variable.removeprefix("KAFKA_").lower())


def properties(environment: Mapping[str, str]) -> dict[str, str]:
    """The defaults if the environment says nothing, else what it says."""
    said = {
        property_name(name): value
        for name, value in environment.items()
        if name.startswith("KAFKA_") and not name.startswith("KAFKA_LOG4J") and name not in NOT_PROPERTIES
    }
    return said or DEFAULTS


def as_file(chosen: Mapping[str, str]) -> str:
    """A Java properties file."""
    return "".join(f"{name}={_escaped(value)}\n" for name, value in chosen.items())


def _escaped(value: str) -> str:
    return value.strip().replace("\\", "\\\\").replace("\n", "\\\n")
