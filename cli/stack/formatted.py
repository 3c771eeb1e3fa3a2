"""Formatted Kafka storage: made once by Kafka's own StorageTool, copied from then on, which saves a Java start each time."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cli.stack.places import cache_home

# All that a fresh format leaves; a node of its own, so that the directory id may be the same everywhere.
FILES = ("bootstrap.checkpoint", "meta.properties")


def format_storage(data: Path, version: str, storage_tool: Callable[[], None], cache: Path | None = None) -> None:
    """Formats `data` unless it is; `storage_tool` does it where no copy of this version of Kafka is kept."""
    if (data / "meta.properties").exists():
        return
    kept = (cache or cache_home()) / f"kafka-{version}.formatted"
    if os.access(kept, os.R_OK | os.X_OK):
        shutil.copytree(kept, data, dirs_exist_ok=True)
        return
    storage_tool()
    with suppress(OSError):  # a cache that somebody else filled, and that is not ours to write: a start takes a little longer
        _keep(data, kept)


def _keep(data: Path, kept: Path) -> None:
    if {path.name for path in data.iterdir()} != set(FILES):
        return  # another Kafka than we know: let it format for itself each time
    fresh = kept.with_suffix(f".{os.getpid()}")
    try:
        shutil.copytree(data, fresh)
        fresh.rename(kept)
    except OSError:  # somebody else was quicker
        shutil.rmtree(fresh, ignore_errors=True)
