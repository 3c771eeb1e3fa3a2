"""Where the stack keeps what it fetches and what it stores (XDG base directories)."""

import os
from pathlib import Path


def cache_home() -> Path:
    """Parts fetched once, good for every stack: SANZHI_CACHE, or `sanzhi` in the user's cache folder."""
    return _home("SANZHI_CACHE", "XDG_CACHE_HOME", ".cache")


def data_home() -> Path:
    """Data of the stack: SANZHI_DATA, or `sanzhi` in the user's data folder."""
    return _home("SANZHI_DATA", "XDG_DATA_HOME", ".local/share")


def _home(own: str, xdg: str, default: str) -> Path:
    if chosen := os.environ.get(own):
        return Path(chosen).expanduser().absolute()
    base = os.environ.get(xdg)
    return (Path(base) if base else Path.home() / default) / "sanzhi"
