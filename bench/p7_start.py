"""P7: the whole suite ready to serve, from one command on an empty folder, against what the broker and the database take to start."""

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.measure import Comparison, Scale, at_most_more, in_turn
from bench.stage import Stage
from cli.stack.kafka import EmbeddedKafka
from cli.stack.mongo import EmbeddedMongo
from cli.stack.state import read_state

_SECONDS = 120.0


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """Seconds from the command to the moment at which all services serve."""
    comparison = Comparison("P7", "`sanzhi up`, empty folder, all ready", "MongoDB's start + Kafka's start", "s", at_most_more(5))
    await in_turn(comparison, lambda: asyncio.to_thread(_suite), lambda: asyncio.to_thread(_parts), scale)
    return [comparison]


def _suite() -> float:
    with tempfile.TemporaryDirectory(prefix="sanzhi-bench-") as folder:
        began = time.perf_counter()
        command = [sys.executable, "-P", "-m", "cli.main", "up", "--port", "0", "--data", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            while not ((state := read_state(Path(folder))) and state.ready):
                if process.poll() is not None or time.perf_counter() - began > _SECONDS:
                    raise RuntimeError(f"the suite did not start within {_SECONDS} s")
                time.sleep(0.01)
            return time.perf_counter() - began
        finally:
            process.terminate()
            process.wait()


def _parts() -> float:
    with tempfile.TemporaryDirectory(prefix="sanzhi-bench-") as folder:
        took = 0.0
        for part in (EmbeddedMongo, EmbeddedKafka):
            began = time.perf_counter()
            with part(Path(folder) / part.__name__):
                took += time.perf_counter() - began
        return took
