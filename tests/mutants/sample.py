"""Where faults are written and which tests must see them; a room is the plan or one service's domain."""

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.mutants.sites import Mutant, mutants


def files(only: Sequence[str]) -> list[Path]:
    """The plan and every domain, as far as their path has one of `only` in it."""
    found = sorted([*Path("plan").rglob("*.py"), *Path("services").glob("*/domain/**/*.py")])
    return [path for path in found if is_asked(path, only)]


def is_asked(path: Path, only: Sequence[str]) -> bool:
    """Whether a file is among those that were asked for; all are when nothing is named."""
    return not only or any(part in str(path) for part in only)


def room(path: Path) -> str:
    """The plan, or the service."""
    return path.parts[0] if path.parts[0] == "plan" else path.parts[1]


def tests_of(path: Path) -> str:
    """The unit tests that must see a fault in a file."""
    return f"tests/unit/{room(path)}"


def drawn(paths: Iterable[Path], seed: int) -> list[Mutant]:
    """All that can be made, in an order that the seed gives."""
    every = [mutant for path in paths for mutant in mutants(path)]
    random.Random(seed).shuffle(every)
    return every
