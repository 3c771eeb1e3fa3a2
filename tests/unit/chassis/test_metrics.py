"""What is counted shows at the port that a setting names, by the names that alarms and the board use; without it nothing listens."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiokafka.errors import KafkaConnectionError
from opentelemetry import metrics as api
from pydantic import ValidationError

from chassis.metrics import Metrics
from chassis.run import gauges
from chassis.run.exporters import MetricsExport
from chassis.run.gauges import Seen, Watch
from chassis.run.progress import PartitionLag, Progress
from chassis.settings import Settings
from tests.harness.scrape import shown
from tests.harness.suite import PATIENCE

SEEN = Progress(
    outbox_pending=3,
    outbox_oldest_seconds=7.5,
    timers_due=2,
    timers_late_seconds=90.0,
    timers_pending=11,
    next_timer=None,
    dead_letters=1,
    failing_timers=["a: b"],
    refused_facts=["c: d", "e: f"],
)
LAG = [PartitionLag("sanzhi.probe", 4, 0), PartitionLag("sanzhi.probe", 6, 1)]


async def test_counts_are_shown_by_prometheus_names() -> None:
    def act(metrics: Metrics) -> None:
        metrics.call_ended("sanzhi.probe.v1.ProbeService/AddToCounter", "OK", 0.02)
        metrics.call_ended("sanzhi.probe.v1.ProbeService/AddToCounter", "INTERNAL", 0.3)
        metrics.facts("sanzhi.probe", "handled", 5)
        metrics.facts("sanzhi.probe", "duplicate", 0)
        metrics.timer_went_off("warn", 2.0)
        metrics.committed(3)
        metrics.conflict()

    found = await shown(Seen(SEEN, LAG), act)
    method = 'rpc_method="sanzhi.probe.v1.ProbeService/AddToCounter"'
    call = "rpc_server_call_duration_seconds"
    assert found[f'{call}_count{{{method},rpc_response_status_code="INTERNAL",rpc_system_name="grpc"}}'] == 1
    assert found[f'{call}_bucket{{le="0.025",{method},rpc_response_status_code="OK",rpc_system_name="grpc"}}'] == 1
    assert found["sanzhi_rpc_internal_errors_total"] == 1
    assert found['sanzhi_consumer_facts_total{outcome="handled",topic="sanzhi.probe"}'] == 5
    assert not [name for name in found if "duplicate" in name]
    assert found['sanzhi_timers_lateness_seconds_bucket{kind="warn",le="2.5"}'] == 1
    assert found['sanzhi_timers_lateness_seconds_bucket{kind="warn",le="1.0"}'] == 0
    assert found["sanzhi_commit_group_size_sum"] == 3
    assert found["sanzhi_commit_conflicts_total"] == 1
    assert [name for name in found if name.startswith("target_info{") and 'service_name="probe"' in name]


async def test_a_flood_between_two_scrapes_shows_as_an_increase() -> None:
    found = await shown(Seen(SEEN, LAG), lambda metrics: metrics.consumes(["sanzhi.probe"]))
    assert found['sanzhi_consumer_facts_total{outcome="dead_letter",topic="sanzhi.probe"}'] == 0


async def test_what_waits_is_shown() -> None:
    found = await shown(Seen(SEEN, LAG, 61.5))
    assert found["sanzhi_outbox_rows"] == 3
    assert found["sanzhi_audit_unsealed_age_seconds"] == 61.5
    assert found["sanzhi_outbox_oldest_age_seconds"] == 7.5
    assert found["sanzhi_outbox_refused"] == 2
    assert found["sanzhi_timers_due"] == 2
    assert found["sanzhi_timers_pending"] == 11
    assert found["sanzhi_timers_oldest_lateness_seconds"] == 90
    assert found["sanzhi_timers_failing"] == 1
    assert found["sanzhi_dead_letters"] == 1
    assert found['sanzhi_consumer_lag{partition="1",topic="sanzhi.probe"}'] == 6
    assert found["sanzhi_leases_held"] == 3
    assert (found["sanzhi_mongodb_up"], found["sanzhi_kafka_up"]) == (1, 1)
    assert (found['sanzhi_clock_ahead_seconds{part="MongoDB"}'], found['sanzhi_clock_ahead_seconds{part="Kafka"}']) == (0.25, -2)


async def test_what_cannot_be_read_is_left_out_and_said() -> None:
    found = await shown(Seen(None, None))
    assert (found["sanzhi_mongodb_up"], found["sanzhi_kafka_up"]) == (0, 0)
    assert "sanzhi_outbox_rows" not in found
    assert not [name for name in found if name.startswith("sanzhi_consumer_lag")]
    assert found["sanzhi_rpc_internal_errors_total"] == 0, "begins at nought, so that the first one shows as an increase"


async def test_nothing_listens_unless_told() -> None:
    export = MetricsExport(Settings(), "probe")
    await export.start()
    assert not export.on
    assert export.address == ""
    assert isinstance(export.meter, api.NoOpMeter)
    Metrics(export.meter).call_ended("x", "OK", 0.1)
    await export.stop()


class _Broker:
    def __init__(self, answer: Callable[[], Awaitable[list[PartitionLag]]]) -> None:
        self.by_partition = answer


class _Clock:
    async def read(self) -> None:
        return None


def _watch(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], Awaitable[list[PartitionLag]]], seconds: float = PATIENCE) -> Watch:
    async def progress(*_: object) -> Progress:
        return SEEN

    monkeypatch.setattr(gauges, "progress", progress)
    monkeypatch.setattr(gauges, "READ_SECONDS", seconds)
    monkeypatch.setattr(gauges, "KEPT_SECONDS", 3600.0)
    return Watch(None, _Clock(), _Broker(answer), asyncio.get_running_loop())  # type: ignore[arg-type]


async def test_a_broker_that_hangs_or_is_away_costs_no_more_than_its_own_part(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs() -> list[PartitionLag]:
        await asyncio.Event().wait()
        return LAG

    async def is_away() -> list[PartitionLag]:
        raise KafkaConnectionError("no broker")

    for answer in (hangs, is_away):
        assert await asyncio.to_thread(_watch(monkeypatch, answer, 1.0).seen) == Seen(SEEN, None)


async def test_what_was_read_is_good_for_some_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    async def counts() -> list[PartitionLag]:
        nonlocal asked
        asked += 1
        return LAG

    watch = _watch(monkeypatch, counts)
    for _ in range(3):
        assert await asyncio.to_thread(watch.seen) == Seen(SEEN, LAG)
    assert asked == 1
    watch._good_until = 0.0
    await asyncio.to_thread(watch.seen)
    assert asked == 2


async def test_a_loop_that_is_gone_leaves_the_rest_to_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answers() -> list[PartitionLag]:
        return LAG

    watch = _watch(monkeypatch, answers)
    gone = asyncio.new_event_loop()
    gone.close()
    watch.loop = gone
    assert await asyncio.to_thread(watch.seen) == Seen(None, None)


@pytest.mark.parametrize("wrong", [{"metrics_listen": "9464"}, {"metrics_listen": "127.0.0.1:"}, {"otlp": "collector:4317"}])
def test_an_address_that_is_none_is_refused_at_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]
    assert Settings(metrics_listen="[::1]:9464", otlp="https://collector:4317").metrics_listen
