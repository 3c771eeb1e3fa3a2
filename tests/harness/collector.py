"""An OpenTelemetry collector that keeps what it is sent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2, metrics_service_pb2_grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc


class Collector(metrics_service_pb2_grpc.MetricsServiceServicer, trace_service_pb2_grpc.TraceServiceServicer):
    """`address` as SANZHI_OTLP takes it."""

    def __init__(self) -> None:
        self.metrics: list[Any] = []
        self.traces: list[Any] = []
        self.address = ""

    def Export(self, request: Any, context: Any) -> Any:
        if isinstance(request, metrics_service_pb2.ExportMetricsServiceRequest):
            self.metrics += request.resource_metrics
            return metrics_service_pb2.ExportMetricsServiceResponse()
        self.traces += request.resource_spans
        return trace_service_pb2.ExportTraceServiceResponse()

    def last(self, name: str) -> list[float]:
        """The numbers last sent of a gauge or counter."""
        sent = [metric for each in self.metrics for scope in each.scope_metrics for metric in scope.metrics if metric.name == name]
        kind = sent[-1].WhichOneof("data")
        points = getattr(sent[-1], kind).data_points
        return [getattr(point, point.WhichOneof("value")) for point in points]


@contextmanager
def collecting() -> Iterator[Collector]:
    """One that listens on a free port."""
    made = Collector()
    server = grpc.server(ThreadPoolExecutor(2))
    metrics_service_pb2_grpc.add_MetricsServiceServicer_to_server(made, server)
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(made, server)
    made.address = f"http://127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield made
    server.stop(None).wait()
