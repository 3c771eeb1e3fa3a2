"""The built package, outside the checkout: a service of it starts, and the command line knows that it is installed."""

import os
import site
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from chassis.messaging.topics import ensure_topics
from chassis.settings import Settings
from cli.services import SERVICES
from cli.stack.parts_for_tests import Parts
from tests.harness.identity import Issuer
from tests.harness.suite import PATIENCE, eventually

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a process that sees the unpacked wheel and the dependencies, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "installed")
    # Without site (-S) the editable install's path is not there either.
    return {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(folder / "installed"), *site.getsitepackages()])}


def _command(*words: str) -> list[str]:
    return [sys.executable, "-S", "-m", "cli.main", *words]


def test_the_command_line_says_that_it_has_no_tests_to_show(installed: dict[str, str], tmp_path: Path) -> None:
    told = subprocess.run(_command("law", "--rule", "4.2"), env=installed, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert "安装版" in told.stdout
    assert "30个工作日" in told.stdout


@pytest.fixture
def service(installed: dict[str, str], parts: Parts, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = _free_port()
    issuer = Issuer(tmp_path)
    environment = installed | {
        "SANZHI_MONGO": parts.mongo.uri,
        "SANZHI_KAFKA": parts.kafka.bootstrap,
        "SANZHI_LISTEN": f"127.0.0.1:{port}",
        "SANZHI_JWKS": str(issuer.jwks),
        "SANZHI_SERVICE_KEY": str(tmp_path / "registry.jwk"),
        "SANZHI_TOPIC_PREFIX": "wheel",
        "SANZHI_DATABASE_PREFIX": "wheel_",
        "SANZHI_GROUP_PREFIX": "wheel",
    }
    with subprocess.Popen(_command("serve", "registry"), env=environment, cwd=tmp_path) as process:
        yield process, f"127.0.0.1:{port}"
        process.kill()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_a_service_of_the_package_serves_and_drains(parts: Parts, service: tuple[subprocess.Popen[bytes], str]) -> None:
    process, address = service
    settings = Settings(kafka=parts.kafka.bootstrap, topic_prefix="wheel", partitions=1)
    for name in SERVICES:
        await ensure_topics(settings, name)
    async with grpc.aio.insecure_channel(address) as channel:
        stub = health_pb2_grpc.HealthStub(channel)

        async def serving() -> bool:
            assert process.poll() is None, "the service ended"
            try:
                answer = await stub.Check(health_pb2.HealthCheckRequest(), timeout=PATIENCE)
            except grpc.aio.AioRpcError:
                return False
            return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)

        await eventually(serving)
    process.terminate()
    assert process.wait(PATIENCE) == 0
