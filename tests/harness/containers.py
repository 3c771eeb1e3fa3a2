"""MongoDB and Kafka in containers (Testcontainers), each on a port that is the same inside and outside."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from chassis.messaging.kafka import Kafka
from cli.stack.kafka import apart, has_brokers
from cli.stack.ports import free_port

# Its reaper is an image of its own, which a closed network cannot pull; the containers end with the run as it is.
os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")

from testcontainers.core.container import DockerContainer

MONGO_IMAGE = os.environ.get("SANZHI_TEST_MONGO_IMAGE", "mongo:8.0")
KAFKA_IMAGE = os.environ.get("SANZHI_TEST_KAFKA_IMAGE", "apache/kafka:4.3.0")
SECONDS = 300.0
ALREADY_INITIALIZED = 23


@contextmanager
def containers() -> Iterator[tuple[str, str]]:
    """Connection string and bootstrap servers."""
    mongo_port, kafka_port = free_port(), free_port()
    with _mongo(mongo_port) as mongo, _kafka(kafka_port) as kafka:
        _until(lambda: _becomes_primary(mongo_port), mongo)
        _until(lambda: _answers(f"127.0.0.1:{kafka_port}"), kafka)
        yield f"mongodb://127.0.0.1:{mongo_port}/?replicaSet=rs0", f"127.0.0.1:{kafka_port}"


def _mongo(port: int) -> DockerContainer:
    command = f"mongod --replSet rs0 --bind_ip_all --port {port} --networkMessageCompressors=disabled"
    command += " --setParameter diagnosticDataCollectionEnabled=false"  # as the embedded one: it costs more than most tests
    command += " --wiredTigerCacheSizeGB=0.5 --oplogSize=512"  # as the embedded one; else each takes what it wants of half the machine
    # In memory: every act waits until the journal is on the disk. Not at /data/db, which the image makes somebody's.
    command += " --dbpath /memory"
    return DockerContainer(MONGO_IMAGE).with_command(command).with_bind_ports(port, port).with_tmpfs_mount("/memory")


def _kafka(port: int) -> DockerContainer:
    settings = {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_LISTENERS": f"PLAINTEXT://:{port},CONTROLLER://127.0.0.1:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://127.0.0.1:{port}",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "8",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_LOG_DIRS": "/memory/logs",
        "KAFKA_HEAP_OPTS": "-Xmx512m",
        "KAFKA_JVM_PERFORMANCE_OPTS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",  # starting fast matters more than throughput
    }
    return DockerContainer(KAFKA_IMAGE).with_envs(**settings).with_bind_ports(port, port).with_tmpfs_mount("/memory")


def _until(missing: Callable[[], str], container: DockerContainer) -> None:
    """`missing` says what is still missing, "" once nothing is."""
    end = time.monotonic() + SECONDS
    while lacks := missing():
        if time.monotonic() > end:
            log = b"".join(container.get_logs()).decode()[-2000:]
            raise TimeoutError(f"{container.image} was not ready in {SECONDS:.0f} s: {lacks}\n{log}")
        time.sleep(0.1)


def _becomes_primary(port: int) -> str:
    host = f"127.0.0.1:{port}"
    try:
        with MongoClient[dict[str, Any]](host, directConnection=True, serverSelectionTimeoutMS=500) as client:
            if client.admin.command("hello")["isWritablePrimary"]:
                return ""
            client.admin.command("replSetInitiate", {"_id": "rs0", "members": [{"_id": 0, "host": host}]})
    except OperationFailure as error:
        if error.code != ALREADY_INITIALIZED:
            raise
    except PyMongoError as error:
        return f"no connection to {host}: {error}"
    return "not primary yet"


def _answers(bootstrap: str) -> str:
    return "" if apart(has_brokers(Kafka(bootstrap))) else f"no answer from {bootstrap}"
