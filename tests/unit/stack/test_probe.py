"""The container's own question for its health, against a real gRPC server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from chassis.run.health import READINESS
from cli.stack.probe import SERVING, question, serves
from tests.harness.suite import PATIENCE

Status = health_pb2.HealthCheckResponse


@pytest.fixture
def server() -> Iterator[tuple[health.HealthServicer, int]]:
    running, servicer = grpc.server(ThreadPoolExecutor(2)), health.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(servicer, running)
    port = running.add_insecure_port("127.0.0.1:0")
    running.start()
    yield servicer, port
    running.stop(None).wait()


@pytest.mark.parametrize(("status", "expected"), [(Status.SERVING, True), (Status.NOT_SERVING, False), (Status.UNKNOWN, False)])
def test_says_what_the_server_says(server: tuple[health.HealthServicer, int], status: int, expected: bool) -> None:
    servicer, port = server
    servicer.set("", status)
    assert serves("127.0.0.1", port, seconds=PATIENCE) is expected


@pytest.mark.parametrize(("name", "expected"), [("", True), ("liveness", True), ("readiness", False), ("nothing", False)])
def test_one_thing_is_asked_for_by_its_name(server: tuple[health.HealthServicer, int], name: str, expected: bool) -> None:
    servicer, port = server
    for known, status in (("", Status.SERVING), ("liveness", Status.SERVING), ("readiness", Status.NOT_SERVING)):
        servicer.set(known, status)
    assert serves("127.0.0.1", port, seconds=PATIENCE, name=name) is expected


def test_the_gateway_asks_in_the_same_frames() -> None:
    configured = (Path(__file__).parents[3] / "deploy" / "gateway" / "haproxy.cfg").read_text(encoding="utf-8")
    assert f"tcp-check send-binary {question(READINESS).hex()}\n" in configured
    assert f"tcp-check expect min-recv 1 binary 0000000002{SERVING.hex()}\n" in configured


def test_a_server_without_health_and_no_server_at_all_do_not_serve() -> None:
    running = grpc.server(ThreadPoolExecutor(1))
    port = running.add_insecure_port("127.0.0.1:0")
    running.start()
    assert not serves("127.0.0.1", port)
    running.stop(None).wait()
    assert not serves("127.0.0.1", port, seconds=0.5)
