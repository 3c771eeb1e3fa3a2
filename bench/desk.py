"""`python -m bench.desk [--quick] [--data FOLDER]`: P6 and P11, the desk's lists, searches and figures at two sizes, in turn.

Both sizes lie in one MongoDB and are asked in turn, so that whatever else the machine does hits both. With --data the grown databases stay
and are used again; growing goes on where it was stopped.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.desk_grown import grower
from bench.desk_paths import DeskPaths
from bench.growth import NEVER_GROW
from bench.machine import described
from bench.markdown import desk as table
from bench.queries import queries_of
from chassis.run import loop
from chassis.run.garbage import collect_seldom
from chassis.store.mongo import Mongo
from cli.stack.mongo import EmbeddedMongo

RESULTS = Path(__file__).with_name("results")
SIZES, QUICK_SIZES = (10_000, 1_000_000), (1_000, 10_000)
ROUNDS, TIMES, QUICK_TIMES = 5, 40, 8
Milliseconds = dict[str, list[float]]  # by size


def main() -> None:
    """Measure, print, write."""
    arguments = _arguments()
    machine = described()
    with _parts(arguments.data) as uri:
        found = loop.run(_measured(uri, arguments))
    content = {"machine": machine, "quick": arguments.quick, **found}
    out = arguments.out or RESULTS / f"desk-{datetime.now(UTC).strftime('%Y-%m-%dT%H%M%S')}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    out.with_suffix(".md").write_text(f"{table(content)}\n")
    print(table(content))
    print(f"→ {out}")
    if scans := [each for each in found["queries"] if "COLLSCAN" in each["plan"] and each["collection"] not in NEVER_GROW]:
        raise SystemExit(f"queries without an index: {scans}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, few rounds: a look, not a measurement")
    parser.add_argument("--only", help="paths whose name has this text alone")
    parser.add_argument("--grow-only", action="store_true", help="grow, and measure nothing")
    parser.add_argument("--data", type=Path, help="where the databases are, and stay")
    parser.add_argument("--out", type=Path, help="the JSON file; the table goes beside it")
    return parser.parse_args()


@contextmanager
def _parts(folder: Path | None) -> Iterator[str]:
    """MongoDB's address. Nothing of this goes through Kafka."""
    with tempfile.TemporaryDirectory(prefix="sanzhi-bench-") as passing, EmbeddedMongo((folder or Path(passing)) / "mongo") as mongo:
        yield mongo.uri


async def _measured(uri: str, arguments: argparse.Namespace) -> dict[str, Any]:
    collect_seldom()  # as a service does
    sizes = QUICK_SIZES if arguments.quick else SIZES
    aside = Mongo(uri, "bench_patterns")
    grown = await grower(aside)
    await aside.close()
    paths = []
    for size in sizes:
        mongo = Mongo(uri, f"bench_desk_{size}")
        await grown.grow(mongo, size)
        print(f"{size:,} projects are there", flush=True)
        if arguments.grow_only:
            continue
        paths.append(DeskPaths(mongo, size, arguments.only or ""))
        await paths[-1].prepare()
    times, rounds = (QUICK_TIMES, 2) if arguments.quick else (TIMES, ROUNDS)
    found: dict[str, Milliseconds] = {}
    for turn in range(rounds + 1 if paths else 0):
        for each in paths:
            for name, taken in (await each.milliseconds(times if turn else 3)).items():
                found.setdefault(name, {}).setdefault(str(each.size), []).extend(taken if turn else [])
        print(f"round {turn} of {rounds}", flush=True)
    queries = await queries_of(paths[-1].mongo, paths[-1].single) if paths else []
    return {"sizes": sizes, "milliseconds": found, "queries": queries}


if __name__ == "__main__":
    main()
