"""`python -m bench.simulation`: replicas of two services and partitions over time, on one machine, at a fraction of the rate.

Registry takes in commands, the desk its facts, each in replicas of their own processes, on a real MongoDB and Kafka. A quiet stretch, a
worst hour, compressed, in the middle of which one replica of the desk is killed and later started again, and a quiet stretch. Then every
command is reckoned: one that was acknowledged and is lost, or whose fact took effect twice, fails the run.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import grpc

from bench.machine import described
from bench.p1_commands import AT_ONCE, Calls
from bench.plot import save
from bench.replicas import Replicas, service_of
from bench.simulation_load import KILLED_AT, STARTED_AT, Load, Shape
from bench.simulation_page import picture, simulation
from bench.simulation_reckoning import kept, reckoned
from bench.simulation_watch import EVERY_SECONDS, Offsets, Spent, Watch
from bench.stage import PARTITIONS, Stage, stage
from chassis.messaging.kafka import Kafka
from chassis.run import loop
from chassis.run.garbage import collect_seldom

RESULTS = Path(__file__).with_name("results")
PRODUCER, CONSUMER = "registry", "desk"
KILLED = f"{CONSUMER}-1"
PATIENCE_SECONDS = 120.0
Happened = list[tuple[float, str]]


def main() -> None:
    """Run, print, write JSON, table and picture."""
    arguments = _arguments()
    machine = described()
    collect_seldom()  # as a service does
    with stage() as set_up:
        found = loop.run(_simulated(set_up, Shape(arguments.seconds, arguments.rate), arguments.replicas, arguments.partitions))
    content = {"machine": machine, **found}
    out = arguments.out or RESULTS / f"simulation-{datetime.now(UTC).strftime('%Y-%m-%dT%H%M%S')}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    save(picture(content), out.with_suffix(".svg"))
    print(simulation(content))
    print(f"→ {out}")
    if wrong := content["reckoning"]["wrong"]:
        sys.exit(f"lost, doubled or strange: {wrong}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.simulation", description=__doc__)
    parser.add_argument("--seconds", type=float, default=90, help="how long the load lasts, a third of it each stretch")
    parser.add_argument("--rate", type=float, default=150, help="commands a second in the worst hour")
    parser.add_argument("--replicas", type=int, default=3, help="of each of the two services")
    parser.add_argument("--partitions", type=int, default=PARTITIONS, help="of each topic")
    parser.add_argument("--out", type=Path, help="the JSON file; the picture goes beside it")
    return parser.parse_args()


async def _simulated(stage: Stage, shape: Shape, many: int, partitions: int) -> dict[str, Any]:
    happened: Happened = []
    async with AsyncExitStack() as opened:
        replicas = await opened.enter_async_context(Replicas(stage, {PRODUCER: many, CONSUMER: many}, partitions))
        print("all replicas serve", flush=True)
        topic, group, numbers = f"{replicas.prefix}.{PRODUCER}", f"{replicas.prefix}.{CONSUMER}", count(1)
        channels = [await opened.enter_async_context(grpc.aio.insecure_channel(address)) for address in replicas.addresses_of(PRODUCER)]
        offsets = await opened.enter_async_context(Offsets(Kafka(stage.bootstrap), group, topic, partitions))
        load = Load(shape, [Calls(channel, stage, numbers).create for channel in channels], AT_ONCE * many)
        watch = Watch(load, offsets, Spent(lambda: _processes(stage, replicas), service_of))
        await load.warm_up()
        await watch.until_taken_in(PATIENCE_SECONDS)
        began = time.monotonic()
        async with asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(watch.run(began))
            under_way = [tasks.create_task(load.run(began)), tasks.create_task(_strike(replicas, shape, began, happened))]
            await asyncio.wait(under_way)
            await watch.until_taken_in(PATIENCE_SECONDS)
            await asyncio.sleep(2 * EVERY_SECONDS)  # so that it is seen
            watching.cancel()
        reckoning = reckoned(load.acknowledged, await kept(stage, replicas.prefix, PRODUCER, CONSUMER))
    return {
        "shape": asdict(shape),
        "replicas": {PRODUCER: many, CONSUMER: many},
        "partitions": partitions,
        "happened": happened,
        "failed": len(load.failed),
        "samples": [asdict(each) for each in watch.samples],
        "reckoning": reckoning,
    }


def _processes(stage: Stage, replicas: Replicas) -> dict[str, int]:
    """By name, as they run now."""
    parts = {"MongoDB": stage.parts.mongo.child, "Kafka": stage.parts.kafka.child, **replicas.children}
    return {name: child.pid for name, child in parts.items() if child} | {"clients": os.getpid()}


async def _strike(replicas: Replicas, shape: Shape, began: float, happened: Happened) -> None:
    """One replica of the consuming service is killed, and later started again."""

    def note(what: str) -> None:
        happened.append((round(time.monotonic() - began, 1), f"{KILLED} {what}"))
        print(happened[-1], flush=True)

    await asyncio.sleep(began + KILLED_AT * shape.seconds - time.monotonic())
    note("is killed")
    await replicas.kill(KILLED)
    await asyncio.sleep(began + STARTED_AT * shape.seconds - time.monotonic())
    note("is started again")
    replicas.launch(KILLED)
    await replicas.until_it_serves(KILLED)
    note("serves")


if __name__ == "__main__":
    main()
