"""A whole stack, five services each its own process, on a rehearsal clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.stack.stack import Stack, Wanted


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """Started for one test, gone after it."""
    made = Stack(Wanted(tmp_path / "data", port=0, clock="rehearsal"), print)
    try:
        made.start()
        yield made
    finally:
        made.stop()
