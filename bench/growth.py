"""`python -m bench.growth [--quick]`: cost against size, the index behind every query, and memory over a million facts."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import plot
from bench.grown import grow
from bench.grown_memory import memory
from bench.grown_paths import Paths
from bench.machine import described
from bench.markdown import costs, queries
from bench.markdown import memory as memory_table
from bench.plot import save
from bench.queries import queries_of
from bench.stage import Stage, stage
from chassis.messaging.kafka import Kafka
from chassis.messaging.relay import new_producer
from chassis.run import loop
from chassis.store.mongo import Mongo
from chassis.store.schema import ensure_collections
from services.registry.store import RegistryTransaction

RESULTS = Path(__file__).with_name("results")
SIZES, QUICK_SIZES = (10_000, 100_000, 1_000_000), (1_000, 10_000)
# Sixteen leases and a document a replica; a document a year; one clock.
NEVER_GROW = {"leases", "calendar_years", "clock"}
MOST_GROWTH = 1.2  # of memory, from a quarter of the way to its end
FACTS, QUICK_FACTS = 1_000_000, 20_000


def main() -> None:
    """Measure, print, write JSON and plots."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes: a look, not a measurement")
    parser.add_argument("--out", type=Path, help="the JSON file; the plots go beside it")
    arguments = parser.parse_args()
    machine = described()
    found = loop.run(_measured(arguments.quick))
    out = arguments.out or RESULTS / f"growth-{datetime.now(UTC).strftime('%Y-%m-%dT%H%M%S')}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    content = {"machine": machine, "quick": arguments.quick, **found}
    out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    out.with_suffix(".md").write_text(f"{costs(content)}\n\n{queries(content)}\n\n{memory_table(content)}\n")
    save(plot.costs(content), out.with_suffix(".svg"))
    save(plot.memory(content), out.with_name(f"{out.stem}-memory.svg"))
    print(f"→ {out}")
    if scans := [each for each in found["queries"] if "COLLSCAN" in each["plan"] and each["collection"] not in NEVER_GROW]:
        sys.exit(f"queries without an index: {scans}")
    if leaks := [name for name, line in found["megabytes"].items() if line[-1][1] > MOST_GROWTH * line[len(line) // 4][1]]:
        sys.exit(f"memory that grows: {leaks}")


async def _measured(quick: bool) -> dict[str, Any]:
    with stage() as set_up:
        sizes = QUICK_SIZES if quick else SIZES
        milliseconds, plans, storage = await _costs(set_up, sizes)
        _print_costs(sizes, milliseconds)
        for each in plans:
            print(f"  {each['path']:34} {each['collection']:14} {each['plan']:60} examined {each['examined']}")
        megabytes = await memory(set_up, QUICK_FACTS if quick else FACTS)
        for name, line in megabytes.items():
            print(f"{name}: {', '.join(f'{facts:,}: {held:.0f} MB' for facts, held in line)}")
    return {"sizes": sizes, "milliseconds": milliseconds, "queries": plans, "bytes_a_project": storage, "megabytes": megabytes}


async def _costs(set_up: Stage, sizes: Sequence[int]) -> tuple[dict[str, list[float]], list[dict[str, Any]], dict[str, float]]:
    mongo, topic = set_up.mongo("growth"), await set_up.topic("growth")
    await ensure_collections(mongo, RegistryTransaction)
    found: dict[str, list[float]] = {}
    async with new_producer(Kafka(set_up.bootstrap), "growth") as producer:
        paths, present = Paths(mongo, producer, topic), 0
        await paths.leases.open()
        await paths.leases.renew()
        for size in sizes:
            await grow(mongo, present, size)
            present = paths.size = size
            await paths.milliseconds()  # a warm-up
            measured = await paths.milliseconds()
            measured |= {"relay, a row": await paths.drained(), "timer that is due": await paths.fired()}
            for name, value in measured.items():
                found.setdefault(name, []).append(value)
            print(f"{size:,} projects measured", flush=True)
        return found, await queries_of(mongo, paths.all), await _bytes_a_project(mongo, sizes[-1])


async def _bytes_a_project(mongo: Mongo, projects: int) -> dict[str, float]:
    """What a project takes in the database, as documents, on disk, and in indexes."""
    found = await mongo.database.command("dbStats")
    return {"documents": found["dataSize"] / projects, "on disk": found["storageSize"] / projects, "indexes": found["indexSize"] / projects}


def _print_costs(sizes: Sequence[int], milliseconds: dict[str, list[float]]) -> None:
    print(f"{'ms':36}" + "".join(f"{size:>12,}" for size in sizes) + f"{'last / first':>14}")
    for name, values in milliseconds.items():
        print(f"{name:36}" + "".join(f"{value:12.3f}" for value in values) + f"{values[-1] / values[0]:14.2f}")


if __name__ == "__main__":
    main()
