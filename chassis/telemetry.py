"""Traces, carried by W3C `traceparent` from call to fact to call (https://www.w3.org/TR/trace-context/)."""

import json
import logging
import math
import os
import random
import re
import sys
from contextlib import AbstractContextManager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from types import TracebackType

from opentelemetry import context, trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from chassis.withholding import struck

_PROPAGATOR = TraceContextTextMapPropagator()
_CORRELATION: ContextVar[str] = ContextVar("correlation", default="")
_CHANCE = random.Random()
os.register_at_fork(after_in_child=_CHANCE.seed)
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*")


class correlated:
    """A context in which calls to neighbours say which command they are part of. (A class: every transaction enters it.)"""

    __slots__ = ("_correlation", "_token")

    def __init__(self, correlation: str) -> None:
        self._correlation = correlation

    def __enter__(self) -> None:
        self._token = _CORRELATION.set(self._correlation)

    def __exit__(self, *_: object) -> None:
        _CORRELATION.reset(self._token)


def correlation() -> str:
    """The command that what is done here is part of; empty outside one."""
    return _CORRELATION.get()


class span:
    """A context that is a span below the one that `parent` (a traceparent header) names, or a new trace.

    Recorded where an OpenTelemetry SDK is set up; else there are only the ids, for facts and logs to carry, at a tenth of the cost.
    """

    __slots__ = ("_name", "_parent", "_recorded", "_token")

    def __init__(self, name: str, parent: str = "") -> None:
        self._name, self._parent = name, parent
        self._recorded: AbstractContextManager[object] | None = None

    def __enter__(self) -> None:
        if tracer := _tracer():
            above = _PROPAGATOR.extract({"traceparent": self._parent}) if self._parent else None
            self._recorded = tracer.start_as_current_span(self._name, above, record_exception=False, set_status_on_exception=False)
            self._recorded.__enter__()
        else:
            self._token = context.attach(trace.set_span_in_context(_only_ids(self._parent)))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, frames: TracebackType | None) -> None:
        if self._recorded is not None:
            self._recorded.__exit__(kind, error, frames)
        else:
            context.detach(self._token)


@cache
def _tracer() -> trace.Tracer | None:
    # Asked once: whoever sets up an SDK does so before the first call is served.
    recorded = not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)
    return trace.get_tracer("sanzhi") if recorded else None


def _only_ids(parent: str) -> trace.Span:
    if named := _TRACEPARENT.fullmatch(parent):
        trace_id = int(named[1], 16)
    else:
        trace_id = trace.get_current_span().get_span_context().trace_id or _CHANCE.getrandbits(128)
    return trace.NonRecordingSpan(trace.SpanContext(trace_id, _CHANCE.getrandbits(64), False, trace.TraceFlags(trace.TraceFlags.SAMPLED)))


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
            "message": struck(record.getMessage()),
        }
        current = trace.get_current_span().get_span_context()
        if current.is_valid:
            line["trace_id"] = format(current.trace_id, "032x")
        if record.exc_info:
            line["exception"] = struck(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class Seldom(logging.Filter):
    """What Kafka's client says again and again is logged once in SECONDS, then with how often it was said meanwhile.

    While a broker is away each of its tasks says so several times a second: of ten services that was more work for the machine than its
    start, and pushed whatever else had happened out of the logs that are kept.
    """

    SECONDS = 5.0

    def __init__(self, logger: str) -> None:
        super().__init__(logger)
        self._told: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is logged now; all that others say is."""
        if not super().filter(record):
            return True
        key = (record.name, str(record.msg))
        at, more = self._told.get(key, (-math.inf, 0))
        if record.created - at < self.SECONDS:
            self._told[key] = at, more + 1
            return False
        self._told[key] = record.created, 0
        if more:
            record.msg, record.args = f"{record.getMessage()} (said {more} more times since)", ()
        return True


def log_json_lines(service: str, level: str) -> None:
    """Log to standard error, one JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines(service))
    handler.addFilter(Seldom("aiokafka"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("aiokafka", "pymongo", "faststream"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
