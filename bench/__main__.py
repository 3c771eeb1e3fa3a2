"""The command: `python -m bench [--only P3 …] [--quick] [--out FILE]`."""

import argparse
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.machine import described
from bench.measure import Comparison, Scale
from bench.report import table, written
from bench.stage import stage
from chassis.run import loop
from chassis.run.garbage import collect_seldom

PATHS = {
    "P1": "p1_commands",
    "P2": "p2_latency",
    "P3": "p3_relay",
    "P4": "p4_consume",
    "P5": "p5_timers",
    "P7": "p7_start",
    "P8": "p8_calendar",
    "P9": "p9_hot",
    "P10": "p10_replicas",
    "P14": "p14_flood",
    "P16": "p16_feed",
    "P17": "p17_fan_out",
}
# Whole stacks, all topics of the suite, and what one choice costs: measured where they are asked for alone, by --only.
ASKED = {"P11": "p11_lag", "P12": "p12_click", "P15": "p15_sealing"}
RESULTS = Path(__file__).with_name("results")


def main() -> None:
    """Measure, print, write."""
    arguments = _arguments()
    machine = described()
    comparisons = loop.run(_measured(arguments.only or list(PATHS), Scale(arguments.quick)))
    print(table(comparisons))
    name = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S")
    print(f"→ {written(arguments.out or RESULTS / f'{name}.json', machine, comparisons, quick=arguments.quick)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PATHS | ASKED, help="these paths alone")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions of less work: a look, not a measurement")
    parser.add_argument("--out", type=Path, help="the JSON file; the plot goes beside it")
    return parser.parse_args()


async def _measured(wanted: list[str], scale: Scale) -> list[Comparison]:
    found: list[Comparison] = []
    collect_seldom()  # as a service does, both sides of a comparison
    with stage() as set_up:
        for id_ in wanted:
            print(f"{id_} …", flush=True)
            path = import_module(f"bench.{(PATHS | ASKED)[id_]}")
            for comparison in await path.run(set_up, scale):
                found.append(comparison)
                print(table([comparison], heading=False), flush=True)
    return found


if __name__ == "__main__":
    main()
