"""Where the stack keeps what it fetches and what it stores (XDG base directories)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.stack.problem import StackProblem, of_the_machine


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
    try:
        return (Path(base) if base else Path.home() / default) / "sanzhi"
    except RuntimeError as error:  # no HOME, and a user that the machine does not know, as in a container
        raise StackProblem(f"这个用户没有主目录：请用环境变量 {own} 指定目录") from error


@contextmanager
def writing_to(folder: Path, variable: str) -> Iterator[None]:
    """What cannot be written there is said, with the environment variable that names another place. Raises StackProblem."""
    try:
        yield
    except OSError as error:
        raise StackProblem(f"目录 {folder} 不能使用（{of_the_machine(error)}）：请用环境变量 {variable} 另选目录") from error
