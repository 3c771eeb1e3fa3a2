"""Metrics as Prometheus reads them."""

import asyncio
import urllib.request
from collections.abc import Callable
from typing import Any

from chassis.metrics import Metrics
from chassis.run.clocks import KAFKA, MONGODB, Clocks
from chassis.run.exporters import MetricsExport
from chassis.run.gauges import Seen, Watch, show, show_clocks
from chassis.settings import Settings
from services.exchange.watch import show as show_behind
from tests.harness.suite import PATIENCE

Samples = dict[str, float]


async def scrape(address: str) -> Samples:
    """Samples of a port, by name and labels as they are written there."""

    def read() -> str:
        with urllib.request.urlopen(f"http://{address}/metrics", timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    lines = [line for line in (await asyncio.to_thread(read)).splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


class _Watch(Watch):
    def __init__(self, seen: Seen) -> None:
        self.result = seen

    def seen(self) -> Seen:
        return self.result


async def shown(seen: Seen, act: Callable[[Metrics], None] = lambda metrics: None) -> Samples:
    """What a replica shows that reads this of its database and broker, after this was done in it."""
    export = MetricsExport(Settings(metrics_listen="127.0.0.1:0"), "probe")
    try:
        act(Metrics(export.meter))
        show(export.meter, _Watch(seen), lambda: frozenset({1, 2, 3}))
        nobody: Any = None
        show_behind(export.meter, lambda: {("subscriptions/ledger", "feed"): (3, 60.0)})
        show_clocks(export.meter, Clocks(nobody, nobody, "", ahead={MONGODB: 0.25, KAFKA: -2.0}))
        await export.start()
        return await scrape(export.address)
    finally:
        await export.stop()
