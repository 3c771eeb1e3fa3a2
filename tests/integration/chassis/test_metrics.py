"""Metrics of real services: what waits, what was refused, what came late, read where Prometheus reads it."""

import asyncio
import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.errors import Unavailable
from chassis.messaging.inbox import Inbox
from chassis.messaging.relay import Relay
from chassis.run import gauges
from chassis.run.app import App
from chassis.run.gauges import Watch
from chassis.run.service import Service
from chassis.store.mongo import Mongo
from chassis.store.unit import due_document
from chassis.time.clock import Clock
from chassis.time.timers import Timers
from tests.conftest import Running
from tests.harness.collector import collecting
from tests.harness.scrape import Samples, scrape
from tests.harness.suite import A_TIMER_TO_FIRE, PATIENCE, SOMETHING_TO_PUBLISH, Refused, Suite, eventually
from tests.integration.chassis.test_delivery import BUREAU, PROBE, add, counter, records_of

SHOWN = {"metrics_listen": "127.0.0.1:0"}


@pytest.fixture(autouse=True)
def always_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gauges, "KEPT_SECONDS", 0.0)
    monkeypatch.setattr(gauges, "READ_SECONDS", PATIENCE)


async def metrics(app: App) -> Samples:
    return await scrape(app.metrics.address)


async def until(app: App, condition: Any) -> Samples:
    async def reached() -> Samples | None:
        found = await metrics(app)
        return found if condition(found) else None

    found: Samples = await eventually(reached)
    return found


def calls(found: Samples, method: str, code: str) -> float:
    wanted = f'rpc_method="{PROBE}/{method}",rpc_response_status_code="{code}"'
    return sum(value for name, value in found.items() if name.startswith("rpc_server_call_duration_seconds_count") and wanted in name)


def facts(found: Samples, suite: Suite, outcome: str) -> float:
    topic = f"{suite.settings.topic_prefix}.probe"
    return found.get(f'sanzhi_consumer_facts_total{{outcome="{outcome}",topic="{topic}"}}', 0)


