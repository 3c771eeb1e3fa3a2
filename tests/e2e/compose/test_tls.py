"""With docker-compose.tls.yml, TLS is spoken everywhere and nothing else is understood; skipped on a project without it."""

import json

import pytest

from cli.services import SERVICES
from tests.e2e.compose.conftest import Inside

pytestmark = pytest.mark.timeout(300)

PLACES = {"tools": "gateway:7401", "contracts": "registry:7400"}
GRPC = """
import asyncio
import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from chassis.access.tls import open_channel

async def answer(address, ca):
    async with open_channel(address, ca) as channel:
        try:
            found = await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=15)
        except grpc.aio.AioRpcError as error:
            return error.code().name
        return found.ServingStatus.Name(found.status)
"""
KAFKA = """
import asyncio
from dataclasses import replace
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from chassis.messaging.kafka import Kafka
from chassis.settings import Settings

async def answer(**other):
    client = AIOKafkaAdminClient(**replace(Kafka.of(Settings.load()), **other).arguments(), request_timeout_ms=5000)
    try:
        await client.start()
    except KafkaError:
        return "refused"
    finally:
        await client.close()
    return "done"
"""


@pytest.fixture(autouse=True)
def _overlay(inside: Inside) -> None:
    if not inside("registry", "from chassis.settings import Settings; print(Settings.load().tls_certificate)"):
        pytest.skip("this project runs without docker-compose.tls.yml")


def test_all_services_serve_through_the_gateway(inside: Inside) -> None:
    code = "import subprocess; print(subprocess.run(['sanzhi', 'status', '--json'], capture_output=True, text=True, check=True).stdout)"
    found = json.loads(inside("tools", code))
    assert len(found) == len(SERVICES)
    assert [status for status in found if not status["serving"] or "error" in status] == []


@pytest.mark.parametrize("container", PLACES)
def test_a_service_answers_who_trusts_its_authority_and_nobody_else(inside: Inside, container: str) -> None:
    trusted = ["/run/sanzhi/ca.crt", "/etc/ssl/certs/ca-certificates.crt", ""]
    code = f"{GRPC}\nasync def main(): print([await answer({PLACES[container]!r}, ca) for ca in {trusted}])\nasyncio.run(main())"
    assert inside(container, code) == str(["SERVING", "UNAVAILABLE", "UNAVAILABLE"])


@pytest.mark.parametrize("container", PLACES)
def test_kafka_speaks_tls_alone(inside: Inside, container: str) -> None:
    asked = ["", "ca=''", "security='SASL_PLAINTEXT'"]
    calls = ", ".join(f"await answer({other})" for other in asked)
    code = f"{KAFKA}\nasync def main(): print([{calls}])\nasyncio.run(main())"
    assert inside(container, code) == str(["done", "refused", "refused"])


def test_mongodb_speaks_tls_alone(inside: Inside) -> None:
    code = """
import pymongo
from chassis.settings import Settings
given = Settings.load().mongo
for uri in (given, given.replace("tls=true", "tls=false").partition("&tlsCAFile")[0]):
    try:
        pymongo.MongoClient(uri, serverSelectionTimeoutMS=4000).sanzhi_contracts.outbox.count_documents({})
        print("done")
    except pymongo.errors.ConnectionFailure:
        print("refused")
"""
    assert inside("contracts", code).split() == ["done", "refused"]


def test_nobody_sees_the_key_of_the_authority(inside: Inside) -> None:
    code = (
        "import pathlib; print(*sorted(path.name for path in pathlib.Path('/run').rglob('*') if path.suffix in ('.key', '.pem', '.crt')))"
    )
    assert inside("registry", code).split() == ["ca.crt", "ca.crt", "evidence-root.crt", "personal.key", "service.crt", "tls.pem"]
    assert inside("tools", code).split() == ["ca.crt"]
