"""Kafka over TLS with a user, as under compose, or as a cloud may have it (SCRAM-SHA-256, IPv6): facts go their whole way; who trusts
another authority or another name is not let in.
"""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from chassis.messaging.administration import Administration, Scram
from chassis.messaging.kafka import Kafka
from chassis.run.service import Service
from cli.provision.authority import Authority
from cli.stack.kafka import EmbeddedKafka
from cli.stack.ports import free_port
from tests.harness.parts import TestParts
from tests.harness.six import has_ipv6, loopback_6
from tests.harness.suite import PATIENCE, Person, eventually, suite

BUREAU = Person("people/bai", ("science_bureau",))
USER, PASSWORD = "registry", "correct horse"
PROBE = "sanzhi.probe.v1.ProbeService"
MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


@dataclass(frozen=True)
class Locked:
    """A broker that speaks SASL_SSL on `port` and, to IPv6, on `port_6`, with a certificate for 127.0.0.1 and ::1 alone."""

    port: int
    port_6: int
    ca: str
    other_ca: str

    @property
    def kafka(self) -> Kafka:
        return Kafka(f"127.0.0.1:{self.port}", "SASL_SSL", USER, PASSWORD, self.ca)

    @property
    def in_a_cloud(self) -> Kafka:
        return replace(self.kafka, servers=f"{loopback_6()}:{self.port_6}", mechanism="SCRAM-SHA-256")


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locked]:
    folder = tmp_path_factory.mktemp("locked")
    authority, _ = Authority(folder / "ca", datetime.now(UTC)), Authority(folder / "other", datetime.now(UTC))
    (folder / "tls.pem").write_text(authority.issue("kafka", ["127.0.0.1", "::1"]))
    port, port_6, kafka = free_port(), free_port(), EmbeddedKafka(folder / "kafka")
    plain, inside = f"BROKER://127.0.0.1:{kafka.port}", f"CONTROLLER://127.0.0.1:{kafka.controller_port}"
    suite = f"SUITE://127.0.0.1:{port},SIX://{loopback_6()}:{port_6}"
    kafka.properties = {
        "listeners": f"{plain},{inside},{suite}",
        "advertised.listeners": f"{plain},{suite}",
        "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,SUITE:SASL_SSL,SIX:SASL_SSL",
        "listener.name.suite.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.suite.scram-sha-512.sasl.jaas.config": MODULE,
        "listener.name.six.sasl.enabled.mechanisms": "SCRAM-SHA-256",
        "listener.name.six.scram-sha-256.sasl.jaas.config": MODULE,
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(folder / "tls.pem"),
    }
    with kafka:
        asyncio.run(_with_user(kafka.bootstrap))
        yield Locked(port, port_6, str(folder / "ca" / "ca.crt"), str(folder / "other" / "ca.crt"))


async def _with_user(bootstrap: str) -> None:
    async with Administration(Kafka(bootstrap), "test") as administration:
        for mechanism in Scram:
            await administration.make_users({USER: PASSWORD}, mechanism)


async def let_in(kafka: Kafka) -> bool:
    producer = AIOKafkaProducer(**kafka.arguments(), request_timeout_ms=int(PATIENCE * 1000))
    try:
        await producer.start()
    except KafkaError:
        return False
    finally:
        with suppress(KafkaError):
            await producer.stop()
    return True


def test_this_machine_has_ipv6() -> None:
    if not has_ipv6():
        pytest.skip("NO IPv6 ON THIS MACHINE: services, Kafka and MongoDB were tried over IPv4 alone")


@pytest.mark.parametrize("way", ["as under compose", "as a cloud may have it"])
async def test_facts_go_their_whole_way(
    way: str, parts: TestParts, tmp_path: Path, probe: Service, watcher: Service, locked: Locked
) -> None:
    kafka = locked.kafka if way == "as under compose" else locked.in_a_cloud
    given = {"kafka_security": "SASL_SSL", "kafka_user": USER, "kafka_password": PASSWORD, "kafka_ca": locked.ca}
    given |= {"kafka_mechanism": kafka.mechanism, "listen": kafka.servers.rpartition(":")[0] + ":0"}
    async with suite(parts.mongo.uri, kafka.servers, tmp_path, probe, watcher, **given) as running:
        made = await running.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, BUREAU)
        await running.call(f"{PROBE}/AddToCounter", {"name": made["name"], "amount": 7}, BUREAU)

        async def counted() -> bool:
            found = await running.apps["watcher"].mongo["sums"].find_one({"_id": made["name"]})
            return bool(found) and found["total"] == 7

        await eventually(counted)


async def test_only_who_trusts_its_authority_and_has_the_password_is_let_in(locked: Locked) -> None:
    kafka = locked.kafka
    assert await let_in(kafka) and await let_in(locked.in_a_cloud)
    assert not await let_in(replace(locked.in_a_cloud, mechanism="SCRAM-SHA-512"))
    changes = {"ca": locked.other_ca}, {"ca": ""}, {"password": "wrong"}, {"security": "SASL_PLAINTEXT"}, {"security": "PLAINTEXT"}
    wrong: Any
    for wrong in changes:
        assert not await let_in(replace(kafka, **wrong)), wrong


async def test_a_broker_under_another_name_is_not_believed(locked: Locked) -> None:
    assert not await let_in(replace(locked.kafka, servers=f"localhost:{locked.port}"))
    context = locked.kafka.arguments()["ssl_context"]
    _, writer = await asyncio.open_connection("127.0.0.1", locked.port, ssl=context)
    writer.close()
    with pytest.raises(ssl.SSLCertVerificationError, match="localhost"):
        await asyncio.open_connection("127.0.0.1", locked.port, ssl=context, server_hostname="localhost")
