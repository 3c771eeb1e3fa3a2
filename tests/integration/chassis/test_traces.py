"""One trace from a command to its fact, to what another service does on it, to whom that one asks, and in the log."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis import telemetry
from chassis.errors import Refusal
from chassis.messaging.subscription import Subscription
from chassis.rpc.client import Neighbours
from chassis.run.service import Service
from chassis.settings import Settings
from tests.conftest import Running
from tests.harness.suite import eventually
from tests.integration.chassis.probe.services import Added, add_up
from tests.integration.chassis.test_delivery import PROBE, add, counter, total

log = logging.getLogger(__name__)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(telemetry, "_tracer", lambda: provider.get_tracer("sanzhi"))
    yield exporter
    provider.shutdown()


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    written: list[dict[str, Any]] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(json.loads(self.format(record)))

    handler = Kept()
    handler.setFormatter(telemetry._JsonLines("watcher"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield written
    log.removeHandler(handler)


class GetCounterStub:
    """As a generated stub is, of a service of a test."""

    def __init__(self, channel: Any) -> None:
        self.ask = channel.unary_unary(f"/{PROBE}/GetCounter", request_serializer=bytes, response_deserializer=bytes)


GetCounterStub.__module__ = "sanzhi.probe.v1.probe_pb2_grpc"


async def test_a_command_its_fact_and_its_consequences_are_one_trace(
    running: Running, probe: Service, watcher: Service, spans: InMemorySpanExporter, lines: list[dict[str, Any]]
) -> None:
    asks: list[Neighbours] = []

    async def add_up_and_ask(fact: Added, tx: Any) -> None:
        await add_up(fact, tx)
        log.info("adds up %s", fact.project)
        with pytest.raises(Refusal, match="NEIGHBOUR_UNAVAILABLE"):
            await asks[0].stub(GetCounterStub).ask(b"")

    heard = {name: Subscription(Added, add_up_and_ask) for name in watcher.subscriptions}
    async with running(probe, replace(watcher, subscriptions=heard)) as suite:
        asks.append(Neighbours(Settings(addresses={"probe": suite.apps["probe"].address}), None))
        name = await counter(suite)
        await add(suite, name, 4)
        await eventually(lambda: _equals(total(suite, name), 4))
        await suite.quiet()
        await asks[0].close()
        (fact,) = await suite.facts("probe", "counter.added.v1")
    found: dict[str, Any] = {span.name: span for span in spans.get_finished_spans()}
    command, consumed, asked = found[f"{PROBE}/AddToCounter"], found["consume"], found[f"{PROBE}/GetCounter"]
    assert consumed.parent.span_id == command.context.span_id
    assert asked.parent.span_id == consumed.context.span_id
    assert command.context.trace_id == consumed.context.trace_id == asked.context.trace_id
    assert fact["traceparent"].split("-")[1:3] == [f"{command.context.trace_id:032x}", f"{command.context.span_id:016x}"]
    assert [line["trace_id"] for line in lines] == [f"{command.context.trace_id:032x}"]
    assert found[f"{PROBE}/CreateCounter"].context.trace_id != command.context.trace_id


async def _equals(reading: Any, wanted: int) -> bool:
    return bool(await reading == wanted)
