"""The disk under a data folder: how much room it has, and who may look."""

import shutil
from pathlib import Path

_MEBIBYTE = 1024 * 1024
# MongoDB preallocates its journal, Kafka its indexes; below this they end in the middle of a write.
LEAST_ROOM = 512 * _MEBIBYTE
LITTLE_ROOM = 2048 * _MEBIBYTE


def room(folder: Path) -> int:
    """Free bytes of the disk under a folder."""
    return shutil.disk_usage(folder).free


def told_room(free: int) -> str:
    """So many bytes, for people."""
    return f" {free / _MEBIBYTE:,.0f} MiB"


def keep_private(folder: Path) -> None:
    """Make a folder that its user alone may enter, or make it so."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
