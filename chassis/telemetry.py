"""Traces, carried by W3C `traceparent` from call to fact to call (https://www.w3.org/TR/trace-context/)."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()
_PROVIDER = TracerProvider()
_CORRELATION: ContextVar[str] = ContextVar("correlation", default="")
_TRACER = _PROVIDER.get_tracer("sanzhi")


@contextmanager
def correlated(correlation: str) -> Iterator[None]:
    """Calls to neighbours in here say which command they are part of."""
    token = _CORRELATION.set(correlation)
    try:
        yield
    finally:
        _CORRELATION.reset(token)


def correlation() -> str:
    """The command that what is done here is part of; empty outside one."""
    return _CORRELATION.get()


@contextmanager
def span(name: str, parent: str = "") -> Iterator[None]:
    """A span below the one that `parent` (a traceparent header) names, or a new trace."""
    above = _PROPAGATOR.extract({"traceparent": parent}) if parent else None
    with _TRACER.start_as_current_span(name, context=above, record_exception=False, set_status_on_exception=False):
        yield


def traceparent() -> str:
    """The header that carries the current span on; empty outside one."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent", "")


class _JsonLines(logging.Formatter):
    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        current = trace.get_current_span().get_span_context()
        if current.is_valid:
            line["trace_id"] = format(current.trace_id, "032x")
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_json_lines(service: str, level: str) -> None:
    """Log to standard error, one JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("aiokafka", "pymongo", "faststream"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
