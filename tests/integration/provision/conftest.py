"""Parts that ask who comes: a MongoDB of several members, a Kafka whose users may do what somebody gave them."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from chassis.settings import Settings
from cli.provision.passwords import Passwords
from cli.services import CONSOLE, SERVICES
from cli.stack.child import PLAIN_LOCALE, Child
from cli.stack.kafka import EmbeddedKafka
from cli.stack.parts import find_mongod
from cli.stack.ports import LOOPBACK, free_port, listens
from tests.harness.six import has_ipv6, loopback_6
from tests.harness.suite import eventually

MEMBERS = 3


@dataclass(frozen=True)
class ReplicaSet:
    """Three members that know one another by a key file, and that nobody has begun. `secrets`: what `provision` is given."""

    secrets: Path
    addresses: tuple[str, ...]
    members: tuple[Child, ...]

    def uri(self, user: str, source: str) -> str:
        password = Passwords(self.secrets / "provision" / "mongo").of(user)
        return f"mongodb://{user}:{password}@{','.join(self.addresses)}/?replicaSet=rs0&authSource={source}"


@pytest.fixture(scope="module")
def replica_set(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReplicaSet]:
    folder = tmp_path_factory.mktemp("members")
    passwords = Passwords(folder / "provision" / "mongo")
    passwords.make("keyfile", 400)
    for user in ("admin", *SERVICES, CONSOLE):
        passwords.make(user)
    ports = [free_port() for _ in range(MEMBERS)]
    addresses = (*(f"{LOOPBACK}:{port}" for port in ports[1:]), f"{loopback_6()}:{ports[0]}")  # one of them is of IPv6
    with ExitStack() as stack:
        members = []
        for port in (*ports[1:], ports[0]):
            member = _mongod(folder / str(port), port, passwords.folder / "keyfile")
            stack.callback(member.kill)
            members.append(member)
        asyncio.run(_all_listen(ports))
        yield ReplicaSet(folder, addresses, tuple(members))


def _mongod(folder: Path, port: int, key: Path) -> Child:
    (folder / "data").mkdir(parents=True)
    listening = [f"--bind_ip={LOOPBACK},::1", "--ipv6"] if has_ipv6() else [f"--bind_ip={LOOPBACK}"]
    options = [
        f"--dbpath={folder / 'data'}", f"--port={port}", *listening, "--replSet=rs0", f"--keyFile={key}", "--nounixsocket",
        "--networkMessageCompressors=disabled", "--wiredTigerCacheSizeGB=0.25", "--oplogSize=64",
        "--setParameter=diagnosticDataCollectionEnabled=false",
    ]  # fmt: skip
    return Child("mongod", [find_mongod().path, *options], folder / "mongod.out", PLAIN_LOCALE, folder)


async def _all_listen(ports: list[int]) -> None:
    async def listen() -> bool:
        return all(listens(port) for port in ports)

    await eventually(listen)


@dataclass(frozen=True)
class Guarded:
    """A Kafka with rights. `secrets`: what `provision` is given; `administrator`: the listener that it works on."""

    secrets: Path
    servers: str
    administrator: str

    def settings(self, user: str) -> Settings:
        """As a service has them."""
        password = Passwords(self.secrets / "provision" / "kafka").of(user)
        return Settings(kafka=self.servers, kafka_security="SASL_PLAINTEXT", kafka_user=user, kafka_password=SecretStr(password))


SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    passwords = Passwords(folder / "provision" / "kafka")
    for user in ("admin", "tools", *SERVICES):
        passwords.make(user)
    suite, admin, kafka = free_port(), free_port(), EmbeddedKafka(folder / "kafka")
    broker, inside = f"BROKER://{LOOPBACK}:{kafka.port}", f"CONTROLLER://{LOOPBACK}:{kafka.controller_port}"
    outside = f"SUITE://{LOOPBACK}:{suite},ADMIN://{LOOPBACK}:{admin}"
    kafka.properties = {
        "listeners": f"{broker},{inside},{outside}",
        "advertised.listeners": f"{broker},{outside}",
        "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,SUITE:SASL_PLAINTEXT,ADMIN:SASL_PLAINTEXT",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512,PLAIN",
        "listener.name.suite.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.admin.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.suite.scram-sha-512.sasl.jaas.config": SCRAM,
        "listener.name.admin.plain.sasl.jaas.config": f'{PLAIN} user_admin="{passwords.of("admin")}";',
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        # Without a user: the broker itself, on the listener of its own.
        "super.users": "User:admin;User:ANONYMOUS",
        "allow.everyone.if.no.acl.found": "false",
    }
    with kafka:
        yield Guarded(folder, f"{LOOPBACK}:{suite}", f"{LOOPBACK}:{admin}")
