"""A process that serves looks for garbage seldom, and still finds it."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from chassis.run.garbage import SELDOM, collect_seldom


class Knot:
    """Holds on to itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_what_is_there_is_left_alone_and_what_comes_is_collected_by_itself() -> None:
    left_alone = gc.get_freeze_count()
    new = [[] for _ in range(1000)]  # type: ignore[var-annotated]
    collect_seldom()
    assert gc.get_freeze_count() >= left_alone + len(new)
    knot = weakref.ref(Knot())
    kept = [[] for _ in range(SELDOM[0] + 1)]  # type: ignore[var-annotated]
    assert knot() is None, len(kept)
