"""gRPC over TLS: who trusts the authority is answered, whoever else is not; renewed certificates are shown without a restart."""

import asyncio
import ssl
from datetime import UTC, datetime
from pathlib import Path

import grpc
import pytest
from cryptography import x509
from grpc_health.v1 import health_pb2, health_pb2_grpc
from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc

from chassis.access.tls import WrongTls, open_channel
from chassis.access.tokens import ServiceTokens
from chassis.errors import NotFound, Unavailable
from chassis.rpc.client import Neighbours
from chassis.run.service import Service
from chassis.settings import Settings
from cli.provision.authority import Authority
from cli.stack import probe as container_probe
from cli.stack.health import serves
from tests.conftest import Running
from tests.harness.suite import PATIENCE, Person, service

BUREAU = Person("people/bai", ("science_bureau",))


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority", datetime.now(UTC))


@pytest.fixture
def ca(tmp_path: Path, authority: Authority) -> str:
    return str(tmp_path / "authority" / "ca.crt")


@pytest.fixture
def other_ca(tmp_path: Path) -> str:
    Authority(tmp_path / "others", datetime.now(UTC))
    return str(tmp_path / "others" / "ca.crt")


def settings_of(pem: Path, ca: str) -> dict[str, str]:
    return {"tls_certificate": str(pem), "tls_key": str(pem), "tls_ca": ca}


@pytest.fixture
def tls(tmp_path: Path, authority: Authority, ca: str) -> dict[str, str]:
    """Settings of a service whose certificate is for 127.0.0.1."""
    pem = tmp_path / "tls.pem"
    pem.write_text(authority.issue("probe", ["127.0.0.1"]))
    return settings_of(pem, ca)


@pytest.fixture
def elsewhere(tmp_path: Path, authority: Authority, ca: str) -> dict[str, str]:
    """Of one whose certificate is for other places."""
    pem = tmp_path / "elsewhere.pem"
    pem.write_text(authority.issue("probe", ["192.0.2.1", "registry"]))
    return settings_of(pem, ca)


async def answers(address: str, ca: str) -> bool:
    """Whether a client that trusts this authority ("": that speaks plainly) hears that the service serves."""
    async with open_channel(address, ca) as channel:
        try:
            found = await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=PATIENCE)
        except grpc.aio.AioRpcError as error:
            assert error.code() is grpc.StatusCode.UNAVAILABLE
            return False
        return bool(found.status == health_pb2.HealthCheckResponse.SERVING)


def shown(address: str) -> int:
    """Serial number of the certificate that a new connection is shown."""
    host, _, port = address.rpartition(":")
    return x509.load_pem_x509_certificate(ssl.get_server_certificate((host, int(port))).encode()).serial_number


async def test_who_trusts_the_authority_is_answered_and_nobody_else(
    running: Running, probe: Service, tls: dict[str, str], other_ca: str
) -> None:
    async with running(probe, **tls) as suite:
        made = await suite.call("sanzhi.probe.v1.ProbeService/CreateCounter", {"counter_id": "casting"}, BUREAU)
        assert made["name"] == "projects/casting"
        address = suite.apps["probe"].address
        assert await answers(address, tls["tls_ca"])
        assert not await answers(address, other_ca)
        assert not await answers(address, "")


async def test_a_certificate_for_another_name_is_not_believed(running: Running, probe: Service, elsewhere: dict[str, str]) -> None:
    async with running(probe, **elsewhere) as suite:
        assert not await answers(suite.apps["probe"].address, elsewhere["tls_ca"])


async def test_neighbours_speak_tls_and_trust_the_authority_alone(
    running: Running, tls: dict[str, str], other_ca: str, tmp_path: Path
) -> None:
    async with running(service("registry"), **tls) as suite:
        tokens = ServiceTokens("contracts", str(tmp_path / "contracts.jwk"), "sanzhi")
        question = registry_pb2.GetSignerRequest(person="people/nobody")

        async def asked(ca: str) -> type[BaseException]:
            settings = Settings(addresses={"registry": suite.apps["registry"].address}, tls_ca=ca)
            neighbours = Neighbours(settings, tokens)
            try:
                await neighbours.stub(registry_pb2_grpc.RegistryServiceStub).GetSigner(question, timeout=PATIENCE)
            except (NotFound, Unavailable) as refusal:
                return type(refusal)
            finally:
                await neighbours.close()
            raise AssertionError("nobody signs for nobody")

        assert [await asked(ca) for ca in (tls["tls_ca"], other_ca, "")] == [NotFound, Unavailable, Unavailable]


async def test_health_is_asked_over_tls(running: Running, probe: Service, tls: dict[str, str], other_ca: str) -> None:
    async with running(probe, **tls) as suite:
        address = suite.apps["probe"].address
        port = int(address.rpartition(":")[2])
        for ca, expected in ((tls["tls_ca"], True), (other_ca, False), ("", False)):
            assert await asyncio.to_thread(serves, address, PATIENCE, ca) is expected
        assert await asyncio.to_thread(container_probe.serves, "127.0.0.1", port, True, PATIENCE)
        assert not await asyncio.to_thread(container_probe.serves, "127.0.0.1", port)


async def test_a_renewed_certificate_is_shown_to_new_connections(
    running: Running, probe: Service, tls: dict[str, str], authority: Authority
) -> None:
    file = Path(tls["tls_certificate"])

    async def renew(text: str) -> None:
        fresh = file.with_name(".fresh")
        fresh.write_text(text)
        fresh.replace(file)

    async with running(probe, **tls) as suite:
        address = suite.apps["probe"].address
        first = await asyncio.to_thread(shown, address)
        await suite.call("sanzhi.probe.v1.ProbeService/CreateCounter", {"counter_id": "before"}, BUREAU)
        pem = authority.issue("probe", ["127.0.0.1"])
        await renew(pem)
        second = await asyncio.to_thread(shown, address)
        assert second == x509.load_pem_x509_certificate(pem.encode()).serial_number != first
        # Whoever is connected stays so, and a file that cannot be used changes nothing.
        await suite.call("sanzhi.probe.v1.ProbeService/CreateCounter", {"counter_id": "after"}, BUREAU)
        await renew("nonsense")
        assert await asyncio.to_thread(shown, address) == second
        assert await answers(address, tls["tls_ca"])


async def test_a_service_with_half_of_it_does_not_start(running: Running, probe: Service, tls: dict[str, str]) -> None:
    with pytest.raises(WrongTls, match="SANZHI_TLS_KEY"):
        async with running(probe, **{**tls, "tls_key": ""}):
            pass
