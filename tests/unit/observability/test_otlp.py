"""What SANZHI_OTLP promises: metrics and traces reach a collector, and one that is away holds up nothing."""

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness.collector import Collector, collecting
from tests.harness.suite import PATIENCE

# A process of its own: a tracer provider is set once a process.
SERVICE = textwrap.dedent("""
    import asyncio, sys, time
    from chassis.run.exporters import MetricsExport, record_traces
    from chassis.metrics import Metrics
    from chassis.settings import Settings
    from chassis.telemetry import span, traceparent

    async def main(otlp):
        end = record_traces(otlp, "probe")
        export = MetricsExport(Settings(otlp=otlp), "probe")
        await export.start()
        Metrics(export.meter).conflict()
        with span("a command"):
            print(traceparent())
        began = time.monotonic()
        await export.stop()
        await asyncio.to_thread(end)
        print(time.monotonic() - began)

    asyncio.run(main(sys.argv[1]))
""")


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as made:
        yield made


def _run(otlp: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", SERVICE, otlp], capture_output=True, text=True, timeout=2 * PATIENCE, check=True)


def test_metrics_and_traces_reach_the_collector(collector: Collector) -> None:
    told, _ = _run(collector.address).stdout.split()
    (spans,) = collector.traces
    assert _service(spans) == "probe"
    (span,) = spans.scope_spans[0].spans
    assert span.name == "a command"
    assert told.split("-")[1:3] == [span.trace_id.hex(), span.span_id.hex()]
    (metrics,) = collector.metrics
    assert _service(metrics) == "probe"
    assert collector.last("sanzhi.commit.conflicts") == [1]


def test_a_collector_that_is_away_does_not_hold_up_the_end() -> None:
    told, seconds = _run("http://127.0.0.1:1").stdout.split()
    assert told.startswith("00-")
    assert float(seconds) < 45  # three and five are allowed it; left alone it tries for more than a minute


def _service(resource: Any) -> str:
    (found,) = [each.value.string_value for each in resource.resource.attributes if each.key == "service.name"]
    return str(found)