async def test_the_outbox_grows_older_while_the_relay_is_held(running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    drain, held = Relay.drain, asyncio.Event()
    held.set()
    monkeypatch.setattr(Relay, "drain", lambda relay: _nothing() if held.is_set() else drain(relay))
    async with running(probe, **SHOWN) as suite:
        app, name = suite.apps["probe"], await counter(suite)
        assert (await metrics(app))["sanzhi_outbox_rows"] == 0
        await add(suite, name, 1)
        await add(suite, name, 2)
        young = await metrics(app)
        assert young["sanzhi_outbox_rows"] == 2
        await add(suite, name, 3)
        grown = young["sanzhi_outbox_oldest_age_seconds"] + 0.5
        older = await until(app, lambda found: found["sanzhi_outbox_oldest_age_seconds"] > grown and found["sanzhi_leases_held"] == 16)
        assert older["sanzhi_outbox_rows"] == 3
        assert (older["sanzhi_mongodb_up"], older["sanzhi_kafka_up"]) == (1, 1)
        assert older["sanzhi_outbox_refused"] == 0
        await app.mongo["outbox"].update_one({"pending": True}, {"$set": {"refused": "too large"}})
        assert (await metrics(app))["sanzhi_outbox_refused"] == 1
        held.clear()
        app.executor.on_commit[0](SOMETHING_TO_PUBLISH)
        gone = await until(app, lambda found: found["sanzhi_outbox_rows"] == 0)
        assert gone["sanzhi_outbox_oldest_age_seconds"] == 0


async def _nothing() -> int:
    return 0


async def test_calls_are_counted_by_method_and_code(running: Running, probe: Service) -> None:
    async def get_counter(command: Any, tx: Any) -> Any:
        raise KeyError("a handler with a bug")

    get_counter.__annotations__ = probe.handlers.get_counter.__annotations__
    broken: Any = SimpleNamespace(**{**vars(probe.handlers), "get_counter": get_counter})
    async with running(replace(probe, handlers=broken), **SHOWN) as suite:
        app, name = suite.apps["probe"], await counter(suite)
        await add(suite, name, 1)
        await add(suite, name, 1)
        for method, body, token in (
            ("AddToCounter", {"name": name, "amount": 2_000_000}, None),
            ("AddToCounter", {"name": name, "amount": 1}, "no token"),
            ("GetCounter", {"name": name}, None),
        ):
            with pytest.raises(Refused):
                await suite.call(f"{PROBE}/{method}", body, BUREAU, token=token)
        found = await metrics(app)
        assert calls(found, "CreateCounter", "OK") == 1
        assert calls(found, "AddToCounter", "OK") == 2
        assert calls(found, "AddToCounter", "FAILED_PRECONDITION") == 1
        assert calls(found, "AddToCounter", "UNAUTHENTICATED") == 1
        assert calls(found, "GetCounter", "INTERNAL") == 1
        assert found["sanzhi_rpc_internal_errors_total"] == 1
        assert found["sanzhi_commit_group_size_sum"] == 5  # three commands, and two refusals put on record


async def test_what_is_not_consumed_yet_is_lag(running: Running, probe: Service, watcher: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    handle, held = Inbox.handle, asyncio.Event()
    held.set()
    monkeypatch.setattr(Inbox, "handle", lambda inbox, records: _not_now() if held.is_set() else handle(inbox, records))
    async with running(probe, watcher, **SHOWN) as suite:
        app, name = suite.apps["watcher"], await counter(suite)
        for amount in (1, 2, 13):
            await add(suite, name, amount)
        behind = await until(app, lambda found: _lag(found) == 3)
        topic = f"{suite.settings.topic_prefix}.probe"
        assert {key for key in behind if key.startswith("sanzhi_consumer_lag")} == {
            f'sanzhi_consumer_lag{{partition="{number}",topic="{topic}"}}' for number in range(suite.settings.partitions)
        }
        held.clear()
        # A scrape reads the database and the consumer side by side: a lag that is gone may stand beside a count from before.
        found = await until(app, lambda found: _lag(found) == 0 and found["sanzhi_dead_letters"] == 1)
        assert (facts(found, suite, "handled"), facts(found, suite, "dead_letter")) == (2, 1)
        await suite.apps["probe"].mongo["outbox"].update_many({}, {"$set": {"pending": True}})
        suite.apps["probe"].executor.on_commit[0](SOMETHING_TO_PUBLISH)
        again = await until(app, lambda found: (facts(found, suite, "duplicate"), facts(found, suite, "dead_letter")) == (2, 2))
        assert facts(again, suite, "handled") == 2
        assert len(await records_of(suite, topic)) == 6


async def _not_now() -> None:
    raise Unavailable("HELD", "稍后再试")


def _lag(found: Samples) -> float:
    return sum(value for name, value in found.items() if name.startswith("sanzhi_consumer_lag"))


async def test_a_timer_that_is_late_shows(running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    fire, held = Timers.fire_due, asyncio.Event()
    held.set()
    monkeypatch.setattr(Timers, "fire_due", lambda timers: _nothing() if held.is_set() else fire(timers))
    async with running(probe, **SHOWN) as suite:
        app, name = suite.apps["probe"], await counter(suite)
        due = datetime(2024, 1, 1, 1, tzinfo=UTC)
        for each, hours in (("early", 0), ("later", 5)):
            timer = due_document(f"{name}/{each}", "time_came", due.replace(hour=1 + hours), name, {}, each)
            await app.mongo["timers"].insert_one(timer | {"bucket": 0})
        await app.clock.set(due.replace(hour=3))
        assert (await metrics(app))["sanzhi_timers_oldest_lateness_seconds"] == 0, "a rehearsal holds its timers until it lets them go"
        await app.clock.release()
        late = await metrics(app)
        assert late["sanzhi_timers_oldest_lateness_seconds"] == 7200
        assert (late["sanzhi_timers_due"], late["sanzhi_timers_pending"]) == (1, 1)
        held.clear()
        app.executor.on_commit[1](A_TIMER_TO_FIRE)
        lateness = 'sanzhi_timers_lateness_seconds_sum{kind="time_came"}'
        found = await until(app, lambda found: found["sanzhi_timers_due"] == 0 and lateness in found)
        assert (found["sanzhi_timers_oldest_lateness_seconds"], found[lateness]) == (0, 7200)


async def test_what_is_left_is_sent_before_the_end(running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Relay, "drain", lambda relay: _nothing())
    with collecting() as collector:
        async with running(probe, otlp=collector.address) as suite:
            await add(suite, await counter(suite), 1)
            assert suite.apps["probe"].metrics.address == ""
        assert collector.last("sanzhi.outbox.rows") == [1]
        assert collector.last("sanzhi.mongodb.up") == [1]
        assert collector.last("sanzhi.kafka.up") == [1]
        assert collector.last("sanzhi.rpc.internal_errors") == [0]


async def test_a_scrape_is_answered_in_time_without_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gauges, "READ_SECONDS", 1.0)

    class Unasked:
        async def by_partition(self) -> list[Any]:
            return []

    mongo = Mongo("mongodb://127.0.0.1:1/?replicaSet=rs0", "nowhere")
    try:
        watch = Watch(mongo, Clock(mongo, "system"), Unasked(), asyncio.get_running_loop())  # type: ignore[arg-type]

        async def answered_in_time() -> bool:
            began = time.monotonic()
            seen = await asyncio.to_thread(watch.seen)
            assert (seen.progress, seen.lag) == (None, [])
            return time.monotonic() - began < 4.0  # the driver would look for its server for five

        await eventually(answered_in_time)
    finally:
        await mongo.close()


async def test_no_port_is_open_unless_a_setting_asks(running: Running, probe: Service) -> None:
    before = _listening()
    async with running(probe) as suite:
        (port,) = _listening() - before
        assert suite.apps["probe"].address.endswith(f":{port}")
    async with running(probe, **SHOWN) as suite:
        shown = suite.apps["probe"].metrics.address
        assert {suite.apps["probe"].address, shown} == {f"127.0.0.1:{port}" for port in _listening() - before}
    assert _listening() == before


def _listening() -> set[int]:
    """Ports that this process listens on."""
    own = {str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in (Path("/proc/self/net") / table).read_text().splitlines()[1:]:
            fields = re.split(r"\s+", line.strip())
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in own:
                found.add(int(fields[1].rpartition(":")[2], 16))
    return found
