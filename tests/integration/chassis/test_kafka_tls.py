"""Kafka over TLS with a user, as under compose: facts go their whole way; who trusts another authority or another name is not let in."""

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

from chassis.messaging.administration import Administration
from chassis.messaging.kafka import Kafka
from chassis.run.service import Service
from cli.provision.authority import Authority
from cli.stack.kafka import EmbeddedKafka
from cli.stack.ports import free_port
from tests.harness.parts import TestParts
from tests.harness.suite import PATIENCE, Person, eventually, suite

BUREAU = Person("people/bai", ("science_bureau",))
USER, PASSWORD = "registry", "correct horse"
PROBE = "sanzhi.probe.v1.ProbeService"


@dataclass(frozen=True)
class Locked:
    """A broker that speaks SASL_SSL on `port`, with a certificate for 127.0.0.1 alone."""

    port: int
    ca: str
    other_ca: str

    @property
    def kafka(self) -> Kafka:
        return Kafka(f"127.0.0.1:{self.port}", "SASL_SSL", USER, PASSWORD, self.ca)


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locked]:
    folder = tmp_path_factory.mktemp("locked")
    authority, _ = Authority(folder / "ca", datetime.now(UTC)), Authority(folder / "other", datetime.now(UTC))
    (folder / "tls.pem").write_text(authority.issue("kafka", ["127.0.0.1"]))
    port, kafka = free_port(), EmbeddedKafka(folder / "kafka")
    plain, inside = f"BROKER://127.0.0.1:{kafka.port}", f"CONTROLLER://127.0.0.1:{kafka.controller_port}"
    kafka.properties = {
        "listeners": f"{plain},{inside},SUITE://127.0.0.1:{port}",
        "advertised.listeners": f"{plain},SUITE://127.0.0.1:{port}",
        "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,SUITE:SASL_SSL",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.suite.scram-sha-512.sasl.jaas.config": "org.apache.kafka.common.security.scram.ScramLoginModule required;",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(folder / "tls.pem"),
    }
    with kafka:
        asyncio.run(_with_user(kafka.bootstrap))
        yield Locked(port, str(folder / "ca" / "ca.crt"), str(folder / "other" / "ca.crt"))


async def _with_user(bootstrap: str) -> None:
    async with Administration(Kafka(bootstrap), "test") as administration:
        await administration.make_users({USER: PASSWORD})


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


async def test_facts_go_their_whole_way(parts: TestParts, tmp_path: Path, probe: Service, watcher: Service, locked: Locked) -> None:
    given = {"kafka_security": "SASL_SSL", "kafka_user": USER, "kafka_password": PASSWORD, "kafka_ca": locked.ca}
    async with suite(parts.mongo.uri, locked.kafka.servers, tmp_path, probe, watcher, **given) as running:
        made = await running.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, BUREAU)
        await running.call(f"{PROBE}/AddToCounter", {"name": made["name"], "amount": 7}, BUREAU)

        async def counted() -> bool:
            found = await running.apps["watcher"].mongo["sums"].find_one({"_id": made["name"]})
            return bool(found) and found["total"] == 7

        await eventually(counted)


async def test_only_who_trusts_its_authority_and_has_the_password_is_let_in(locked: Locked) -> None:
    kafka = locked.kafka
    assert await let_in(kafka)
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
