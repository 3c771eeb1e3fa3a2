"""What a run was measured on, and what its processes used of it."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cli.stack.parts import find_java, find_kafka, find_mongod

_TICKS = os.sysconf("SC_CLK_TCK")
_PACKAGES = ("motor", "pymongo", "aiokafka", "faststream", "grpcio", "pydantic", "apscheduler", "holidays")


def described() -> dict[str, Any]:
    """Processor, memory, system and versions; the load before the run tells whether the machine was shared."""
    parts = (find_mongod(), find_java(), find_kafka())
    return {
        "processor": _first("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory": _first("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "python": platform.python_version(),
        "parts": {part.name: part.version for part in parts},
        "packages": {name: version(name) for name in _PACKAGES},
        "load_before": list(os.getloadavg()),
    }


def _first(file: str, name: str) -> str:
    lines = Path(file).read_text().splitlines() if Path(file).exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "unknown")


def cpu_seconds(pid: int | str) -> float:
    """Processor time that a process has used, user and system."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / _TICKS


def resident_bytes(pid: int) -> int:
    """Memory that a process holds now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
