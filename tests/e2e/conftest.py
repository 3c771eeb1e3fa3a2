"""A whole stack, each service its own process, on a rehearsal clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.stack.stack import Stack, Wanted

STORY = Path(__file__).parents[2] / "examples" / "stories" / "story-1-open-bid.yaml"


@contextmanager
def running_stack(data: Path) -> Iterator[Stack]:
    """One with its data in this folder, on free ports."""
    made = Stack(Wanted(data, port=0, clock="rehearsal"), print)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """Started for one test, gone after it."""
    with running_stack(tmp_path / "data") as started:
        yield started
