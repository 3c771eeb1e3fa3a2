"""MongoDB and Kafka in containers (Testcontainers), each on a port that is the same inside and outside."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from chassis.messaging.kafka import Kafka
from cli.stack.kafka import has_brokers
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
        _until(lambda: _is_primary(mongo_port), mongo)
        _until(lambda: _answers(f"127.0.0.1:{kafka_port}"), kafka)
        yield f"mongodb://127.0.0.1:{mongo_port}/?replicaSet=rs0", f"127.0.0.1:{kafka_port}"


def _mongo(port: int) -> DockerContainer:
    command = f"mongod --replSet rs0 --bind_ip_all --port {port} --networkMessageCompressors=disabled"
    return DockerContainer(MONGO_IMAGE).with_command(command).with_bind_ports(port, port)


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
        "KAFKA_HEAP_OPTS": "-Xmx512m",
        "KAFKA_JVM_PERFORMANCE_OPTS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",  # starting fast matters more than throughput
    }
    return DockerContainer(KAFKA_IMAGE).with_envs(**settings).with_bind_ports(port, port)


def _until(ready: Callable[[], bool], container: DockerContainer) -> None:
    end = time.monotonic() + SECONDS
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{container.image} was not ready in {SECONDS:.0f} s:\n{b''.join(container.get_logs()).decode()[-2000:]}")
        time.sleep(0.1)


def _is_primary(port: int) -> bool:
    host = f"127.0.0.1:{port}"
    try:
        with MongoClient[dict[str, Any]](host, directConnection=True, serverSelectionTimeoutMS=500) as client:
            if client.admin.command("hello")["isWritablePrimary"]:
                return True
            client.admin.command("replSetInitiate", {"_id": "rs0", "members": [{"_id": 0, "host": host}]})
    except OperationFailure as error:
        if error.code != ALREADY_INITIALIZED:
            raise
    except PyMongoError:
        pass
    return False


def _answers(bootstrap: str) -> bool:
    with ThreadPoolExecutor(1) as pool:  # the caller's thread may have an event loop of its own
        return pool.submit(asyncio.run, has_brokers(Kafka(bootstrap))).result()
