"""Where metrics and traces go: shown to Prometheus at an address, sent to a collector by OTLP, both, or neither.

Only what a setting asks for is imported, started and listening. A collector that is away holds up nothing: what does not reach it
in time is dropped.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from opentelemetry import trace
from opentelemetry.metrics import Meter, NoOpMeterProvider

from chassis.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics.export import MetricReader

log = logging.getLogger(__name__)
SENT_EVERY_SECONDS = 15.0
SEND_SECONDS = 3
STOP_SECONDS = 5.0


class MetricsExport:
    """The metrics of one replica on their way out. `meter` makes the instruments; `address` is known once it is started."""

    def __init__(self, settings: Settings, service: str) -> None:
        self._listen = settings.metrics_listen
        self._otlp = settings.otlp
        self._service = service
        self._registry: Any = None
        self._stops: list[Callable[[], object]] = []
        self.address = ""
        self.on = bool(self._listen or self._otlp)
        self.meter: Meter = self._provided() if self.on else NoOpMeterProvider().get_meter("sanzhi")

    def _provided(self) -> Meter:
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.resources import Resource

        readers: list[MetricReader] = []
        if self._listen:
            readers.append(self._shown())
        if self._otlp:
            readers.append(_sent(self._otlp))
        provider = MeterProvider(readers, Resource.create({"service.name": self._service, "service.namespace": "sanzhi"}))
        self._stops.append(lambda: provider.shutdown(STOP_SECONDS * 1000))
        return provider.get_meter("sanzhi")

    def _shown(self) -> "MetricReader":
        from opentelemetry.exporter.prometheus import PrometheusMetricReader
        from prometheus_client import CollectorRegistry

        self._registry = CollectorRegistry()
        return PrometheusMetricReader(scope_info_enabled=False, registry=self._registry)

    async def start(self) -> None:
        """Listen for Prometheus, where that is wanted. Raises OSError where the address is taken."""
        if self._registry is not None:
            await asyncio.to_thread(self._open)
            log.info("metrics of %s on http://%s/metrics", self._service, self.address)

    def _open(self) -> None:
        from prometheus_client import start_http_server

        host, _, port = self._listen.rpartition(":")
        server, thread = start_http_server(int(port), host.strip("[]"), self._registry)
        self.address = f"{host}:{server.server_port}"

        def close() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        self._stops.append(close)

    async def stop(self) -> None:
        """Close the port, send what is left; on a thread, for it reads the gauges once more on the loop."""
        for stop in reversed(self._stops):
            await asyncio.to_thread(stop)
        self._stops.clear()


def _sent(endpoint: str) -> "MetricReader":
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

    return PeriodicExportingMetricReader(OTLPMetricExporter(endpoint, timeout=SEND_SECONDS), SENT_EVERY_SECONDS * 1000, SEND_SECONDS * 1000)


def record_traces(endpoint: str, service: str) -> Callable[[], None]:
    """Have this process' spans sent to a collector; once a process, before anything else. Gives what ends it."""
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": service, "service.namespace": "sanzhi"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint, timeout=SEND_SECONDS)))
    trace.set_tracer_provider(provider)
    return provider.shutdown
