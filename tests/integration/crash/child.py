"""Runs one service as `sanzhi serve` does, in a process that is made to die or stand still at one point, once.

CRASH_AT names a point of `faults`, CRASH_WITHOUT a guard of `unguarded` that is taken out; the fault happens when the file `armed` is in
the folder, and takes it away. The service itself knows nothing of this.
"""

import asyncio
import os
import sys
from pathlib import Path

from chassis.run.app import serve
from chassis.run.service import Service
from chassis.settings import Settings
from tests.harness.suite import service
from tests.integration.chassis.probe import services
from tests.integration.crash import faults, unguarded


def _service(name: str, folder: Path) -> Service:
    made = {"probe": services.probe, "watcher": services.watcher}.get(name)
    return made(folder) if made else service(name)


def main() -> None:
    """Patch, then serve until SIGTERM or the fault."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    if guard := os.environ.get("CRASH_WITHOUT"):
        unguarded.GUARDS[guard]()
    if point := os.environ.get("CRASH_AT"):
        faults.POINTS[point](faults.Fuse(folder / f"armed.{name}"))
    asyncio.run(serve(_service(name, folder), Settings.load()))
