"""What is counted and timed in a service, by OpenTelemetry's names; nothing is kept unless a setting asks for it.

The names that Prometheus shows follow from these: dots become underscores, and a unit of seconds and the `_total` of a counter
are put behind them. docs/operations.md has the table.
"""

from collections.abc import Sequence

from opentelemetry.metrics import Meter, NoOpMeterProvider

# https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics/
_CALL_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
_LATE_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 21600.0, 86400.0)
_GROUP_SIZES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 100.0)
# Codes that mean a bug of ours, never a decision.
BUGS = frozenset({"INTERNAL", "UNKNOWN"})


class Metrics:
    """The instruments of one replica."""

    def __init__(self, meter: Meter) -> None:
        self._calls = meter.create_histogram(
            "rpc.server.call.duration", "s", "Calls served, by method and code", explicit_bucket_boundaries_advisory=_CALL_SECONDS
        )
        self._bugs = meter.create_counter("sanzhi.rpc.internal_errors", "{call}", "Calls that ended INTERNAL or UNKNOWN")
        self._facts = meter.create_counter("sanzhi.consumer.facts", "{fact}", "Consumed facts, by topic and outcome")
        self._lateness = meter.create_histogram(
            "sanzhi.timers.lateness",
            "s",
            "From when a timer was due to when it went off, by the service's clock",
            explicit_bucket_boundaries_advisory=_LATE_SECONDS,
        )
        self._groups = meter.create_histogram(
            "sanzhi.commit.group_size", "{unit}", "Units that were committed together", explicit_bucket_boundaries_advisory=_GROUP_SIZES
        )
        self._conflicts = meter.create_counter("sanzhi.commit.conflicts", "{conflict}", "Units done again as somebody else was quicker")
        self._forged = meter.create_counter("sanzhi.consumer.forged", "{fact}", "Records that are not from whom they claim to be")
        self._losses = meter.create_counter("sanzhi.rpc.data_loss", "{call}", "Calls for what is not kept as it was written")
        # A series that begins with its first event shows no increase for it: those that alarms watch begin at nought.
        self._bugs.add(0)
        self._conflicts.add(0)
        self._forged.add(0)
        self._losses.add(0)

    @classmethod
    def off(cls) -> "Metrics":
        """Instruments that keep nothing."""
        return cls(NoOpMeterProvider().get_meter("sanzhi"))

    def call_ended(self, method: str, code: str, seconds: float) -> None:
        """A call was answered. `code` is the canonical name, such as FAILED_PRECONDITION."""
        self._calls.record(seconds, {"rpc.system.name": "grpc", "rpc.method": method, "rpc.response.status_code": code})
        if code in BUGS:
            self._bugs.add(1)
        if code == "DATA_LOSS":
            self._losses.add(1)

    def facts(self, topic: str, outcome: str, count: int) -> None:
        """Facts of a topic came in: `handled`, `duplicate`, `unknown` or `dead_letter`."""
        if count:
            self._facts.add(count, {"topic": topic, "outcome": outcome})

    def consumes(self, topics: Sequence[str]) -> None:
        """Facts of these topics will come in: a flood that begins and ends between two scrapes shows as an increase, too."""
        for topic in topics:
            self._facts.add(0, {"topic": topic, "outcome": "dead_letter"})

    def forged(self, count: int) -> None:
        """Records came in whose type, source, topic or number do not agree."""
        if count:
            self._forged.add(count)

    def timer_went_off(self, kind: str, seconds_late: float) -> None:
        """A timer took effect."""
        self._lateness.record(max(0.0, seconds_late), {"kind": kind})

    def committed(self, units: int) -> None:
        """So many units were stored in one transaction."""
        self._groups.record(units)

    def conflict(self) -> None:
        """A unit met another writer, and is done again."""
        self._conflicts.add(1)
